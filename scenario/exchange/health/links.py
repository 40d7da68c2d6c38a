"""What the links of a schedule leave open, say twice or are broken by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scenario.exchange.health.records import Finding, HealthLink, Schedule, named, shared


def open_finish(schedule: Schedule) -> Iterator[Finding]:
    """Yield work whose finish nothing waits for, or whose start nothing bounds: half a logic.

    Work that only starts of others follow may take as long as it likes; work that only finish links lead to
    may start at any time.
    """
    tasks = schedule.work()
    found = [
        task
        for task in tasks
        if (
            schedule.out_of[task.id]
            and not any(link.kind in ("FS", "FF") for link in schedule.out_of[task.id])
        )
        or (schedule.into[task.id] and not any(link.kind in ("FS", "SS") for link in schedule.into[task.id]))
    ]
    yield from shared("open_finish", named(found), len(tasks), 0.0)


def out_of_sequence(schedule: Schedule) -> Iterator[Finding]:
    """Yield links of which the second began before the first allowed it."""
    found = [link for link in schedule.links if _is_out_of_sequence(schedule, link)]
    yield from shared("out_of_sequence", found, len(schedule.links), 0.0)


def _is_out_of_sequence(schedule: Schedule, link: HealthLink) -> bool:
    before, after = schedule.by_id.get(link.before), schedule.by_id.get(link.after)
    if before is None or after is None:
        return False
    then = after.actual_start if link.kind in ("FS", "SS") else after.actual_finish
    first = before.actual_finish if link.kind in ("FS", "FF") else before.actual_start
    return then is not None and (first is None or first > then) and link.lag >= 0


def twice(schedule: Schedule) -> Iterator[Finding]:
    """Yield links that stand between the same two rows as an earlier one of the same kind."""
    seen: set[tuple[str, str, str]] = set()
    found = []
    for link in schedule.links:
        key = link.before, link.after, link.kind
        if key in seen:
            found.append(link)
        seen.add(key)
    yield from shared("twice", found, len(schedule.links), 0.0)


def redundant(schedule: Schedule) -> Iterator[Finding]:
    """Yield finish-to-start links without lag that a chain of others of that kind says already."""
    plain = [link for link in schedule.links if link.kind == "FS" and link.lag == 0]
    rest: dict[str, set[str]] = defaultdict(set)
    for link in plain:
        rest[link.before].add(link.after)
    order = _ordered(rest)
    rank = {name: place for place, name in enumerate(order)}
    found = [link for link in plain if _goes_round(rest, rank, link.before, link.after)]
    yield from shared("redundant", found, len(schedule.links), 0.1)


def _ordered(after: dict[str, set[str]]) -> list[str]:
    """Return names such that each comes before what follows it."""
    waits: dict[str, int] = defaultdict(int)
    for names in after.values():
        for name in names:
            waits[name] += 1
    free = [name for name in after if not waits[name]]
    found = []
    while free:
        name = free.pop()
        found.append(name)
        for then in after.get(name, ()):
            waits[then] -= 1
            if not waits[then]:
                free.append(then)
    return found


def _goes_round(after: dict[str, set[str]], rank: dict[str, int], first: str, last: str) -> bool:
    """Whether a chain of at least two links leads from one name to another; nothing past it is looked at."""
    limit = rank.get(last, -1)
    to_visit = [name for name in after[first] if name != last and rank.get(name, limit) < limit]
    seen = set(to_visit)
    while to_visit:
        name = to_visit.pop()
        for then in after.get(name, ()):
            if then == last:
                return True
            if then not in seen and rank.get(then, limit) < limit:
                seen.add(then)
                to_visit.append(then)
    return False
