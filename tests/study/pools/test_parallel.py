"""Every chunk is done once, wherever it is done and whoever dies over it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from scenario.project import Project
from scenario.study.gather import gather
from scenario.study.outcomes import Outcomes
from scenario.study.pools.choice import pool_of
from scenario.study.pools.chunk import Rows, RunFailed
from scenario.study.pools.parallel import WorkerLost, run_chunks
from scenario.study.pools.pools import InProcess, Pool, PoolFailed, Processes
from scenario.study.settings import RunSettings
from tests.study.pools.tasks import Bulky, Deadly, DeadlyOnce, Failing, Squares, Unborn

Make = Callable[..., Project]
SPANS = [Rows(at, min(at + 7, 60)) for at in range(0, 60, 7)]


def work(task: Callable[[Rows], Any], pool: Pool, into: list[tuple[Rows, Any]]) -> None:
    with pool:
        into.extend(run_chunks(task, SPANS, pool, seed=5))


def gathered(task: Callable[[Rows], Any], pool: Pool) -> dict[Rows, Any]:
    found: list[tuple[Rows, Any]] = []
    work(task, pool, found)
    assert len({span for span, _ in found}) == len(found)  # each once
    return dict(found)


def assert_squares(found: dict[Rows, Any]) -> None:
    joined = np.concatenate([found[span] for span in sorted(found)])
    assert np.array_equal(joined, np.arange(60.0) ** 2)


@pytest.mark.parametrize("pool", [InProcess(), Processes(1), Processes(3)], ids=["here", "one", "three"])
def test_each_chunk_is_done_once(pool: Pool) -> None:
    assert_squares(gathered(Squares(), pool))


def test_a_pool_serves_one_task_after_the_other() -> None:
    with Processes(2) as pool:
        assert len(list(run_chunks(Squares(), SPANS, pool, seed=1))) == len(SPANS)
        before = multiprocessing.active_children()
        assert len(list(run_chunks(Failing(()), SPANS, pool, seed=1))) == len(SPANS)

        assert multiprocessing.active_children() == before

    assert not set(multiprocessing.active_children()) & set(before)


def test_chunks_are_taken_as_there_is_room_for_them() -> None:
    taken: list[Rows] = []

    def endless() -> Iterator[Rows]:
        while True:
            taken.append(Rows(len(taken), len(taken) + 1))
            yield taken[-1]

    with Processes(2) as pool:
        chunks = run_chunks(Squares(), endless(), pool, seed=1)
        for _ in range(20):
            next(chunks)
            time.sleep(0.005)
        chunks.close()

    assert len(taken) <= 20 + 2 * 2 + 1


def test_a_worker_that_dies_costs_nothing_but_time(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"death {number}").touch()

    found = gathered(DeadlyOnce(str(tmp_path)), Processes(2))

    assert not list(tmp_path.iterdir())
    assert_squares(found)


def test_a_run_that_ends_every_worker_is_named_after_all_else_is_done() -> None:
    done: list[tuple[Rows, Any]] = []

    with pytest.raises(WorkerLost, match=r"run 31 of seed 5 ended their worker .* --only-run 31 --seed 5"):
        work(Deadly((31,)), Processes(2), done)

    assert sorted(span for span, _ in done) == [span for span in SPANS if not span.first <= 31 < span.end]


@pytest.mark.parametrize("pool", [InProcess(), Processes(2)], ids=["here", "two"])
def test_runs_that_fail_are_named_after_all_else_is_done(pool: Pool) -> None:
    done: list[tuple[Rows, Any]] = []

    with pytest.raises(RunFailed) as failed:
        work(Failing((3, 59)), pool, done)

    assert sorted(str(failed.value).splitlines()) == [
        f"run {run} of seed 5 could not be simulated: ZeroDivisionError: nothing to divide by in {run}"
        for run in (3, 59)
    ]
    assert len(done) == len(SPANS) - 2


def test_a_task_that_always_fails_is_given_up_soon() -> None:
    with pytest.raises(RunFailed) as failed:
        gathered(Failing(tuple(range(60))), InProcess())

    assert len(str(failed.value).splitlines()) == 3


def test_a_worker_killed_while_it_sends_megabytes_does_not_stop_the_others() -> None:
    spans = [Rows(at, at + 1) for at in range(12)]
    killed = 0
    with Processes(2) as pool:
        found = {}
        for span, result in run_chunks(Bulky(40), spans, pool, seed=1):
            found[span] = result[0]
            for worker in multiprocessing.active_children()[:1] if killed < 3 else []:
                os.kill(worker.pid or 0, signal.SIGKILL)
                killed += 1

    assert killed == 3
    assert found == {span: span.first for span in spans}


def bits(project: Project, runs: int = 600, **how: Any) -> list[bytes]:
    held = gather(project, RunSettings(runs, **how), into=Outcomes).arrays
    return [array.tobytes() for array in held.blocks.values()]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_workers_that_are_killed_cost_nothing_but_time(project: Make, kills: int) -> None:
    left = kills

    def kill_one(done: int, _: int) -> None:
        nonlocal left
        for worker in multiprocessing.active_children()[:1] if done and left else []:
            os.kill(worker.pid or 0, signal.SIGKILL)
            left -= 1

    survived = bits(project(), workers=2, chunk=10, progress=kill_one)

    assert left == 0
    assert survived == bits(project())


ORPHANS = """
import sys, time
from scenario.study.pools.chunk import Rows
from scenario.study.pools.parallel import run_chunks
from scenario.study.pools.pools import Processes
from tests.study.pools.tasks import Squares

if __name__ == "__main__":
    with Processes(2) as pool:
        for span, _ in run_chunks(Squares(), (Rows(i, i + 1) for i in range(10**9)), pool, seed=1):
            print(span.first, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_nobody_is_left_when_a_study_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(ORPHANS)
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env=environment, start_new_session=True
    ) as study:
        assert study.stdout is not None
        study.stdout.readline()
        family = psutil.Process(study.pid).children(recursive=True)
        assert len(family) >= 3  # a fork server and two workers
        study.kill()

    _, left = psutil.wait_procs(family, timeout=20)

    assert left == []
    assert not list(tmp_path.glob("scenario-*"))


def test_few_runs_stay_in_this_process_and_many_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenario.study.pools.choice.cores", lambda: 8)

    assert isinstance(pool_of(10_000), InProcess)
    assert isinstance(pool_of(1_000_000, workers=1), InProcess)
    assert isinstance(pool_of(10_000, engine="simpy"), Processes)
    many = pool_of(100_000)
    assert isinstance(many, Processes)
    assert many.workers == 8


def test_workers_that_die_before_they_begin_are_not_started_for_ever() -> None:
    with pytest.raises(PoolFailed, match="worker processes end as soon as they start"):
        gathered(Unborn(), Processes(2))
