"""The table of `make bench`, from the JSON of pytest-benchmark: python benchmarks/table.py FILE [--write].

`--write` records it in README.md, with the commit and the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import log
from pathlib import Path
from typing import Any

README = Path(__file__).with_name("README.md")
MILLION = Path(__file__).parents[1] / ".benchmarks" / "million.json"
MARK = "<!-- below: written by table.py -->"
STEEPEST = 1.1
"""With what exponent cost may grow."""
SPEED_UP = 1.7
"""What two workers are to give."""

Bench = dict[str, Any]


def read(file: Path) -> tuple[list[Bench], Bench]:
    """Return what was timed, and on which machine."""
    found = json.loads(file.read_text())
    benches = []
    for bench in found["benchmarks"]:
        facts = bench["extra_info"]
        if facts:
            benches.append({"seconds": bench["stats"]["min"], **facts})
    return benches, found["machine_info"]


def each(bench: Bench) -> float:
    """Return what a unit costs [µs]."""
    return bench["seconds"] / bench["units"] * 1e6


def floors(benches: Iterable[Bench]) -> dict[str, float]:
    """Return the cost of a bare event or step, by clock [µs]."""
    return {bench["clock"]: each(bench) for bench in benches if bench.get("unit")}


def lines(benches: list[Bench]) -> Iterator[str]:
    """Yield the tables in Markdown."""
    floor = floors(benches)
    yield from ("### The floors", "", "| | µs |", "|---|---:|")
    yield from (f"| {bench['part']} | {each(bench):.4f} |" for bench in benches if bench.get("unit"))
    titles = {
        "riverside": "A run of riverside, by its parts",
        "a network": "A run of a network",
        "chunks": "A run of riverside, luck to measures, by size of chunk",
        "store": "The store, a run of riverside",
    }
    for of, title in titles.items():
        yield from (
            "",
            f"### {title}",
            "",
            "| part | clock | µs a run | bare events or steps | bytes a run |",
        )
        yield "|---|---|---:|---:|---:|"
        for bench in (bench for bench in benches if bench.get("of") == of):
            size = f"{bench['bytes']:,.0f}" if "bytes" in bench else ""
            ratio = each(bench) / floor[bench["clock"]]
            yield f"| {bench['part']} | {bench['clock']} | {each(bench):,.2f} | {ratio:,.0f} | {size} |"
    yield from growth(benches)
    yield from clock_on_the_wall(benches)


def growth(benches: list[Bench]) -> Iterator[str]:
    """Yield how cost grows."""
    series: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for bench in benches:
        if "grows" in bench:
            series[bench["grows"], bench["clock"]].append((bench["size"], each(bench)))
    yield from (
        "",
        "### Growth",
        "",
        "| with | clock | µs at each size | exponent | |",
        "|---|---|---|---:|---|",
    )
    for (what, clock), points in series.items():
        points.sort()
        slope = exponent(points)
        costs = " · ".join(f"{size:,}: {cost:,.1f}" for size, cost in points)
        yield f"| {what} | {clock} | {costs} | {slope:.2f} | {verdict(slope <= STEEPEST)} |"


def exponent(points: list[tuple[int, float]]) -> float:
    """Return the slope of the least-squares line through the logarithms.

    >>> exponent([(1, 3.0), (2, 6.0), (4, 12.0)])
    1.0
    """
    xs, ys = [log(size) for size, _ in points], [log(cost) for _, cost in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def clock_on_the_wall(benches: list[Bench]) -> Iterator[str]:
    """Yield what took how long, workers and commands."""
    yield from ("", "### By the clock on the wall", "", "| what | s |", "|---|---:|")
    for bench in benches:
        if bench.get("of") in ("workers", "commands"):
            yield f"| {bench['part']} | {bench['seconds']:.2f} |"
    if MILLION.exists():
        for part, value in json.loads(MILLION.read_text()).items():
            yield f"| {part} | {value} |"
    by_workers = {bench["workers"]: bench for bench in benches if bench.get("of") == "workers"}
    if len(by_workers) == 2:
        one, two = by_workers[1], by_workers[2]
        gain, at_best = one["seconds"] / two["seconds"], 2 * one["cpu"] / two["cpu"]
        yield (
            f"\nTwo workers give {gain:.2f} × on the wall, and at best {at_best:.2f} × by CPU time, their"
            f" start included: two free cores would share {two['cpu']:.1f} s, one takes {one['cpu']:.1f} s"
            f" ({verdict(max(gain, at_best) >= SPEED_UP)}: the goal is {SPEED_UP})."
        )


def verdict(holds: bool) -> str:
    """Return a word for it."""
    return "holds" if holds else "**missed**"


def heading(machine: Bench) -> str:
    """Return of which commit and machine the figures are."""
    commit = subprocess.run(
        ["git", "log", "-1", "--format=%h, %cs"], capture_output=True, text=True, check=True
    )
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    cpu = machine["cpu"]
    return (
        f"Commit {commit.stdout.strip()}. {cpu.get('brand_raw', machine['machine'])},"
        f" {cpu.get('count')} cores, {machine['system']}, Python {machine['python_version']}."
        f" Load while it was written: {load}. What is not on the wall is CPU time, least of several rounds."
    )


def main(file: str, *options: str) -> None:
    """Print the table; with --write, record it."""
    benches, machine = read(Path(file))
    text = "\n".join([heading(machine), "", *lines(benches)]) + "\n"
    print(text)
    if "--write" in options:
        kept = README.read_text().partition(MARK)[0]
        README.write_text(f"{kept}{MARK}\n\n{text}")


if __name__ == "__main__":
    main(*sys.argv[1:])
