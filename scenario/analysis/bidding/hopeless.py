"""Targets that no price brings to the odds required: what keeps them down, and what would help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.bidding.price_search import paired_gain
from scenario.analysis.bidding.priced_runs import NoPriceError, PricedRuns, at_price
from scenario.analysis.bidding.requirements import PricePoint, Requirement, price_point
from scenario.analysis.sensitivity.reach import Reach
from scenario.analysis.sensitivity.tornado import CHANCE, FIFTH, Kind, uncertainties
from scenario.analysis.study import Study, study_of
from scenario.measures.digest import target_names
from scenario.measures.targets import ALL_TARGETS
from scenario.project.sections.root import Project
from scenario.study.settings import RunSettings

Met = NDArray[np.bool_]
MOST = 3
"""So many causes, and so many scenarios, are told of a target."""


class OddsCause(NamedTuple):
    """What moves the odds of a target: those of the runs in its lowest and in its highest fifth.

    Of an event they are those of the runs without it, and with it.
    """

    name: str
    kind: Kind
    low: float
    high: float


class OddsScenario(NamedTuple):
    """A scenario of the file, and the odds of the target in it, at the same price on the same luck."""

    name: str
    odds: float


class Hopeless(NamedTuple):
    """A target that no price of the grid brings to the odds required.

    Attributes
    ----------
    target, required : what it is, and the odds it should have
    best_odds, price : the most it has, and where [yuan]
    causes, scenarios : what moves its odds most, and which scenarios raise them most beyond luck, all at the
        price that is best for the first of the hopeless targets
    """

    target: str
    required: float
    best_odds: float
    price: float
    causes: tuple[OddsCause, ...]
    scenarios: tuple[OddsScenario, ...]


def hopeless_targets(
    project: Project,
    settings: RunSettings,
    required: Sequence[Requirement],
    points: Sequence[PricePoint],
    scenarios: Mapping[str, Project],
) -> list[Hopeless]:
    """Return the targets whose odds are below those required at every price."""
    found = []
    for each in required:
        best = max(points, key=lambda point: float(point.odds[each.column]))
        if best.odds[each.column] < each.odds:
            found.append((each, best))
    if not found:
        return []
    like = found[0][1]  # all that follows is at this price, or a cheaper one would look like help
    price = like.price
    study = study_of(at_price(project, price), replace(settings, keep="dates"))
    helped = {name: _point(other, settings, price) for name, other in scenarios.items() if name != "base"}
    return [
        Hopeless(
            each.name,
            each.odds,
            float(best.odds[each.column]),
            best.price,
            tuple(_causes(study, each)),
            tuple(_scenarios(each, like, helped)),
        )
        for each, best in found
    ]


def _causes(study: Study, required: Requirement) -> list[OddsCause]:
    """Return what parts the odds of a target most, chance left out."""
    met = study.met.to_numpy(dtype=bool)
    own: Met = np.asarray(met.all(axis=1) if required.name == ALL_TARGETS else met[:, required.column])
    target = None if required.name == ALL_TARGETS else study.project.targets[required.column]
    reach = Reach(study, target.node) if target is not None and target.node in study.ids else None
    least = CHANCE * np.sqrt(2.0 * own.var() / max(FIFTH * len(own), 1.0))
    causes = [
        OddsCause(name, kind, *_parted(column, own, kind))
        for name, kind, column in uncertainties(study)
        if reach is None or name in reach
    ]
    told = [cause for cause in causes if abs(cause.high - cause.low) > least]
    return sorted(told, key=lambda cause: -abs(cause.high - cause.low))[:MOST]


def _parted(column: NDArray[np.float64], met: NDArray[np.bool_], kind: Kind) -> tuple[float, float]:
    if kind == "event":
        low, high = column == 0.0, column > 0.0
    else:
        ends = np.quantile(column, (FIFTH, 1.0 - FIFTH))
        low, high = column <= ends[0], column >= ends[1]
    mean = float(met.mean())
    return float(met[low].mean()) if low.any() else mean, float(met[high].mean()) if high.any() else mean


def _point(
    project: Project, settings: RunSettings, price: float
) -> tuple[tuple[str, ...], PricePoint] | None:
    try:
        runs = PricedRuns(project, settings)
    except NoPriceError:
        return None
    return target_names(project), price_point(price, runs.met(price))


def _scenarios(
    required: Requirement,
    like: PricePoint,
    helped: Mapping[str, tuple[tuple[str, ...], PricePoint] | None],
) -> list[OddsScenario]:
    """Return the scenarios that judge the same target and raise its odds beyond paired luck."""
    found = []
    for name, known in helped.items():
        if known is None:
            continue
        names, point = known
        every = (*names, ALL_TARGETS)
        if required.name not in every:
            continue
        column = every.index(required.name)
        if paired_gain(like.met[:, required.column], point.met[:, column]) > 0.0:
            found.append(OddsScenario(name, float(point.odds[column])))
    return sorted(found, key=lambda each: -each.odds)[:MOST]
