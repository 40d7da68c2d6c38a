"""How many people there are from when on, and in which calendar they work: stories by hand, both clocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis.schedule.load import load_of
from scenario.analysis.schedule.waiting import waiting_by_activity
from scenario.model.project_plan import compile_plan
from tests.model.both import differences
from tests.model.clock import planned, project

FROM = {"2026-01-05": 1, "2026-01-15": 2, "2026-01-25": 1}


def crew(days: float, *after: str, people: float = 1, **more: Any) -> dict[str, Any]:
    return {"duration": days, "after": list(after), "staff": {"crew": people}, **more}


def test_who_waits_begins_on_the_day_on_which_there_are_more() -> None:
    found = planned({"a": crew(14), "b": crew(6)}, staff={"crew": {"from": FROM}})

    assert found == {"a": (0, 14), "b": (10, 16)}


def test_who_works_when_there_are_fewer_stays_until_it_is_done() -> None:
    found = planned({"a": crew(30), "b": crew(15, priority=1), "c": crew(2)}, staff={"crew": {"from": FROM}})

    # two of two from day 10 on; at day 20 one leaves as soon as he is done, so that c waits for the end of a
    assert found == {"b": (0, 15), "a": (10, 40), "c": (15, 17)}
    later = planned({"a": crew(30), "b": crew(15, priority=1), "c": crew(7)}, staff={"crew": {"from": FROM}})
    assert later["c"] == (15, 22)
    last = planned({"a": crew(30), "b": crew(21, priority=1), "c": crew(2)}, staff={"crew": {"from": FROM}})
    assert last["c"] == (40, 42)


def test_the_first_number_holds_before_its_day_too() -> None:
    steps = {"2026-01-10": 2, "2026-01-15": 3}

    assert planned({"a": crew(5, people=2)}, staff={"crew": {"from": steps}})["a"] == (0, 5)


def test_numbers_before_the_start_count_by_the_last_of_them() -> None:
    steps = {"2025-01-01": 5, "2025-12-01": 1, "2026-01-12": 2}

    assert planned({"a": crew(9), "b": crew(9)}, staff={"crew": {"from": steps}})["b"] == (7, 16)


def test_a_number_that_never_changes_is_the_plain_number() -> None:
    works = {"a": crew(9), "b": crew(9), "c": crew(3, "a")}
    plain, dated = (
        compile_plan(project(works, staff={"crew": pool})) for pool in (1, {"from": {"2026-01-05": 1}})
    )

    assert not dated.events.events
    np.testing.assert_array_equal(plain.base, dated.base)


def test_both_clocks_know_changes_and_calendars_of_people_to_the_bit() -> None:
    works = {
        f"w{k}": crew({"triangular": [2, 5 + k, 20]}, *([f"w{k - 3}"] if k > 2 else []), people=1 + k % 2 / 2)
        for k in range(12)
    }
    pool = {"from": {"2026-01-05": 2, "2026-01-20": 1.5, "2026-02-10": 3.25, "2026-03-15": 2}}
    flu = {"probability": 0.8, "per": "year", "absent": {"of": ["crew"], "share": 0.25, "days": 20}}
    described = project(
        works,
        staff={"crew": {**pool, "calendar": "office"}},
        risks={"flu": flu},
        calendars={"office": {"week": "mon-fri"}},
    )

    assert list(differences(described, 60)) == []


def test_waiting_and_load_know_how_many_there_are() -> None:
    study = scenario.simulate(
        project({"a": crew(14), "b": crew(6)}, staff={"crew": {"from": FROM}}, departments={}), 20
    )

    assert waiting_by_activity(study).loc["b", "mean"] == 10
    np.testing.assert_allclose(load_of(study, "crew").limit, [1, 11 / 7, 13 / 7])


# Calendars of people -------------------------------------------------------------------------------------


CALENDARS = {"office": {"week": "mon-fri"}, "site": {"week": ["thu", "fri", "sat", "sun", "mon"]}}


def test_work_goes_on_while_its_calendar_and_its_peoples_both_work() -> None:
    pool = {"crew": {"people": 3, "calendar": "office"}}
    found = planned(
        {"a": crew(4, calendar="site"), "b": crew(7), "c": {"duration": 4, "calendar": "site"}},
        staff=pool,
        calendars=CALENDARS,
    )

    assert found["a"] == (0, 7 + 1)  # Monday, Thursday, Friday, Monday
    assert found["b"] == (0, 9)  # every day, of those that the office works
    assert found["c"] == (0, 6)  # nobody is occupied: Monday, Thursday to Saturday


def test_a_stoppage_of_either_calendar_stops_the_work() -> None:
    for stopped in CALENDARS:
        storm = {"probability": 1, "per": "year", "stops": {stopped: 14}, "season": ["01-06", "01-06"]}
        study = scenario.simulate(
            project(
                {"a": crew(4, calendar="site")},
                staff={"crew": {"people": 1, "calendar": "office"}},
                calendars=CALENDARS,
                risks={"storm": storm},
            ),
            10,
        )

        assert (study.days["a"] >= 14).all()


def test_percent_lags_count_the_days_that_the_work_counts() -> None:
    found = planned(
        {"a": crew(10), "b": {"duration": 1, "after": ["a:SS+50%"]}},
        staff={"crew": {"people": 1, "calendar": "office"}},
        calendars=CALENDARS,
    )

    assert found["b"] == (5, 6)


@pytest.mark.parametrize("demand", [0, 1])
def test_people_of_their_own_calendar_bind_only_whom_they_work_at(demand: int) -> None:
    found = planned(
        {"a": crew(7, people=demand)},
        staff={"crew": {"people": 1, "calendar": "office"}},
        calendars=CALENDARS,
    )

    assert found["a"] == (0, 9 if demand else 7)
