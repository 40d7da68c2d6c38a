"""Time spans."""

from __future__ import annotations

import pytest

from scenario.project.values.parsed import UnusableError
from scenario.project.values.span import Span


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("45 days", 45),
        ("1 day", 1),
        ("3 weeks", 21),
        ("12 months", 365.25),
        ("1.5 months", 45.65625),
        (30, 30),
        (0, 0),
    ],
)
def test_a_span_has_a_length(written, days):
    assert Span.parse(written).days == pytest.approx(days)


@pytest.mark.parametrize("written", ["8", "8 moons", "months", "-3 days", -3, None, True, ["8 months"]])
def test_anything_else_is_refused(written):
    with pytest.raises(UnusableError, match="no time span; write 8 months, 3 weeks or 45 days"):
        Span.parse(written)


@pytest.mark.parametrize("written", ["45 days", "3 weeks", "8 months", 30])
def test_the_short_form_reads_back(written):
    assert Span.parse(Span.parse(written).plain()) == Span.parse(written)
