"""`board:` what a board is asked, and what stands beside the project in its report. No run depends on it."""

from __future__ import annotations

from scenario.project.values.names import Name
from scenario.project.values.record import Id, Record, ScenarioId


class Board(Record):
    """What a report for the board tells beside what was simulated."""

    decision: Name | None = None
    """What is to be decided, in a sentence."""
    options: tuple[ScenarioId, ...] = ()
    """Scenarios of this file that the board may choose; ranked by the odds that they gain. [scenarios]"""
    stresses: tuple[ScenarioId, ...] = ()
    """Scenarios that may come over the project; shown beside it. [scenarios]"""
    owners: dict[Id, Id] = {}
    """Which department answers for each risk of the register. [department]"""
