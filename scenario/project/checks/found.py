"""What a rule finds, and what many rules ask of a value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scenario.project.problems import Where, unknown
from scenario.project.sections.growth import Escalation, PriceGrowth, rate_of
from scenario.project.sections.root import Project
from scenario.project.values.links import split_event, split_node
from scenario.project.values.quantity import Quantity

_ROUNDING = 1e-6
"""Shares written with a few decimals may miss their sum by this. [fraction]"""
_LONGEST_LAG = 24
"""Nobody waits longer for a bank or a contractor's bill. [months]"""


class Found(NamedTuple):
    """What a rule found: where, and what to say."""

    where: Where
    message: str


def reference(
    project: Project, where: Where, node: str, single: bool = False, each: bool = False
) -> Iterator[Found]:
    """Check a node: it exists, its phase does, and it means one instance or, with `each`, one a phase."""
    name, phase = split_node(node)
    activity = project.activities.get(name)
    if activity is None:
        yield Found(where, unknown("activity", name, project.activities))
    elif phase is not None and activity.scope == "project":
        yield Found(where, f"'{name}' is done once, not in each phase; write {name}")
    elif phase is not None and phase not in project.phases:
        yield Found(where, unknown("phase", phase, project.phases))
    elif phase is not None and each:
        yield Found(where, f"every phase has its own '{name}' here; write {name} without '.{phase}'")
    elif phase is None and single and activity.scope == "phase":
        choices = " or ".join(f"{name}.{one}" for one in project.phases)
        yield Found(where, f"'{name}' is done in each phase; say which one: {choices}")


def event_reference(project: Project, where: Where, event: str) -> Iterator[Found]:
    """Check the node of an event."""
    name, phase, _ = split_event(event)
    yield from reference(project, where, name if phase is None else f"{name}.{phase}")


def listed(kind: str, where: Where, word: str, known: Iterable[str]) -> Iterator[Found]:
    """Check that a word is one of those known."""
    names = list(known)
    if word not in names:
        yield Found(where, unknown(kind, word, names))


def sums_to_one(where: Where, shares: Sequence[float], what: str) -> Iterator[Found]:
    """Check that shares sum to 1."""
    if abs(sum(shares) - 1) > _ROUNDING:
        yield Found(where, f"{what} sum to {sum(shares):.12g}; make them sum to 1")


def not_before_start(project: Project, where: Where, day: dt.date | None) -> Iterator[Found]:
    """Check that a day, if one is given, is not before the project's start."""
    start = project.project.start
    if day is not None and day < start:
        yield Found(where, f"{day} is before the project's start {start}")


def day_of_year(where: Where, text: str) -> Iterator[Found]:
    """Check that a text is a day of the year."""
    form = re.fullmatch(r"(\d\d)-(\d\d)", text)
    try:
        good = form is not None and bool(dt.date(2000, int(form[1]), int(form[2])))
    except ValueError:
        good = False
    if not good:
        message = f"'{text}' is no day of the year; write month-day in quotes, such as \"12-01\""
        yield Found(where, message)


def lag_in_months(where: Where, lag: Quantity) -> Iterator[Found]:
    """Check that a lag in months is not meant in days."""
    months = lag.most_likely
    if months > _LONGEST_LAG:
        message = f"{months:.12g} months are {months / 12:.3g} years; lags are in months, not days"
        yield Found(where, message)


def growth_a_year(where: Where, growth: Quantity | PriceGrowth | Escalation | None) -> Iterator[Found]:
    """Check that a yearly growth is not meant in per cent."""
    if growth is None:
        return
    value = rate_of(growth).most_likely
    if abs(value) > 1:
        at = where if isinstance(growth, Quantity) else (*where, "rate")
        yield Found(at, f"{value:.12g} is {value * 100:.12g} % a year; did you mean {value / 100:.12g}?")
