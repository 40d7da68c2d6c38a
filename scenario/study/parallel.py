"""Chunks over processes: the one place that starts them. A lost chunk is done again."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
from collections import Counter
from collections.abc import Generator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from tempfile import TemporaryDirectory

from scenario.draws import PLAIN, Sampling
from scenario.model.engines import Engine, clock_of
from scenario.model.plan import Plan
from scenario.project.root import Project
from scenario.study.chunk import Arrays, Rows, read_chunk, simulate_into_folder, simulate_numbers

SHARED_TRIES = 2
"""A chunk that was under way so often when a worker died is a suspect, and is tried alone."""
ALONE_TRIES = 3
"""A suspect that loses so many workers of its own is given up."""


Chunks = Generator[tuple[Rows, Arrays], None, None]
"""Chunks with what they came to, as they are done."""


class WorkerLost(RuntimeError):  # noqa: N818 - an event, not a kind of error
    """Worker processes die over the same runs again and again."""


def in_process(plan: Plan, seed: int, spans: list[Rows], engine: Engine = "auto") -> Chunks:
    """Yield each chunk as it is done, in this process."""
    clock = clock_of(plan, engine)
    for span in spans:
        _, numbers = plan.numbers(seed, span.first, span.end - span.first)
        yield span, simulate_numbers(clock, numbers, seed, span.first)


def over_processes(
    project: Project,
    seed: int,
    spans: list[Rows],
    workers: int,
    engine: Engine = "auto",
    sampling: Sampling = PLAIN,
) -> Chunks:
    """Yield each chunk as it is done, in any order, by some worker processes.

    Raises
    ------
    WorkerLost
        Some runs end their worker however often they are tried.
    """
    pickled = pickle.dumps((project, sampling))
    waiting = dict.fromkeys(spans)
    lost: Counter[Rows] = Counter()
    while waiting:
        suspect = next((span for span in waiting if lost[span] >= SHARED_TRIES), None)
        if suspect is not None and lost[suspect] >= SHARED_TRIES + ALONE_TRIES:
            raise WorkerLost(
                f"{suspect} of seed {seed} ended their worker process {ALONE_TRIES} times when tried alone;"
                f" repeat them in process (workers=1) to see why"
            )
        batch = [suspect] if suspect is not None else list(waiting)
        width = min(workers, len(batch))
        with processes(width) as executor, TemporaryDirectory(prefix="scenario-") as folder:
            try:
                for span, arrays in _done(executor, folder, pickled, engine, seed, batch):
                    del waiting[span]
                    yield span, arrays
            except BrokenProcessPool:
                # a pool hands out chunks in order, and one more than it has workers
                lost.update([span for span in batch if span in waiting][: width + 1])
            except BaseException:
                executor.shutdown(wait=True, cancel_futures=True)
                raise


def _done(
    executor: Executor, folder: str, project: bytes, engine: Engine, seed: int, spans: list[Rows]
) -> Chunks:
    """Yield each chunk as it is done.

    Arrays come back through files: a worker that dies while it sends megabytes through the pool's pipe leaves
    the pool waiting for the rest for ever.
    """
    futures = {
        executor.submit(simulate_into_folder, folder, project, engine, seed, span): span for span in spans
    }
    for future in as_completed(list(futures)):
        yield futures.pop(future), read_chunk(future.result())


def processes(workers: int) -> ProcessPoolExecutor:
    """Return a pool of fresh processes; nothing of this one is copied into them."""
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    context.set_forkserver_preload([simulate_into_folder.__module__])
    return ProcessPoolExecutor(workers, context, initializer=_leave_interrupts)


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that gathers; workers end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
