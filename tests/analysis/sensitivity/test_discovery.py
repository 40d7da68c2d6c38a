"""Futures with draws given, EMA Workbench at the wheel, and boxes that find what was put there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import scenario
from scenario.analysis.sensitivity.boxes import find_box, find_boxes
from scenario.analysis.sensitivity.discovery import VARIANT, ProjectModel, Together, explore, futures
from scenario.analysis.sensitivity.futures import simulate_futures, usual
from scenario.model.project_plan import Plan, compile_plan
from scenario.views.pages.futures import BoxPages

TEXT = """
project: {name: A, start: 2026-01-05, horizon: 24 months}
drivers:
  ground: {name: {en: Ground, zh: 地质}, quantity: {normal: [1, 0.1]}, multiplies: [activities.dig.duration]}
activities:
  dig: {duration: {pert: [10, 20, 40]}, level: 1}
  build: {duration: {uniform: [20, 40]}, after: [dig], level: 1}
risks:
  flood: {name: {en: Flood, zh: 洪水}, probability: 0.2, delay: {build: {triangular: [30, 40, 60]}}}
cash:
  - {on: 2026-01-10, account: land, amount: -100}
  - {node: build, account: sales, amount: {triangular: [90, 120, 160]}}
targets: [{node: build, by: 2026-03-20}, {measure: net_profit, at_least: 15}]
overrides: {late: {activities.build.duration: 40}}
scenarios: {stress: [late]}
"""
ON_TIME = "build by 2026-03-20"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("discovery") / "a.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def plan(file: Path) -> Plan:
    return compile_plan(scenario.load(file))


@pytest.fixture(scope="module")
def model(file: Path) -> ProjectModel:
    return ProjectModel(file)


# Draws that are given -------------------------------------------------------------------------------


def test_futures_without_given_draws_are_the_runs_of_the_study(plan: Plan) -> None:
    runs = [7, 3, 299, 3]

    told = simulate_futures(plan, {}, runs, seed=5)

    study = scenario.simulate(plan.project, 300, seed=5)
    assert told["net_profit"].tolist() == study.measures["net_profit"].iloc[runs].tolist()
    assert told[ON_TIME].tolist() == study.met[ON_TIME].iloc[runs].astype(float).tolist()


def test_a_future_is_the_run_that_has_its_draws(plan: Plan) -> None:
    study = scenario.simulate(plan.project, 40)
    given = {name: study.draws[name].to_numpy() for name in plan.luck.names if name != "risks.flood"}
    happens = study.draws["risks.flood"].to_numpy() >= 0.8

    told = simulate_futures(plan, {**given, "risks.flood": happens}, range(1000, 1040))

    assert told["net_profit"].tolist() == study.measures["net_profit"].tolist()
    assert told[ON_TIME].tolist() == study.met[ON_TIME].astype(float).tolist()


def test_an_event_that_is_given_happens_or_does_not(plan: Plan) -> None:
    happens = np.arange(200) % 2 == 0

    told = simulate_futures(plan, {"risks.flood": happens}, np.arange(200))

    assert told[ON_TIME][happens].mean() < 0.1 < told[ON_TIME][~happens].mean()


def test_both_clocks_give_the_same_futures(plan: Plan) -> None:
    given = {"drivers.ground": np.linspace(0.7, 1.3, 20)}

    compiled = simulate_futures(plan, given, range(20), engine="compiled")
    simpy = simulate_futures(plan, given, range(20), engine="simpy")

    pd.testing.assert_frame_equal(compiled, simpy)


def test_what_is_given_must_be_known_and_one_to_a_future(plan: Plan) -> None:
    with pytest.raises(ValueError, match=r"no uncertainty is called 'drivers\.grund'"):
        simulate_futures(plan, {"drivers.grund": [1.0]}, [0])
    with pytest.raises(ValueError, match=r"values of shape \(2,\) for 3 futures; give one to each"):
        simulate_futures(plan, {"drivers.ground": [1.0, 1.1]}, [0, 1, 2])


def test_futures_are_told_by_what_is_drawn_once() -> None:
    riverside = compile_plan(scenario.load(Path(__file__).parents[3] / "params" / "riverside.yaml"))

    names = usual(riverside)

    assert {"drivers.market", "risks.price_cap", "products.price_growth.rate"} <= set(names)
    assert not any(name.startswith("activities.") or "[" in name for name in names)


# EMA Workbench --------------------------------------------------------------------------------------


def test_parameters_levers_and_outcomes_come_from_the_file(model: ProjectModel) -> None:
    told = {each.name: type(each).__name__ for each in model.uncertainties}

    assert told == {"drivers.ground": "RealParameter", "risks.flood": "BooleanParameter"}
    assert [each.name for each in model.levers] == [VARIANT]
    assert {ON_TIME, "net_profit", "all targets"} <= {each.name for each in model.outcomes}
    assert model.uncertainties["drivers.ground"].lower_bound == pytest.approx(1 - 0.1 * 2.5758, abs=1e-4)


def test_futures_come_up_as_often_as_the_file_says(model: ProjectModel) -> None:
    likely, even = (futures(model, 1000, as_likely=likely) for likely in (True, False))

    assert np.mean([each["risks.flood"] for each in likely]) == 0.2
    assert np.mean([each["risks.flood"] for each in even]) == 0.5
    assert np.std([each["drivers.ground"] for each in likely]) == pytest.approx(0.1, rel=0.02)
    assert np.ptp([each["drivers.ground"] for each in even]) == pytest.approx(0.515, rel=0.02)


def test_every_policy_meets_the_same_futures(model: ProjectModel) -> None:
    experiments, outcomes = explore(model, 60)

    base, stress = (experiments["policy"] == name for name in ("base", "stress"))
    assert experiments[base]["drivers.ground"].tolist() == experiments[stress]["drivers.ground"].tolist()
    assert (outcomes[ON_TIME][stress] <= outcomes[ON_TIME][base]).all()
    assert outcomes[ON_TIME][stress].sum() < outcomes[ON_TIME][base].sum()


def test_all_at_once_and_one_at_a_time_come_to_the_same(file: Path) -> None:
    from ema_workbench import Policy, SequentialEvaluator, perform_experiments

    single = ProjectModel(file, levers={"cash.0.amount": (-120.0, -80.0)}, scenarios=["base"])
    told = futures(single, 8)
    policies = [Policy("dear", **{"cash.0.amount": -120.0}), Policy("cheap", **{"cash.0.amount": -80.0})]

    def run(evaluator: object) -> dict[str, np.ndarray]:
        return perform_experiments(single, told, policies, evaluator=evaluator, log_progress=True)[1]

    together, sequential = run(Together(single)), run(SequentialEvaluator(single))

    runs = [each.unique_id - 1 for each in told]
    again = single.simulate(told, policies[0], runs)
    assert sequential["net_profit"][:8].tolist() == again["net_profit"].tolist()
    assert (together["net_profit"][8:] - together["net_profit"][:8]).min() > 0


def test_uncertainties_may_be_named(file: Path) -> None:
    named = ProjectModel(file, uncertainties=["activities.*.duration"], scenarios=["stress"])

    assert [each.name for each in named.uncertainties] == ["activities.dig.duration"]
    with pytest.raises(ValueError, match="no uncertainty is called 'market'"):
        ProjectModel(file, uncertainties=["market"])
    with pytest.raises(ValueError, match="there is no scenario 'stres'; there are base, stress"):
        ProjectModel(file, scenarios=["stres"])


def test_without_ema_workbench_the_error_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['ema_workbench'] = None\n"
        "try:\n    import scenario.analysis.sensitivity.discovery\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )

    told = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "pip install 'scenario-workbench[discover]'" in told.stdout


# Boxes ----------------------------------------------------------------------------------------------


def planted(count: int = 2000) -> tuple[pd.DataFrame, np.ndarray]:
    """Return futures of which those with price < 0.4 and a flood are of interest, and a few others."""
    luck = np.random.default_rng(20251027)
    frame = pd.DataFrame(
        {
            "price": luck.random(count),
            "noise": luck.random(count),
            "flood": luck.random(count) < 0.5,
            "policy": "base",
        }
    )
    wanted = (frame["price"] < 0.4) & frame["flood"] | (luck.random(count) < 0.03)
    return frame, wanted.to_numpy()


def test_a_box_is_found_where_it_was_put() -> None:
    frame, wanted = planted()

    box = find_box(frame, wanted, density=0.95)

    limits = box.limits.set_index("name")
    assert set(limits.index) == {"price", "flood"}
    assert limits.loc["price", "high"] == pytest.approx(0.4, abs=0.03)
    assert bool(limits.loc["flood", "happens"]) is True
    assert box.density == wanted[box.inside].mean() > 0.9
    assert box.coverage == wanted[box.inside].sum() / wanted.sum() > 0.8
    assert (box.mass, box.base) == (box.inside.mean(), wanted.mean())


def test_boxes_do_not_overlap_and_share_out_what_is_of_interest() -> None:
    frame, wanted = planted()
    wanted = wanted | (frame["noise"] > 0.9).to_numpy()

    boxes = find_boxes(frame, wanted)

    assert len(boxes) >= 2
    assert sum(box.inside.astype(int) for box in boxes).max() == 1
    assert [box.coverage for box in boxes] == [(box.inside & wanted).sum() / wanted.sum() for box in boxes]


def test_where_nothing_can_be_told_apart_there_is_no_box() -> None:
    frame, wanted = planted(200)

    with pytest.raises(ValueError, match="every future is of interest"):
        find_box(frame, np.ones(200, dtype=bool))
    with pytest.raises(ValueError, match="no future is of interest"):
        find_box(frame, wanted & ~wanted)


@pytest.mark.parametrize(("language", "told"), [("en", "'Flood' happens"), ("zh", "发生“洪水”")])
def test_a_box_is_told_in_plain_words(model: ProjectModel, language: str, told: str) -> None:
    experiments, outcomes = explore(model, 400, model.policies()[:1])
    boxes = find_boxes(experiments, outcomes[model.target(1)] == 0)

    pages = BoxPages.of(model, boxes, language, 1)  # type: ignore[arg-type]

    assert told in pages.sentences()[0]
    assert told in pages.table().rows[0][0]
    assert pages.figure().to_dict()["title"]["text"].startswith(("Where", "build"))
    with pytest.raises(ValueError, match="there is no target 3; the project has 2, counted from 1"):
        model.target(3)
