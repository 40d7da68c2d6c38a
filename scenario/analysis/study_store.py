"""A shelf: the folder of many studies, one folder a case and an index of all."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenario.analysis.study import Study, open_study
from scenario.draws import Sampling
from scenario.project.files.case_grid import Case
from scenario.study.retention import Retention
from scenario.study.storage.manifest import StudyError

INDEX = "index.json"


class StudyStore:
    """Stores the studies of cases as they are finished, and finds those that were.

    Parameters
    ----------
    folder : path
        Made when there is none
    cases : sequence of Case
    runs, seed, sampling, keep
        What the studies are, besides
    """

    def __init__(
        self, folder: Path, cases: Sequence[Case], runs: int, seed: int, sampling: Sampling, keep: Retention
    ) -> None:
        self.folder = folder
        self.cases = list(cases)
        self.runs, self.seed, self.sampling, self.keep = runs, seed, sampling, keep

    def place(self, case: int) -> Path:
        """Return the folder of a case.

        The scenario's name is that of a key of the file, so letters, digits and underscores only.
        """
        return self.folder / f"{case + 1:04d}-{self.cases[case].scenario}"

    def open(self) -> dict[int, Study]:
        """Write the index; return the studies that are there already, by case.

        Raises
        ------
        StudyError
            The folder holds something else, or a study of something else.
        """
        index = self.folder / INDEX
        if index.exists():
            self._compare(index)
        elif self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise StudyError(f"{self.folder}: there is something already; name a new folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        half = self.folder / f".{INDEX}"
        half.write_text(json.dumps(self.index(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(half, index)
        there = [case for case in range(len(self.cases)) if self.place(case).exists()]
        return {case: open_study(self.place(case)) for case in there}

    def put(self, case: int, study: Study) -> None:
        """Store the study of a case."""
        study.save(self.place(case))

    def index(self) -> dict[str, Any]:
        """Return what the folder holds, or will when all are finished."""
        return {
            "runs": self.runs,
            "seed": self.seed,
            "sampling": str(self.sampling),
            "keep": self.keep,
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
