"""A shelf: the folder of many studies, one folder a case and an index of all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scenario.analysis.study import Study, open_study
from scenario.disk.whole import write_whole_by
from scenario.project.files.case_grid import Case
from scenario.study.settings import RunSettings
from scenario.study.storage.folder import INDEX, StoreFailed, claimed
from scenario.study.storage.manifest import StudyError


class StudyStore:
    """Stores the studies of cases as they are finished, and finds those that were.

    Parameters
    ----------
    folder : path
        Made when there is none
    cases : sequence of Case
    settings : RunSettings
        How they are simulated
    """

    def __init__(self, folder: Path, cases: Sequence[Case], settings: RunSettings) -> None:
        self.folder = folder
        self.cases = list(cases)
        self.settings = settings

    def place(self, case: int) -> Path:
        """Return the folder of a case.

        The scenario's name is that of a key of the file, so letters, digits and underscores only.
        """
        return self.folder / f"{case + 1:04d}-{self.cases[case].scenario}"

    def open(self) -> dict[int, Study]:
        """Write the index; return the studies that are there already, by case. The folder is claimed.

        Raises
        ------
        StudyError
            The folder holds something else, or a study of something else.
        """
        index = self.folder / INDEX
        if index.exists():
            self._compare(index)
        elif any(not path.name.startswith(".") for path in self.folder.iterdir()):
            raise StudyError(f"{self.folder}: there is something already; name a new folder")
        text = json.dumps(self.index(), ensure_ascii=False, indent=1) + "\n"
        try:
            write_whole_by(index, self.folder / f".{INDEX}", text.encode())
        except OSError as error:
            message = f"cannot be written to ({error.strerror}); name another folder"
            raise StudyError(f"{self.folder}: {message}") from error
        there = [case for case in range(len(self.cases)) if self.place(case).exists()]
        return {case: open_study(self.place(case)) for case in there}

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Make the folder, and keep others from storing in it meanwhile. Raises StudyError."""
        with claimed(self.folder, INDEX):
            yield

    def put(self, case: int, study: Study) -> None:
        """Store the study of a case. Raises StoreFailed: what is stored already is kept."""
        try:
            study.save(self.place(case))
        except (OSError, StoreFailed) as error:
            there = sum(self.place(each).exists() for each in range(len(self.cases)))
            reason = error.__cause__ if isinstance(error.__cause__, OSError) else error
            raise StoreFailed(
                f"{self.folder} cannot be written to: {getattr(reason, 'strerror', None) or error};"
                f" {there} of {len(self.cases)} cases are stored; once it can be, the same command goes on"
            ) from error

    def index(self) -> dict[str, Any]:
        """Return what the folder holds, or will when all are finished."""
        return {
            "runs": self.settings.runs,
            "seed": self.settings.seed,
            "sampling": str(self.settings.spread),
            "keep": self.settings.keep,
            "cases": [
                {
                    "folder": self.place(place).name,
                    "case": case.name,
                    "scenario": case.scenario,
                    "values": dict(case.values),
                    "fingerprint": case.project.fingerprint,
                }
                for place, case in enumerate(self.cases)
            ],
        }

    def _compare(self, index: Path) -> None:
        try:
            there = json.loads(index.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StudyError(f"{index}: it cannot be read ({error}); name a new folder") from error
        ours = self.index()
        different = [key for key in ours if not isinstance(there, dict) or there.get(key) != ours[key]]
        if different:
            raise StudyError(
                f"{self.folder}: it holds studies of other {' and '.join(different)}; name a new folder"
            )
