"""A million runs of riverside's measures on two workers: time and peak memory. `make bench-million`.

The peak is the largest sum over all processes of the proportional set size (shared pages are divided among
those who share them).
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
    """Watches what the processes of a study take, twice a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.cpu: dict[int, float] = {}
        self.own = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            self.peak = max(self.peak, self.taken())
            self.own = time.thread_time()

    def taken(self) -> int:
        me, total = psutil.Process(), 0
        for process in (me, *me.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
                times = process.cpu_times()
            except psutil.Error:  # it has just ended
                continue
            self.cpu[process.pid] = times.user + times.system
        return total


def stored(runs: int, workers: int) -> float:
    """Simulate runs, store and tell them; return what they take on disk [MB]."""
    project = scenario.load(Path(__file__).parents[1] / "params" / "riverside.yaml")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "study"
        print(scenario.simulate(project, runs, workers=workers, keep="measures", out=out).odds().to_string())
        return sum(file.stat().st_size for file in out.rglob("*") if file.is_file()) / 1e6


def main(runs: int) -> None:
    stored(8, 1)  # compiled
    before = time.process_time()
    stored(runs // 10, 1)
    alone = 10 * (time.process_time() - before)
    before = time.process_time()
    watch = Watch()
    watch.start()
    started = time.perf_counter()
    size = stored(runs, 2)
    seconds = time.perf_counter() - started
    watch.over.set()
    watch.join()
    gathering = time.process_time() - before - watch.own
    others = sum(cpu for pid, cpu in watch.cpu.items() if pid != os.getpid())
    told = {
        f"{runs:,} runs of measures, stored, 2 workers, odds told": f"{seconds:.0f}",
        "… of which CPU: the two workers, the process that gathers": f"{others:.0f}, {gathering:.0f}",
        "… the same runs in one process, CPU": f"{alone:.0f}",
        "… peak memory of all processes [MiB]": f"{watch.peak / 2**20:,.0f}",
        "… on disk [MB]": f"{size:,.0f}",
        "… load of the machine meanwhile": f"{os.getloadavg()[1]:.0f}",
    }
    KEPT_AS.parent.mkdir(exist_ok=True)
    KEPT_AS.write_text(json.dumps(told))
    print(*told.items(), sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
