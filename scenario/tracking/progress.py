"""What is known of activities and risks at a data date, what was derived, what contradicts the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from scenario.analysis import Study
from scenario.model.plan.known_risks import RiskNow
from scenario.model.plan.status import DONE, RUNNING, WAITING, Status
from scenario.project.network import expand
from scenario.project.sections.statement import Known
from scenario.study.dates import start_date_of

Rule = Literal["remaining", "done", "elapsed"]
CONTRADICTED = 0.05
"""Where more of the runs could not have lasted so long, the statement contradicts the file. [fraction]"""
TOGETHER = 2000
"""Runs whose luck is in memory at once [runs]."""
STATES = {WAITING: "waiting", RUNNING: "running", DONE: "finished"}


@dataclass(frozen=True, slots=True)
class RunningWork:
    """Work under way.

    Attributes
    ----------
    node : its id
    passed : the working time since it started [days]
    rule : what its remaining follows from
    remaining : P10, P50, P80 of what is left [days]
    beyond : the share of runs that could not have lasted so long [fraction]
    longest : the longest that its file's distribution allows [days]
    """

    node: str
    started: float
    passed: float
    rule: Rule
    remaining: tuple[float, float, float]
    beyond: float
    longest: float

    @property
    def is_contradicted(self) -> bool:
        """Whether the file's distribution says that it cannot have lasted so long."""
        return self.beyond > CONTRADICTED


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known at a data date, read off a study from it.

    Attributes
    ----------
    counts : how many activities are finished, running, waiting, cancelled
    running : what is under way, in the order of the file
    out_of_sequence : what began although a predecessor is not finished, with that predecessor
    no_start : what is finished of which the start is not told; it is taken as its finish
    risks : what is known of risks, or derived, where it is not what the file says
    """

    counts: dict[str, int]
    running: tuple[RunningWork, ...]
    out_of_sequence: tuple[tuple[str, str], ...]
    no_start: tuple[str, ...]
    risks: tuple[RiskNow, ...]


def progress_of(study: Study) -> Progress:
    """Return what is known at the data date of a study. Raises ValueError for a study without a statement."""
    plan, told = study.plan, study.project.statement
    if plan.status is None or told is None:
        raise ValueError("the study has no statement; give one with --actuals")
    status, ids = plan.status, plan.timetable.ids
    counts = {name: int((status.state == state).sum()) for state, name in STATES.items()}
    counts["cancelled"] = int(status.cancelled.sum())
    known = {name: told.activities.get(name, Known()) for name in ids}
    return Progress(
        counts=counts,
        running=tuple(_running(study, status, known)),
        out_of_sequence=tuple(_out_of_sequence(study, status)),
        no_start=tuple(n for n, row in known.items() if row.finished is not None and row.started is None),
        risks=tuple(risk for risk in plan.risks_now if risk.told or risk.gone > 0.0),
    )


def _running(study: Study, status: Status, known: dict[str, Known]) -> Iterator[RunningWork]:
    """Yield what is under way."""
    plan = study.plan
    indices = np.flatnonzero(status.state == RUNNING).tolist()
    slots = [plan.layout.slot("activity", i, "work") for i in indices]
    left, beyond = _left(study, slots)
    of_lasting = {each.activity: k for k, each in enumerate(plan.known.lasting)} if plan.known else {}
    for column, i in enumerate(indices):
        name = plan.timetable.ids[i]
        row = known[name]
        rule: Rule = "elapsed"
        if row.remaining is not None or row.done is not None:
            rule = "remaining" if row.remaining is not None else "done"
        own = study.project.activities[plan.timetable.base[i]].duration
        yield RunningWork(
            node=name,
            started=float(status.started[i]),
            passed=float(status.span[i]),
            rule=rule,
            remaining=tuple(float(x) for x in np.quantile(left[:, column], [0.1, 0.5, 0.8])),  # type: ignore[arg-type]
            beyond=float(beyond[of_lasting[i]]) if i in of_lasting else 0.0,
            longest=own.support[1],
        )


def _left(study: Study, slots: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return what is left of some work in each run, (runs, works) [days], and which share could not be."""
    plan = study.plan
    parts, beyond = [], np.zeros(0 if plan.known is None else len(plan.known.lasting))
    for first in range(study.first, study.first + study.runs, TOGETHER):
        count = min(TOGETHER, study.first + study.runs - first)
        parts.append(plan.numbers(study.seed, first, count)[1][:, slots])
        if plan.known is not None:
            beyond += plan.known.put(plan.luck.draw(study.seed, first, count)).sum(axis=1)
    return np.concatenate(parts), beyond / max(1, study.runs)


def _out_of_sequence(study: Study, status: Status) -> Iterator[tuple[str, str]]:
    """Yield what has begun before what it waits for was finished, with that."""
    for link in expand(study.project).links:
        begun = status.state[link.after] != WAITING
        if link.kind == "FS" and link.lag >= 0 and begun and status.state[link.before] != DONE:
            yield study.plan.timetable.ids[link.after], study.plan.timetable.ids[link.before]


def running_document(study: Study, each: RunningWork) -> dict[str, Any]:
    """Return work under way as plain data."""
    p10, p50, p80 = each.remaining
    return {
        "state": "running",
        "started": started_on(study, each.started),
        "passed": each.passed,
        "remaining": {"rule": each.rule, "p10": p10, "p50": p50, "p80": p80},
        "beyond": each.beyond,
        "contradicted": each.is_contradicted,
    }


def started_on(study: Study, day: float) -> str | None:
    """Return the day on which work that began at an instant started, as text."""
    date = start_date_of(day, study.project.project.start)
    return None if date is None else date.isoformat()
