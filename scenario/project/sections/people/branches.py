"""`branches:` of several paths of work exactly one is taken."""

from __future__ import annotations

from pydantic import Field

from scenario.project.values.record import Record, ShareNumber


class Path(Record):
    """One way on: the work that is done if it is the one that is taken."""

    probability: ShareNumber
    """Chance that it is taken; those of a branch sum to 1. [fraction]"""
    activities: tuple[str, ...] = Field(min_length=1)
    """What is done then, and only then: activities, in every phase unless one is named (`piling.p1`)."""
