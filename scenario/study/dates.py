"""From days to dates: the one place where instants become days of the calendar."""

from __future__ import annotations

import datetime as dt
import math

FUZZ = 1e-6
"""An instant this little past midnight still belongs to the day that ended [days]."""


def day_number(instant: float) -> int:
    """Return the day that ends at an instant or contains it, the project's first day being 0.

    >>> day_number(5.0), day_number(5.2), day_number(0.0)
    (4, 5, 0)
    """
    return max(0, math.ceil(instant - FUZZ) - 1)


def first_day_number(instant: float) -> int:
    """Return the day on which something that starts at an instant is first worked on.

    >>> first_day_number(5.0), first_day_number(4.9999999), first_day_number(5.2)
    (5, 5, 5)
    """
    return max(0, math.floor(instant + FUZZ))


def day_at(start: dt.date, number: float) -> dt.date | None:
    """Return the day of a number, the project's first being 0; None where the calendar has none.

    >>> day_at(dt.date(2026, 1, 5), -5), day_at(dt.date(2026, 1, 5), 1e9)
    (datetime.date(2025, 12, 31), None)
    """
    within = (dt.date.min - start).days <= number <= (dt.date.max - start).days
    return start + dt.timedelta(days=int(number)) if within else None


def date_of(instant: float, start: dt.date) -> dt.date | None:
    """Return the date of an instant, counted in days from `start` 00:00; None when it never comes.

    Work that ends on Friday at 24:00 is dated Friday.

    >>> date_of(5.0, dt.date(2026, 1, 5))
    datetime.date(2026, 1, 9)
    """
    return day_at(start, day_number(instant)) if math.isfinite(instant) else None


def start_date_of(instant: float, start: dt.date) -> dt.date | None:
    """Return the date of an instant at which work begins; None when it never comes.

    Work that begins when Friday has ended is dated Saturday.

    >>> start_date_of(5.0, dt.date(2026, 1, 5))
    datetime.date(2026, 1, 10)
    """
    return day_at(start, first_day_number(instant)) if math.isfinite(instant) else None
