"""How numbers settle as runs are added, how sure replications are; no order of runs moves a summary."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import scenario
from scenario.analysis import Study
from scenario.analysis.summary import summary_of_days, summary_of_measures
from scenario.project import Project
from scenario.rules.odds import runs_for

PROJECT = Project.model_validate(
    {
        "project": {"name": "Small", "start": "2026-01-05", "horizon": "24 months"},
        "drivers": {"weather": {"quantity": {"normal": [1, 0.1]}, "multiplies": ["activities.*.duration"]}},
        "activities": {
            "build": {"duration": {"uniform": [0, 100]}},
            "open": {"duration": {"pert": [2, 3, 9]}, "after": ["build"]},
        },
        "cash": [
            {"on": "2026-01-10", "account": "land", "amount": -100},
            {"node": "open", "account": "sales", "amount": {"triangular": [90, 120, 160]}},
        ],
        "targets": [{"node": "build", "within": "20 days"}, {"measure": "net_profit", "at_least": 20}],
    }
)


@pytest.fixture(scope="module")
def study() -> Study:
    return scenario.simulate(PROJECT, 1200)


def test_each_look_is_the_study_of_its_first_runs(study: Study) -> None:
    table = study.convergence()

    short = scenario.simulate(PROJECT, 500)
    odds, means = short.odds().set_index("target"), short.summary()
    at = table[table["runs"] == 500].set_index("name")
    assert sorted(set(table["runs"])) == [250, 500, 1000, 1200]
    assert at.loc[odds.index, "value"].tolist() == odds["odds"].tolist()
    assert at.loc[odds.index, "half_width"].to_numpy() == pytest.approx((odds["high"] - odds["low"]) / 2)
    assert at.loc["all targets", "value"] == short.joint_odds()["odds"]
    assert at.loc["net_profit", "value"] == pytest.approx(means.loc["net_profit", "mean"])
    assert at.loc["net_profit", "half_width"] == pytest.approx(
        1.96 * means.loc["net_profit", "sd"] / 500**0.5, rel=1e-4
    )


def test_the_runs_for_a_point_are_those_of_the_last_odds(study: Study) -> None:
    table = study.convergence(["net_profit"])

    told = table[table["name"] == "build within 20 days"]["runs_for_a_point"].unique()

    assert told.tolist() == [runs_for(0.01, study.odds()["odds"][0])]
    assert table[table["kind"] == "measure"]["runs_for_a_point"].isna().all()


def test_no_order_of_the_runs_moves_a_bit_of_a_summary(study: Study) -> None:
    shuffled = np.random.default_rng(1).permutation(study.runs)

    days = study.days
    told = summary_of_days(days.items())
    pd.testing.assert_frame_equal(summary_of_days(days.iloc[shuffled].items()), told, check_exact=True)
    columns = [study.column(name) for name in study.measure_names]
    mixed = [each._replace(values=each.values[shuffled], ranks=each.ranks[shuffled]) for each in columns]
    pd.testing.assert_frame_equal(summary_of_measures(mixed), summary_of_measures(columns), check_exact=True)


@pytest.mark.parametrize("sampling", ["plain", "sobol", "lhs"])
def test_replications_tell_the_spread_of_their_studies(sampling: str) -> None:
    table = scenario.replicate(PROJECT, 256, replications=6, seed=5, sampling=sampling).set_index("name")

    odds = [
        scenario.simulate(PROJECT, 256, seed, sampling=sampling).odds()["odds"][0] for seed in range(5, 11)
    ]
    row = table.loc["build within 20 days"]
    assert row["value"] == pytest.approx(np.mean(odds))
    assert row["standard_error"] == pytest.approx(np.std(odds, ddof=1) / 6**0.5)
    assert row["high"] - row["value"] == pytest.approx(2.5706 * row["standard_error"], rel=1e-4)
    assert row["replications"] == 6


@pytest.mark.parametrize("sampling", ["sobol", "lhs"])
def test_even_sampling_is_surer_of_means_that_are_nearly_sums(sampling: str) -> None:
    even = scenario.replicate(PROJECT, 256, sampling=sampling).set_index("name")["standard_error"]
    plain = scenario.replicate(PROJECT, 256, sampling="plain").set_index("name")["standard_error"]

    assert even["net_profit"] < plain["net_profit"] / 5


def test_one_replication_tells_no_spread() -> None:
    with pytest.raises(ValueError, match="replications is 1; it must be at least 2 to tell a spread"):
        scenario.replicate(PROJECT, 10, replications=1)
