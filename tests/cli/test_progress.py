"""What people see while a command works: what is done now, within their terminal; a pipe gets none of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scenario.cli.show import COMPILING, LOADING, SIMULATING

from .conftest import SCHEDULE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
ROOT = Path(__file__).parents[2]


def seen(*argv: object, columns: int = 80, **variables: str) -> str:
    """Return what a command writes to a terminal of so many columns."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    command = [sys.executable, "-m", "scenario.cli", *map(str, argv)]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, close_fds=True,
        env={**environment, "TERM": "xterm-256color", **variables},
    ) as process:  # fmt: skip
        os.close(theirs)
        told = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            told += more
    os.close(ours)
    assert process.returncode == 0, told
    return told.decode()


def lines(told: str) -> list[str]:
    """Return what stood in each line at one time or another, without colours and moves."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", told)
    return [line.rstrip() for line in re.split(r"[\r\n]+", plain) if line.strip()]


@pytest.mark.slow
def test_a_bar_says_what_is_done_now_and_stays_within_its_terminal() -> None:
    argv = ("run", SCHEDULE, "-n", 3000, "--engine", "simpy")

    told = seen(*argv)
    narrow = seen(*argv, columns=60)

    bars = [line for line in lines(told) if LOADING in line or SIMULATING in line]
    assert any(LOADING in line for line in bars)
    assert any(re.search(rf"{SIMULATING}.*\d+/3000", line) for line in bars)
    assert max(map(len, bars)) <= 80
    assert all(len(line) <= 60 for line in lines(narrow) if "/3000" in line)


@pytest.mark.slow
def test_a_compilation_is_told_in_the_bar(tmp_path: Path) -> None:
    told = seen("run", SCHEDULE, "-n", 20, NUMBA_CACHE_DIR=str(tmp_path))

    assert any(COMPILING in line for line in lines(told))
    assert "Compiling the simulation, once for this version" in told


@pytest.mark.slow
def test_no_color_is_respected() -> None:
    colour = re.compile(r"\x1b\[[0-9;]*(3[0-7]|38|9[0-7])[;m]")

    told = {value: seen("run", SCHEDULE, "-n", 3000, "--engine", "simpy", **value_of)
            for value, value_of in (("colours", {}), ("none", {"NO_COLOR": "1"}))}  # fmt: skip

    assert colour.search(told["colours"])
    assert not colour.search(told["none"])


def test_a_pipe_gets_the_page_alone_as_wide_as_columns_says(
    command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {}
    for columns in ("", "80", "140"):
        monkeypatch.setenv("COLUMNS", columns)
        told[columns] = command("plan", SCHEDULE, "-n", "20")

    widths = {columns: max(map(len, page.out.splitlines())) for columns, page in told.items()}
    assert all("\x1b" not in page.out + page.err for page in told.values())
    assert widths["80"] <= 80 < widths["140"] <= 140
    assert widths[""] <= 165
