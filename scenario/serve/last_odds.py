"""The odds that a project had when somebody ran it last, for the start page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from scenario import cache
from scenario.analysis import Study
from scenario.project.sections.root import Project

KIND = "odds"


class LastOdds(NamedTuple):
    """Odds of each target and of all together, of how many runs, and when.

    They are of the project as it stood: another content has none until it was run.
    """

    odds: tuple[float, ...]
    together: float
    runs: int
    on: dt.date


def keep_odds(study: Study) -> None:
    """Keep the odds of a study of a project as its file has it."""
    odds = [float(row["odds"]) for row in study.odds_rows()]
    told = {"odds": odds, "together": float(study.joint_row()["odds"]) if odds else 1.0}
    kept = told | {"runs": study.runs, "on": dt.date.today().isoformat()}
    cache.keep(KIND, _key(study.project), kept)


def last_odds(project: Project) -> LastOdds | None:
    """Return the odds of a project when it was run last as it stands, None when it never was."""
    known = cache.recall(KIND, _key(project))
    if known is None:
        return None
    odds: Sequence[float] = known["odds"]
    return LastOdds(tuple(odds), known["together"], known["runs"], dt.date.fromisoformat(known["on"]))


def _key(project: Project) -> str:
    return cache.digest([project.fingerprint])
