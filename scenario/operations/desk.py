"""Who is waiting for what, and who is asked next."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping

from scenario.operations.visits import Visit
from scenario.project.operations.needs import EVERYONE, Claim, Needs

_Place = tuple[str, int, str]
"""Step, class and, where needs tell groups apart, group."""


class Desk:
    """Seats and queues of a service.

    Once all that happens at an instant has happened, the best claim of all who fit is seated, then the next:
    class, joined, number, over all steps. Pool after pool, the order would
    depend on which pools were touched.
    """

    def __init__(self, needs: Mapping[str, Needs | None]) -> None:
        self._needs = needs
        self.on: dict[str, int] = {}
        self.busy: dict[str, int] = {}
        self._queues: dict[_Place, list[tuple[tuple[int, int, int], Visit]]] = {}
        self._inside: dict[tuple[str, str], int] = {}

    def join(self, visit: Visit) -> None:
        """Queue up."""
        insort(self._queues.setdefault(self._place(visit), []), (visit.claim, visit))

    def leave(self, visit: Visit) -> None:
        """Leave the queue."""
        queue = self._queues[self._place(visit)]
        del queue[bisect_left(queue, (visit.claim,))]

    def raise_to(self, visit: Visit, rank: int) -> None:
        """Be asked with another class from now on, as one who joined when they did."""
        self.leave(visit)
        visit.rank = rank
        self.join(visit)

    def next(self) -> Visit | None:
        """Seat the best of all who fit, and return them; None when nobody does."""
        heads = sorted((queue[0][0], place) for place, queue in self._queues.items() if queue)
        for _, place in heads:
            visit = self._queues[place][0][1]
            for claim in self._needed(visit):
                if self._fits(visit.step, claim):
                    del self._queues[place][0]
                    self._take(visit, claim)
                    return visit
        return None

    def release(self, visit: Visit) -> None:
        """Give back what a visit holds."""
        for pool, seats in visit.holds:
            self.busy[pool] = self.busy[pool] - self._given_back(visit.step, pool, seats)

    def _place(self, visit: Visit) -> _Place:
        needs = self._needs[visit.step]
        by_group = needs is not None and needs.by_group[0][0] != EVERYONE
        return visit.step, visit.rank, visit.entity.group if by_group else EVERYONE

    def _needed(self, visit: Visit) -> tuple[Claim, ...]:
        needs = self._needs[visit.step]
        return ((),) if needs is None else needs.of(visit.entity.group)

    def _fits(self, step: str, claim: Claim) -> bool:
        return all(
            self.on[pool] - self.busy.get(pool, 0) >= self._more(step, pool, seats) for pool, seats in claim
        )

    def _take(self, visit: Visit, claim: Claim) -> None:
        for pool, seats in claim:
            self.busy[pool] = self.busy.get(pool, 0) + self._more(visit.step, pool, seats)
            if seats < 1:
                self._inside[visit.step, pool] = self._inside.get((visit.step, pool), 0) + 1
        visit.holds = claim

    def _more(self, step: str, pool: str, seats: float) -> int:
        """Return how many more seats one more takes; where many share a seat, one for so many begun."""
        if seats >= 1:
            return int(seats)
        inside = self._inside.get((step, pool), 0)
        return _shared(inside + 1, seats) - _shared(inside, seats)

    def _given_back(self, step: str, pool: str, seats: float) -> int:
        if seats >= 1:
            return int(seats)
        self._inside[step, pool] -= 1
        inside = self._inside[step, pool]
        return _shared(inside + 1, seats) - _shared(inside, seats)


def _shared(inside: int, share: float) -> int:
    return -(-inside // round(1 / share))
