"""Targets and their odds, summaries, and the document for other programs."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis import Study
from scenario.analysis.summary import quantile
from scenario.measures import MEASURES
from scenario.project import Project

Make = Callable[..., Study]


def study_of(targets: list[dict[str, Any]], runs: int = 400, **blocks: Any) -> Study:
    data: dict[str, Any] = {
        "project": {"name": {"en": "Small", "zh": "小"}, "start": "2026-01-05", "horizon": "24 months"},
        "activities": {
            "award": {"duration": {"uniform": [5, 15]}},
            "opening": {"duration": {"uniform": [0, 10]}, "after": ["award"], "level": 1},
        },
        "targets": targets,
        **blocks,
    }
    return scenario.simulate(Project.model_validate(data), runs)


def test_within_counts_from_the_finish_of_a_node_or_from_the_start() -> None:
    study = study_of(
        [{"node": "opening", "within": "4 days", "of": "award"}, {"node": "opening", "within": "2 weeks"}]
    )
    opening, award = study.days["opening"], study.days["award"]

    since_award, since_start = study.met.to_numpy().T

    assert (since_award == (opening - award <= 4)).all()
    assert (since_start == (opening <= 14)).all()
    assert study.targets == ("opening within 4 days of award", "opening within 2 weeks")


def test_by_means_by_the_end_of_that_day() -> None:
    study = study_of([{"node": "opening", "by": "2026-01-19"}])

    assert (study.met.iloc[:, 0] == (study.days["opening"] <= 15)).all()
    assert 0 < study.odds()["odds"][0] < 1


def test_a_node_of_several_phases_is_met_when_its_last_phase_is() -> None:
    activities = {"opening": {"duration": {"uniform": [0, 10]}, "scope": "phase"}}
    study = study_of([{"node": "opening", "within": "5 days"}], phases=["p1", "p2"], activities=activities)

    assert (study.met.iloc[:, 0] == (study.days.max(axis=1) <= 5)).all()


def test_a_node_that_never_comes_is_a_miss() -> None:
    activities = {"opening": {"duration": 1, "start_when": {"sold": 0.5, "of": "p1"}}}
    study = study_of(
        [{"node": "opening", "within": "24 months"}], runs=3, phases=["p1"], activities=activities
    )

    assert not study.met.to_numpy().any()
    assert study.node_summary().loc["opening", "missing"] == 3
    assert study.to_json()["nodes"]["opening"]["p80_date"] is None


@pytest.mark.parametrize("hurdle", [{"at_least": -1.0}, {"at_most": 9.0}])
def test_a_missing_measure_is_a_miss(hurdle: dict[str, float]) -> None:
    cash = [{"on": "2026-02-01", "account": "land", "amount": 0}]
    study = study_of(
        [{"measure": "project_irr", **hurdle}, {"measure": "equity_irr", **hurdle}], runs=3, cash=cash
    )

    assert not study.met.to_numpy().any()
    assert study.statuses["project_irr"].tolist() == ["none"] * 3


# Hurdles are statements about worth ----------------------------------------------------------------------


LONG = {"name": "Yearly", "start": "2026-01-05", "horizon": "60 months"}


def yearly(*amounts: float) -> list[dict[str, Any]]:
    """Flows a year apart, on last days of December: 2028 is a leap year, which months do not see."""
    return [
        {"on": f"{2026 + year}-12-31", "account": "grant", "amount": amount}
        for year, amount in enumerate(amounts)
    ]


@pytest.mark.parametrize(
    ("amounts", "hurdles", "met", "status"),
    [
        ((-1000, 2080, -1078), (0.04, 0.05, 0.09, 0.11), (True, True, True, False), "several"),
        ((48e6,), (0.12, 9.0), (True, True), "no_money_in"),
        ((-100, 0), (0.0, -0.5), (False, False), "total_loss"),
        ((100, -105), (0.12, 0.04), (True, False), "several"),
        ((-100, 110), (0.1, 0.1001), (True, False), "rate"),
    ],
)
def test_a_hurdle_is_met_where_worth_at_it_is_not_negative(
    amounts: tuple[float, ...], hurdles: tuple[float, ...], met: tuple[bool, ...], status: str
) -> None:
    targets = [{"measure": "project_irr", "at_least": hurdle} for hurdle in hurdles]

    study = study_of(targets, runs=2, project=LONG, activities={}, cash=yearly(*amounts))

    assert study.met.iloc[0].tolist() == list(met)
    assert study.statuses["project_irr"].iloc[0] == status
    several = [target["several"] for target in study.to_json()["targets"]]
    assert several == [2 if status == "several" else 0] * len(hurdles)


def test_runs_without_a_rate_are_ranked_above_and_below_those_with_one() -> None:
    """Of ten runs four lose all: P10 is −100 %, P50 and P80 are rates, mean and sd are over all ten."""
    lost = {"discrete": {0: 0.4, 121: 0.6}}
    cash = [*yearly(-100), {"on": "2027-12-31", "account": "grant", "amount": lost}]

    study = study_of([], runs=200, activities={}, cash=cash)

    row, total = study.summary().loc["project_irr"], (study.status("project_irr") == "total_loss").sum()
    assert 60 < total < 100
    assert row[["p10", "p50", "p80"]].tolist() == pytest.approx([-1.0, 0.21, 0.21])
    assert row["mean"] == pytest.approx((0.21 * (200 - total) - total) / 200)
    assert (row["missing"], row["total_loss"], row["rate"]) == (0, total, 200 - total)


def test_a_month_that_never_comes_is_above_every_month_and_months_are_whole() -> None:
    """In two runs of five nothing comes back; a month is promised with P80 only if so many runs keep it."""
    back = {"discrete": {0: 0.4, 300: 0.6}}
    cash = [
        {"on": "2026-01-31", "account": "land", "amount": -100},
        {"on": "2026-09-30", "account": "grant", "amount": back},
    ]

    study = study_of([], runs=200, activities={}, cash=cash)

    row = study.summary().loc["cash_positive_month"]
    assert row["p50"] == 8.0
    assert row["p80"] == row["p90"] == math.inf
    assert study.to_json()["measures"]["cash_positive_month"]["p80"] is None
    assert row["never"] == row["missing"] == np.isinf(study.ranks("cash_positive_month")).sum()


def test_required_odds_have_a_verdict() -> None:
    hurdles = [{"node": "award", "within": "10 days", "odds": odds} for odds in (0.2, 0.5, 0.99)]
    award = {"award": {"duration": {"uniform": [5, 15]}}}

    told = study_of([*hurdles, {"node": "award", "within": "9 days"}], activities=award).to_json()["targets"]

    assert [target["required"] for target in told] == [0.2, 0.5, 0.99, None]
    assert [target["verdict"] for target in told] == ["pass", "unclear", "fail", None]


def test_joint_odds_are_of_all_targets_in_one_run() -> None:
    study = study_of([{"node": "award", "within": "10 days"}, {"node": "opening", "within": "12 days"}])

    row = study.joint_odds()

    assert row["met"] == study.met.all(axis=1).sum()
    assert row["low"] < row["odds"] < row["high"]
    assert row["odds"] < study.odds()["odds"].min()


def test_a_project_without_targets_has_no_odds() -> None:
    study = study_of([], runs=3)

    assert len(study.odds()) == 0
    assert study.to_json()["targets"] == []


def test_quantiles_interpolate_as_numpy_does() -> None:
    values = np.sort(np.random.default_rng(1).normal(size=37))

    for share in (0.0, 0.1, 0.5, 0.8, 0.9, 1.0):
        assert quantile(values, share) == pytest.approx(np.quantile(values, share), rel=1e-14)


def test_what_never_came_is_later_than_every_date(by_hand: Make) -> None:
    study = by_hand({}, finish={"handover.p1": math.inf})

    assert math.isnan(study.node_summary().loc["handover.p1", "p50"])


def test_criticality_is_the_share_of_critical_runs() -> None:
    activities = {"a": {"duration": {"uniform": [0, 10]}}, "b": {"duration": {"uniform": [0, 10]}}}
    study = study_of([], activities=activities)

    assert study.criticality()["a"] == (study.days["a"] > study.days["b"]).mean()


def test_durations_are_working_time() -> None:
    activities = {
        "a": {"duration": 8, "calendar": "office"},
        "b": {"duration": 2, "after": ["a:FF+3"]},  # waits for a, works two days
    }
    study = study_of([], runs=1, activities=activities, calendars={"office": {"week": "mon-fri"}})

    assert study.durations.iloc[0].to_dict() == {"a": 8.0, "b": 2.0}
    assert study.days.iloc[0].to_dict() == {"a": 10.0, "b": 13.0}


# The document --------------------------------------------------------------------------------------------

STATISTICS = {"mean", "sd", "p10", "p50", "p80", "p90"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    project = scenario.load(Path(__file__).parents[2] / "params" / "riverside.yaml")
    found: dict[str, Any] = json.loads(json.dumps(scenario.simulate(project, 20).to_json(), allow_nan=False))
    return found


def test_the_document_has_the_agreed_keys(document: dict[str, Any]) -> None:
    assert set(document) == {
        *("project", "scenario", "runs", "seed", "version", "targets", "nodes", "activities", "measures"),
        *(
            "name",
            "fingerprint",
            "first_run",
            "start",
            "currency",
            "all_targets",
            "not_modelled",
            "outcomes",
            "left_over",
            "profit_statement",
            "refusals",
            "fallbacks",
            "keep",
            "not_kept",
            "sampling",
        ),
    }
    odds = {"target", "odds", "low", "high", "runs", "met"}
    assert set(document["all_targets"]) == odds
    assert all(
        set(target) == odds | {"name", "most_likely", "required", "verdict", "several"}
        for target in document["targets"]
    )
    dates = {"p50_date", "p80_date", "p90_date", "planned_date", "most_likely_date"}
    node_keys = STATISTICS | dates | {"missing", "planned", "most_likely", "name"}
    assert all(set(node) == node_keys for node in document["nodes"].values())
    activity_keys = {"start", "finish", "duration", "criticality", "missing"}
    assert all(set(activity) == activity_keys for activity in document["activities"].values())
    measure_keys = STATISTICS | {"missing", "status", "statuses", "most_likely"}
    assert all(set(measure) == measure_keys for measure in document["measures"].values())


def test_the_document_covers_nodes_activities_and_measures(document: dict[str, Any]) -> None:
    assert (document["project"], document["scenario"], document["runs"], document["seed"]) == (
        "Riverside",
        "base",
        20,
        1,
    )
    assert "sales_launch.p1" in document["nodes"]
    assert "scheme_design" not in document["nodes"]
    assert "scheme_design" in document["activities"]
    assert set(document["measures"]) | set(document["not_modelled"]) == set(MEASURES)


def test_a_study_shows_what_it_is() -> None:
    assert repr(study_of([], runs=2)) == "<Study of 2 runs: Small, base, seed 1>"
