"""What each kind of effect does to the numbers of a run."""

import numpy as np
import pytest

from scenario.model.plan.effects import (
    ADD,
    COME,
    GRID,
    GROW,
    MULTIPLY,
    REDO,
    SET,
    Effect,
    effect_table,
    numbers_of,
)
from scenario.rules.schedule.time_grid import TIME_GRID, on_grid

LUCK = np.array([[0.0, 0.25, 0.5, 0.75], [10.0, 20.0, 30.0, 40.0]])


def applied(
    base: list[float], *effects: tuple[int, int, dict[str, float]], eventful: bool = True
) -> np.ndarray:
    collected = [Effect(act, slot, **how) for act, slot, how in effects]  # type: ignore[arg-type]
    return numbers_of(np.array(base), effect_table(collected), LUCK, eventful=eventful)


def test_without_effects_every_run_has_the_most_likely_numbers() -> None:
    assert applied([1.0, 2.0]).tolist() == [[1, 2]] * 4


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (SET, [10, 20, 30, 40]),
        (ADD, [13, 23, 33, 43]),
        (MULTIPLY, [30, 60, 90, 120]),
        (GROW, [33, 63, 93, 123]),
    ],
)
def test_a_draw_sets_adds_multiplies_or_grows(act: int, expected: list[float]) -> None:
    assert applied([3.0], (act, 0, {"column": 1}))[:, 0].tolist() == expected


def test_a_constant_stands_in_for_a_draw() -> None:
    assert applied([3.0], (ADD, 0, {"constant": 2.0, "scale": 0.5}))[:, 0].tolist() == [4.0] * 4


def test_a_draw_is_scaled_and_moved() -> None:
    assert applied([0.0], (SET, 0, {"column": 1, "scale": 2.0, "offset": 5.0}))[:, 0].tolist() == [
        25,
        45,
        65,
        85,
    ]


def test_effects_act_in_their_order() -> None:
    double, add = (MULTIPLY, 0, {"constant": 2.0}), (ADD, 0, {"constant": 1.0})

    assert applied([3.0], double, add)[0, 0] == 7
    assert applied([3.0], add, double)[0, 0] == 8


@pytest.mark.parametrize(("chance", "happens"), [(0.0, 0), (0.25, 1), (0.5, 2), (1.0, 4)])
def test_an_event_happens_to_the_highest_draws(chance: float, happens: int) -> None:
    found = applied([0.0, chance], (COME, 0, {"constant": 7.0, "event": 0, "probability": 1}))

    assert found[:, 0].tolist() == [np.inf] * (4 - happens) + [7.0] * happens


def test_what_an_event_does_it_does_only_when_it_happens() -> None:
    found = applied([3.0, 0.25], (ADD, 0, {"column": 1, "event": 0, "probability": 1}))

    assert found[:, 0].tolist() == [3, 3, 3, 43]


def test_judgements_go_on_until_one_is_passed() -> None:
    effects = [
        Effect(REDO, 0, constant=1.0, event=attempt, probability=1, attempt=attempt) for attempt in range(3)
    ]
    fails = {"pass": 0.0, "fail": 1.0}
    stories = ["pass fail fail", "fail pass fail", "fail fail pass", "fail fail fail"]
    luck = np.array([[fails[word] for word in story.split()] for story in stories]).T

    found = numbers_of(np.array([5.0, 0.5]), effect_table(effects), luck)

    assert found[:, 0].tolist() == [5, 6, 7, 8]


def test_one_activity_that_passes_does_not_pass_the_next() -> None:
    effects = [
        Effect(REDO, activity, constant=1.0, event=activity, probability=2, attempt=0) for activity in (0, 1)
    ]

    found = numbers_of(np.array([5.0, 5.0, 0.5]), effect_table(effects), np.array([[0.0], [1.0]]))

    assert found[0].tolist() == [5, 6, 0.5]


def test_in_the_most_likely_run_nothing_happens_and_everything_is_passed() -> None:
    effects = [
        (ADD, 0, {"constant": 9.0, "event": 0, "probability": 1}),
        (COME, 2, {"event": 0, "probability": 1}),
        (REDO, 0, {"constant": 9.0, "event": 0, "probability": 3}),
    ]

    found = applied([3.0, 1.0, 7.0, 0.0], *effects, eventful=False)

    assert found.tolist() == [[3, 1, np.inf, 0]] * 4


def test_times_are_rounded_to_a_grid_on_which_sums_are_exact() -> None:
    found = applied([1 / 3], (GRID, 0, {}))[0, 0]

    assert found == on_grid(1 / 3)
    assert found == pytest.approx(1 / 3, abs=TIME_GRID)
    assert found / TIME_GRID == round(found / TIME_GRID)
    assert (found + 3000.0) - 3000.0 == found
