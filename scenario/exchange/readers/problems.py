"""What is found wrong while a file is read, told all at once."""

from __future__ import annotations

from pathlib import Path

from scenario.exchange.source import SourceError

MOST_PROBLEMS = 50


class Problems:
    """Collects problems of a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[str] = []

    def finish(self) -> None:
        """Raise when anything was wrong. Raises SourceError."""
        if self.problems:
            more = len(self.problems) - MOST_PROBLEMS
            told = self.problems[:MOST_PROBLEMS] + ([f"and {more} more"] if more > 0 else [])
            raise SourceError(str(self.path), told)
