import datetime as dt
import math

import pytest

from scenario.study.dates import date_of

MONDAY = dt.date(2026, 1, 5)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (0.0, dt.date(2026, 1, 5)),
        (0.5, dt.date(2026, 1, 5)),
        (5.0, dt.date(2026, 1, 9)),
        (5.0 + 1e-9, dt.date(2026, 1, 9)),
        (5.001, dt.date(2026, 1, 10)),
        (math.inf, None),
        (math.nan, None),
        (1e9, None),
    ],
)
def test_work_that_ends_at_midnight_is_dated_the_day_that_ended(instant: float, day: dt.date | None) -> None:
    assert date_of(instant, MONDAY) == day
