"""Early and late dates, total and free float of twelve networks, against passes of their own.

The passes share nothing with the package: they walk whole days, apply bounds until nothing moves, and find
late dates by their meaning. The late finish of an activity is the latest instant at which it may finish,
begun as planned, without moving the end or missing a deadline; its late start is the latest at which it
may begin; its free float is how far it may slip as a whole without moving anything else.
Origin: the definitions of the critical-path method (Kelley & Walker 1959), with the precedence relations of
Fondahl (1961); networks 1 to 3 are the usual textbook forms, the others one for each rule.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from scenario.model.plan.critical_path import latest_dates, plan_floats
from scenario.model.project_plan import compile_plan
from tests.model.clock import MONDAY, project

Dates = tuple[list[int], list[int]]
OFFICE = {"calendars": {"office": {"week": "mon-fri"}}}


def w(duration: int, *after: str, **more: Any) -> dict[str, Any]:
    return {"duration": duration, "after": list(after), **more}


NETWORKS: dict[str, dict[str, Any]] = {
    "diamond": {"a": w(3), "b": w(4, "a"), "c": w(2, "a"), "d": w(5, "b", "c")},
    "two ends": {"a": w(6), "b": w(9, "a"), "c": w(4, "a"), "d": w(3, "c")},
    "ladder": {
        "dig1": w(4), "dig2": w(4, "dig1"), "dig3": w(4, "dig2"),
        "lay1": w(6, "dig1"), "lay2": w(2, "dig2", "lay1"), "lay3": w(5, "dig3", "lay2"),
    },
    "overlaps": {"a": w(10), "b": w(12, "a:SS+4"), "c": w(5, "a:FF+3", "b:SS+2"), "d": w(2, "c")},
    "finish to finish": {"a": w(20), "b": w(5, "a:FF+2"), "c": w(4, "b:SS+1"), "d": w(3, "b", "c")},
    "start to finish": {"new": w(12), "old": w(30, "new:SF+8"), "clear": w(4, "old"), "use": w(9, "new")},
    "leads": {"a": w(10), "b": w(6, "a-3"), "c": w(8, "a:SS+5", "b:FF-2"), "d": w(1, "b", "c")},
    "in pieces": {"a": w(15), "b": w(4, "a:FF+2", interruptible=True), "c": w(3, "b:SS+6"), "d": w(2, "b")},
    "dates": {
        "a": w(5, not_before="2026-01-08"), "b": w(3), "c": w(4, "a", "b"),
        "d": w(6, "b", finish_not_before="2026-01-24"), "e": w(1, "c", "d"),
    },
    "deadlines": {
        "a": w(5), "b": w(7, "a", finish_not_after="2026-01-17"), "c": w(9, "a"), "d": w(1, "b", "c"),
    },
    "office weeks": {
        "a": w(7, calendar="office"), "b": w(4, "a"), "c": w(6, "a", calendar="office"),
        "d": w(3, "b", "c", calendar="office"),
    },
    "office and site": {
        "permit": w(8, calendar="office"), "site": w(11), "works": w(9, "permit+2", "site"),
        "tender": w(5, "permit:SS+3", calendar="office"), "start": w(2, "tender", "works", calendar="office"),
    },
}  # fmt: skip


class Passes:
    """A forward pass in whole days, with any start or finish held later than it would come."""

    def __init__(self, network: Mapping[str, Mapping[str, Any]]) -> None:
        self.names = list(network)
        self.rows = [network[name] for name in self.names]
        self.links = [
            (self.names.index(name), i, kind or "FS", int(lag or 0))
            for i, row in enumerate(self.rows)
            for name, kind, lag in (
                re.fullmatch(r"(\w+?)(?::(\w\w))?([+-]\d+)?", text).groups()  # type: ignore[union-attr]
                for text in row["after"]
            )
        ]
        self.plain = self.forward()
        self.end = max(self.plain[1])

    def forward(
        self, starts: Mapping[int, int] | None = None, ends: Mapping[int, int] | None = None
    ) -> Dates:
        """Return starts and finishes; `starts` and `ends` are held at these instants or later."""
        starts, ends = starts or {}, ends or {}
        count = len(self.rows)
        start, finish = [0] * count, [0] * count
        while True:
            before = list(start), list(finish)
            for i, row in enumerate(self.rows):
                bound = max(self._day(row, "not_before"), *self._bounds(i, "S", start, finish))
                start[i] = self._worked(row, max(bound, starts.get(i, 0)))
                done = max(self._day(row, "finish_not_before", 1), *self._bounds(i, "F", start, finish))
                if not row.get("interruptible") and i not in starts:
                    start[i] = max(start[i], done - row["duration"])
                finish[i] = max(self._after(row, start[i]), done)
                if i in ends:
                    finish[i] = max(finish[i], ends[i])
            if before == (start, finish):
                return before

    def _bounds(self, i: int, edge: str, start: list[int], finish: list[int]) -> list[int]:
        return [
            0,
            *(
                (start if kind[0] == "S" else finish)[other] + lag
                for other, own, kind, lag in self.links
                if own == i and kind[1] == edge
            ),
        ]

    @staticmethod
    def _day(row: Mapping[str, Any], key: str, more: int = 0) -> int:
        if key not in row:
            return 0
        return (dt.date.fromisoformat(row[key]) - dt.date.fromisoformat(MONDAY)).days + more

    @staticmethod
    def _worked(row: Mapping[str, Any], day: int) -> int:
        """Return the first worked morning from a day on; day 0 is a Monday."""
        while row.get("calendar") == "office" and day % 7 > 4:
            day += 1
        return day

    def _after(self, row: Mapping[str, Any], day: int) -> int:
        for _ in range(row["duration"]):
            day = self._worked(row, day) + 1
        return day

    # By meaning -----------------------------------------------------------------------------------

    def missed(self, dates: Dates) -> int:
        """Return by how many days deadlines are missed."""
        due = [self._day(row, "finish_not_after", 1) for row in self.rows]
        return sum(max(0, finish - day) for day, finish in zip(due, dates[1], strict=True) if day)

    def harmless(self, dates: Dates) -> bool:
        return max(dates[1]) <= self.end and self.missed(dates) <= 0

    def late_finish(self, i: int) -> int:
        """Return the latest instant at which it may finish; the deadlines of these networks are kept."""
        assert not self.missed(self.plain)
        start = self.plain[0][i]
        return max(
            t
            for t in range(self.plain[1][i], self.end + 1)
            if self.harmless(self.forward({i: start}, {i: t}))
        )

    def late_start(self, i: int) -> int:
        row = self.rows[i]
        return max(
            t for t in range(self.plain[0][i], self.end + 1)
            if self.harmless(self.forward({i: t})) and (not row["duration"] or self._worked(row, t) == t)
        )  # fmt: skip

    def free_float(self, i: int) -> int:
        start, finish = self.plain[0][i], self.plain[1][i]
        slip = 0
        while finish + slip < self.end:
            moved = self.forward({i: start + slip + 1}, {i: finish + slip + 1})
            others = [at for at in range(len(self.rows)) if at != i]
            if any(moved[edge][at] != self.plain[edge][at] for edge in (0, 1) for at in others):
                break
            slip += 1
        return slip


@pytest.mark.parametrize("name", NETWORKS)
def test_early_and_late_dates_and_floats_are_those_of_passes_of_their_own(name: str) -> None:
    network = NETWORKS[name]
    plan = compile_plan(project(network, **OFFICE))
    table = plan.timetable
    work = plan.layout.views(plan.planned_numbers.copy()).activity["work"]
    late_start, late_finish = latest_dates(table, work, table.planned_finish, -1)
    floats = plan_floats(table, work, table.planned_start, table.planned_finish, -1)
    own = Passes(network)
    every = range(len(network))

    assert list(table.ids) == own.names
    np.testing.assert_allclose(table.planned_start, own.plain[0], atol=1e-9)
    np.testing.assert_allclose(table.planned_finish, own.plain[1], atol=1e-9)
    np.testing.assert_allclose(late_finish, [own.late_finish(i) for i in every], atol=1e-9)
    np.testing.assert_allclose(floats.total, [own.late_finish(i) - own.plain[1][i] for i in every], atol=1e-9)
    np.testing.assert_allclose(floats.free, [own.free_float(i) for i in every], atol=1e-9)
    np.testing.assert_allclose(late_start, [own.late_start(i) for i in every], atol=1e-9)
