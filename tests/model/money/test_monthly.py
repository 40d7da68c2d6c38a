"""The ledger of the sample against an independent model of it, to the yuan, in every regime."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.model.money.facilities import facilities_of
from scenario.model.money.layout import MoneyLayout
from scenario.model.money.places import TERMS
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import EXTRA, Run
from scenario.model.run import Simulator
from scenario.project.sections.root import Project
from tests.model.money.monthly.given import Given
from tests.model.money.monthly.treasury import Model

SAMPLE = Path(__file__).parents[3] / "params" / "riverside.yaml"
REGIMES = ("legacy", "topout", "completed")


@cache
def plan_of(regime: str) -> Plan:
    """Compile the sample under a regime, without risks: the model counts working days as they are planned."""
    data = scenario.load(SAMPLE, scenario=regime).resolved()
    data["risks"] = {}
    data["correlations"] = [
        pair for pair in data["correlations"] if not any(of.startswith("risks.") for of in pair["between"])
    ]
    return compile_plan(Project.model_validate(data))


def run_of(plan: Plan, numbers: np.ndarray) -> tuple[Given, Run]:
    """Return a run, and what the model is given of it."""
    run, table, inputs = Simulator(plan).run(numbers), plan.timetable, plan.layout.views(numbers)
    names = ["continuous", *plan.project.calendars]
    days = {
        name: (np.diff(table.tables.worked[c]) > 0).tolist() for c, name in enumerate(names)
    }  # fmt: skip
    regime = int(run.extra[EXTRA.index("regime")])
    deciding = table.regime_rule.node
    return (
        Given(
            project=plan.project,
            start=dict(zip(table.ids, run.start.tolist(), strict=True)),
            finish=dict(zip(table.ids, run.finish.tolist(), strict=True)),
            span=dict(zip(table.ids, run.work.tolist(), strict=True)),
            planned_start=dict(zip(table.ids, table.planned_start.tolist(), strict=True)),
            planned_finish=dict(zip(table.ids, table.planned_finish.tolist(), strict=True)),
            workdays=days,
            news=inputs.month["market_news"].tolist(),
            regime=(
                table.regimes[regime] if regime >= 0 else None,
                min(float(run.finish[deciding]), table.regime_rule.deadline) if deciding >= 0 else 0.0,
            ),
            drawn=drawn_of(plan, numbers),
        ),
        run,
    )


def drawn_of(plan: Plan, numbers: np.ndarray) -> dict[str, float]:
    """Return the values of a run by path, after what drivers did to them."""
    inputs, ground = plan.layout.views(numbers), MoneyLayout(plan.project, plan.timetable)
    drawn = {path: float(inputs.terms[0][term]) for term, path in TERMS.items() if _is_there(plan, path)}
    drawn["products.price_growth"] = float(inputs.terms[0]["price_growth"])
    for line, values in zip(ground.lines, inputs.line, strict=True):
        path = f"products.types.{line.name}"
        drawn |= {f"{path}.{key}": float(values[key]) for key in ("price", "market_price", "sellable")}
        of = f"{path}.release" if line.product.release else "products.absorption"
        drawn |= {f"{of}.{key}": float(values[key]) for key in ("launch", "hazard")}
    for lent, values in zip(facilities_of(plan.project), inputs.facility, strict=True):
        assert lent.path == "funding.loan"
        for key in (values.dtype.names or ())[:7]:  # covenants are not written in the short form
            drawn[f"{lent.path}.{key}"] = float(values[key])
    for row, values in zip(ground.rows, inputs.row, strict=True):
        if row.path:
            drawn[row.path] = drawn.get(row.path, 0.0) + float(values["amount"])
    return drawn


def _is_there(plan: Plan, path: str) -> bool:
    found: Any = plan.project
    for key in path.split("."):
        found = getattr(found, key, None)
    return found is not None


def apart(plan: Plan, run: Run, model: Model) -> Iterator[tuple[str, int, float, float]]:
    """Yield (account, month, ours, the model's) wherever the two differ by half a yuan or more."""
    for at, account in enumerate(plan.accounts):
        theirs = np.array(model.ledger[account])
        for month in np.flatnonzero(np.abs(run.ledger[:, at] - theirs) >= 0.5):
            yield account, int(month), float(run.ledger[month, at]), float(theirs[month])


@pytest.mark.parametrize("regime", REGIMES)
def test_the_most_likely_run_agrees_with_the_monthly_model(regime: str) -> None:
    plan = plan_of(regime)
    given, run = run_of(plan, plan.planned_numbers)

    assert list(apart(plan, run, Model(given))) == []


@pytest.mark.parametrize("regime", REGIMES)
def test_runs_of_luck_agree_with_the_monthly_model(regime: str) -> None:
    plan = plan_of(regime)
    for numbers in plan.numbers(7, 0, 5)[1]:
        given, run = run_of(plan, np.ascontiguousarray(numbers))

        assert list(apart(plan, run, Model(given))) == []
