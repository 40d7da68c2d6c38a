"""What a week of a service looks like, hour by hour: who is there, and who comes."""

from __future__ import annotations

from scenario.project.operations.capacity import Place
from scenario.project.operations.clock import DAY, WEEKDAYS
from scenario.project.operations.service import Service
from scenario.project.operations.visitors import Stream

WEEK = 7 * DAY
"""[minutes]"""
Seats = tuple[tuple[int, int], ...]
"""Minute of the week at which the number of seats changes, ascending from 0, and the seats from there on."""


def seats_of(service: Service, pool: str) -> Seats:
    """Return the seats of a pool over a week.

    Of the people counted, as many are there as the roster's share of those not away, to the nearest number.
    """
    if pool in service.places:
        return _open(service.places[pool])
    people = service.people[pool]
    there = people.count * (1 - people.away)
    if people.roster is None:
        return ((0, _nearest(there)),)
    shares = [0.0] * WEEK
    for shift in service.rosters[people.roster]:
        for day in shift.days.numbers:
            begin, end = day * DAY + shift.from_.minutes, day * DAY + shift.to.minutes
            shares[begin:end] = [shift.share] * (end - begin)
    least = min(people.least, people.count)
    return _changes([max(least, _nearest(there * share)) if share > 0 else 0 for share in shares])


def _nearest(number: float) -> int:
    """Round halves up, which Python does not."""
    return int(number + 0.5)


def _open(place: Place) -> Seats:
    if place.hours is None:
        return ((0, place.count),)
    seats = [0] * WEEK
    for days, begin, end in place.hours.spans:
        for day in days.numbers:
            width = end.minutes - begin.minutes
            seats[day * DAY + begin.minutes : day * DAY + end.minutes] = [place.count] * width
    return _changes(seats)


def _changes(seats: list[int]) -> Seats:
    return tuple(
        (minute, number) for minute, number in enumerate(seats) if minute == 0 or number != seats[minute - 1]
    )


def seat_minutes(seats: Seats) -> int:
    """Return the minutes on roster of a week, all seats together."""
    ends = [minute for minute, _ in seats[1:]] + [WEEK]
    return sum(number * (end - minute) for (minute, number), end in zip(seats, ends, strict=True))


def rates_of(stream: Stream) -> tuple[float, ...]:
    """Return the rate of a stream in each hour of a week, from Monday at midnight. [1/hour]."""
    rate = stream.rate or 0.0
    factors = [(stream.weekdays or {}).get(day, 1.0) for day in WEEKDAYS]  # type: ignore[call-overload]
    shares = [1 / 24 if stream.hours is None else stream.hours.get(f"{hour:02d}", 0.0) for hour in range(24)]
    return tuple(rate * factor * share for factor in factors for share in shares)
