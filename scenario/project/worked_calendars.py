"""Which calendars must be worked for an activity: its own, and those of the people whom it occupies."""

from __future__ import annotations

from scenario.project.sections.activities import Activity
from scenario.project.sections.people.staff import calendar_of_people
from scenario.project.sections.root import Project
from scenario.project.values.vocabulary import CONTINUOUS


def worked_in(project: Project, activity: Activity) -> tuple[str, ...]:
    """Return the calendars that must all work for an activity: its own, and those of its people."""
    people = (
        calendar_of_people(project.staff.get(pool)) for pool, count in activity.staff.items() if count > 0
    )
    needed = {activity.calendar, *people}
    return tuple(name for name in project.calendars if name in needed)


def calendar_rows(project: Project) -> dict[str, tuple[str, ...]]:
    """Return the rows of the tables by name, each with the calendars whose days must all be worked.

    `continuous` comes first, then the calendars in file order, then what people make of them, as in
    `site & office`.
    """
    rows: dict[str, tuple[str, ...]] = {CONTINUOUS: (), **{name: (name,) for name in project.calendars}}
    if any(calendar_of_people(pool) for pool in project.staff.values()):
        together = (worked_in(project, activity) for activity in project.activities.values())
        rows |= {" & ".join(names): names for names in together if len(names) > 1}
    return rows
