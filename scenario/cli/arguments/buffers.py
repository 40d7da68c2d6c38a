"""The buffers of a study, as `commit` and `plan` tell them: tables, lines and plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from scenario.analysis import Study
    from scenario.analysis.buffers.acceleration import Acceleration
    from scenario.analysis.buffers.reserves import Reserve, Reserves
    from scenario.views.words.wording import Wording


@dataclass(frozen=True, slots=True)
class BufferPage:
    """What is held in reserve, and what haste would cost.

    Attributes
    ----------
    study : the runs
    time, money : buffers that hold together with the odds asked for
    given : buffers of the file
    faster : the cheapest acceleration of each requirement that lacks the odds
    """

    study: Study
    time: Reserves
    money: Reserves
    given: tuple[Reserve, ...]
    faster: tuple[Acceleration, ...] = ()

    @classmethod
    def of(cls, study: Study, odds: float, dates: Sequence[tuple[str, dt.date]] | None = None) -> BufferPage:
        """Return the buffers of a study; with dates, or none for the file's own, what haste costs too."""
        from scenario.analysis.buffers.acceleration import accelerate
        from scenario.analysis.buffers.reserves import given_reserves, money_reserves, time_reserves
        from scenario.analysis.schedule.requirement import requirements
        from scenario.cli.show import progress

        faster = []
        for wanted in requirements(study, dates) if dates is not None else ():
            with progress(f"shortening for {wanted.node}") as tell:
                faster.append(accelerate(study, wanted, odds, progress=tell))
        return cls(
            study,
            time_reserves(study, odds),
            money_reserves(study, odds),
            given_reserves(study),
            tuple(faster),
        )

    def print(self, page: Console, say: Wording) -> None:
        """Print the tables that have rows, and what they come to."""
        from scenario.cli.show import print_notes, print_table
        from scenario.views.tables import buffers as tables

        shown = [
            tables.time_table(self.study, self.time, say),
            tables.money_table(self.money, say),
            tables.given_table(self.study, self.given, say),
        ]
        for table in shown:
            print_table(page, table, say.language)
        print_notes(page, say.say("Buffers", "缓冲"), self.lines(say))
        for found in self.faster:
            print_table(page, tables.acceleration_table(self.study, found, say), say.language)
            told = tables.acceleration_notes(self.study, found, say)
            print_notes(page, say.say("Acceleration", "赶工"), told)

    def lines(self, say: Wording) -> list[str]:
        """Return what the buffers come to, a line each."""
        from scenario.views.tables.buffers import buffer_notes

        return buffer_notes(self.study, self.time, self.money, say)

    def document(self) -> dict[str, Any]:
        """Return all as plain data."""
        found: dict[str, Any] = {
            "buffers": {
                "time": _reserves(self.time, "days"),
                "money": _reserves(self.money, "amount"),
                "given": [{"of": each.of, "size": each.size, "odds": each.kept} for each in self.given],
            }
        }
        if self.faster:
            found["acceleration"] = [_acceleration(each) for each in self.faster]
        return found


def _reserves(found: Reserves, size: str) -> dict[str, Any]:
    return {
        "odds": found.asked,
        "together": found.together,
        "total": found.total,
        "proved": found.proved,
        "each": [{"of": each.of, size: each.size, "odds": each.kept} for each in found.each],
    }


def _acceleration(found: Acceleration) -> dict[str, Any]:
    date = found.requirement.date
    those = found.shortened
    return {
        "node": found.requirement.node,
        "by": date.isoformat() if date is not None else None,
        "of": found.requirement.since,
        "within_days": found.requirement.days if date is None else None,
        "asked": found.asked,
        "possible": those is not None,
        **{
            key: dict(zip(("odds", "low", "high"), odds, strict=True))
            for key, odds in (("now", found.now), ("then", found.then), ("afresh", found.afresh))
        },
        "cost": found.cost if those is not None else None,
        "shortened": [
            {"activity": each.activity, "days": each.days, "per_day": each.per_day, "cost": each.cost}
            for each in those or ()
        ],
        "proved": found.proved,
        "tried": found.tried,
    }
