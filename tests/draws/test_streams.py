"""Streams: a draw depends on its seed, its name and its run, and on nothing else."""

import subprocess
import sys
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import Philox

from scenario.draws import uniforms
from scenario.draws.philox import high_product, word
from scenario.draws.streams import keys

NAMES = ("contractor", "activities.piling.duration", "支护")


@settings(deadline=None)
@given(seed=st.integers(0, 2**64 - 1), key=st.integers(0, 2**64 - 1), run=st.integers(0, 2**40))
def test_words_are_those_of_numpys_philox(seed: int, key: int, run: int) -> None:
    numpys = Philox(key=np.array([seed, key], dtype=np.uint64))
    numpys.advance(run // 4)  # a block at a time

    expected = numpys.random_raw(4)[run % 4]

    assert word(np.uint64(seed), np.uint64(key), np.uint64(run)) == expected


@settings(deadline=None)
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_the_high_product_is_the_upper_half_of_the_whole_product(a: int, b: int) -> None:
    assert high_product(np.uint64(a), np.uint64(b)) == a * b >> 64


def test_every_uniform_is_the_middle_of_the_cell_of_its_word() -> None:
    key = np.uint64(int.from_bytes(blake2b("支护".encode(), digest_size=8).digest(), "little"))
    words = Philox(key=np.array([7, key], dtype=np.uint64)).random_raw(1003)

    drawn = uniforms(7, NAMES, 3, 1000)[2]

    assert np.array_equal(drawn, ((words >> np.uint64(12))[3:] + 0.5) / 2**52)


def test_uniforms_lie_strictly_between_0_and_1_for_every_word() -> None:
    from scenario.draws.philox import uniform

    assert uniform(np.uint64(0)) == 2.0**-53
    assert uniform(np.uint64(2**64 - 1)) == 1 - 2.0**-53


@settings(deadline=None)
@given(first=st.integers(0, 2**62), cut=st.integers(0, 40), count=st.integers(0, 40))
def test_no_cut_into_chunks_changes_a_uniform(first: int, cut: int, count: int) -> None:
    whole = uniforms(1, NAMES, first, cut + count)

    parts = [uniforms(1, NAMES, first, cut), uniforms(1, NAMES, first + cut, count)]

    assert np.array_equal(whole, np.hstack(parts))


def test_seeds_and_names_give_streams_of_their_own() -> None:
    names = [f"activities.a{i}.duration" for i in range(200)]

    drawn = np.vstack([uniforms(1, names, 0, 2000), uniforms(2, names, 0, 2000)])

    alike = np.corrcoef(drawn) - np.eye(400)
    assert abs(alike).max() < 6 / 2000**0.5
    assert abs(drawn.mean() - 0.5) < 5 * (1 / 12 / drawn.size) ** 0.5


def test_hash_randomisation_and_another_process_change_nothing() -> None:
    code = "from scenario.draws import uniforms; print(uniforms(5, ('a', '支护'), 10, 8).tobytes().hex())"
    environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"}

    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for hash_seed in ("1", "2")
    }

    assert printed == {uniforms(5, ("a", "支护"), 10, 8).tobytes().hex()}


def test_the_streams_are_those_of_every_release() -> None:
    drawn = uniforms(20251027, NAMES, 0, 1000)

    assert (
        blake2b(drawn.astype("<f8").tobytes(), digest_size=16).hexdigest()
        == "1a620468299a42e78b0de55f36097b8b"
    )


def test_no_names_or_no_runs_give_an_empty_draw() -> None:
    assert uniforms(1, (), 0, 5).shape == (0, 5)
    assert uniforms(1, ("a",), 0, 0).shape == (1, 0)
    assert keys(()).dtype == np.uint64


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_beyond_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match=f"seed {seed} cannot be used; write a whole number from 0"):
        uniforms(seed, ("a",), 0, 1)


@pytest.mark.parametrize(("first", "count"), [(-1, 2), (0, -1), (2**64 - 1, 2)])
def test_runs_that_cannot_be_counted_are_refused(first: int, count: int) -> None:
    with pytest.raises(ValueError, match=r"runs .* cannot be drawn"):
        uniforms(1, ("a",), first, count)
