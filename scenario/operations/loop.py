"""A service on a simpy clock, to read and to extend: visitors come, wait, are seen and go on.

An instant has three parts, told by priority: what happens (arrivals, ends, shifts), then who is seated, then
who has waited enough. So the order within a part cannot matter.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from scenario.operations.arrivals import instants
from scenario.operations.desk import Desk
from scenario.operations.luck import chosen, drawn, key_of, uniform
from scenario.operations.ticks import TICKS_A_DAY, WEEK, ticks
from scenario.operations.visits import Entity, Visit
from scenario.project.operations.clock import WEEKDAYS
from scenario.project.operations.needs import EVERYONE, LEAVES, Needs
from scenario.project.operations.path import Meanwhile, PathStep
from scenario.project.operations.service import Service
from scenario.project.operations.visitors import Stream
from scenario.project.operations.week import rates_of, seats_of

_SETTLING, _PATIENCE = 5, 6
"""After everything that happens at an instant, which has simpy's own priorities 0 and 1."""
Story = Generator[Any, Any, None]
"""A simpy process."""


class Loop:
    """One run of a service at a demand [factor] that does not change, from an empty Monday on."""

    def __init__(self, service: Service, seed: int, demand: float = 1.0) -> None:
        self.service, self.seed, self.demand = service, seed, demand
        self.env = simpy.Environment()
        self.desk = Desk({name: step.needs or _deciders(step) for name, step in service.path.items()})
        self.visits: list[Visit] = []
        self._ranks = {name: rank for rank, name in enumerate(service.classes)}
        self._turns: dict[int, simpy.Event] = {}
        self._settling = False
        self._keys = {name: key_of(name) for name in (*service.path, *service.visitors)}

    def run(self, weeks: float) -> list[Visit]:
        """Simulate, and return every visit, in the order in which they joined."""
        for pool in (*self.service.people, *self.service.places):
            self.env.process(self.roster(pool))
        for name, stream in self.service.visitors.items():
            self.env.process(self.arrivals(name, stream))
        self.env.run(until=round(weeks * WEEK))
        return self.visits

    def roster(self, pool: str) -> Story:
        """Shifts begin and end, week after week; who works when one ends first ends what he works at."""
        changes = seats_of(self.service, pool)
        begins = 0
        self.desk.on[pool] = changes[0][1]
        while len(changes) > 1 or begins == 0:
            for minute, seats in changes:
                yield self.env.timeout(begins + ticks(minute) - self.env.now)
                self.desk.on[pool] = seats
                self._settle_soon()
            begins += WEEK

    def arrivals(self, name: str, stream: Stream) -> Story:
        """Visitors of a stream come, alone or in parties."""
        rates = tuple(self.demand * rate for rate in rates_of(stream))
        if not sum(rates):
            return
        key, index = self._keys[name], 0
        party = tuple((size, share) for size, share in (stream.party or {"1": 1.0}).items())
        for number, instant in enumerate(instants(rates, self.seed, key)):
            yield self.env.timeout(instant - self.env.now)
            for _ in range(int(chosen(party, uniform(self.seed, key, number, 1)))):
                self.welcome(name, index)
                index += 1

    def welcome(self, name: str, index: int) -> None:
        """Let the visitor of a stream with this number come now."""
        stream = self.service.visitors[name]
        key = key_of(f"{name}/{index}")
        groups = stream.groups.pairs if stream.groups else ((EVERYONE, 1.0),)
        entity = Entity(name, index, chosen(groups, uniform(self.seed, key)), key)
        self.env.process(self.visitor(entity, stream.enters, self._rank(stream.class_)))

    def _rank(self, name: str | None) -> int:
        return len(self._ranks) if name is None else self._ranks[name]

    def visitor(self, entity: Entity, first: str, rank: int) -> Story:
        """Go from step to step, until one leads out."""
        name, count = first, 0
        while name != LEAVES:
            visit = Visit(entity, name, rank, len(self.visits), int(self.env.now))
            yield from self.visit(visit, count)
            name, rank = visit.outcome, visit.rank
            count += 1

    def visit(self, visit: Visit, count: int) -> Story:
        """Wait for one's turn, be seen, and learn where to go next; or lose patience."""
        step = self.service.path[visit.step]
        luck = _Luck(self.seed, self._keys[visit.step], visit.entity.key, count)
        self.visits.append(visit)
        if not (yield self._turn(visit, step, luck)):
            visit.left = int(self.env.now)
            yield from self._give_up(visit, step, luck)
            return
        visit.began = int(self.env.now)
        for part in step.meanwhile:
            self.env.process(self.meanwhile(visit, part))
        yield self.env.timeout(_duration(step, luck))
        visit.ended = int(self.env.now)
        self.desk.release(visit)
        self._settle_soon()
        yield from self._decide(visit, step, luck)

    def _turn(self, visit: Visit, step: PathStep, luck: _Luck) -> simpy.Event:
        """Return what happens when it is one's turn (true), or patience ends (false)."""
        turn = self._turns[visit.number] = self.env.event()
        self.desk.join(visit)
        self._settle_soon()
        if step.patience is not None:
            span = ticks(max(0.0, drawn(step.patience.law, luck("patience"))))
            self._at(span, _PATIENCE, lambda: self._lose_patience(visit))
        if step.raises is not None:
            rank = self._rank(step.raises.to)
            self._at(ticks(step.raises.after), 1, lambda: self._raise(visit, rank))
        return turn

    def _at(self, span: int, priority: int, act: Callable[[], None]) -> None:
        event = self.env.event()
        event._ok, event._value = True, None
        event.callbacks.append(lambda _: act())
        self.env.schedule(event, priority=priority, delay=span)  # type: ignore[arg-type]

    def _lose_patience(self, visit: Visit) -> None:
        turn = self._turns.pop(visit.number, None)
        if turn is not None:
            self.desk.leave(visit)
            turn.succeed(False)

    def _raise(self, visit: Visit, rank: int) -> None:
        if visit.number in self._turns and rank < visit.rank:
            self.desk.raise_to(visit, rank)
            self._settle_soon()

    def _settle_soon(self) -> None:
        if not self._settling:
            self._settling = True
            self._at(0, _SETTLING, self._settle)

    def _settle(self) -> None:
        self._settling = False
        while (visit := self.desk.next()) is not None:
            self._turns.pop(visit.number).succeed(True)

    def _give_up(self, visit: Visit, step: PathStep, luck: _Luck) -> Story:
        """Go where patience leads: to another step, out, or back after a while."""
        patience = step.patience
        assert patience is not None
        visit.outcome = patience.then
        if patience.after is not None and luck("again") < patience.again:
            yield self.env.timeout(ticks(max(0.0, drawn(patience.after, luck("after")))))
            visit.outcome = visit.step

    def _decide(self, visit: Visit, step: PathStep, luck: _Luck) -> Story:
        """Draw the class and the step that follow; a committee first meets."""
        if step.sets_class is not None:
            visit.rank = self._rank(chosen(step.sets_class.pairs, luck("class")))
        visit.outcome = chosen(step.next.pairs, luck("next"))
        if step.approval is None:
            return
        if step.approval.meets is not None:
            meets = step.approval.meets
            day, minute = WEEKDAYS.index(meets.weekday), meets.at.minutes
            yield self.env.timeout((day * TICKS_A_DAY + ticks(minute) - int(self.env.now)) % WEEK)
        if luck("grants") >= step.approval.grants:
            visit.outcome = step.patience.then if step.patience else LEAVES

    def meanwhile(self, visit: Visit, part: Meanwhile) -> Story:
        """Ask other steps, day by day, for as long as the visit lasts."""
        name, day = part.step, int(self.env.now) // TICKS_A_DAY
        key, rest = self._keys[name], part.per_day % 1
        asked = 0
        while visit.ended < 0:
            words = (self.seed, visit.entity.key, key, day)
            times = int(part.per_day) + (uniform(*words, 0) < rest)
            times = times if day % 7 in part.days.numbers else 0
            width = part.to.minutes - part.from_.minutes
            at = sorted(part.from_.minutes + width * uniform(*words, 1 + one) for one in range(times))
            for minute in at:
                instant = day * TICKS_A_DAY + ticks(minute)
                if instant < self.env.now:
                    continue
                yield self.env.timeout(instant - self.env.now)
                if visit.ended >= 0:
                    return
                entity = visit.entity._replace(key=key_of(f"{visit.entity.key}/{name}/{asked}"))
                self.env.process(self.visitor(entity, name, visit.rank))
                asked += 1
            day += 1
            yield self.env.timeout(day * TICKS_A_DAY - self.env.now)


class _Luck:
    """The numbers of one visit, by what they decide."""

    __slots__ = ("_words",)
    _USES = ("takes", "patience", "next", "class", "grants", "again", "after")

    def __init__(self, *words: int) -> None:
        self._words = words

    def __call__(self, use: str) -> float:
        return uniform(*self._words, self._USES.index(use))


def _deciders(step: PathStep) -> Needs | None:
    return Needs(((EVERYONE, (((step.approval.by, 1.0),),)),)) if step.approval and step.approval.by else None


def _duration(step: PathStep, luck: _Luck) -> int:
    law = step.takes or (step.approval.takes if step.approval else None)
    return 0 if law is None else ticks(max(0.0, drawn(law, luck("takes"))))
