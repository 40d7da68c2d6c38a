"""A million runs of riverside's measures on two workers: time and peak memory. `make bench-million`.

The peak is the largest sum over all processes of the proportional set size (shared pages are divided among
those who share them), looked at ten times a second.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

import scenario

RUNS = 1_000_000
KEPT_AS = Path(__file__).parents[1] / ".benchmarks" / "million.json"


class Watch(threading.Thread):
    """Watches what the processes of a study take."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.1):
            self.peak = max(self.peak, self.taken())

    def taken(self) -> int:
        me, total = psutil.Process(), 0
        for process in (me, *me.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
            except psutil.Error:  # it has just ended
                continue
        return total


def main(runs: int) -> None:
    project = scenario.load(Path(__file__).parents[1] / "params" / "riverside.yaml")
    scenario.simulate(project, 8)
    watch = Watch()
    watch.start()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        study = scenario.simulate(project, runs, workers=2, keep="measures", out=Path(folder) / "study")
        odds = study.odds()
        seconds = time.perf_counter() - started
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    watch.over.set()
    watch.join()
    cpu = os.times()
    told = {
        f"{runs:,} runs of measures, stored, 2 workers, odds told": f"{seconds:.0f}",
        "… CPU of all processes": f"{cpu.user + cpu.system + cpu.children_user + cpu.children_system:.0f}",
        "… peak memory of all processes [MiB]": f"{watch.peak / 2**20:,.0f}",
        "… on disk [MB]": f"{size / 1e6:,.0f}",
    }
    KEPT_AS.parent.mkdir(exist_ok=True)
    KEPT_AS.write_text(json.dumps(told))
    print(odds.to_string(), *told.items(), sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
