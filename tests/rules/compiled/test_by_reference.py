from typing import NamedTuple

import numpy as np
import pytest

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import kernel, njit, part


@by_reference
class Inner(NamedTuple):
    rows: np.ndarray
    grid: np.ndarray


@by_reference
class Outer(NamedTuple):
    count: np.ndarray
    inner: Inner
    cube: np.ndarray


def outer() -> Outer:
    rows = np.zeros(3, dtype=[("share", "f8"), ("node", "i8")])
    rows["share"], rows["node"] = [0.25, 0.5, 0.125], [7, 8, 9]
    grid = np.arange(6.0).reshape(2, 3)
    return Outer(np.array([4]), Inner(rows, grid), np.arange(24.0).reshape(2, 3, 4))


@part
def _far(given: Inner, row: int, column: int) -> float:
    return given.grid[row, column] + given.rows[column].share


@kernel
def _read(given: Outer) -> tuple[float, float, int, int]:
    shape = given.cube.shape
    return _far(given.inner, 1, 2), given.cube[1, 2, 3], given.inner.rows[1].node, shape[0] * shape[2]


@kernel
def _write(given: Outer) -> None:
    given.count[0] += 1
    given.inner.rows[2].share = 3.5
    for column in range(given.inner.grid.shape[1]):
        given.inner.grid[0, column] *= 2.0


@njit
def _sum_of_new(given: Outer) -> np.ndarray:
    return given.inner.grid.sum() + np.zeros(2)


def test_arrays_of_a_tuple_within_a_tuple_are_read_where_they_lie() -> None:
    assert _read(outer()) == (5.0 + 0.125, 23.0, 8, 8)


def test_what_compiled_code_writes_stands_in_the_arrays_of_python() -> None:
    given = outer()
    _write(given)
    _write(given)

    assert given.count[0] == 6
    assert given.inner.rows["share"].tolist() == [0.25, 0.5, 3.5]
    assert given.inner.grid.tolist() == [[0.0, 4.0, 8.0], [3.0, 4.0, 5.0]]


def test_code_that_makes_arrays_takes_them_too() -> None:
    assert _sum_of_new(outer()).tolist() == [15.0, 15.0]


def test_each_call_reads_the_arrays_that_it_is_given() -> None:
    first, second = outer(), outer()
    second.cube[1, 2, 3] = -1.0

    assert [_read(given)[1] for given in (first, second, first)] == [23.0, -1.0, 23.0]


def test_an_array_with_gaps_is_refused() -> None:
    given = outer()
    with pytest.raises(TypeError, match=r"Inner\.grid is no C-contiguous array"):
        _read(given._replace(inner=given.inner._replace(grid=given.inner.grid.T)))


def test_what_is_no_array_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Outer\.count is no C-contiguous array"):
        _read(outer()._replace(count=4))
