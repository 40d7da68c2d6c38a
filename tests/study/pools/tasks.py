"""Work for workers that can be sent to them: some of it deadly."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from scenario.study.pools.chunk import Rows


class Squares(NamedTuple):
    """The squares of the run numbers."""

    def __call__(self, span: Rows) -> np.ndarray:
        return np.arange(span.first, span.end, dtype=float) ** 2


class Deadly(NamedTuple):
    """Ends the process that works at one of these runs."""

    runs: tuple[int, ...]

    def __call__(self, span: Rows) -> np.ndarray:
        if any(span.first <= run < span.end for run in self.runs):
            os.kill(os.getpid(), signal.SIGKILL)
        return Squares()(span)


class DeadlyOnce(NamedTuple):
    """Ends its process as often as there are files in a folder, and takes one away each time."""

    folder: str

    def __call__(self, span: Rows) -> np.ndarray:
        for file in Path(self.folder).iterdir():
            file.unlink(missing_ok=True)
            os.kill(os.getpid(), signal.SIGKILL)
        return Squares()(span)


class Failing(NamedTuple):
    """Fails at some runs."""

    runs: tuple[int, ...]

    def __call__(self, span: Rows) -> np.ndarray:
        for run in self.runs:
            if span.first <= run < span.end:
                raise ZeroDivisionError(f"nothing to divide by in {run}")
        return Squares()(span)


class Bulky(NamedTuple):
    """Megabytes a chunk, as a ledger is."""

    megabytes: int

    def __call__(self, span: Rows) -> np.ndarray:
        return np.full(self.megabytes * 2**17, float(span.first))


class Unborn:
    """Ends every process that unpacks it."""

    def __call__(self, span: Rows) -> None: ...

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (1,)
