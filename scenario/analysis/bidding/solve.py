"""The values of a number of a file that keep the odds required: a grid, refined where they begin and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.bidding.price_search import PriceSearch, joined
from scenario.analysis.bidding.requirements import PricePoint, Requirement, price_point, requirements
from scenario.analysis.study import study_of
from scenario.measures.digest import target_names
from scenario.project.sections.root import Project
from scenario.study.settings import RunSettings

POINTS = 21
"""Values of the grid."""


class Kept(NamedTuple):
    """Values that keep what is required; whether an end is only that of the grid."""

    low: float
    high: float
    low_is_grids: bool
    high_is_grids: bool


@dataclass(frozen=True)
class Solved:
    """Which values of a number keep the odds required.

    Attributes
    ----------
    project : as the file has it
    path : of the number
    required : the odds that must be kept
    points : the odds at each value of the grid, rising (`price` is the value)
    kept : the stretches of values that keep them, rising; gaps that luck alone may make are joined
    """

    project: Project
    path: str
    required: tuple[Requirement, ...]
    points: tuple[PricePoint, ...]
    kept: tuple[Kept, ...]


def solve(
    project: Project,
    path: str,
    project_at: Callable[[float], Project],
    ends: tuple[float, float],
    asked: tuple[float | None, float | None] = (None, None),
    settings: RunSettings | None = None,
) -> Solved:
    """Return the values of a number, between two ends above 0, that keep the odds required, on one luck.

    Parameters
    ----------
    project : Project
    path : str
        Of the number
    project_at : function of a value
        The project with the number changed
    ends : tuple of float
        Of the grid, the first below the second
    asked : tuple of float or None
        Odds of targets without their own; of all together

    Raises
    ------
    NothingRequiredError
        No odds are required.
    """
    luck = settings or RunSettings(runs=2000)
    required = requirements(project, *asked)
    known: dict[float, NDArray[np.bool_]] = {}

    def met_at(value: float, runs: NDArray[np.int64] | None) -> NDArray[np.bool_]:
        if value not in known:
            met = study_of(project_at(value), luck).met.to_numpy(dtype=bool)
            known[value] = met[:, : len(project.targets)]
        return known[value] if runs is None else known[value][runs]

    search = PriceSearch(met_at, price_point, [float(value) for value in np.linspace(*ends, POINTS)])

    def keeps(point: PricePoint) -> bool:
        return point.keeps(required)

    kept = [
        Kept(
            search.start_of(each, keeps),
            search.end_of(each, keeps).holds.price,
            each.first == 0,
            each.last == POINTS - 1,
        )
        for each in joined(search.points, required, "odds")
    ]
    return Solved(project, path, tuple(required), tuple(search.points), tuple(kept))


def solved_document(found: Solved) -> dict[str, Any]:
    """Return what was found as plain data."""
    names = target_names(found.project)
    return {
        "project": found.project.project.name.to("en"),
        "scenario": found.project.scenario,
        "solve": found.path,
        "required": {each.name: each.odds for each in found.required},
        "kept": [
            {"from": each.low, "to": each.high, "from_grid": each.low_is_grids, "to_grid": each.high_is_grids}
            for each in found.kept
        ],
        "curve": [
            {
                "value": point.price,
                "odds": {name: float(share) for name, share in zip(names, point.odds[:-1], strict=True)},
                "joint": float(point.odds[-1]),
            }
            for point in found.points
        ],
    }
