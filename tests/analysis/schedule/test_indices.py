"""Indices against closed forms."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

import scenario
from scenario.analysis.schedule.delay import END
from scenario.analysis.schedule.indices import indices
from scenario.rules.ranks import ranks
from tests.analysis.networks import after, study_of

RIVERSIDE = Path(__file__).parents[3] / "params" / "riverside.yaml"
NORMAL = {"normal": [100, 10], "min": 1}
EXACT = ["criticality", "float_p10", "float_p50", "float_p90"]
TWO = {"a": NORMAL, "b": NORMAL, "last": after("a", "b")}


def test_two_equal_normals_share_what_decides():
    # max(X, Y) = (X + Y + |X − Y|)/2, so cov(X, max) = σ²/2 and var(max) = σ²(1 − 1/π): Pearson's
    # correlation is √(π/(4(π − 1))) = 0.606. In ranks max is max(u, v)², and E[u·max(u, v)²] = 3/10:
    # Spearman's is 12·0.3 − 3 = 0.6.
    told = indices(study_of(TWO, 20_000), ["last"])["last"]

    assert told.loc["a", "correlation"] == pytest.approx(math.sqrt(math.pi / (4 * (math.pi - 1))), abs=0.012)
    assert told.loc["a", "cruciality"] == pytest.approx(0.6, abs=0.012)
    assert told.loc["a", "criticality"] == pytest.approx(0.5, abs=0.015)
    assert told.loc["a", "sensitivity"] == pytest.approx(0.5 / math.sqrt(1 - 1 / math.pi), abs=0.02)


def test_what_never_varies_has_no_correlation():
    told = indices(study_of({"a": NORMAL, "b": after("a", duration=5)}, 50))[END]

    assert np.isnan(told.loc["b", "cruciality"])
    assert (told.loc["b", "criticality"], told.loc["b", "sensitivity"]) == (1.0, 0.0)


def test_a_chain_of_one_decides_everything():
    told = indices(study_of({"a": NORMAL}, 50))[END]

    assert told.loc["a"].tolist() == pytest.approx([1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0])


def test_nodes_and_the_end_are_told_each_by_itself():
    told = indices(study_of({"a": NORMAL, "b": NORMAL, "late": after("b", duration=500)}, 200), ["a", "late"])

    assert list(told) == ["a", "late", END]
    assert (told["a"].loc["a", "criticality"], told["a"].loc["b", "criticality"]) == (1.0, 0.0)
    assert told["late"]["criticality"].equals(told[END]["criticality"])
    assert abs(told["late"].loc["a", "cruciality"]) < 0.3


@pytest.mark.parametrize(("shared", "own"), [(10.0, 10.0), (15.0, 5.0)])
def test_a_driver_correlates_by_its_share_of_the_variance(shared: float, own: float):
    drivers = {"d": {"quantity": {"normal": [0, shared]}, "shifts": ["activities.*.duration"]}}
    study = study_of(
        {"a": {"normal": [200, own], "min": 1}, "b": {"normal": [200, own], "min": 1}},
        20_000,
        drivers=drivers,
    )

    found = np.corrcoef(study.days["a"], study.days["b"])[0, 1]

    assert found == pytest.approx(shared**2 / (shared**2 + own**2), abs=0.015)


@pytest.mark.parametrize(("rho", "joint"), [(0.0, 0.640), (0.5, 0.687), (0.8, 0.729)])
def test_two_normals_are_both_within_their_p80_as_often_as_they_should(rho: float, joint: float):
    between = {"between": ["activities.a.duration", "activities.b.duration"], "rho": rho}
    study = study_of({"a": NORMAL, "b": NORMAL}, 20_000, correlations=[between] if rho else [])
    p80 = 100 + 10 * 0.8416212

    both = (study.days["a"] <= p80) & (study.days["b"] <= p80)

    assert both.mean() == pytest.approx(joint, abs=0.012)


def test_a_risk_moves_mean_and_p80_by_its_law():
    # 100 + Bernoulli(0.3)·U(10, 30): mean 106; P80 where 0.7 + 0.3·(x − 110)/20 = 0.8
    risks = {"r": {"probability": 0.3, "delay": {"a": {"uniform": [10, 30]}}}}
    study = study_of({"a": 100}, 40_000, risks=risks)

    told = study.node_summary().loc["a"]

    assert told["mean"] == pytest.approx(106.0, abs=0.15)
    assert told["p80"] == pytest.approx(110 + 20 / 3, abs=0.35)


def test_huletts_one_path():
    # D. Hulett, Schedule Risk Analysis Simplified (1996): one path of three triangular durations
    low_mode_high = {"design": [20, 30, 60], "build": [30, 40, 65], "test": [18, 25, 50]}
    activities = {
        name: {"duration": {"triangular": points}, "after": before}
        for (name, points), before in zip(low_mode_high.items(), ([], ["design"], ["build"]), strict=True)
    }
    study = study_of(activities, 40_000)
    days = study.days["test"]

    expected = sum(sum(points) for points in low_mode_high.values()) / 3

    assert expected == pytest.approx(112.65, abs=0.02)
    assert days.mean() == pytest.approx(expected, abs=0.2)
    assert study.node_summary().loc["test", "p80"] == pytest.approx(123.9, abs=0.3)
    assert (days <= 95).mean() == pytest.approx(0.086, abs=0.006)


def test_float_is_what_a_branch_may_lose():
    study = study_of({"a": {"uniform": [0, 10]}, "b": 10, "m": after("a", "b"), "aside": 3}, 2000)

    told = indices(study, ["m"])["m"]

    assert told.loc["a", ["float_p10", "float_p50", "float_p90"]].tolist() == pytest.approx(
        [1, 5, 9], abs=0.4
    )
    assert told.loc["b", "float_p90"] == 0.0
    assert np.isnan(told.loc["aside", "float_p50"])


def test_criticality_is_the_one_of_the_study():
    study = scenario.simulate(scenario.load(RIVERSIDE), 60)

    told = indices(study, ["sales_launch.p1", "handover.p2"])

    for node in ("sales_launch.p1", "handover.p2"):
        assert np.array_equal(told[node]["criticality"], study.criticality(node))
    assert np.array_equal(told[END]["criticality"], study.criticality())


@pytest.mark.parametrize("name", ["base", "gates_refuse"])
def test_a_node_is_told_the_same_alone_as_among_others(name: str):
    study = scenario.simulate(scenario.load(RIVERSIDE, scenario=None if name == "base" else name), 60)

    together = indices(study)

    for node in study.nodes[::4]:
        alone = indices(study, [node])[node]
        pd.testing.assert_frame_equal(alone, together[node], rtol=0.0, atol=1e-14)
        assert alone[EXACT].equals(together[node][EXACT])


def test_nodes_are_told_the_same_when_there_is_no_room_for_all_at_once(monkeypatch: pytest.MonkeyPatch):
    study = scenario.simulate(scenario.load(RIVERSIDE), 60)
    at_once = indices(study)

    monkeypatch.setattr("scenario.analysis.schedule.indices.ROOM", 2 * 60 * len(study.ids))

    for node, told in indices(study).items():
        assert told.equals(at_once[node])


def test_runs_in_which_a_node_never_comes_are_left_out():
    activities = {
        "committee": {"duration": 2, "gate": True, "refuse": {"probability": 0.4}},
        "award": after("committee", duration={"uniform": [0, 10]}),
        "permit": {"uniform": [0, 10]},
        "launch": after("award", "permit+2"),
    }
    study = study_of(activities, 400)
    came = study.days["launch"].notna()
    slack = (study.days["launch"] - study.days["permit"] - 2)[came]
    ours = study.durations[["award", "permit"]][came]

    told = indices(study, ["launch"])["launch"]

    assert 200 < came.sum() < 280
    assert told.loc["permit", "criticality"] == (slack < 1e-9).mean()
    assert told.loc["permit", "float_p90"] == pytest.approx(slack.quantile(0.9))
    ranked = ours.rank().corrwith(study.days["launch"][came].rank())
    assert told["cruciality"][["award", "permit"]].tolist() == pytest.approx(ranked.tolist())


@pytest.mark.parametrize("values", [5, 40, 10**6])
def test_ranks_are_those_of_scipy(values: int):
    rows = np.random.default_rng(1).integers(values, size=(7, 300)).astype(float)

    assert np.array_equal(ranks(rows), rankdata(rows, axis=1))
