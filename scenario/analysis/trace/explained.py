"""A measure explained: two runs of a study side by side, flow by flow, and what parts them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.schedule.indices import correlations
from scenario.analysis.sensitivity.tornado import uncertainties
from scenario.analysis.study import Study
from scenario.analysis.trace.account_inputs import InputValue, inputs_of
from scenario.analysis.trace.parts import NotOfFlowsError, Parts, is_of_flows, parts_of
from scenario.measures import MEASURES
from scenario.measures.inputs import MeasureInputs
from scenario.project.files.reading import Document
from scenario.rules.ranks import ranks

Floats = NDArray[np.float64]
HALF_CENT = 0.005
APART = 0.05
"""Draws whose places among all runs are closer are not told as apart [share of runs]."""


class ToldRun(NamedTuple):
    """One run of a study, as far as a measure is concerned.

    Attributes
    ----------
    run : its number
    label : how it was chosen: `P10`, `P50`, or `run`
    value, status : the measure in it
    parts : what the measure is made of, shapes (1, months) and (1,)
    days : day of each node that is reported on [days]
    """

    run: int
    label: str
    value: float
    status: str
    parts: Parts
    days: dict[str, float]


class Apart(NamedTuple):
    """An uncertainty that parts two runs.

    Attributes
    ----------
    name, kind : as of a bar of the tornado
    first, other : what was drawn, or how long it took, in the two runs
    place, other_place : share of all runs with less
    correlation : Spearman's, with the measure
    """

    name: str
    kind: str
    first: float
    other: float
    place: float
    other_place: float
    correlation: float

    @property
    def weight(self) -> float:
        """How much it may count: distance of the two among all runs, times the correlation."""
        return abs(self.correlation) * abs(self.place - self.other_place)


class Explained(NamedTuple):
    """A measure in two runs, account by account.

    Attributes
    ----------
    measure : its name
    first, other : the run that is explained, and the one beside it
    inputs : the values that each account is reckoned from
    apart : the uncertainties that part the two, the weightiest first
    """

    measure: str
    first: ToldRun
    other: ToldRun
    inputs: dict[str, list[InputValue]]
    apart: list[Apart]

    @property
    def accounts(self) -> list[str]:
        """What the measure is made of where that is anything, the largest first."""
        size = {name: max(abs(amount) for amount in both) for name, both in self.totals().items()}
        return sorted((name for name in size if size[name] > HALF_CENT), key=lambda name: -size[name])

    def totals(self) -> dict[str, tuple[float, float]]:
        """Return what each account, and what else it is made of, adds to the measure in both runs [yuan].

        Of a share the parts of the whole stand behind those of the part, under `÷ NAME`.
        """
        found: dict[str, list[float]] = {}
        for place, told in enumerate((self.first, self.other)):
            for name, amount in _amounts(told.parts):
                found.setdefault(name, [0.0, 0.0])[place] = amount
        return {name: (both[0], both[1]) for name, both in found.items()}

    def worths(self) -> dict[str, tuple[float, float]]:
        """Return what each account is worth in both runs at the other run's rate; none where that has none.

        All accounts of the other run are worth nothing at its own rate, so that those of the first add up to
        what parts the two. Worth at month 0 [yuan].
        """
        if self.other.parts.kind != "rate" or not np.isfinite(self.other.value):
            return {}
        months = np.arange(self.other.parts.monthly.shape[1])
        factors = (1.0 + self.other.value) ** (-months / 12.0)
        told = (self.first.parts.flows, self.other.parts.flows)
        return {
            name: (float(told[0][name][0] @ factors), float(told[1][name][0] @ factors)) for name in told[0]
        }

    def to_json(self) -> dict[str, Any]:
        """Return plain data, None for what is missing."""
        return {
            "measure": self.measure,
            "unit": MEASURES[self.measure].unit.name,
            "kind": self.first.parts.kind,
            "runs_told": [_told(self.first), _told(self.other)],
            "inputs": {name: [each.to_json() for each in found] for name, found in self.inputs.items()},
            "apart": [{**each._asdict(), "weight": each.weight} for each in self.apart],
        }


def explain(study: Study, measure: str, document: Document, run: int | None = None) -> Explained:
    """Return a measure explained: a run beside the one at P50, or the bad tenth beside P50.

    Parameters
    ----------
    study : Study
        The runs, with their ledgers
    measure : str
        A measure that is made of flows
    document : Document
        The project as it is written, for the places of its values
    run : int, optional
        The run to explain; by default that at P10 (P90 where less is better)

    Raises
    ------
    NotOfFlowsError
        The measure is a day, a pace or a count.
    KeyError
        The project does not give the measure, or there is no such run.
    """
    order = np.argsort(study.ranks(measure), kind="stable")
    if not is_of_flows(measure):
        raise NotOfFlowsError(measure)
    middle = _told_run(study, measure, _at(study, order, 0.5), "P50")
    if run is None:
        bad = 0.9 if MEASURES[measure].less_is_better else 0.1
        first = _told_run(study, measure, _at(study, order, bad), f"P{100 * bad:.0f}")
    else:
        first = _told_run(study, measure, run, "run")
    made = [*first.parts.flows, *first.parts.beside]
    if first.parts.over is not None:
        made += [*first.parts.over.flows, *first.parts.over.beside]
    both = (first.run, middle.run)
    found = {name: inputs_of(name, document, study, both) for name in dict.fromkeys(made)}
    return Explained(measure, first, middle, found, _apart(study, measure, *both))


def _at(study: Study, order: NDArray[np.int64], share: float) -> int:
    """Return the run at a quantile of all."""
    return study.first + int(order[round(share * (len(order) - 1))])


def _told_run(study: Study, measure: str, run: int, label: str) -> ToldRun:
    alone = study.only(run)
    parts = parts_of(measure, MeasureInputs(study.plan, alone.arrays))
    days = {node: float(alone.day(node)[0]) for node in study.nodes}
    value, status = float(alone.measure(measure)[0]), str(alone.status(measure)[0])
    return ToldRun(run, label, value, status, parts, days)


def _amounts(parts: Parts, mark: str = "") -> Iterator[tuple[str, float]]:
    for name, flow in parts.flows.items():
        yield f"{mark}{name}", float(flow[0].sum())
    for name, amount in parts.beside.items():
        yield f"{mark}{name}", float(amount[0])
    if parts.over is not None:
        yield from _amounts(parts.over, "÷ ")


def _apart(study: Study, measure: str, first: int, other: int) -> list[Apart]:
    """Return the uncertainties whose draws lie apart in two runs, with their rank correlation."""
    values = study.ranks(measure)
    told = len(values) > 2 and not np.isnan(values).any() and len(set(values.tolist())) > 1
    ranked = ranks(values[None]) if told else None
    found = []
    for name, kind, column in uncertainties(study):
        own = ranks(column[None])
        a, b = column[first - study.first], column[other - study.first]
        places = [(own[0, run - study.first] - 0.5) / len(column) for run in (first, other)]
        if a != b and abs(places[0] - places[1]) >= APART:
            rho = 0.0 if ranked is None else float(correlations(ranked, own)[0, 0])
            found.append(Apart(name, kind, float(a), float(b), places[0], places[1], rho))
    return sorted(found, key=lambda each: -each.weight)


def _told(told: ToldRun) -> dict[str, Any]:
    return {
        "run": told.run,
        "label": told.label,
        "value": told.value if np.isfinite(told.value) else None,
        "status": told.status,
        "days": {node: day if np.isfinite(day) else None for node, day in told.days.items()},
        "parts": _plain(told.parts),
    }


def _plain(parts: Parts) -> dict[str, Any]:
    made = {
        "total": float(parts.total[0]),
        "accounts": {
            name: {"total": float(flow[0].sum()), "months": flow[0].tolist()}
            for name, flow in parts.flows.items()
        },
        "beside": {name: float(amount[0]) for name, amount in parts.beside.items()},
    }
    return made if parts.over is None else {**made, "over": _plain(parts.over)}
