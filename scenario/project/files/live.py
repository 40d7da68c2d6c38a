"""A project file in a live session: read once, and changed value by value within 20 ms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenario.project.files.assembly import apply, read_with_files
from scenario.project.files.validation import validated
from scenario.project.sections.root import BASE, Project


class LiveProject:
    """A project file that is kept as it was read, until one of its files is written to.

    Parameters
    ----------
    path : str or Path
        The project file

    Raises
    ------
    ProjectError
        It cannot be read.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._read()

    def project(self, overrides: Mapping[str, Any] | None = None, scenario: str | None = None) -> Project:
        """Return the checked project, as `load` does, in a scenario and with overrides."""
        if self.has_changed:
            self._read()
        project = validated(apply(self._document, scenario, overrides or {}))
        project._file, project._scenario = str(self.path), scenario or BASE
        return project

    @property
    def has_changed(self) -> bool:
        """Whether one of its files was written to, or is gone, since it was read."""
        return self._states() != self._read_as

    def _read(self) -> None:
        self._document, files = read_with_files(self.path)
        self._files = list(files)
        self._read_as = self._states()

    def _states(self) -> list[tuple[int, int]]:
        """Return size and time of writing of each file; of one that is gone nothing."""
        there = [file.stat() for file in self._files if file.exists()]
        return [(state.st_size, state.st_mtime_ns) for state in there]
