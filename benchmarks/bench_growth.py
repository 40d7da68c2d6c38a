"""How every command grows with a schedule: CPU time at 300, 1,000 and 3,000 activities.

Ten targets, 30 risks, 200 runs. `python -m benchmarks.bench_growth [COMMAND …]` prints the table with the
exponent of the last step: 1 is twice the time for twice the activities, 2 is four times; `pytest benchmarks`
holds it at 1.1.
Each size is run in this process, once the machine code is loaded and a smaller schedule has been through.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.networks import planned
from benchmarks.table import exponent
from scenario.cli.main import main

SIZES = (300, 1000, 3000)
RUNS = "200"
THRESHOLD = (50_000, 20, 50)
"""When the program looks for what nobody holds any more, see `scenario/cli/main.py`."""
MOST = 1.1
"""The greatest exponent between the sizes."""
COMMANDS: dict[str, Callable[[str, str], list[str]]] = {
    "check": lambda file, out: ["check", file],
    "run": lambda file, out: ["run", file, "-n", RUNS, "--workers", "1", "--json", f"{out}/run.json"],
    "compare": lambda file, out: [
        *["compare", file, "-s", "base", "-s", "more_people", "-n", RUNS, "--workers", "1"]
    ],
    "study": lambda file, out: ["study", file, "--all", "-n", RUNS, "--workers", "1"],
    "decide": lambda file, out: ["decide", file, "-n", RUNS, "--workers", "1"],
    "commit": lambda file, out: ["commit", file, "-n", RUNS, "--workers", "1"],
    "plan": lambda file, out: ["plan", file, "-n", RUNS, "--workers", "1", "--xlsx", f"{out}/plan.xlsx"],
    "figures": lambda file, out: ["figures", file, "-n", RUNS, "--workers", "1", "--out", f"{out}/figures"],
    "report": lambda file, out: [
        *["report", file, "-n", RUNS, "--workers", "1", "--template", "schedule", "--out", f"{out}/reports"]
    ],
}  # fmt: skip


def seconds(command: str, count: int) -> float:
    """Return the CPU time of a command on a schedule of so many activities [s]."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.yaml"
        file.write_text(json.dumps(planned(count)), encoding="utf-8")
        said = io.StringIO()
        began = time.process_time()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(COMMANDS[command](str(file), folder))
        spent = time.process_time() - began
    assert code == 0, said.getvalue()[-2000:]
    return spent


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_grows_with_the_square(command):
    gc.set_threshold(*THRESHOLD)
    seconds(command, 100)
    middle, large = (seconds(command, count) for count in SIZES[1:])

    assert exponent([(SIZES[1], middle), (SIZES[2], large)]) <= MOST


def table(commands: list[str]) -> None:
    """Print the CPU time of commands at each size, and the exponent of the last step."""
    print("command   " + "".join(f"{count:>9,}" for count in SIZES) + "   exponent")
    for command in commands or list(COMMANDS):
        gc.set_threshold(*THRESHOLD)
        seconds(command, 100)
        spent = [seconds(command, count) for count in SIZES]
        grows = exponent(list(zip(SIZES, spent, strict=True))[1:])
        print(f"{command:10}" + "".join(f"{s:9.2f}" for s in spent) + f"   {grows:.2f}", flush=True)


if __name__ == "__main__":
    table(sys.argv[1:])
