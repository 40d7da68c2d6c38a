"""A study: many runs of one project, and what is learnt from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from scenario.analysis.convergence import convergence
from scenario.analysis.document import document
from scenario.analysis.measured_runs import MeasuredRuns
from scenario.analysis.schedule.commitment import Commitment, commitment
from scenario.analysis.schedule.decisive import Decisive, decisive
from scenario.measures.digest import LEARNT
from scenario.project.sections.root import Project
from scenario.study.gather import gather
from scenario.study.settings import RunSettings


class Study(MeasuredRuns):
    """Many runs of one project in one scenario, and what is learnt from them."""

    def convergence(self, measures: Iterable[str] | None = None) -> pd.DataFrame:
        """Return odds and means with half-widths after 250, 500, 1,000 … runs; see `convergence`."""
        return convergence(self, measures)

    def decisive(self, nodes: Sequence[str] | None = None) -> Decisive:
        """Return what decides when nodes are reached: delay by cause, indices, merges, waiting for people.

        By default of the nodes that are reported on; of the end always. Raises KeyError for no activity.
        """
        return decisive(self, nodes)

    def commitment(self, odds: float = 0.8, required: Iterable[tuple[str, date]] = ()) -> Commitment:
        """Return the dates that may be promised at some odds, and the latest that keep what is required.

        By default the targets on nodes are required. Raises ValueError for odds that are none, KeyError for
        no activity.
        """
        return commitment(self, odds, required)

    # Out ------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Return the document of the command `run --json`: plain data, None for what is missing."""
        return document(self)

    def save(self, folder: str | Path) -> Path:
        """Write the study to a folder that does not exist yet; see `open_study`."""
        from scenario.study.storage.store import Runs, save_runs

        runs = Runs(self.plan, self.seed, self.first, self.learnt, self.most_likely.learnt)
        return save_runs(runs, Path(folder), LEARNT.statuses)

    def __repr__(self) -> str:
        name = self.project.project.name.to("en")
        return f"<Study of {self.runs} runs: {name}, {self.scenario}, seed {self.seed}>"


def study_of(project: Project, settings: RunSettings, out: Path | None = None) -> Study:
    """Return the study that settings ask for, stored in a folder if one is named; raises as `simulate`."""
    if out is None:
        return gather(project, settings, LEARNT, into=Study)
    from scenario.study.storage.store import gather_into  # with pyarrow, which memory does not need

    return gather_into(out, project, settings, LEARNT, into=Study)


def open_study(folder: str | Path, *, unfinished: bool = False) -> Study:
    """Return the study of a folder, as `simulate` or `Study.save` stored it.

    What is asked of it is read then: one measure, one account, one run. Raises StudyError when there is none,
    when it was edited or damaged, and when it was stopped; with `unfinished` the runs before that are told.
    """
    from scenario.study.storage.store import open_outcomes

    return open_outcomes(Path(folder), Study, unfinished=unfinished, digest=LEARNT)
