"""Lengths of networks against what is published or follows by arithmetic; tolerances from standard errors."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from scipy.stats import norm

import scenario
from scenario.project import Project

NETWORKS: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("networks.yaml"))
SIGMAS = 4.5
"""How far a sample may be off: one test in 150,000 fails by luck."""


def simulated(activities: dict[str, Any], runs: int, **blocks: Any) -> scenario.Study:
    header = {"name": "Authority", "start": "2026-01-05"}
    return scenario.simulate(
        Project.model_validate({"project": header, "activities": activities, **blocks}), runs
    )


@cache
def published(name: str, shape: str) -> scenario.Study:
    activities = {
        key: {"duration": {shape: [low, mode, high]} if low < high else mode, "after": after}
        for key, (after, low, mode, high) in NETWORKS[name]["activities"].items()
    }
    return simulated(activities, 20_000)


CASES = [("reliable", "triangular"), ("reliable", "pert"), ("one_path", "triangular")]


@pytest.mark.parametrize(("name", "shape"), CASES)
def test_length_of_a_published_network(name: str, shape: str) -> None:
    study, truth = published(name, shape), NETWORKS[name][shape]
    length = study.days.max(axis=1)
    runs, sd = study.runs, truth["sd"]

    assert abs(length.mean() - truth["mean"]) < SIGMAS * math.hypot(sd / math.sqrt(runs), truth["mean_se"])
    assert abs(length.std() - sd) < SIGMAS * sd / math.sqrt(2 * runs)
    for share, day in truth["quantiles"].items():
        density = norm.pdf(norm.ppf(share)) / sd
        error = math.sqrt(share * (1 - share) / runs) / density
        assert abs(length.quantile(share) - day) < SIGMAS * error
    for day, odds in truth["below"].items():
        assert abs((length <= day).mean() - odds) < SIGMAS * math.sqrt(odds * (1 - odds) / runs)


@pytest.mark.parametrize(
    ("name", "shape"), [case for case in CASES if "criticality" in NETWORKS[case[0]][case[1]]]
)
def test_criticality_of_a_published_network(name: str, shape: str) -> None:
    study, truth = published(name, shape), NETWORKS[name][shape]["criticality"]
    found = study.criticality()

    for activity, share in truth.items():
        rounding = 0.0005
        error = math.sqrt(share * (1 - share) / study.runs)
        assert abs(found[activity] - share) <= SIGMAS * error + rounding, activity


@pytest.mark.parametrize("name", NETWORKS)
def test_most_likely_length_of_a_published_network(name: str) -> None:
    study = published(name, "triangular")

    assert study.plan_dates["finish"].max() == NETWORKS[name]["most_likely"]
    assert study.most_likely.days.iloc[0].max() == NETWORKS[name]["most_likely"]


@pytest.mark.parametrize("n", [1, 2, 5, 10])
def test_the_last_of_n_uniforms_comes_at_n_over_n_plus_1(n: int) -> None:
    study = simulated({f"a{i}": {"duration": {"uniform": [0, 1]}} for i in range(n)}, 5000)

    sd = math.sqrt(n / (n + 1) ** 2 / (n + 2))
    assert abs(study.days.max(axis=1).mean() - n / (n + 1)) < SIGMAS * sd / math.sqrt(5000)


BRIDGE = {"a": (), "b": (), "c": ("a",), "d": ("a",), "e": ("b", "c")}
"""The five-arc bridge, arcs 1→2, 1→3, 2→3, 2→4, 3→4, as activities with predecessors."""


def exponential_length(done: frozenset[str] = frozenset()) -> Fraction:
    """Expected time until all of BRIDGE is done: with unit rates each activity under way is next alike."""
    if len(done) == len(BRIDGE):
        return Fraction(0)
    under_way = [x for x, after in BRIDGE.items() if x not in done and set(after) <= done]
    rest = sum((exponential_length(done | {x}) for x in under_way), Fraction(0))
    return (1 + rest) / len(under_way)


def test_the_exponential_bridge_takes_83_24ths() -> None:
    """The five-arc network with unit exponential durations; the recursion above gives the mean exactly."""
    activities = {x: {"duration": {"exponential": 1}, "after": list(after)} for x, after in BRIDGE.items()}

    length = simulated(activities, 20_000).days.max(axis=1)

    assert exponential_length() == Fraction(83, 24)
    assert abs(length.mean() - 83 / 24) < SIGMAS * length.std() / math.sqrt(20_000)


@pytest.mark.parametrize("p", [0.5, 0.8])
def test_work_that_passes_with_p_takes_d_over_p(p: float) -> None:
    stop = {"probability": p, "redo": 4, "at_most": 20}

    length = simulated({"work": {"duration": 4, "pass": stop}}, 20_000).days["work"]

    assert abs(length.mean() - 4 / p) < SIGMAS * 4 * math.sqrt(1 - p) / p / math.sqrt(20_000)


@pytest.mark.parametrize(("n", "m"), [(6, 2), (7, 3), (4, 4), (5, 1)])
def test_n_exponential_tasks_on_m_people(n: int, m: int) -> None:
    """While all are busy a task ends every 1/m; the last m end as the maximum of m exponentials."""
    tasks = {f"a{i}": {"duration": {"exponential": 1}, "staff": {"crew": 1}} for i in range(n)}

    length = simulated(tasks, 5000, staff={"crew": m}).days.max(axis=1)

    mean = (n - m) / m + sum(1 / k for k in range(1, m + 1))
    sd = math.sqrt((n - m) / m**2 + sum(1 / k**2 for k in range(1, m + 1)))
    assert abs(length.mean() - mean) < SIGMAS * sd / math.sqrt(5000)
