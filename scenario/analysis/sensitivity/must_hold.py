"""What must be true: for each driver the value at which the odds of a target fall below those asked.

A driver is set to values over its own range, all other luck being that of the runs; where the odds cross
those asked, the value is interpolated. Drivers are those whose rank correlation with the target stands out of
chance, the largest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.sensitivity.futures import is_event, simulate_futures
from scenario.analysis.sensitivity.tornado import CHANCE
from scenario.analysis.study import Study
from scenario.rules.ranks import ranks

RUNS = 200
"""Runs at each value, the first of the study [runs]."""
LEVELS = (0.005, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.995)
"""Where values are tried: quantiles of what was drawn [share of runs]."""
Verdict = Literal["crosses", "always", "never"]
Floats = NDArray[np.float64]


class MustHold(NamedTuple):
    """What a driver must be for a target.

    Attributes
    ----------
    name, target : the uncertainty and the target
    verdict : the odds cross those asked, or are at or above them at every value, or at none
    at_least, at_most : the bounds within which the odds are as asked, None where there is none
    values, odds : what was tried, and the odds there
    """

    name: str
    target: str
    verdict: Verdict
    at_least: float | None
    at_most: float | None
    values: list[float]
    odds: list[float]


def must_hold(study: Study, target: str, asked: float, most: int = 6) -> list[MustHold]:
    """Return what the drivers of a target must be, those first that move it most.

    Parameters
    ----------
    study : Study
        The runs
    target : str
        A target, by the name that it has among those of the study
    asked : float
        The odds asked [fraction]
    most : int
        How many drivers
    """
    met = study.met[target].to_numpy(dtype=float)
    names = _drivers(study, met)[:most]
    runs = min(RUNS, study.runs)
    numbers = np.tile(np.arange(study.first, study.first + runs), len(LEVELS))
    found = []
    for name in names:
        values = np.quantile(study.draws[name].to_numpy(), LEVELS)
        told = simulate_futures(study.plan, {name: np.repeat(values, runs)}, numbers, study.seed)
        odds = told[target].to_numpy().reshape(len(LEVELS), runs).mean(axis=1)
        found.append(bounds_of(name, target, values, odds, asked))
    return found


def _drivers(study: Study, met: Floats) -> list[str]:
    """Return the values that were drawn, by their rank correlation with a target."""
    own = ranks(met[None])[0]
    found, bound = [], CHANCE / np.sqrt(max(1, len(met) - 1))
    for name in map(str, study.draws.columns):
        column = study.draws[name].to_numpy()
        if "[" in name or is_event(study.plan, name) or np.ptp(column) == 0.0 or np.ptp(met) == 0.0:
            continue
        rho = abs(float(np.corrcoef(own, ranks(column[None])[0])[0, 1]))
        if rho > bound:
            found.append((-rho, name))
    return [name for _, name in sorted(found)]


def bounds_of(
    name: str, target: str, values: Sequence[float] | Floats, odds: Sequence[float] | Floats, asked: float
) -> MustHold:
    """Return between which values the odds are at least those asked: the widest stretch around the best.

    >>> told = bounds_of("pace", "t", [1.0, 2.0, 3.0], [0.5, 0.7, 0.9], 0.8)
    >>> told.verdict, told.at_least, told.at_most
    ('crosses', 2.5, None)
    """
    x, y = np.asarray(values, dtype=float), np.asarray(odds, dtype=float)
    holds = y >= asked
    low = high = None
    if holds.any() and not holds.all():
        first = last = int(y.argmax())
        while first > 0 and holds[first - 1]:
            first -= 1
        while last < len(x) - 1 and holds[last + 1]:
            last += 1
        low = None if first == 0 else _crossing(x, y, first - 1, first, asked)
        high = None if last == len(x) - 1 else _crossing(x, y, last + 1, last, asked)
    verdict: Verdict = "always" if holds.all() else "crosses" if holds.any() else "never"
    return MustHold(name, target, verdict, low, high, x.tolist(), y.tolist())


def _crossing(x: Floats, y: Floats, below: int, above: int, asked: float) -> float:
    part = (asked - y[below]) / (y[above] - y[below])
    return float(x[below] + part * (x[above] - x[below]))
