"""`risks:` events that happen or not, and what they do."""

from __future__ import annotations

from typing import Literal

from scenario.project.names import Name
from scenario.project.quantity import Days, Factor, Ratio, Share, Signed
from scenario.project.record import Record


class Risk(Record):
    """An event. It happens at most once a run (or once in each year) and then does all that is listed."""

    name: Name | None = None
    """What the register calls it."""
    probability: Share
    """Chance of happening, a run or a year. [fraction]"""
    per: Literal["run", "year"] = "run"
    """`run`: decided once. `year`: decided for each year from the start; it comes at an even chance in the
    year and delays what is under way then."""
    scope: Literal["project", "phase"] = "project"
    """Decided once for the project, or in each phase by itself."""
    delay: dict[str, Days] = {}
    """Working days added to activities. A phase activity named without its phase is hit in every phase.
    [days]"""
    factor: dict[str, Factor] = {}
    """What the durations of activities are multiplied by. [factor]"""
    cost: dict[str, Ratio] = {}
    """What is added to cost items, as a share of their amount. [fraction]"""
    multiplies: dict[str, Factor] = {}
    """Any other values, by path (`*` stands for any one name), and their factor. [factor]"""
    adds: dict[str, Signed] = {}
    """Any other values, by path, and what is added, in their unit. [unit of the value]"""
    source: str | None = None
    """Where its values come from."""
