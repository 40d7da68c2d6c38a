"""What it costs to tell what decides, beside the runs that it is told of.

`python benchmarks/bench_decide.py` prints CPU seconds of 2,000 runs of the sample, of all their indices, of
delay by cause, and of the dates one may promise.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import scenario
from scenario.analysis.schedule.commitment import commitment
from scenario.analysis.schedule.delay import delay_by_cause
from scenario.analysis.schedule.indices import indices
from scenario.analysis.schedule.merge_bias import merge_bias
from scenario.analysis.schedule.waiting import (
    Waits,
    waiting_by_activity,
    waiting_by_department,
    waiting_by_month,
)

RUNS = 2000
RIVERSIDE = Path(__file__).parents[1] / "params" / "riverside.yaml"
LAUNCH = [("sales_launch.p1", dt.date(2026, 12, 31))]


def cpu_seconds(act: Callable[[], Any], times: int = 5) -> float:
    """Return the least CPU time of an act [s]."""
    act()
    least = float("inf")
    for _ in range(times):
        begun = time.process_time()
        act()
        least = min(least, time.process_time() - begun)
    return least


def all_waiting(study: scenario.Study) -> None:
    """Make all tables of waiting, as `decide` does."""
    waits = Waits(study)
    for table in (waiting_by_department, waiting_by_activity, waiting_by_month):
        table(study, waits)


def main() -> None:
    """Print the table."""
    project = scenario.load(RIVERSIDE)
    study = scenario.simulate(project, RUNS)
    causes = len(delay_by_cause(study).causes)
    runs = cpu_seconds(lambda: scenario.simulate(project, RUNS))
    acts: dict[str, Callable[[], Any]] = {
        "all indices, 12 nodes and the end": lambda: indices(study),
        "merges": lambda: (merge_bias(study), merge_bias(study, "finish")),
        "waiting by department, activity and month": lambda: all_waiting(study),
        f"delay by {causes} causes, their kinds and all": lambda: delay_by_cause(study),
        "dates to promise, a launch required": lambda: commitment(study, 0.8, LAUNCH),
    }
    print(f"{RUNS:,} runs: {runs:.3f} s")
    for name, act in acts.items():
        took = cpu_seconds(act)
        print(f"{name}: {took:.3f} s, {took / runs:.0%} of the runs")


if __name__ == "__main__":
    main()
