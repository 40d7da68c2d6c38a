"""What is told of every visit to a step: one flat record, from which all results are reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scenario.project.operations.needs import Claim


class Entity(NamedTuple):
    """Somebody who comes."""

    stream: str
    position: int
    """In the stream, from 0."""
    group: str
    key: int
    """The word that their luck is known by."""


@dataclass(slots=True)
class Visit:
    """Somebody at a step: came, waited, was seen or left. Times are ticks; −1: not yet."""

    entity: Entity
    step: str
    rank: int
    """Position of their class; the least is asked first."""
    number: int
    """In the order in which visits join, all steps together."""
    joined: int
    began: int = -1
    ended: int = -1
    left: int = -1
    """When patience ended."""
    holds: Claim = ()
    """The alternative that was free, once they are seated."""
    outcome: str = ""
    """The step that follows, or `leaves`."""

    @property
    def claim(self) -> tuple[int, int, int]:
        """Who is asked first: class, then who joined first, then the lower number."""
        return self.rank, self.joined, self.number
