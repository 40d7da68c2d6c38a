"""Reports: forecasts that are kept, one a data date, each a stored study with odds and nodes as tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from scenario.analysis import Study, open_study
from scenario.analysis.study import study_of
from scenario.disk.whole import write_whole
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Statement
from scenario.study.settings import RunSettings
from scenario.study.storage.manifest import MANIFEST, StudyError

STUDY = "study"
"""The folder of the stored study within a report."""
MARK = "\ufeff"
"""Without it Excel takes a CSV for one of the local code page."""


@dataclass(frozen=True, slots=True)
class Report:
    """A forecast that was kept."""

    folder: Path
    study: Study

    @property
    def statement(self) -> Statement:
        """What was known."""
        told = self.study.project.statement
        assert told is not None
        return told

    @property
    def data_date(self) -> dt.date:
        """Of when it is."""
        return self.statement.data_date


def keep_report(project: Project, settings: RunSettings, folder: Path) -> Report:
    """Simulate a project from its data date, and keep the forecast in a folder named after it.

    What is there already of the same statement, file, seed and runs is read. Reports are never rewritten.

    Raises
    ------
    StudyError
        There is a report of this data date of something else, or one of a later data date
    """
    told = project.statement
    assert told is not None
    later = [day for day in _days(folder) if day > told.data_date]
    if later:
        message = f"{folder}: there is a report of {later[0]}; a statement of {told.data_date} comes too late"
        raise StudyError(f"{message}, for reports are told on from one to the next")
    own = folder / told.data_date.isoformat()
    study = study_of(project, settings, own / STUDY)
    write_whole(own / "odds.csv", MARK + study.odds().to_csv(index=False, lineterminator="\r\n"))
    write_whole(own / "nodes.csv", MARK + study.node_summary().to_csv(lineterminator="\r\n"))
    return Report(own, study)


def reports_in(folder: Path) -> list[Report]:
    """Return the reports of a folder, by data date. Raises StudyError where there is none."""
    days = _days(folder)
    if not days:
        message = "`scenario track FILE --actuals S.yaml --report DIR` keeps one"
        raise StudyError(f"{folder}: there is no report here; {message}")
    found = [(folder / day.isoformat(), day) for day in days]
    return [Report(own, open_study(own / STUDY)) for own, _ in found]


def _days(folder: Path) -> list[dt.date]:
    """Return the data dates of the reports of a folder, in order."""
    days = []
    for path in folder.glob(f"*/{STUDY}/{MANIFEST}"):
        try:
            days.append(dt.date.fromisoformat(path.parts[-3]))
        except ValueError:
            continue
    return sorted(days)
