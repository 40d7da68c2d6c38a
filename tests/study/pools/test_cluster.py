"""A dask scheduler and two worker processes over TCP give what one process gives, whoever is killed."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from scenario.cli import main
from scenario.project import Project
from scenario.study.gather import gather
from scenario.study.outcomes import Outcomes
from scenario.study.pools import cluster as dask
from scenario.study.pools.choice import pool_of
from scenario.study.pools.chunk import Rows
from scenario.study.pools.cluster import Cluster
from scenario.study.pools.parallel import WorkerLost, run_chunks
from scenario.study.pools.pools import ClusterError
from scenario.study.settings import RunSettings
from scenario.study.versions import versions
from tests.study.pools.clusters import ROOT, Killer, ended, started_cluster
from tests.study.pools.tasks import Deadly, Squares

Make = Callable[..., Project]
SPANS = [Rows(at, min(at + 7, 60)) for at in range(0, 60, 7)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ExitStack() as stack:
        yield started_cluster(stack, tmp_path_factory.mktemp("dask")).address


def bits(project: Project, runs: int = 600, **how: Any) -> list[bytes]:
    held = gather(project, RunSettings(runs, **how), into=Outcomes).arrays
    return [array.tobytes() for array in held.blocks.values()]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_workers_that_are_killed_cost_nothing_but_time(project: Make, address: str, kills: int) -> None:
    killer = Killer(address, kills)

    with killer.client:
        survived = bits(project(), cluster=address, chunk=20, progress=killer)

    assert killer.left == 0
    assert survived == bits(project())


@pytest.mark.slow
def test_a_run_that_ends_every_worker_is_named_after_all_else_is_done(address: str) -> None:
    done: list[tuple[Rows, Any]] = []

    with pytest.raises(WorkerLost, match="run 31 of seed 5 ended their worker"), Cluster(address) as pool:
        done.extend(run_chunks(Deadly((31,)), SPANS, pool, seed=5))

    assert sorted(span for span, _ in done) == [span for span in SPANS if not span.first <= 31 < span.end]


def test_a_cluster_serves_one_task_after_the_other(address: str) -> None:
    with Cluster(address) as pool:
        for _ in range(2):
            found = dict(run_chunks(Squares(), SPANS, pool, seed=1))

            assert np.array_equal(np.concatenate([found[span] for span in SPANS]), np.arange(60.0) ** 2)


@pytest.mark.slow
def test_a_cluster_of_our_own_ends_with_the_study(project: Make) -> None:
    before = set(psutil.Process().children(recursive=True))

    ours = bits(project(), 100, cluster="local", workers=2, chunk=50)

    assert ours == bits(project(), 100)
    left = set(psutil.Process().children(recursive=True)) - before
    assert not [each for each in left if "resource_tracker" not in " ".join(each.cmdline())]


CTRL_C = """
import os, signal, sys
import scenario
from scenario.study.gather import StudyInterrupted

def interrupt(done, runs):
    if done:
        os.killpg(0, signal.SIGINT)

if __name__ == "__main__":
    project = scenario.load(sys.argv[1])
    try:
        scenario.simulate(project, 4000, workers=2, cluster="local", chunk=50, progress=interrupt)
    except StudyInterrupted as stopped:
        print(stopped.study.runs % 50, stopped.study.runs < 4000)
        sys.exit(130)
"""


@pytest.mark.slow
def test_ctrl_c_ends_a_cluster_of_our_own_without_a_word(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(CTRL_C)
    command = [sys.executable, str(script), str(ROOT / "params" / "schedule-only.yaml")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    study = subprocess.run(
        command, capture_output=True, text=True, env=environment, start_new_session=True, check=False
    )

    assert (study.returncode, study.stdout, study.stderr) == (130, "0 True\n", "")


def test_workers_with_other_releases_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenario.study.versions.source_digest", lambda: "edited")

    with pytest.raises(ClusterError, match=r"(?s)other releases.*tcp://.*: sources \w+ there, edited here"):
        list(run_chunks(Squares(), SPANS, Cluster(address), seed=1))


def test_a_worker_without_the_package_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "DISTRIBUTION", "no-such-package")
    monkeypatch.setattr(dask, "versions", lambda: {"no-such-package": "1.0"})

    with pytest.raises(ClusterError, match=r"no-such-package missing there, 1.0 here"):
        list(run_chunks(Squares(), SPANS, Cluster(address), seed=1))


def test_a_worker_that_comes_late_with_other_releases_is_refused() -> None:
    carrier = dask.Carrier(pickle.dumps(Squares()), {**versions(), "numba": "0.1"})
    carrier.setup(None)

    with pytest.raises(ClusterError, match=r"other releases: numba [\d.]+ there, 0.1 here"):
        carrier.do(Rows(0, 1))


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "http://somewhere:80", "tcp://nowhere", "lokal"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ClusterError, match="write tcp://HOST:PORT, or local"):
        pool_of(1000, cluster=address)


def test_the_command_says_that_no_scheduler_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dask, "CONNECT", 1.0)
    sample = str(ROOT / "params" / "schedule-only.yaml")

    assert main(["run", sample, "-n", "300", "--cluster", "tcp://127.0.0.1:1"]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("no dask scheduler answers at tcp://127.0.0.1:1")


def test_without_dask_a_cluster_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "scenario.study.pools.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(ClusterError, match=r"pip install 'scenario-workbench\[cluster\]'"):
        pool_of(1000, cluster="local")


def test_a_scheduler_that_does_not_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "CONNECT", 1.0)

    with pytest.raises(ClusterError, match=r"no dask scheduler answers at tcp://127.0.0.1:1"):
        list(run_chunks(Squares(), SPANS, Cluster("tcp://127.0.0.1:1"), seed=1))


@pytest.mark.slow
def test_a_cluster_that_goes_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "CONNECT", 1.0)
    with ExitStack() as stack:
        scheduler = started_cluster(stack, tmp_path)

        def study() -> None:
            with Cluster(scheduler.address) as pool:
                for span, _ in run_chunks(Squares(), (Rows(i, i + 1) for i in range(10**6)), pool, seed=1):
                    if span.first == 20:
                        ended(scheduler.process)

        with pytest.raises(ClusterError, match=f"no dask scheduler answers at {scheduler.address}"):
            study()
