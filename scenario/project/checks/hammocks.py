"""Rules of hammocks: their events are those of activities, and no activity has their name."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.project.checks.found import Found, event_reference
from scenario.project.sections.root import Project


def hammocks(project: Project) -> Iterator[Found]:
    """A hammock hangs between events that exist."""
    for name, hammock in project.hammocks.items():
        where = ("hammocks", name)
        if name in project.activities:
            yield Found(where, f"'{name}' is an activity too; give the hammock another name")
        for key, events in (("from", hammock.from_), ("to", hammock.to)):
            for position, event in enumerate(events):
                yield from event_reference(project, (*where, key, position), event)
