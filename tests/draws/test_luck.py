"""Luck: adding, removing and reordering uncertainties, and cutting runs into chunks, moves nothing."""

import pickle
import subprocess
import sys
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.draws import STANDARD_NORMAL, STANDARD_UNIFORM, Luck, Uncertainty
from scenario.project.values.quantity import Quantity

PROJECT = (
    Uncertainty("activities.piling.duration", Quantity("pert", (20.0, 30.0, 50.0))),
    Uncertainty("activities.structure.duration", Quantity("pert", (200.0, 240.0, 330.0), max=300.0)),
    Uncertainty("risks.utilities_late", STANDARD_UNIFORM),
    Uncertainty("risks.utilities_late.delay", Quantity("triangular", (15.0, 40.0, 120.0))),
    Uncertainty("drivers.contractor", Quantity("normal", (1.0, 0.08), min=0.8)),
    Uncertainty("cost.piling", Quantity("lognormal", (900.0, 120.0))),
    Uncertainty("permits.wait", Quantity("exponential", (12.0,))),
    Uncertainty("market.noise", STANDARD_NORMAL),
    Uncertainty("rates.change", Quantity("discrete", outcomes=(0.0, 0.01), probabilities=(0.8, 0.2))),
    Uncertainty("products.price", Quantity("p10_p90", (14_000.0, 18_000.0))),
    Uncertainty("land.price", Quantity.fixed(7e8)),
)
CORRELATIONS = (
    (("activities.piling.duration", "activities.structure.duration"), 0.5),
    (("cost.piling", "products.price"), 0.3),
)
CORRELATED = {name for names, _ in CORRELATIONS for name in names}
LUCK = Luck(PROJECT, CORRELATIONS)
GOLDEN = [
    34.609122628291274,
    290.54858316984587,
    0.9596876664506512,
    76.47512017692023,
    1.10673253499919,
    1181.9781765777325,
    0.058162938105553036,
    0.4549414858851213,
    0.0,
    17505.007779574087,
    700000000.0,
]


@settings(deadline=None)
@given(
    st.permutations(PROJECT),
    st.sets(st.sampled_from([each.name for each in PROJECT if each.name not in CORRELATED])),
)
def test_removing_and_reordering_uncertainties_moves_no_other(
    order: list[Uncertainty], gone: set[str]
) -> None:
    kept = [each for each in order if each.name not in gone]

    drawn = Luck(kept, CORRELATIONS).draw(1, 0, 20)

    before = LUCK.draw(1, 0, 20)[[LUCK.columns[each.name] for each in kept]]
    assert np.array_equal(drawn, before)


@settings(deadline=None)
@given(st.sets(st.text(max_size=12), max_size=5))
def test_adding_uncertainties_moves_no_other(names: set[str]) -> None:
    added = [Uncertainty(name, STANDARD_NORMAL) for name in names - set(LUCK.names)]

    drawn = Luck([*added, *PROJECT], CORRELATIONS).draw(1, 0, 20)

    assert np.array_equal(drawn[len(added) :], LUCK.draw(1, 0, 20))


@pytest.mark.parametrize("chunk", [1, 37, 250])
def test_chunks_change_nothing(chunk: int) -> None:
    whole = LUCK.draw(7, 100, 1000)

    parts = [LUCK.draw(7, 100 + done, min(chunk, 1000 - done)) for done in range(0, 1000, chunk)]

    assert np.array_equal(np.hstack(parts), whole)


def test_an_uncertainty_that_is_fixed_leaves_its_partners_their_luck() -> None:
    fixed = (Uncertainty(PROJECT[0].name, Quantity.fixed(30.0)), *PROJECT[1:])

    drawn = Luck(fixed, CORRELATIONS).draw(1, 0, 50)

    assert np.array_equal(drawn[1:], LUCK.draw(1, 0, 50)[1:])


def test_another_process_with_another_hash_seed_draws_the_same() -> None:
    code = "import pickle, sys; print(pickle.load(sys.stdin.buffer).draw(3, 5, 40).tobytes().hex())"

    printed = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "4711"},
        input=pickle.dumps(LUCK),
        capture_output=True,
        check=True,
    ).stdout.decode()

    assert printed.strip() == LUCK.draw(3, 5, 40).tobytes().hex()


def test_what_is_free_of_logarithms_is_drawn_the_same_on_every_machine() -> None:
    exact = [each for each in PROJECT if each.quantity.kind in ("uniform", "triangular", "discrete")]

    drawn = Luck(exact).draw(20251027, 0, 1000)

    assert (
        blake2b(drawn.astype("<f8").tobytes(), digest_size=16).hexdigest()
        == "6edf08a59466e7ed6074cd7fad634584"
    )


def test_the_rest_is_drawn_the_same_to_the_last_digits() -> None:
    drawn = LUCK.draw(20251027, 4711, 1)[:, 0]

    assert drawn == pytest.approx(GOLDEN, rel=1e-13)


def test_a_draw_is_a_contiguous_table_of_column_and_run() -> None:
    drawn = LUCK.draw(1, 0, 250)

    assert drawn.shape == (len(PROJECT), 250)
    assert drawn.dtype == np.float64
    assert drawn.flags.c_contiguous
    assert [LUCK.names[column] for column in LUCK.columns.values()] == list(LUCK.names)


def test_the_plan_takes_the_most_likely_values() -> None:
    plan = LUCK.planned()

    assert plan.tolist() == [30.0, 240.0, 0.5, 40.0, 1.0, 900.0, 12.0, 0.0, 0.0, 16_000.0, 7e8]


def test_no_uncertainties_give_an_empty_draw() -> None:
    nothing = Luck(())

    assert nothing.draw(1, 0, 3).shape == (0, 3)
    assert nothing.planned().shape == (0,)


def test_two_uncertainties_of_one_name_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"uncertainties named twice: market\.noise; a name is the key of its luck"
    ):
        Luck([PROJECT[7], PROJECT[7]])


def test_importing_luck_compiles_nothing() -> None:
    code = "import sys, scenario.draws; assert 'numba' not in sys.modules and 'scipy' not in sys.modules"

    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=True)
