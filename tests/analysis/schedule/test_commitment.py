"""Promised dates have the odds they were promised with; latest dates leave the requirement its odds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis import Study
from scenario.analysis.schedule.commitment import commitment, share_by
from scenario.analysis.schedule.delay import END
from scenario.analysis.schedule.requirement import Requirement
from scenario.project.sections.root import Project
from scenario.rules.odds import wilson
from scenario.views.figures.nodes import asked_day
from tests.analysis.networks import after, network, study_of

RIVERSIDE = Path(__file__).parents[3] / "params" / "riverside.yaml"
SPREAD = {"pert": [10, 20, 60]}
NETWORK: dict[str, Any] = {
    "a": SPREAD,
    "b": after("a", duration={"triangular": [5, 10, 40]}),
    "c": {"duration": SPREAD, "calendar": "office"},
    "d": {"duration": {"uniform": [5, 30]}, "after": ["b", "c:FS+3"], "calendar": "office"},
    "e": {"duration": {"uniform": [5, 15]}, "after": ["d-4", "c"]},
    "f": {"duration": {"uniform": [20, 50]}, "after": ["b:SS+5", "d:FF+2"], "calendar": "office"},
    "last": after("d", "e", "f", duration=2),
    "aside": after("a", duration=100),
}
CALENDARS = {"office": {"week": "mon-fri"}}
START = dt.date(2026, 1, 5)


@pytest.fixture(scope="module")
def study() -> Study:
    """A network without staff, in which two chains compete."""
    return study_of(NETWORK, 1000, calendars=CALENDARS)


def fixed(activity: str, finish: float) -> Study:
    """Simulate the network on the same luck with one activity finished exactly at the end of a day."""
    date = (START + dt.timedelta(days=finish)).isoformat()
    held = {"duration": 0, "not_before": date, "milestone": "finish"}
    return study_of({**NETWORK, activity: held}, 1000, calendars=CALENDARS)


@pytest.mark.parametrize("odds", [0.5, 0.8, 0.95])
def test_promised_dates_taken_as_targets_have_the_odds_asked(study: Study, odds: float):
    promised = commitment(study, odds).nodes["promised"]
    targets = [{"node": node, "by": day.isoformat()} for node, day in promised.items()]

    same = scenario.simulate(network(NETWORK, calendars=CALENDARS, targets=targets), 1000)

    assert (same.odds()["odds"] >= odds).all()
    assert same.odds()["odds"].tolist() == pytest.approx(commitment(study, odds).nodes["kept"].tolist())


def test_dates_promised_together_hold_together_and_no_earlier_ones_do():
    """Two nodes with ties: most runs come on one of a few whole days."""
    study = study_of(
        {"a": {"discrete": {10: 0.6, 20: 0.4}}, "b": {"discrete": {5: 0.5, 9: 0.4, 30: 0.1}}}, 1000
    )
    finish = study.days[["a", "b"]].to_numpy()

    together = commitment(study, 0.8).together

    def hold(odds: float) -> float:
        return float((finish <= share_by(finish, odds)).all(axis=1).mean())

    assert together < 0.95
    assert hold(together) >= 0.8 > hold(together - 0.001)


def test_promised_dates_keep_their_odds_on_fresh_luck():
    project = scenario.load(RIVERSIDE)
    promised = commitment(scenario.simulate(project, 2000), 0.8).nodes
    targets = [{"node": node, "by": day.isoformat()} for node, day in promised["promised"].items()]

    fresh = scenario.simulate(
        Project.model_validate({**project.resolved(), "targets": targets}), 2000, seed=99
    )

    # two samples of 2,000 differ by 4 · √(2 · 0.8 · 0.2 / 2000) at most; a whole day adds a little
    assert fresh.odds()["odds"].to_numpy() == pytest.approx(promised["kept"].to_numpy(), abs=0.051)


# b is left out: fixed, it would start when it ends, and f waits for its start
@pytest.mark.parametrize("activity", ["a", "c", "d", "e", "f", "last"])
def test_finished_on_its_latest_day_the_requirement_keeps_its_odds_and_a_day_later_it_does_not(
    study: Study, activity: str
):
    by = commitment(study, 0.9).nodes.loc["last", "promised"]
    told = commitment(study, 0.8, [("last", by)])
    latest = (told.activities.loc[activity, "latest_finish"] - START).days + 1

    later_day = latest + 1
    while "calendar" in NETWORK[activity] and (START + dt.timedelta(days=later_day - 1)).weekday() >= 5:
        later_day += 1
    odds, later = (Requirement("last", by).met(fixed(activity, day)).mean() for day in (latest, later_day))

    assert later < 0.8 <= odds


def test_a_latest_start_is_the_latest_finish_less_the_work():
    study = study_of({"a": 10, "b": after("a", duration=5)}, 5)

    told = commitment(study, 0.8, [("b", START + dt.timedelta(days=19))]).activities

    # b may be finished at the end of day 20, so a at the end of day 15: from the morning of day 5 on
    assert told.loc["a", ["latest_start", "latest_finish"]].tolist() == [
        START + dt.timedelta(days=5),
        START + dt.timedelta(days=14),
    ]
    assert told.loc["b", ["latest_start", "latest_finish"]].tolist() == [
        START + dt.timedelta(days=15),
        START + dt.timedelta(days=19),
    ]


def test_what_chains_past_it_make_impossible_is_flagged_with_its_odds(study: Study):
    by = commitment(study, 0.3).nodes.loc["last", "promised"]
    told = commitment(study, 0.8, [("last", by)])
    row = told.activities.loc["c"]

    best = Requirement("last", by).met(fixed("c", 0.0)).mean()

    assert not told.requirements.loc[0, "possible"]
    assert row["latest_finish"] is None
    assert row["best"] == pytest.approx(best)
    assert row["best"] < 0.8
    assert row["needed_finish"] is not None


def test_the_needed_date_leaves_the_own_successors_the_odds():
    study = study_of(
        {"a": 10, "b": after("a", duration={"uniform": [10, 30]}), "c": 500, "d": after("b", "c")}, 2000
    )
    by = START + dt.timedelta(days=39)

    told = commitment(study, 0.8, [("d", by)]).activities.loc["a"]

    # 40 days less the P80 of b, 26; c makes it impossible anyway
    assert told["latest_finish"] is None
    assert told["best"] == 0.0
    assert (told["needed_finish"] - START).days + 1 == pytest.approx(14, abs=1)


def test_what_the_node_does_not_wait_for_has_no_latest_date(study: Study):
    told = commitment(study, 0.8, [("last", dt.date(2026, 12, 31))]).activities

    assert told.loc["aside", "latest_finish"] is None
    assert np.isnan(told.loc["aside", "best"])
    assert told.loc["aside", "requirement"] == ""


def test_of_several_requirements_the_tightest_binds(study: Study):
    dates = [("last", dt.date(2026, 12, 31)), ("aside", dt.date(2026, 6, 30))]

    both = commitment(study, 0.8, dates).activities.loc["a"]

    alone = commitment(study, 0.8, dates[1:]).activities.loc["a"]
    assert both["requirement"] == "aside"
    assert both["latest_finish"] == alone["latest_finish"]


def test_together_is_what_each_must_be_promised_with(study: Study):
    told = commitment(study, 0.8)

    again = commitment(study, told.together)
    less = commitment(study, told.together - 0.05)

    assert told.jointly < 0.8 <= again.jointly
    assert less.jointly < again.jointly


def test_a_target_within_a_span_counts_from_its_node_in_every_run():
    activities = {"a": {"uniform": [0, 100]}, "b": after("a", duration={"uniform": [10, 20]})}
    study = study_of(activities, 1000, targets=[{"node": "b", "within": "18 days", "of": "a"}])

    told = commitment(study, 0.75)

    assert told.requirements.loc[0, "odds"] == pytest.approx(study.odds().loc[0, "odds"])
    assert told.activities.loc["a", "latest_finish"] is None  # the span counts from it


@pytest.mark.parametrize(("refused", "possible"), [(0.1, True), (0.4, False)])
def test_no_date_keeps_a_requirement_in_runs_in_which_its_span_never_begins(refused: float, possible: bool):
    activities = {
        "committee": {"duration": 2, "gate": True, "refuse": {"probability": refused}},
        "award": after("committee", duration={"uniform": [20, 40]}),
        "permit": {"uniform": [20, 60]},
        "launch": after("award", "permit", duration={"uniform": [5, 10]}),
    }
    study = study_of(activities, 500, targets=[{"node": "launch", "within": "60 days", "of": "award"}])

    told = commitment(study, 0.8).activities.loc["permit"]

    assert told["best"] == study.days["award"].notna().mean()
    assert (told["latest_finish"] is not None, told["needed_finish"] is not None) == (possible, possible)


def test_with_staff_the_fixed_date_keeps_the_odds_nearly():
    project = scenario.load(RIVERSIDE)
    study = scenario.simulate(project, 500)
    by = commitment(study, 0.9).nodes.loc["sales_launch.p1", "promised"]
    told = commitment(study, 0.8, [("sales_launch.p1", by)]).activities
    latest = told.loc["scheme_review", "latest_finish"] + dt.timedelta(days=1)
    changes = {"after": [], "duration": 0, "staff": {}, "not_before": latest.isoformat()}

    held = scenario.load(
        RIVERSIDE, {f"activities.scheme_review.{key}": value for key, value in changes.items()}
    )

    met = Requirement("sales_launch.p1", by).met(scenario.simulate(held, 500))
    low, high = wilson(np.array([met.sum()]), 500)
    assert low[0] - 0.01 <= 0.8 <= high[0] + 0.01


@pytest.mark.parametrize("odds", [0.0, 1.01, float("nan")])
def test_odds_must_be_odds(study: Study, odds: float):
    with pytest.raises(ValueError, match="odds"):
        commitment(study, odds)


def test_a_study_tells_it_itself(study: Study):
    assert study.commitment(0.9).nodes.equals(commitment(study, 0.9).nodes)
    assert set(study.decisive(["last"]).indices) == {"last", END}


def test_latest_dates_are_days_that_the_calendar_of_the_activity_works(study: Study):
    by = commitment(study, 0.9).nodes.loc["last", "promised"]

    told = commitment(study, 0.8, [("last", by)]).activities.loc[["c", "d", "f"]]

    for column in ("latest_start", "latest_finish", "needed_start", "needed_finish"):
        assert all(day.weekday() < 5 for day in told[column])


def test_what_only_a_date_before_the_start_would_keep_is_impossible(study: Study):
    told = commitment(study, 0.8, [("last", dt.date(2026, 1, 20))]).activities

    bound = told[told["best"].notna()]
    assert bound["needed_start"].isna().any()
    assert all(day >= START for column in ("latest_start", "needed_start") for day in bound[column].dropna())


def test_a_target_falls_due_on_one_date_whoever_tells_it():
    target = {"node": "last", "within": "20 weeks", "of": "b"}
    own = study_of(NETWORK, 50, calendars=CALENDARS, targets=[target])

    told = commitment(own).requirements.loc[0, "date"]

    planned = own.date(own.plan_dates.loc["b", "finish"])
    assert told == planned + dt.timedelta(weeks=20)
    assert asked_day(own, own.project.targets[0]) == (told - START).days + 1
