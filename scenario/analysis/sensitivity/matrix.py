"""The sensitivity matrix: odds and a measure where prices and costs, or pace, differ, on the same luck."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from scenario.analysis.first_look import main_measures
from scenario.analysis.sensitivity.futures import simulate_futures
from scenario.analysis.study import Study
from scenario.measures.targets import ALL_TARGETS
from scenario.model.project_plan import compile_plan
from scenario.project.dotted_paths import ANY
from scenario.project.sections.root import Project

STEPS = (0.90, 0.95, 1.0, 1.05, 1.10)
"""What prices and costs are multiplied by [factor]."""
RUNS = 100
"""Runs of each cell, the first of the study: its odds are told to about 10 points [runs]."""
PRICE, COST, PACE = "matrix_price", "matrix_cost", "matrix_pace"
"""The drivers that stand for them."""
PATHS = {
    PRICE: ("products.types.*.price", "products.types.*.market_price"),
    COST: ("cost.items.*.amount",),
    PACE: ("products.absorption.pace",),
}


class Matrix(NamedTuple):
    """What the matrix tells.

    Attributes
    ----------
    steps : factors on prices (rows, as sale prices and market prices together) and on the other (columns)
    measure : the first measure with a target
    middle : its median, price × cost [unit of the measure]; None where it is missing
    odds : of all targets together, price × cost [fraction]; none without targets
    runs : of each cell
    other : what the columns are of, COST or PACE
    """

    steps: list[float]
    measure: str
    middle: list[list[float | None]]
    odds: list[list[float]]
    runs: int
    other: str = COST


def matrix_of(study: Study, other: str = COST, measure: str | None = None) -> Matrix | None:
    """Return the matrix of a study; None where nothing is sold or built, or nothing is measured.

    `other` stands beside prices: COST, or the PACE of sales. By default of the first measure with a target.
    """
    project = study.project
    names = [name for name in main_measures(study) if name != "key_node_attainment"]
    names = names if measure is None else [measure]
    if project.products is None or not names or (other == COST and project.cost is None):
        return None
    cells = list(product(STEPS, STEPS))
    runs = min(RUNS, study.runs)
    given = {
        f"drivers.{driver}": np.repeat([cell[axis] for cell in cells], runs)
        for axis, driver in enumerate((PRICE, other))
    }
    numbers = np.tile(np.arange(study.first, study.first + runs), len(cells))
    told = simulate_futures(
        compile_plan(with_drivers(project, (PRICE, other)), study.sampling), given, numbers, study.seed
    )
    cell = np.repeat(np.arange(len(cells)), runs)
    middle = told[names[0]].groupby(cell).median().to_numpy().reshape(len(STEPS), -1)
    last = ALL_TARGETS if ALL_TARGETS in told else study.targets[0] if study.targets else None
    odds = [] if last is None else told[last].groupby(cell).mean().to_numpy().reshape(len(STEPS), -1).tolist()
    kept = [[float(value) if np.isfinite(value) else None for value in row] for row in middle]
    return Matrix(list(STEPS), names[0], kept, odds, runs, other)


def with_drivers(project: Project, drivers: tuple[str, ...] = (PRICE, COST)) -> Project:
    """Return the project with a driver on its prices and one on its costs or pace; all other luck stays."""
    data: dict[str, Any] = project.resolved()
    if PACE in drivers and data["products"]["absorption"].get("pace") is None:
        absorption = {**data["products"]["absorption"], "pace": 1.0}
        data = {**data, "products": {**data["products"], "absorption": absorption}}
    spread = {"uniform": [STEPS[0], STEPS[-1]]}
    added = {name: {"quantity": spread, "multiplies": list(_there(data, PATHS[name]))} for name in drivers}
    return Project.model_validate({**data, "drivers": {**data.get("drivers", {}), **added}})


def _there(data: dict[str, Any], paths: tuple[str, ...]) -> list[str]:
    """Return the values that paths name and that the project has."""
    found = []
    for path in paths:
        if ANY not in path:
            found.append(path)
            continue
        block, group, _, key = path.split(".")
        found += [f"{block}.{group}.{name}.{key}" for name, each in data[block][group].items() if key in each]
    return found
