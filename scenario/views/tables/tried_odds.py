"""The odds of what was tried, beside those of the base and of the last run, on the same luck."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scenario.analysis import Study
from scenario.views.tables import first_look
from scenario.views.tables.table import Table, signed, unbroken
from scenario.views.words.wording import MISSING, Wording

Met = np.ndarray[Any, Any]


def tried_odds(study: Study, base: Study | None, last: Study | None, say: Wording) -> Table:
    """Return each target with its odds, those of base and last run, and how far it is from the base [points].

    Differences are of the runs that both have, which are the same luck.
    """
    table = first_look.targets(study, say.language)
    mine = _met(study)
    told = [_told(other, study, say) for other in (base, last)]
    points = _differences(mine, None if base is None else _met(base), say)
    columns = (
        *table.columns[:2],
        say.say("Against base [points]", "较基准[百分点]"),
        say.say("Base", "基准"),
        say.say("Last run", "上次"),
        *table.columns[2:],
    )
    rows = [
        tuple(map(unbroken, (*row[:2], points[place], told[0][place], told[1][place], *row[2:])))
        for place, row in enumerate(table.rows)
    ]
    return Table(table.title, columns, rows)


def _met(study: Study) -> Met:
    """Return whether each target, and all together, is met, shape (runs, targets or one more)."""
    met = np.asarray(study.met_rows(), dtype=bool)
    return met if met.shape[1] < 2 else np.column_stack([met, met.all(axis=1)])


def _told(other: Study | None, study: Study, say: Wording) -> list[str]:
    """Return the odds of another study, nothing where there is none or it has other targets."""
    count = _met(study).shape[1]
    if other is None or _met(other).shape[1] != count:
        return [""] * count
    return [say.share(float(odds)) for odds in _met(other).mean(axis=0)]


def _differences(mine: Met, base: Met | None, say: Wording) -> list[str]:
    if base is None or base.shape[1] != mine.shape[1]:
        return [MISSING] * mine.shape[1]
    runs = min(len(mine), len(base))
    points: Callable[[float], str] = signed(lambda value: f"{value:.1f}")
    return [points(100 * float(d)) for d in mine[:runs].mean(axis=0) - base[:runs].mean(axis=0)]
