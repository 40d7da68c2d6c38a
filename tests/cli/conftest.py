"""The commands, run in process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from scenario.cli import main

PARAMS = Path(__file__).parents[2] / "params"
SCHEDULE, CASH, RIVERSIDE, MINIMAL = (
    str(PARAMS / f"{name}.yaml") for name in ("schedule-only", "cash-only", "riverside", "minimal")
)


class Told(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Run a command and return its exit code, stdout and stderr."""

    def run(*argv: str) -> Told:
        code = main([str(argument) for argument in argv])
        out, err = capsys.readouterr()
        return Told(code, out, err)

    return run
