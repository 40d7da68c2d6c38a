"""Sampling: how the uniforms of a study are spread. Plain, or more even than chance would have them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from scenario.draws.streams import keys, uniforms

Kind = Literal["plain", "sobol", "lhs"]
KINDS: tuple[str, ...] = get_args(Kind)
MOST_EVEN = 2**32
"""Run numbers of even sampling lie below this."""


class Sampling(NamedTuple):
    """How the uniforms of a study are spread.

    Attributes
    ----------
    kind : "plain", every run for itself; "sobol", a scrambled sequence; "lhs", a Latin hypercube
    runs : the strata of a Latin hypercube, which are as many as the study has runs; 0 for the others [runs]
    """

    kind: Kind = "plain"
    runs: int = 0

    @classmethod
    def of(cls, text: str | Sampling, runs: int, first: int = 0) -> Sampling:
        """Return the sampling that a text names, for the runs first … first + runs − 1.

        `lhs` alone has as many strata as the study has runs; `lhs:10000` repeats runs of a study of 10,000.

        >>> str(Sampling.of("lhs", 1000)), str(Sampling.of("lhs:1000", 1, first=7))
        ('lhs:1000', 'lhs:1000')

        Raises
        ------
        ValueError
            There is no such sampling, or it has no such runs.
        """
        kind, colon, strata = str(text).partition(":")
        if kind not in KINDS or (colon and not (kind == "lhs" and strata.isdecimal())):
            raise ValueError(f"sampling '{text}' is unknown; write plain, sobol, lhs, or lhs:RUNS")
        if kind == "lhs" and not colon and first:
            raise ValueError(f"sampling 'lhs' does not start at run {first}; say of how many: lhs:RUNS")
        made = cls(kind, int(strata or runs) if kind == "lhs" else 0)  # type: ignore[arg-type]
        made.check(first, runs)
        return made

    def check(self, first: int, count: int) -> None:
        """Raise ValueError where the runs first … first + count − 1 are not all of this sampling."""
        most = {"plain": 2**64, "sobol": MOST_EVEN, "lhs": min(self.runs, MOST_EVEN)}[self.kind]
        if first + count > most:
            raise ValueError(
                f"sampling '{self}' has no runs {first} to {first + count - 1}; its runs are 0 to {most - 1}"
            )

    def __str__(self) -> str:
        return f"{self.kind}:{self.runs}" if self.kind == "lhs" else self.kind


PLAIN = Sampling()


def sampled(
    sampling: Sampling, seed: int, names: Sequence[str], dimensions: NDArray[np.int64], first: int, count: int
) -> NDArray[np.float64]:
    """Return one uniform for each name and each of the runs first … first + count − 1.

    Parameters
    ----------
    sampling : Sampling
        How they are spread
    seed : int
        0 … 2⁶⁴ − 1. [1]
    names : sequence of str
        Names of the streams. [1]
    dimensions : array[name]
        The dimension of the Sobol sequence that a name has to itself; −1 where it has none. [1]
    first, count : int
        First run, and how many. [run]

    Returns
    -------
    ndarray[name, run]
        Values strictly between 0 and 1; a name's depend on seed, sampling, name, dimension and run only. [1]
    """
    drawn = uniforms(seed, names, first, count)
    if sampling.kind == "plain":
        return drawn
    sampling.check(first, count)
    from scenario.draws import strata

    streams = keys(tuple(names))
    if sampling.kind == "lhs":
        strata.latin(np.uint64(seed), streams, np.uint64(first), np.uint64(sampling.runs), drawn)
    else:
        strata.sobol(np.uint64(seed), streams, dimensions, np.uint64(first), _directions(), drawn)
    return drawn


@lru_cache(maxsize=1)
def _directions() -> NDArray[np.uint64]:
    from scenario.draws.directions import directions

    return directions()
