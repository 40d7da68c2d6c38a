"""What is still to happen in a run: events for compiled code, the earliest first, then as they were put.

They stand in order in one array. Few are pending at a time and most new ones come late, so that putting one
moves few others, and taking one moves none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.rules.compiled.by_reference import by_reference
from scenario.rules.compiled.decorators import inlined

EVENT = np.dtype([("at", "f8"), ("what", "i8")])
"""`what` is ACTS · activity + act."""
ACTS = 8


@by_reference
class Agenda(NamedTuple):
    """Events in `events[span[0] : span[1]]`, ascending."""

    events: np.ndarray
    span: np.ndarray


def new_agenda(room: int) -> Agenda:
    """Return an empty agenda with room for so many events at once."""
    return Agenda(np.zeros(2 * room, dtype=EVENT), np.zeros(2, dtype=np.int64))


@inlined
def clear(agenda: Agenda) -> None:
    """Take everything off."""
    agenda.span[0] = 0
    agenda.span[1] = 0


@inlined
def first_instant(agenda: Agenda) -> float:
    """Return when the next event comes [days]; infinite when none does."""
    first = agenda.span[0]
    return float(agenda.events[first].at) if first < agenda.span[1] else np.inf


@inlined
def take(agenda: Agenda) -> int:
    """Take the next event off; return what it is."""
    agenda.span[0] += 1
    return int(agenda.events[agenda.span[0] - 1].what)


@inlined
def push(agenda: Agenda, at: float, act: int, activity: int) -> None:
    """Put an event behind all that come no later."""
    if agenda.span[1] == agenda.events.shape[0]:
        close_up(agenda)
    place = agenda.span[1]
    agenda.span[1] += 1
    while place > agenda.span[0] and agenda.events[place - 1].at > at:
        agenda.events[place] = agenda.events[place - 1]
        place -= 1
    event = agenda.events[place]
    event.at = at
    event.what = ACTS * activity + act


@inlined
def close_up(agenda: Agenda) -> None:
    """Move the pending events to the front of the array."""
    first = agenda.span[0]
    agenda.span[0] = 0
    agenda.span[1] -= first
    for k in range(agenda.span[1]):
        agenda.events[k] = agenda.events[first + k]
