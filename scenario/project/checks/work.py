"""Rules of the work: calendars, staff, activities and how they wait for each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scenario.project.checks.found import Found, listed, not_before_start, reference
from scenario.project.network import cycle, expand
from scenario.project.problems import Where, unknown
from scenario.project.sections.activities import Activity
from scenario.project.sections.people.staff import Pool, is_told, steps_of
from scenario.project.sections.root import Project
from scenario.project.values.links import PRESALE_IMAGE, PREVIOUS, Link
from scenario.project.values.vocabulary import CONTINUOUS

MOST_NAMED = 20
"""Of a longer circle only the ends are named. [activities]"""
DATES = (
    "not_before",
    "finish_not_before",
    "start_not_after",
    "finish_not_after",
    "start_on",
    "finish_on",
)
"""The dates of an activity."""


def staff(project: Project) -> Iterator[Found]:
    """Pools are not below nothing; no activity asks for more people than there are."""
    for pool, size in project.staff.items():
        yield from _pool(project, pool, size)
    for name, activity in project.activities.items():
        for pool, demand in activity.staff.items():
            where = ("activities", name, "staff", pool)
            if project.staff and pool not in project.staff:
                yield Found(where, unknown("staff pool", pool, project.staff))
            elif demand < 0:
                yield Found(where, f"{demand:g} people cannot be; write 0 or more")
            elif pool in project.staff and is_told(project.staff[pool]):
                yield from _enough(where, demand, pool, steps_of(project.staff[pool]))


def _pool(project: Project, name: str, pool: float | Pool) -> Iterator[Found]:
    """Check that a pool is written in one way, has no people below nothing, and a calendar that exists."""
    where = ("staff", name)
    if isinstance(pool, Pool) and (pool.people is None) == (not pool.from_):
        yield Found(where, "write either `people`, how many there are, or `from`, how many from which day on")
    if isinstance(pool, Pool) and pool.calendar is not None:
        known = (CONTINUOUS, *project.calendars)
        yield from listed("calendar", (*where, "calendar"), pool.calendar, known)
    for day, people in steps_of(pool):
        if people < 0:
            at = (*where, "from", day.isoformat()) if isinstance(pool, Pool) and pool.from_ else where
            yield Found(at, f"{people:g} people cannot be; write 0 or more")


def _enough(where: Where, demand: float, pool: str, steps: list[tuple[dt.date, float]]) -> Iterator[Found]:
    """Check that an activity may start whenever it comes: that there are people enough at last."""
    day, people = steps[-1]
    if demand > max(number for _, number in steps):
        most = max(number for _, number in steps)
        yield Found(where, f"it asks for {demand:g} of {most:g} in '{pool}'; it could never start")
    elif demand > people:
        yield Found(
            where,
            f"it asks for {demand:g} of '{pool}', which has {people:g} from {day} on; "
            "if it came late it could never start: ask for fewer, or let so many stay",
        )


def activities(project: Project) -> Iterator[Found]:
    """Departments, calendars and phases of activities exist; nothing is due before the start."""
    for name, activity in project.activities.items():
        where = ("activities", name)
        if activity.department is not None and project.departments:
            yield from listed("department", (*where, "department"), activity.department, project.departments)
        yield from listed(
            "calendar", (*where, "calendar"), activity.calendar, (CONTINUOUS, *project.calendars)
        )
        if activity.scope == "phase" and not project.phases:
            yield Found((*where, "scope"), "the project has no phases; write `phases:` or scope: project")
        for date in DATES:
            yield from not_before_start(project, (*where, date), getattr(activity, date))
        yield from _constraints(where, activity)
        if activity.milestone is not None and activity.duration.support != (0.0, 0.0):
            yield Found((*where, "milestone"), "only work of no length is a milestone; write duration: 0")
        if activity.refuse is not None and not activity.gate:
            yield Found((*where, "refuse"), "only a gate refuses; write gate: true")


def _constraints(where: Where, activity: Activity) -> Iterator[Found]:
    """Check that no date is wanted before the date that is allowed."""
    pairs = (
        ("start_not_after", "starts", activity.earliest_start, activity.latest_start),
        ("finish_not_after", "is finished", activity.earliest_finish, activity.latest_finish),
        ("finish_not_after", "starts", activity.earliest_start, activity.latest_finish),
    )
    for key, does, earliest, latest in pairs:
        if earliest is not None and latest is not None and latest < earliest:
            wanted = key if getattr(activity, key) == latest else f"{key.split('_')[0]}_on"
            message = f"{latest} is before {earliest}, when it {does} at the earliest; they contradict"
            yield Found((*where, wanted), message)
            return


def links(project: Project) -> Iterator[Found]:
    """Every link leads to an activity, in a phase that fits; its lag is counted in a calendar that exists."""
    for name, activity in project.activities.items():
        for position, link in enumerate(activity.after):
            where = ("activities", name, "after", position)
            if link.calendar is not None:
                known = (CONTINUOUS, *project.calendars)
                yield from listed("calendar", where, link.calendar, known)
            if link.activity == PRESALE_IMAGE:
                if project.regime is None:
                    yield Found(where, f"{PRESALE_IMAGE} is named by the regime; write a `regime:` block")
            elif link.phase == PREVIOUS:
                yield from _previous(project, where, name, link)
            else:
                yield from reference(project, where, link.node)


def _previous(project: Project, where: Where, name: str, link: Link) -> Iterator[Found]:
    other = project.activities.get(link.activity)
    if other is None:
        yield Found(where, unknown("activity", link.activity, project.activities))
        return
    for one, scope in ((name, project.activities[name].scope), (link.activity, other.scope)):
        if scope != "phase":
            yield Found(
                where, f"'{one}' is done once and has no phase before; `{PREVIOUS}.` joins phase activities"
            )


def triggers(project: Project) -> Iterator[Found]:
    """A trigger watches the sales of a phase."""
    for name, activity in project.activities.items():
        if activity.start_when is None:
            continue
        where, watched = ("activities", name, "start_when"), activity.start_when.of
        if project.products is None:
            yield Found(where, "it waits for sales; the project needs a `products:` block")
        if watched != PREVIOUS:
            yield from listed("phase", (*where, "of"), watched, project.phase_ids)
        elif activity.scope != "phase":
            yield Found(
                (*where, "of"),
                f"'{name}' is done once and has no phase before; name the phase that is watched",
            )


def cycles(project: Project) -> Iterator[Found]:
    """No activity waits for itself, whichever regime holds."""
    network = expand(project)
    contiguous = {
        i for i, name in enumerate(network.activities) if not project.activities[name].interruptible
    }
    pieces = "; its work may go on in pieces: write interruptible: true where it does"
    for regime in (None, *(project.regime.rules if project.regime else ())):
        loop = cycle(network, regime)
        hint = "" if loop else pieces
        loop = loop or cycle(network, regime, contiguous)
        if loop:
            names = _shortened([network.ids[instance] for instance in loop])
            under = "" if regime is None else f" under regime '{regime}'"
            first = network.activities[loop[0]]
            yield Found(("activities", first, "after"), f"the work waits for itself{under}: {names}{hint}")
            return


def _shortened(loop: list[str]) -> str:
    """Return a circle of names, of a long one its ends."""
    if len(loop) > MOST_NAMED:
        loop = [*loop[: MOST_NAMED // 2], f"({len(loop) - MOST_NAMED} more)", *loop[-MOST_NAMED // 2 :]]
    return " → ".join(loop)
