"""A heap of events for compiled code: the earliest first, then by priority, then as they were put."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.rules.compiled import inlined

EVENT = np.dtype(
    [
        ("at", "f8"),
        ("priority", "i8"),
        ("order", "i8"),
        ("act", "i8"),
        ("activity", "i8"),
        ("round", "i8"),
    ]
)


class Heap(NamedTuple):
    """Events as a binary heap in `events[: size[0]]`; `size[1]` counts all that were ever put."""

    events: np.ndarray
    size: np.ndarray


def new_heap(room: int) -> Heap:
    """Return an empty heap with room for so many events at once."""
    return Heap(np.zeros(room, dtype=EVENT), np.zeros(2, dtype=np.int64))


@inlined
def comes_before(heap: Heap, i: int, j: int) -> bool:
    """Return whether the event at place i comes before the one at place j."""
    a = heap.events[i]
    b = heap.events[j]
    if a.at != b.at:
        return bool(a.at < b.at)
    if a.priority != b.priority:
        return bool(a.priority < b.priority)
    return bool(a.order < b.order)


@inlined
def swap(heap: Heap, i: int, j: int) -> None:
    """Exchange two events."""
    a = heap.events[i]
    b = heap.events[j]
    a.at, b.at = b.at, a.at
    a.priority, b.priority = b.priority, a.priority
    a.order, b.order = b.order, a.order
    a.act, b.act = b.act, a.act
    a.activity, b.activity = b.activity, a.activity
    a.round, b.round = b.round, a.round


@inlined
def push(heap: Heap, at: float, priority: int, act: int, activity: int, round_: int) -> None:
    """Put an event."""
    place = heap.size[0]
    event = heap.events[place]
    event.at = at
    event.priority = priority
    event.order = heap.size[1]
    event.act = act
    event.activity = activity
    event.round = round_
    heap.size[0] += 1
    heap.size[1] += 1
    while place > 0 and comes_before(heap, place, (place - 1) // 2):
        swap(heap, place, (place - 1) // 2)
        place = (place - 1) // 2


@inlined
def pop(heap: Heap) -> None:
    """Move the next event to the place behind the last one: `events[size[0]]`."""
    heap.size[0] -= 1
    last = heap.size[0]
    swap(heap, 0, last)
    place = 0
    while True:
        child = 2 * place + 1
        if child >= last:
            return
        if child + 1 < last and comes_before(heap, child + 1, child):
            child += 1
        if not comes_before(heap, child, place):
            return
        swap(heap, child, place)
        place = child
