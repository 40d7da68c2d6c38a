"""Several runs of a service: each number with the half-width of its interval."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import fmean, stdev
from typing import NamedTuple

from scipy.special import stdtrit

from scenario.operations.results import one_run
from scenario.project.operations.service import Service

_ODDS = 0.975


class Level(NamedTuple):
    """The mean over runs, and half the width of its 95 % interval; NaN where there is none."""

    mean: float
    half_width: float


def warm_up_of(service: Service) -> int:
    """Return after how many weeks an empty place counts as filled: three times its longest step [weeks]."""
    laws = [step.takes for step in service.path.values() if step.takes is not None]
    return max(1, math.ceil(3 * max((law.mean for law in laws), default=0.0) / 10_080))


def operated(
    service: Service,
    runs: int,
    weeks: int,
    seed: int,
    demand: float = 1.0,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, Level]:
    """Return the numbers of `one_run` over independent runs of `weeks` after the warm-up."""
    warm_up = warm_up_of(service)
    found: dict[str, list[float]] = {}
    for run in range(runs):
        for name, value in one_run(service, seed * 1_000_003 + run, warm_up, weeks, demand).items():
            found.setdefault(name, []).append(value)
        progress(run + 1)
    return {name: _level(values) for name, values in found.items()}


def _level(values: list[float]) -> Level:
    told = [value for value in values if not math.isnan(value)]
    if len(told) < 2:
        return Level(told[0] if told else math.nan, math.nan)
    return Level(fmean(told), float(stdtrit(len(told) - 1, _ODDS)) * stdev(told) / math.sqrt(len(told)))
