"""Minutes on the shifts of a calendar: snapping, adding and taking off work, working time between instants.

Instants are whole or broken minutes since `EPOCH`, the day that P6 counts exceptions from. A day's last
minute is 1440, so that a finish at 24:00 is told apart from a start at 00:00 only by what asks.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right

from scenario.exchange.source import Shift, SourceCalendar

EPOCH = dt.datetime(1899, 12, 30)
DAY = 1440
AHEAD = 366
"""How many days more are written out when an instant lies past those that are."""
FOREVER = 200 * 366
"""A calendar without any work for so many days never works again."""


def minutes(at: dt.datetime) -> float:
    """Return an instant as minutes since `EPOCH`.

    >>> minutes(dt.datetime(1900, 1, 1, 8))
    3360.0
    """
    return (at - EPOCH).total_seconds() / 60


def instant(at: float) -> dt.datetime:
    """Return minutes since `EPOCH` as an instant, to the second."""
    return EPOCH + dt.timedelta(seconds=round(at * 60))


class NoWorkError(Exception):
    """A calendar that is never worked in, asked for working time."""


class Shifts:
    """A calendar written out as intervals of worked minutes, as far as it has been asked for.

    Parameters
    ----------
    calendar : SourceCalendar or None
        None is worked round the clock
    """

    def __init__(self, calendar: SourceCalendar | None) -> None:
        self._calendar = calendar
        self._begin: list[float] = []
        self._end: list[float] = []
        self._worked: list[float] = []
        self._first = self._next = 0

    def snap(self, at: float) -> float:
        """Return the first worked instant at or after another: what starts, starts there."""
        if self._calendar is None:
            return at
        k = self._reaching(at)
        return max(at, self._begin[k])

    def snap_back(self, at: float) -> float:
        """Return the last worked instant at or before another: what has ended, had ended there."""
        if self._calendar is None:
            return at
        k = self._before(at)
        return min(at, self._end[k])

    def add(self, at: float, work: float) -> float:
        """Return when work is done that begins at an instant; no work is done at once."""
        if self._calendar is None or work <= 0:
            return at + work if self._calendar is None else at
        k = self._reaching(at)
        goal = self._worked[k] + max(at - self._begin[k], 0.0) + work
        while self._worked[-1] + self._end[-1] - self._begin[-1] < goal:
            self._write_on()
        k = bisect_left(self._worked, goal) - 1
        return self._begin[k] + goal - self._worked[k]

    def subtract(self, at: float, work: float) -> float:
        """Return when work must begin that is done by an instant."""
        if self._calendar is None or work <= 0:
            return at - work if self._calendar is None else at
        goal = self.worked(at) - work
        while self._worked[0] > goal:
            self._write_back()
        k = bisect_right(self._worked, goal) - 1
        return self._begin[k] + goal - self._worked[k]

    def between(self, begin: float, end: float) -> float:
        """Return the working time between two instants, negative when the second is the earlier."""
        return end - begin if self._calendar is None else self.worked(end) - self.worked(begin)

    def worked(self, at: float) -> float:
        """Return the working time up to an instant, from some fixed one."""
        self._cover(at)
        k = bisect_right(self._begin, at) - 1
        return self._worked[k] + min(at, self._end[k]) - self._begin[k]

    def _reaching(self, at: float) -> int:
        """Return the first interval that ends after an instant."""
        self._write_to(int(at // DAY))
        while self._end[-1] <= at:
            self._write_on()
        return bisect_right(self._end, at)

    def _before(self, at: float) -> int:
        """Return the last interval that begins before an instant."""
        self._cover(at)
        return bisect_left(self._begin, at) - 1

    def _cover(self, at: float) -> None:
        """Have intervals written out on both sides of an instant."""
        self._write_to(int(at // DAY))
        while self._begin[0] >= at:
            self._write_back()

    def _write_to(self, day: int) -> None:
        """Have the intervals of a day and of those behind it written out, from the first day asked for."""
        if not self._begin:
            self._first = self._next = day
            self._write_on()
        while self._next <= day:
            self._write_on()
        while self._first > day:
            self._write_back()

    def _write_on(self) -> None:
        begun = self._next
        while True:
            found = [shift for day in range(self._next, self._next + AHEAD) for shift in self._on(day)]
            self._next += AHEAD
            if found:
                break
            self._stop_when_idle(self._next - begun)
        worked = self._worked[-1] + self._end[-1] - self._begin[-1] if self._begin else 0.0
        for begin, end in found:
            self._begin.append(begin)
            self._end.append(end)
            self._worked.append(worked)
            worked += end - begin

    def _write_back(self) -> None:
        begun = self._first
        while True:
            found = [shift for day in range(self._first - AHEAD, self._first) for shift in self._on(day)]
            self._first -= AHEAD
            if found:
                break
            self._stop_when_idle(begun - self._first)
        worked, before = self._worked[0], []
        for begin, end in reversed(found):
            worked -= end - begin
            before.append(worked)
        self._begin[:0] = [begin for begin, _ in found]
        self._end[:0] = [end for _, end in found]
        self._worked[:0] = before[::-1]

    def _on(self, day: int) -> list[tuple[float, float]]:
        assert self._calendar is not None
        date = (EPOCH + dt.timedelta(days=day)).date()
        shifts = self._calendar.exceptions.get(date)
        if shifts is None:
            shifts = self._calendar.week[date.weekday()]
        return [(float(day * DAY + begin), float(day * DAY + end)) for begin, end in joined(shifts)]

    def _stop_when_idle(self, days: int) -> None:
        if days > FOREVER:
            name = self._calendar.name if self._calendar is not None else ""
            raise NoWorkError(f"calendar {name!r} is never worked in")


def joined(shifts: tuple[Shift, ...]) -> list[Shift]:
    """Return shifts in order, with those that meet or overlap made one.

    >>> joined(((780, 1020), (480, 720), (700, 760)))
    [(480, 760), (780, 1020)]
    """
    found: list[Shift] = []
    for begin, end in sorted(shifts):
        if end <= begin:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((begin, end))
    return found
