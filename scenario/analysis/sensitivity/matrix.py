"""The sensitivity matrix: odds and a measure where prices and costs are higher or lower, on the same luck."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from scenario.analysis.first_look import main_measures
from scenario.analysis.sensitivity.futures import simulate_futures
from scenario.analysis.study import Study
from scenario.measures.targets import ALL_TARGETS
from scenario.model.project_plan import compile_plan
from scenario.project.sections.root import Project

STEPS = (0.90, 0.95, 1.0, 1.05, 1.10)
"""What prices and costs are multiplied by [factor]."""
RUNS = 100
"""Runs of each cell, the first of the study: its odds are told to about 10 points [runs]."""
PRICE, COST = "matrix_price", "matrix_cost"
"""The drivers that stand for the two."""
PATHS = {
    PRICE: ("products.types.*.price", "products.types.*.market_price"),
    COST: ("cost.items.*.amount",),
}


class Matrix(NamedTuple):
    """What the matrix tells.

    Attributes
    ----------
    steps : factors on prices (rows, as sale prices and market prices together) and on costs (columns)
    measure : the first measure with a target
    middle : its median, price × cost [unit of the measure]; None where it is missing
    odds : of all targets together, price × cost [fraction]; none without targets
    runs : of each cell
    """

    steps: list[float]
    measure: str
    middle: list[list[float | None]]
    odds: list[list[float]]
    runs: int


def matrix_of(study: Study) -> Matrix | None:
    """Return the matrix of a study; None where nothing is sold or built, or nothing is measured."""
    project = study.project
    names = [name for name in main_measures(study) if name != "key_node_attainment"]
    if project.products is None or project.cost is None or not names:
        return None
    cells = list(product(STEPS, STEPS))
    runs = min(RUNS, study.runs)
    given = {
        f"drivers.{driver}": np.repeat([cell[axis] for cell in cells], runs)
        for axis, driver in enumerate((PRICE, COST))
    }
    numbers = np.tile(np.arange(study.first, study.first + runs), len(cells))
    told = simulate_futures(compile_plan(with_drivers(project)), given, numbers, study.seed)
    cell = np.repeat(np.arange(len(cells)), runs)
    middle = told[names[0]].groupby(cell).median().to_numpy().reshape(len(STEPS), -1)
    last = ALL_TARGETS if ALL_TARGETS in told else study.targets[0] if study.targets else None
    odds = [] if last is None else told[last].groupby(cell).mean().to_numpy().reshape(len(STEPS), -1).tolist()
    kept = [[float(value) if np.isfinite(value) else None for value in row] for row in middle]
    return Matrix(list(STEPS), names[0], kept, odds, runs)


def with_drivers(project: Project) -> Project:
    """Return the project with a driver on its prices and one on its costs; all other luck stays."""
    data: dict[str, Any] = project.resolved()
    spread = {"uniform": [STEPS[0], STEPS[-1]]}
    added = {name: {"quantity": spread, "multiplies": list(_there(data, PATHS[name]))} for name in PATHS}
    return Project.model_validate({**data, "drivers": {**data.get("drivers", {}), **added}})


def _there(data: dict[str, Any], paths: tuple[str, ...]) -> list[str]:
    """Return the values that paths name and that the project has."""
    found = []
    for path in paths:
        block, group, _, key = path.split(".")
        found += [f"{block}.{group}.{name}.{key}" for name, each in data[block][group].items() if key in each]
    return found
