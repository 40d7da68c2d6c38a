"""How long an import takes: 2,000 activities with some 6,000 links from an XER file, to agreement and health.

`python -m benchmarks.bench_import [ACTIVITIES]` prints CPU seconds, the least of three; the goal is 3 s.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from scenario.analysis.exchange.imports import import_schedule
from tests.exchange.xer import link, task, write


def schedule(path: Path, count: int) -> Path:
    """Write a file of so many activities, each with about three predecessors."""
    chance = random.Random(1)
    dates = {"early_start_date": "2026-03-02 08:00", "early_end_date": "2026-03-02 16:00"}
    tasks = [task(str(k), 8 * chance.randrange(1, 20), **dates) for k in range(count)]
    links = [
        link(
            str(before),
            str(k),
            chance.choice(["PR_FS", "PR_FS", "PR_SS", "PR_FF"]),
            8 * chance.choice([0, 0, 1]),
        )
        for k in range(1, count)
        for before in {chance.randrange(max(0, k - 30), k) for _ in range(3)}
    ]
    return write(path, tasks, links)


def main(count: int = 2000) -> None:
    """Time three imports."""
    with tempfile.TemporaryDirectory() as folder:
        path = schedule(Path(folder) / "large.xer", count)
        import_schedule(path)  # machine code
        spent = []
        for _ in range(3):
            begun = time.process_time()
            found = import_schedule(path)
            spent.append(time.process_time() - begun)
    links = sum(len(row.get("after", ())) for row in found.made.data["activities"].values())
    print(f"{count:,} activities, {links:,} links: {min(spent):.2f} s of CPU")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
