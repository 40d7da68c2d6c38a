"""Sampling that is more even than chance: evenly filled strata, and luck of one's own."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scenario.draws import PLAIN, STANDARD_UNIFORM, Luck, Sampling, Uncertainty, uniforms
from scenario.draws.directions import DIMENSIONS, directions
from scenario.draws.sampling import sampled
from scenario.draws.strata import BLOCK, mirrored, place, scrambled

NAMES = tuple(f"activities.a{i}.duration" for i in range(30))
ALONE = np.full(len(NAMES), -1)
LEADING = np.where(np.arange(len(NAMES)) < 6, np.arange(len(NAMES)), -1)
SAMPLINGS = (Sampling("sobol"), Sampling("lhs", 1000), Sampling("lhs", 4096))


def even(sampling: Sampling, first: int = 0, count: int = 0, seed: int = 1) -> np.ndarray:
    return sampled(sampling, seed, NAMES, LEADING, first, count or sampling.runs or 4096)


def strata(drawn: np.ndarray, count: int) -> np.ndarray:
    return np.sort(np.floor(drawn * count).astype(int), axis=1)


def test_plain_sampling_is_the_streams_themselves() -> None:
    drawn = sampled(PLAIN, 7, NAMES, LEADING, 3, 100)

    assert np.array_equal(drawn, uniforms(7, NAMES, 3, 100))


@pytest.mark.parametrize("runs", [1, 2, 37, 1000, 1024])
def test_each_stratum_of_a_latin_hypercube_holds_one_run(runs: int) -> None:
    drawn = even(Sampling("lhs", runs))

    assert (strata(drawn, runs) == np.arange(runs)).all()


@pytest.mark.parametrize(("first", "count"), [(0, 256), (512, 256), (0, 1024), (1024, 1024), (0, 4096)])
def test_every_aligned_block_of_a_sobol_study_fills_its_strata(first: int, count: int) -> None:
    drawn = even(Sampling("sobol"), first, count)

    assert (strata(drawn, count) == np.arange(count)).all()


@pytest.mark.parametrize("sampling", SAMPLINGS, ids=str)
@given(cuts=st.lists(st.integers(0, 1000), max_size=4))
@settings(deadline=None, max_examples=20)
def test_no_cut_into_chunks_changes_an_even_uniform(sampling: Sampling, cuts: list[int]) -> None:
    edges = sorted({0, 1000, *cuts})

    parts = [even(sampling, a, b - a) for a, b in pairwise(edges)]

    assert np.array_equal(np.hstack(parts), even(sampling, 0, 1000))


@pytest.mark.parametrize("sampling", SAMPLINGS, ids=str)
@given(kept=st.lists(st.sampled_from(range(len(NAMES))), unique=True, min_size=1))
@settings(deadline=None, max_examples=20)
def test_other_names_move_no_even_uniform(sampling: Sampling, kept: list[int]) -> None:
    names = [NAMES[row] for row in kept]

    drawn = sampled(sampling, 1, names, LEADING[kept], 100, 50)

    assert np.array_equal(drawn, even(sampling, 100, 50)[kept])


@pytest.mark.parametrize("sampling", [PLAIN, *SAMPLINGS], ids=str)
def test_uniforms_are_even_over_seeds_and_names_do_not_follow_each_other(sampling: Sampling) -> None:
    drawn = np.hstack([even(sampling, 0, 16, seed) for seed in range(500)])

    shares = [stats.kstest(row, "uniform").pvalue for row in drawn]
    alike = np.corrcoef(drawn) - np.eye(len(NAMES))
    assert min(shares) > 1e-4
    assert abs(alike).max() < 5 / drawn.shape[1] ** 0.5


@pytest.mark.parametrize("sampling", [*SAMPLINGS, Sampling("lhs", 64)], ids=str)
def test_the_mean_of_a_product_is_as_sure_as_by_chance(sampling: Sampling) -> None:
    """What two names do together gains nothing; an order that both share would make it far worse."""
    runs = sampling.runs or 512
    errors = []
    for seed in range(40):
        z = sampled(sampling, seed, NAMES, ALONE, 0, runs) - 0.5
        errors.append((z @ z.T)[np.triu_indices(len(NAMES), 1)] / runs)

    spread = np.mean(np.square(errors)) * runs * 144

    assert 0.85 < spread < 1.15


def test_the_directions_are_those_of_scipys_sobol_sequence() -> None:
    table, runs = directions(), 2048
    theirs = stats.qmc.Sobol(DIMENSIONS, scramble=False).random(runs)

    ours = np.zeros((runs, DIMENSIONS))
    for run in range(runs):
        gray = run ^ run >> 1  # the order of scipy
        bits = np.bitwise_xor.reduce(table[:, [k for k in range(12) if gray >> k & 1]], axis=1)
        ours[run] = [float(mirrored(each)) / 2**32 for each in bits]

    assert np.array_equal(ours, theirs)


def test_leading_names_keep_the_net_that_they_form_together() -> None:
    """Dimensions 1 and 2 of Sobol: every elementary box of 256 runs holds one, after scrambling too."""
    drawn = even(Sampling("sobol"), 256, 256)

    for digits in range(9):
        boxes = np.floor(drawn[0] * 2**digits) * 2 ** (8 - digits) + np.floor(drawn[1] * 2 ** (8 - digits))
        assert len(np.unique(boxes)) == 256


@given(st.integers(0, 2**32 - 1), st.integers(0, 31), st.integers(0, 2**64 - 1))
@settings(deadline=None)
def test_a_digit_is_scrambled_by_those_before_it_only(bits: int, digit: int, key: int) -> None:
    changed = bits ^ 1 << digit

    differ = int(scrambled(np.uint64(bits), np.uint64(key)) ^ scrambled(np.uint64(changed), np.uint64(key)))

    assert differ.bit_length() == 32 - digit


@given(st.integers(1, 3000), st.integers(0, 2**64 - 1))
@settings(deadline=None, max_examples=30)
def test_places_are_a_permutation(runs: int, key: int) -> None:
    side = int(np.ceil(np.sqrt(runs)))
    keys = np.arange(key, key + 6, dtype=object) % 2**64

    places = {
        int(
            place(
                np.uint64(run // side),
                np.uint64(run % side),
                np.uint64(side),
                np.uint64(runs),
                keys.astype(np.uint64),
            )
        )
        for run in range(runs)
    }

    assert places == set(range(runs))


def test_luck_takes_leading_names_in_their_order_whether_drawn_or_not() -> None:
    drivers = [Uncertainty(f"drivers.{name}", STANDARD_UNIFORM) for name in "abc"]
    names = [each.name for each in drivers]

    whole = Luck(drivers, sampling=Sampling("sobol"), leading=names).draw(1, 0, 50)
    without = Luck(drivers[1:], sampling=Sampling("sobol"), leading=names).draw(1, 0, 50)

    assert np.array_equal(without, whole[1:])


@pytest.mark.parametrize("text", ["", "sobel", "lhs:", "lhs:x", "sobol:5", "lhs:-3"])
def test_a_sampling_that_is_unknown_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is unknown; write plain, sobol, lhs, or lhs:RUNS"):
        Sampling.of(text, 100)


def test_runs_beyond_a_latin_hypercube_are_refused() -> None:
    with pytest.raises(ValueError, match=r"'lhs:100' has no runs 100 to 100; its runs are 0 to 99"):
        Sampling.of("lhs:100", 1, first=100)
    with pytest.raises(ValueError, match=r"'lhs' does not start at run 5; say of how many: lhs:RUNS"):
        Sampling.of("lhs", 100, first=5)


def test_blocks_are_put_in_order_anew() -> None:
    drawn = even(Sampling("sobol"), 0, 2 * BLOCK)[-1]

    order = np.floor(drawn * BLOCK).reshape(2, BLOCK)

    assert not np.array_equal(*order)
