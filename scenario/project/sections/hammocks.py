"""`hammocks:` spans that follow other work: site management, a crane on hire, a summary of several works."""

from __future__ import annotations

from pydantic import Field

from scenario.project.values.links import Event
from scenario.project.values.names import Name
from scenario.project.values.record import Record


class Hammock(Record):
    """A span from the first of some events to the last of others. It drives nothing and needs nobody."""

    name: Name | None = None
    """What people call it; its id when left out."""
    from_: tuple[Event, ...] = Field(alias="from", min_length=1)
    """Events of which the first begins it: `structure:start`, or a finish, `permit`."""
    to: tuple[Event, ...] = Field(min_length=1)
    """Events of which the last ends it."""
    wbs: str | None = Field(default=None, pattern=r"^[^/\s][^/]*(/[^/]+)*$")
    """Where it belongs in the work breakdown: a path, `Works/Structure`."""
    source: str | None = None
    """Where its values come from."""
