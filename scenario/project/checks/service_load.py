"""How busy a service keeps its people and places at mature demand, reckoned before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scenario.project.operations.clock import DAY
from scenario.project.operations.needs import Claim, Needs
from scenario.project.operations.path import PathStep
from scenario.project.operations.service import Service
from scenario.project.operations.week import rates_of, seat_minutes, seats_of

_ROUNDS, _SETTLED = 2_000, 1e-10


class Load(NamedTuple):
    """Offered minutes over minutes on roster."""

    all: float
    """Of everybody who comes."""
    patient: float
    """Of those who wait for ever."""


def load_notes(name: str, service: Service) -> Iterator[str]:
    """Yield the load of each pool at mature demand, and which queues would grow for ever."""
    found = loads(service)
    told = ", ".join(f"{pool} {load.all:.0%}" for pool, load in found.items())
    if told:
        yield f"operations.{name}: load at mature demand: {told}"
    for pool, load in found.items():
        if load.patient >= 1:
            key = "people" if pool in service.people else "places"
            yield (
                f"operations.{name}.{key}.{pool}: it is asked for {load.patient:.0%} of its time"
                " by those who wait for ever, and the queue grows for ever; raise its count or its roster,"
                " lower the demand, or write how long people wait (`patience:`)"
            )


def loads(service: Service) -> dict[str, Load]:
    """Return the load of each pool that a step needs. [fraction].

    Of alternatives the first is filled up before the next is asked, and the last takes the rest. Bookings
    come at most as slots allow, and are left out.
    """
    weekly = visits_a_week(service)
    there = {pool: seat_minutes(seats_of(service, pool)) for pool in (*service.people, *service.places)}
    patient = _filled(service, weekly, there, only_patient=True)
    everyone = _filled(service, weekly, there, only_patient=False)
    return {
        pool: Load(_ratio(asked, there[pool]), _ratio(patient.get(pool, 0.0), there[pool]))
        for pool, asked in everyone.items()
    }


def _ratio(asked: float, there: float) -> float:
    return asked / there if there else (float("inf") if asked else 0.0)


def visits_a_week(service: Service) -> dict[str, float]:
    """Return how often each step is asked for in a week at mature demand if nobody leaves [1/week]."""
    outside = dict.fromkeys(service.path, 0.0)
    for stream in service.visitors.values():
        size = sum(int(number) * share for number, share in (stream.party or {"1": 1.0}).items())
        outside[stream.enters] += size * sum(rates_of(stream))
    found = dict(outside)
    for _ in range(_ROUNDS):
        after = dict(outside)
        for name, step in service.path.items():
            _pass_on(service, name, step, found[name], after)
        settled = all(abs(after[name] - found[name]) <= _SETTLED * max(1.0, after[name]) for name in after)
        found = after
        if settled:
            break
    return found


def _pass_on(service: Service, name: str, step: PathStep, visits: float, after: dict[str, float]) -> None:
    grants = step.approval.grants if step.approval else 1.0
    for target, share in step.next.pairs:
        if target in after:
            after[target] += visits * grants * share
    if step.meanwhile:
        days = 7 * min(visits * _minutes(step) / (7 * DAY), _most_at_once(service, step))
        for part in step.meanwhile:
            after[part.step] += days * part.per_day * len(part.days.numbers) / 7


def _most_at_once(service: Service, step: PathStep) -> float:
    if step.needs is None:
        return float("inf")
    counts = {pool: place.count for pool, place in service.places.items()}
    return sum(
        min((counts[pool] / seats for pool, seats in claim if pool in counts), default=float("inf"))
        for claim in step.needs.by_group[0][1]
    )


def _minutes(step: PathStep) -> float:
    law = step.takes or (step.approval.takes if step.approval else None)
    return max(0.0, law.mean) if law else 0.0


def _filled(
    service: Service, weekly: dict[str, float], there: dict[str, int], only_patient: bool
) -> dict[str, float]:
    """Return the minutes that each pool is asked for, those first who have no choice."""
    asked: dict[str, float] = {}
    jobs = []
    for name, step in service.path.items():
        patient = 0.0 if only_patient and step.patience else 1.0
        for share, claims in _choices(service, step):
            jobs.append((len(claims), claims, weekly[name] * share * patient * _minutes(step)))
    for _, claims, minutes in sorted(jobs, key=lambda job: job[0]):
        for position, claim in enumerate(claims):
            room = min((there[pool] - asked.get(pool, 0.0)) / seats for pool, seats in claim)
            taken = minutes if position == len(claims) - 1 else min(minutes, max(0.0, room))
            for pool, seats in claim:
                asked[pool] = asked.get(pool, 0.0) + taken * seats
            minutes -= taken
    return asked


def _choices(service: Service, step: PathStep) -> Iterator[tuple[float, tuple[Claim, ...]]]:
    """Yield the alternatives of each group, with its share of those who come to the service."""
    needs = step.needs
    if needs is None:
        if step.approval is not None and step.approval.by is not None:
            yield 1.0, ((((step.approval.by, 1.0)),),)
        return
    shares = _group_shares(service, needs)
    for group, claims in needs.by_group:
        yield shares[group], claims


def _group_shares(service: Service, needs: Needs) -> dict[str, float]:
    names = [group for group, _ in needs.by_group]
    if len(names) == 1:
        return {names[0]: 1.0}
    weights = dict.fromkeys(names, 0.0)
    for stream in service.visitors.values():
        for group, share in stream.groups.pairs if stream.groups else ():
            if group in weights:
                weights[group] += share * sum(rates_of(stream))
    total = sum(weights.values())
    return {name: weight / total if total else 1 / len(names) for name, weight in weights.items()}
