"""The tornado: how far a node or a measure moves with each uncertainty, from the runs themselves.

The runs are parted by the uncertainty: its lowest fifth and its highest, or those in which an event came and
those in which it did not. The swing is from the mean of the ones to the mean of the others; Spearman's rank
correlation stands beside it. Nothing is simulated anew, so correlated uncertainties share their swing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.schedule.indices import correlations
from scenario.analysis.sensitivity.reach import Reach
from scenario.analysis.study import Study
from scenario.rules.ranks import ranks

FIFTH = 0.2
CHANCE = 3.5
"""Rank correlations within so many standard errors of none are left to chance [standard errors]."""
FEWEST = 30
"""With fewer runs swings are noise [runs]."""
Floats = NDArray[np.float64]
Kind = Literal["value", "event"]


class MissingValuesError(ValueError):
    """Some runs have no value; a swing of the others would be of another project."""


class TornadoBar(NamedTuple):
    """What an uncertainty does to a node or a measure.

    Attributes
    ----------
    name : the uncertainty: `activities.ID.duration`, `drivers.NAME`, `risks.NAME`, or a path
    kind : a value, or an event that comes or not
    mean : of all runs [days, or the measure's unit]
    low, high : mean of the runs in which the value is in its lowest, highest fifth; without, with the event
    correlation : Spearman's
    """

    name: str
    kind: Kind
    mean: float
    low: float
    high: float
    correlation: float

    @property
    def width(self) -> float:
        """How far apart low and high are."""
        return abs(self.high - self.low)


def tornado_bars(study: Study, of: str) -> list[TornadoBar]:
    """Return the swings of a node's day [days] or a measure [its unit], widest first, chance left out.

    Of a node only what can precede it is told: what follows may go with it by chance, or by a common cause.

    Parameters
    ----------
    study : Study
        The runs
    of : str
        An activity, or a measure

    Raises
    ------
    MissingValuesError
        The node never comes, or the measure is missing, in some run.
    KeyError
        There is no such activity and no such measure.
    """
    values = values_of(study, of)
    if len(values) < FEWEST or np.ptp(values) == 0.0:
        return []
    ranked = ranks(values[None])
    bound = CHANCE / np.sqrt(len(values) - 1)
    found = []
    reach = Reach(study, of) if of in study.ids else None
    for name, kind, column in uncertainties(study):
        if reach is not None and name not in reach:
            continue
        rho = float(correlations(ranked, ranks(column[None]))[0, 0])
        if abs(rho) > bound:
            low, high = _parted(column, values, kind)
            found.append(TornadoBar(name, kind, float(values.mean()), low, high, rho))
    return sorted(found, key=lambda bar: -bar.width)


def values_of(study: Study, of: str) -> Floats:
    """Return a node's day or a measure in each run. Raises MissingValuesError and KeyError."""
    table = study.days if of in study.days else study.measures
    values = table[of].to_numpy(dtype=float)
    gone = int(np.isnan(values).sum())
    if gone:
        raise MissingValuesError(
            f"'{of}' is missing in {gone:,} of {len(values):,} runs; a swing of the others would mislead"
        )
    return values


def uncertainties(study: Study) -> Iterator[tuple[str, Kind, Floats]]:
    """Yield the uncertainties of a project that vary, by name: of activities what they took, redos and all.

    What a risk does is told of its event: whether, and in how many years, it comes.
    """
    for name in study.ids:
        took = study.durations[name].to_numpy()
        if np.isfinite(took).all() and np.ptp(took) > 0.0:
            yield f"activities.{name}.duration", "value", took
    draws = study.draws
    for column in draws.columns:
        if not str(column).startswith(("activities.", "risks.", "calendars.")) and "[" not in str(column):
            yield str(column), "value", draws[column].to_numpy()
    for risk in study.project.risks:
        came = events(study, risk)
        if np.ptp(came) > 0.0:
            yield f"risks.{risk}", "event", came
    for name, calendar in study.project.calendars.items():
        for month, weather in calendar.weather.items():
            path = f"calendars.{name}.weather.{month}"
            came = _count(study, re.compile(rf"{re.escape(path)}\[\d+\]"), weather.probability.most_likely)
            if np.ptp(came) > 0.0:
                yield path, "event", came


def events(study: Study, risk: str) -> Floats:
    """Return how often a risk comes in each run: once at most, or once a year and phase at most."""
    chance = study.project.risks[risk].chance.most_likely
    names = [f"risks.{risk}", *(f"risks.{risk}.{phase}" for phase in study.project.phase_ids)]
    either = re.compile(rf"{'|'.join(map(re.escape, names))}|risks\.{risk}(\.\w+)?\[\d+\]")
    return _count(study, either, chance)


def _count(study: Study, columns: re.Pattern[str], chance: float) -> Floats:
    """Return how many of the events of some columns come in each run."""
    own = [column for column in study.draws.columns if columns.fullmatch(str(column))]
    return np.asarray((study.draws[own].to_numpy() >= 1.0 - chance).sum(axis=1), dtype=float)


def _parted(column: Floats, values: Floats, kind: Kind) -> tuple[float, float]:
    if kind == "event":
        low, high = column == 0.0, column > 0.0
    else:
        ends = np.quantile(column, (FIFTH, 1.0 - FIFTH))
        low, high = column <= ends[0], column >= ends[1]
    mean = float(values.mean())
    return (float(values[low].mean()) if low.any() else mean), float(values[high].mean())
