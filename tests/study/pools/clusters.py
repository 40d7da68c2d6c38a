"""Dask clusters of this machine: a scheduler and worker processes that talk over TCP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from distributed import Client

ROOT = Path(__file__).parents[3]
HERE = ("--host", "127.0.0.1", "--no-dashboard")


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """Start a command of dask, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a command with all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Scheduler(NamedTuple):
    """A scheduler that runs."""

    process: subprocess.Popen[bytes]
    address: str


def started_cluster(stack: ExitStack, folder: Path, workers: int = 2) -> Scheduler:
    """Start a scheduler and some worker processes."""
    file = folder / "scheduler.json"
    scheduler = started("scheduler", *HERE, "--scheduler-file", str(file), "--port", "0")
    stack.callback(ended, scheduler)
    with Client(scheduler_file=str(file), timeout=30, set_as_default=False) as client:
        address = client.scheduler.address
    grown(stack, address, workers)
    return Scheduler(scheduler, address)


def grown(stack: ExitStack, address: str, workers: int) -> None:
    """Start workers, each with a nanny who replaces it, until a cluster has so many."""
    with Client(address, timeout=30, set_as_default=False) as client:
        missing = workers - len(client.nthreads())
        if missing:
            start = ("worker", address, *HERE, "--nthreads", "1")
            stack.callback(ended, started(*start, "--nworkers", str(missing)))
        client.wait_for_workers(workers, timeout=60)


class Killer:
    """Kills a worker of a cluster each time the study has got further, so many times."""

    def __init__(self, address: str, kills: int) -> None:
        self.client = Client(address, set_as_default=False)
        self.left = kills

    def __call__(self, done: int, runs: int) -> None:
        if done and self.left:
            self.client.wait_for_workers(1)
            pids = list(self.client.run(os.getpid, on_error="ignore").values())
            if pids:
                os.kill(pids[self.left % len(pids)], signal.SIGKILL)
                self.left -= 1
