"""Calendars are kept for the next command, and are the same from what was kept."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from scenario import cache
from scenario.model.plan import calendars
from scenario.project.sections.calendars import Calendar

OFFICE = Calendar.model_validate({"week": "mon-fri", "holidays": "CN"})
ASKED = (calendars.days_of(OFFICE), dt.date(2026, 1, 1), 1003, range(2026, 2029))


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.SWITCH, str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_a_calendar_is_the_same_from_what_was_kept(place, monkeypatch):
    first = calendars._open_days.__wrapped__(*ASKED)
    monkeypatch.setattr(calendars, "_worked_out", None)  # not to be worked out again
    second = calendars._open_days.__wrapped__(*ASKED)

    assert len(list(place.rglob("*.json"))) == 1
    assert second.dtype == first.dtype
    assert np.array_equal(first, second)


@pytest.mark.parametrize("value", ["", "zz", "00", 5, None])
def test_an_entry_that_is_no_calendar_is_worked_out_again(place, value):
    first = calendars._open_days.__wrapped__(*ASKED)
    (entry,) = place.rglob("*.json")
    cache.keep(calendars.KIND, entry.stem, value)

    assert np.array_equal(calendars._open_days.__wrapped__(*ASKED), first)
