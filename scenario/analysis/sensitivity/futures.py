"""Futures: runs of which some draws are given, all of one plan in one go; the rest is luck as ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scenario.analysis.study import Study
from scenario.draws import Uncertainty
from scenario.draws.inverse import GREATEST, LEAST, transform
from scenario.draws.luck import layout
from scenario.measures.targets import ALL_TARGETS
from scenario.model.engines import Engine, clock_of
from scenario.model.plan.effects import numbers_of
from scenario.model.project_plan import Plan
from scenario.project.dotted_paths import matching
from scenario.study.arrays import Memory
from scenario.study.pools.chunk import simulate_numbers

AT_ONCE = 250
"""Futures that are in memory with all that they come to [runs]."""
TAILS = (0.005, 0.995)
"""Where the range of a quantity without bounds is cut off [fraction]."""
BLOCKS = ("drivers", "products", "land", "cost", "expenses", "funding", "tax", "risks")
"""The blocks whose uncertainties are told apart unless said otherwise: luck that many activities share."""


def is_event(plan: Plan, name: str) -> bool:
    """Return whether an uncertainty is one that happens or does not."""
    return bool((plan.effects["event"] == plan.luck.columns[name]).any())


def usual(plan: Plan) -> list[str]:
    """Return the uncertainties that a future is told by unless said otherwise.

    Those drawn once for the whole project: drivers, quantities of sales, costs and money, and whether risks
    happen. Durations, judgements and what an event does to each activity stay luck.
    """
    names = []
    for each in plan.luck.uncertainties:
        block, *rest = each.name.split(".")
        once = block in BLOCKS and "[" not in each.name and (block != "risks" or len(rest) == 1)
        if once and each.quantity.is_uncertain:
            names.append(each.name)
    return names


def chosen(plan: Plan, patterns: Iterable[str] | None) -> list[str]:
    """Return the uncertainties that patterns name; `*` stands for any one name. Raises ValueError."""
    if patterns is None:
        return usual(plan)
    names: dict[str, None] = {}
    for pattern in patterns:
        found = matching(pattern, plan.luck.names)
        if not found:
            raise ValueError(f"no uncertainty is called '{pattern}'; study.draws has all of them as columns")
        names.update(dict.fromkeys(found))
    return list(names)


def span(uncertainty: Uncertainty) -> tuple[float, float]:
    """Return the range of a quantity; where it has no bound, that of 99 % of its values."""
    cut = np.array([TAILS])
    transform(cut, *layout((uncertainty,)))
    low, high = uncertainty.quantity.support
    return (low if np.isfinite(low) else float(cut[0, 0]), high if np.isfinite(high) else float(cut[0, 1]))


def likely_values(plan: Plan, names: Sequence[str], drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values of uncertainties as likely as the project file says, from uniforms drawn[name, future].

    An event gives 1 where it happens, by its most likely probability.
    """
    columns = [plan.luck.columns[name] for name in names]
    values = drawn.copy()
    transform(values, *layout(tuple(plan.luck.uncertainties[column] for column in columns)))
    for row, column in enumerate(columns):
        effects = plan.effects[plan.effects["event"] == column]
        if len(effects):
            values[row] = drawn[row] >= 1.0 - plan.base[effects["probability"][0]]
    return values


def simulate_futures(
    plan: Plan,
    given: Mapping[str, ArrayLike],
    runs: ArrayLike,
    seed: int = 1,
    *,
    engine: Engine = "auto",
) -> pd.DataFrame:
    """Return the measures of futures, and whether targets are met.

    Parameters
    ----------
    plan : Plan
        The project, compiled
    given : mapping
        Values of uncertainties by name, one a future; of an event, whether it happens
    runs : array_like of int
        The run whose luck each future has besides
    seed : int
        Of that luck
    engine : {"auto", "compiled", "simpy"}
        The clock

    Returns
    -------
    DataFrame
        One row a future; columns are measures (NaN where missing), targets and all of them together (1.0 met,
        0.0 missed)

    Raises
    ------
    ValueError
        A name is no uncertainty of the project, or there are not as many values as runs.
    """
    numbers = np.asarray(runs, dtype=np.int64)
    values = {name: _values(plan, name, each, len(numbers)) for name, each in given.items()}
    clock = clock_of(plan, engine)
    parts = []
    for first in range(0, len(numbers), AT_ONCE):
        rows = slice(first, first + AT_ONCE)
        luck = _luck(plan, seed, numbers[rows])
        for name, each in values.items():
            luck[plan.luck.columns[name]] = each[rows]
        arrays = simulate_numbers(clock, numbers_of(plan.base, plan.effects, luck), seed, first)
        held = Memory.of(plan, arrays)
        parts.append(_told(Study(plan, seed, first, held, held)))
    return pd.concat(parts, ignore_index=True)


def _values(plan: Plan, name: str, values: ArrayLike, count: int) -> NDArray[np.float64]:
    if name not in plan.luck.columns:
        raise ValueError(f"no uncertainty is called '{name}'; study.draws has all of them as columns")
    array = np.asarray(values, dtype=float)
    if array.shape != (count,):
        raise ValueError(f"'{name}' has values of shape {array.shape} for {count} futures; give one to each")
    return np.where(array > 0.5, GREATEST, LEAST) if is_event(plan, name) else array


def _luck(plan: Plan, seed: int, runs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the luck of some runs, in their order."""
    first = int(runs.min())
    drawn = plan.luck.draw(seed, first, int(runs.max()) - first + 1)
    return np.ascontiguousarray(drawn[:, runs - first])


def _told(study: Study) -> pd.DataFrame:
    met = study.met.astype(float)
    together: dict[str, Any] = {ALL_TARGETS: met.min(axis=1)} if met.shape[1] > 1 else {}
    return pd.concat([study.measures, met.assign(**together)], axis=1)
