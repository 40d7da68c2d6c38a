"""What a cluster stores are the bytes that one process stores, whoever is killed and whoever goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import scenario
from scenario.cli import main
from scenario.project import Project
from tests.study.pools.clusters import Killer, started_cluster

from .test_resume import stopped_after
from .test_store import content

SAMPLE = Path(__file__).parents[3] / "params" / "riverside.yaml"
RUNS = 300


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ExitStack() as stack:
        yield started_cluster(stack, tmp_path_factory.mktemp("dask")).address


@pytest.fixture(scope="module")
def riverside() -> Project:
    return scenario.load(SAMPLE)


def stored(project: Project, folder: Path, **how: Any) -> dict[str, bytes]:
    """Store the study, and return its files."""
    scenario.simulate(project, RUNS, out=folder, chunk=20, **how)
    return content(folder)


@pytest.fixture(scope="module")
def here(riverside: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process stores."""
    return stored(riverside, tmp_path_factory.mktemp("here") / "study")


@pytest.mark.parametrize("keep", ["measures", "cash"])
def test_a_cluster_stores_the_bytes_of_one_process(
    riverside: Project, address: str, tmp_path: Path, keep: str
) -> None:
    there, here = (
        stored(riverside, tmp_path / name, keep=keep, **how)
        for name, how in (("there", {"cluster": address}), ("here", {}))
    )

    assert there == here


def test_workers_that_are_killed_leave_no_trace_in_what_is_stored(
    riverside: Project, here: dict[str, bytes], address: str, tmp_path: Path
) -> None:
    killer = Killer(address, 2)

    with killer.client:
        survived = stored(riverside, tmp_path / "study", cluster=address, progress=killer)

    assert killer.left == 0
    assert survived == here


@pytest.mark.parametrize("done", [20, 280])
def test_what_a_cluster_began_one_process_goes_on_with_and_the_other_way_round(
    riverside: Project, here: dict[str, bytes], address: str, tmp_path: Path, done: int
) -> None:
    for name, first, then in (
        ("cluster first", {"cluster": address}, {"workers": 2}),
        ("cluster then", {}, {"cluster": address}),
    ):
        stopped_after(done, riverside, tmp_path / name, runs=RUNS, chunk=20, **first)

        assert stored(riverside, tmp_path / name, **then) == here


def test_a_killed_worker_and_an_interrupt_in_one_study_leave_no_trace(
    riverside: Project, here: dict[str, bytes], address: str, tmp_path: Path
) -> None:
    killer = Killer(address, 2)

    def kill_then_interrupt(done: int, runs: int) -> None:
        killer(done, runs)
        if done and not killer.left:
            raise KeyboardInterrupt

    with killer.client, pytest.raises(scenario.StudyInterrupted):
        stored(riverside, tmp_path / "study", cluster=address, progress=kill_then_interrupt)

    assert stored(riverside, tmp_path / "study", cluster=address) == here


def test_the_command_stores_on_a_cluster_and_goes_on_in_process(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(SAMPLE), "-n", "500"]

    assert main([*command, "--out", str(tmp_path / "there"), "--cluster", address]) == 0
    there = capsys.readouterr().out
    assert main([*command, "--out", str(tmp_path / "here")]) == 0
    here = capsys.readouterr().out
    assert main([*command[:-1], "1000", "--out", str(tmp_path / "there")]) == 0
    assert main([*command[:-1], "1000", "--out", str(tmp_path / "here"), "--cluster", address]) == 0

    assert there == here
    assert content(tmp_path / "there") == content(tmp_path / "here")
