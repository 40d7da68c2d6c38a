"""Odds of deadlines, against closed forms."""

import datetime as dt

import pytest

from scenario.analysis.planning.deadlines import deadline_odds
from tests.analysis.networks import study_of

START = dt.date(2026, 1, 5)


def test_a_deadline_is_kept_until_the_end_of_its_day_and_moves_nothing():
    a = {"duration": {"discrete": {2: 0.2, 3: 0.5, 3.5: 0.3}}, "finish_not_after": "2026-01-07"}
    study = study_of({"a": a, "b": {"duration": 1, "after": ["a"]}}, 4_000)

    (told,) = deadline_odds(study)

    # three days from Monday 5 January end with Wednesday the 7th
    assert (told.node, told.edge, told.date, told.planned) == ("a", "finish", dt.date(2026, 1, 7), told.date)
    assert told.odds == pytest.approx(0.7, abs=0.03)
    assert told.low < told.odds < told.high
    assert set(study.days["b"] - study.days["a"]) == {1.0}


def test_a_start_at_the_midnight_that_ends_the_day_is_late():
    b = {"duration": 1, "after": ["a"], "start_not_after": "2026-01-06"}
    study = study_of({"a": {"discrete": {1.5: 0.4, 2: 0.6}}, "b": b}, 4_000)

    (told,) = deadline_odds(study)

    assert told.edge == "start"
    assert told.planned == START + dt.timedelta(days=2)
    assert told.odds == pytest.approx(0.4, abs=0.03)


def test_what_should_be_on_a_day_has_a_deadline_too():
    study = study_of({"a": {"duration": 3, "finish_on": "2026-01-20"}, "b": 2}, 5)

    (told,) = deadline_odds(study)

    assert (told.date, told.odds) == (dt.date(2026, 1, 20), 1.0)
