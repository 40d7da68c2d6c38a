"""Every quantity of a project has a place among the numbers of a run, and luck of its own."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenario.draws import Uncertainty
from scenario.model.plan.numbers import TABLES, Numbers, NumbersLayout
from scenario.model.project_plan import Plan, compile_plan
from scenario.project import Project, load
from scenario.project.dotted_paths import quantities, set_path
from scenario.project.values.quantity import Quantity

EVERYTHING = Path(__file__).parents[2] / "project" / "files" / "everything.yaml"
NOTHING = dict.fromkeys(TABLES, 0)
READ_BY_MEASURES = {"project.discount_rate"}


@cache
def everything() -> Project:
    return load(EVERYTHING)


@cache
def plan() -> Plan:
    return compile_plan(everything())


def numbers_that_a_run_reads(plan: Plan) -> tuple[Any, ...]:
    uncertainties: tuple[Uncertainty, ...] = plan.luck.uncertainties
    return plan.base.tolist(), plan.effects.tolist(), uncertainties


def read_by_runs() -> list[str]:
    """Return the quantities that a run reads: not those that a measure against a risk replaces."""
    paths = quantities(everything())
    replaced = {path.replace(".mitigation.", ".") for path in paths if ".mitigation." in path}
    return [path for path in paths if path not in replaced | READ_BY_MEASURES]


@pytest.mark.parametrize("path", read_by_runs())
def test_a_quantity_that_changes_changes_the_numbers_of_a_run(path: str) -> None:
    written = quantities(everything())[path]
    low, high = written.support
    other = low + 0.4 * (high - low) if low < high < np.inf else 0.9 * written.most_likely + 0.001

    changed = compile_plan(Project.model_validate(set_path(everything().resolved(), path, other)))

    assert numbers_that_a_run_reads(changed) != numbers_that_a_run_reads(plan())


def test_every_uncertainty_has_a_name_of_its_own() -> None:
    names = plan().luck.names

    assert len(names) == len(set(names))
    assert {"activities.build.p1.duration", "activities.build.p2.duration", "drivers.contractor"} <= set(
        names
    )


def test_a_run_reads_its_numbers_where_they_were_put() -> None:
    inputs = plan().layout.views(plan().base.copy())

    ids = plan().timetable.ids
    assert (
        inputs.activity["work"][ids.index("build.p2")]
        == everything().activities["build"].duration.most_likely
    )
    assert inputs.activity["first_pass"][ids.index("acceptance.p1")] == 0.85
    assert inputs.facility["rate"].tolist() == [0.042]
    assert inputs.line["price"].tolist()[:2] == [15500, 15500]
    assert inputs.risk["probability"].tolist() == [
        0.25,
        0.12,
        0.03,
        0.2,
        0.2,
        0.3,
        0.3,
        1,
        0.1,  # mitigated
        0.2,
        0.2,  # weather, branches, people that come for certain
        0.25,
        1,
    ]


def test_the_tables_fill_the_row_without_gap_or_overlap() -> None:
    row = np.arange(plan().layout.size, dtype=float)
    reviews = plan().layout.span("review")[0]  # read by effects only

    views = plan().layout.views(row)

    assert np.concatenate([view.view(float) for view in views]).tolist() == row[:reviews].tolist()


def test_a_value_fills_its_slots_each_with_its_share() -> None:
    numbers = Numbers(NumbersLayout({**NOTHING, "flow": 2}))

    numbers.put("cost.x.amount", Quantity("uniform", (50.0, 150.0)), [(0, 0.6), (1, 0.4)])

    assert numbers.base.tolist() == [60, 40]
    assert [uncertainty.name for uncertainty in numbers.uncertainties] == ["cost.x.amount"]
    assert [effect.scale for effect in numbers.effects] == [0.6, 0.4]


def test_a_number_needs_no_luck() -> None:
    numbers = Numbers(NumbersLayout({**NOTHING, "flow": 1}))

    numbers.put("cash.0.amount", Quantity.fixed(7.0), [(0, 1.0)])

    assert numbers.base.tolist() == [7]
    assert not numbers.uncertainties
    assert not numbers.effects
