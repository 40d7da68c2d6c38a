"""Twelve projects in two languages as one batch on two workers: time, CPU, memory; then killed and gone on.

    .venv/bin/python benchmarks/batch.py [FORMS]        html by default; html,pdf,xlsx,docx or some

The peak is the largest sum over all processes of the proportional set size (shared pages are divided among
those who share them). The second batch is killed when half of its projects are reported.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

PROJECTS = 12
SAMPLE = Path(__file__).parents[1] / "params" / "riverside.yaml"
LANGUAGES = ("zh", "en")


def projects(folder: Path) -> list[Path]:
    """Write projects that differ in their land price, and return their files."""
    files, sample = [], SAMPLE.read_text(encoding="utf-8")
    for number in range(PROJECTS):
        file = folder / f"project-{number + 1:02}.yaml"
        price = f"price: {726 - 4 * number}_000_000"
        file.write_text(sample.replace("price: 726_000_000", price), encoding="utf-8")
        files.append(file)
    return files


def begun(files: list[Path], out: Path, forms: str) -> psutil.Popen:
    """Begin a batch, and return its process."""
    command = [sys.executable, "-m", "scenario.cli", "report", *map(str, files), "--out", str(out)]
    command += ["--lang", ",".join(LANGUAGES), "--to", forms, "--workers", "2"]
    return psutil.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)


def family(process: psutil.Popen) -> list[psutil.Process]:
    """Return a process and those that it began; none when it is gone."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def watched(process: psutil.Popen) -> tuple[float, int]:
    """Wait for the end of a process; return the CPU of its family [s] and the peak of its memory [bytes]."""
    cpu: dict[int, float] = {}
    peak = 0
    while process.poll() is None:
        taken = 0
        for each in family(process):
            try:
                taken += each.memory_full_info().pss
                times = each.cpu_times()
            except psutil.Error:  # it has just ended
                continue
            cpu[each.pid] = times.user + times.system
        peak = max(peak, taken)
        time.sleep(0.25)
    return sum(cpu.values()), peak


def reports(out: Path) -> dict[str, int]:
    """Return the reports there, and when each was written [ns]."""
    return {file.name: file.stat().st_mtime_ns for file in out.glob("project-*-board-*.*")}


def stopped_halfway(files: list[Path], out: Path, forms: str) -> dict[str, int]:
    """Begin a batch, kill it when half of its projects are known as reported, return the reports of those."""
    process = begun(files, out, forms)
    while len(list((out / ".made").glob("*.json"))) < PROJECTS // 2 and process.poll() is None:
        time.sleep(0.1)
    for each in reversed(family(process)):
        with contextlib.suppress(psutil.Error):
            each.kill()
    process.wait()
    known = {made.stem.rsplit("-board-", 1)[0] for made in (out / ".made").glob("*.json")}
    return {name: at for name, at in reports(out).items() if name.rsplit("-board-", 1)[0] in known}


def told(begin: float, cpu: float, peak: int) -> str:
    """Return what a batch took since it began."""
    return f"{time.perf_counter() - begin:.0f} s, CPU {cpu:.0f} s, {peak / 1e9:.2f} GB"


def main(forms: str = "html") -> None:
    """Measure, and print a line a batch."""
    with tempfile.TemporaryDirectory() as folder:
        files, whole, halves = projects(Path(folder)), Path(folder) / "whole", Path(folder) / "halves"
        begin = time.perf_counter()
        taken = told(begin, *watched(begun(files, whole, forms)))
        print(f"{PROJECTS} × {len(LANGUAGES)} {forms}: {len(reports(whole))} files, {taken}")
        before = stopped_halfway(files, halves, forms)
        begin = time.perf_counter()
        taken, after = told(begin, *watched(begun(files, halves, forms))), reports(halves)
        kept = sum(after[name] == at for name, at in before.items())
        print(f"killed with {len(before)} files: {kept} left as they were, now {len(after)}, {taken}")


if __name__ == "__main__":
    main(*sys.argv[1:])
