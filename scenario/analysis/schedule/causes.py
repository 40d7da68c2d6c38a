"""Causes of delay: what of a plan can be switched off, and the plan without it.

A cause is a risk of the register, the weather of a calendar, a driver, a quality stop or a pool of staff.
Without it a risk never happens, nor does the weather; a driver stays at its most likely value; a quality stop
passes at once; a pool has people enough. Nothing else changes: the plan keeps its columns of luck, so that a
run with and without a cause meets the same luck, and the order of work, so that two runs differ by the cause
alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from scenario.model.plan import effects as effect
from scenario.model.plan.risks import chances
from scenario.model.project_plan import Plan

Kind = Literal["risk", "weather", "driver", "stop", "staff"]
KINDS: tuple[Kind, ...] = ("risk", "weather", "driver", "stop", "staff")
"""Kinds of cause, in the order in which they are told."""
PLENTY = 1e9
"""People enough, also when a share is away; infinitely many less infinitely many is no number [people]."""
MONEY = ("line", "row", "flow", "month", "batch", "rates", "terms")
"""The tables of numbers on which no date depends while no work waits for sales or cash."""


class Cause(NamedTuple):
    """Something that delays: its kind, and its name in the project file."""

    kind: Kind
    name: str


def causes_of(plan: Plan) -> tuple[Cause, ...]:
    """Return every cause of a plan that can move a date, in the order of KINDS and of the file."""
    project = plan.project
    stops = [name for name, activity in project.activities.items() if activity.pass_ is not None]
    drivers = [name for name, driver in project.drivers.items() if driver.quantity.is_uncertain]
    weather = [name for name, calendar in project.calendars.items() if calendar.weather]
    names = {
        "risk": project.risks,
        "weather": weather,
        "driver": drivers,
        "stop": stops,
        "staff": project.staff,
    }
    causes = (Cause(kind, name) for kind in KINDS for name in names[kind])
    return tuple(cause for cause in causes if _moves_dates(plan, cause))


def _moves_dates(plan: Plan, cause: Cause) -> bool:
    if cause.kind == "staff":
        pool = plan.timetable.pools.index(cause.name)
        return any(pool == needed for demand in plan.timetable.demand for needed, _ in demand)
    touched = plan.effects["slot"][acts_of(plan, cause)]
    return len(touched) > 0 if needs_money(plan) else bool(moves_schedule(plan, touched).any())


def needs_money(plan: Plan) -> bool:
    """Return whether dates may depend on the month's books.

    They do where an activity waits for sales, works may pause, or processes of one's own are at work.
    """
    table = plan.timetable
    return table.pauses or bool((table.trigger_phase >= 0).any()) or bool(plan.processes)


def moves_schedule(plan: Plan, slots: np.ndarray) -> np.ndarray:
    """Return which slots of a run's numbers the schedule reads by itself."""
    spans = map(plan.layout.span, MONEY)
    return np.asarray(np.logical_and.reduce([(slots < first) | (slots >= end) for first, end in spans]))


def acts_of(plan: Plan, cause: Cause) -> np.ndarray:
    """Return which effects are this cause's, shape (effects,)."""
    table, layout = plan.effects, plan.layout
    if cause.kind == "risk":
        return _by_chance(plan, [f"risks.{cause.name}"])
    if cause.kind == "weather":
        months = plan.project.calendars[cause.name].weather
        return _by_chance(plan, [f"calendars.{cause.name}.weather.{month}" for month in months])
    if cause.kind == "driver":
        return np.asarray(table["column"] == plan.luck.columns[f"drivers.{cause.name}"])
    if cause.kind == "stop":
        bases = enumerate(plan.timetable.base)
        slots = [layout.slot("activity", i, "work") for i, base in bases if base == cause.name]
        return np.asarray(np.isin(table["act"], effect.OF_FAILURE) & np.isin(table["slot"], slots))
    return np.zeros(len(table), dtype=bool)


def _by_chance(plan: Plan, owners: Sequence[str]) -> np.ndarray:
    """Return which effects are of what comes by chance: risks, and the weather of months, by path."""
    table, known = plan.effects, list(chances(plan.project))
    slots = [plan.layout.slot("risk", known.index(owner), "probability") for owner in owners]
    own = np.isin(table["probability"], slots) & (table["event"] >= 0)
    return np.asarray(own & ~np.isin(table["act"], effect.OF_FAILURE))


def without(plan: Plan, causes: Collection[Cause]) -> Plan:
    """Return the plan in which these causes are switched off."""
    table, kept = plan.effects.copy(), np.ones(len(plan.effects), dtype=bool)
    capacity = list(plan.timetable.capacity)
    for cause in causes:
        own = acts_of(plan, cause)
        if cause.kind == "staff":
            capacity[plan.timetable.pools.index(cause.name)] = PLENTY
        elif cause.kind == "driver":
            table["constant"][own] = plan.project.drivers[cause.name].quantity.most_likely
            table["column"][own] = -1
        else:
            kept &= ~own
    timetable = replace(plan.timetable, capacity=tuple(capacity))
    return replace(plan, effects=table[kept], timetable=timetable)


def alone(plan: Plan) -> Plan:
    """Return the plan as its schedule alone: no books, and no luck that moves money only."""
    return replace(plan, books=None, effects=plan.effects[moves_schedule(plan, plan.effects["slot"])])
