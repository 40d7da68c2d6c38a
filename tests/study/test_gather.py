"""The same answer however the runs are cut and wherever they run, and none lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.project import Project
from scenario.study import arrays
from scenario.study.arrays import ResultBuffers
from scenario.study.gather import StudyInterrupted, gather
from scenario.study.interrupts import interrupts_held
from scenario.study.outcomes import Outcomes
from scenario.study.pools.chunk import Arrays, RunFailed
from scenario.study.retention import kept_by
from scenario.study.settings import RunSettings

Make = Callable[..., Project]


def digest(outcomes: Outcomes) -> list[bytes]:
    held = outcomes.arrays
    return [held.block(name).tobytes() for name in kept_by(outcomes.keep) if held.has(name)]


def run(project: Project, runs: int = 60, seed: int = 1, **how: Any) -> Outcomes:
    return gather(project, RunSettings(runs, seed, **how), into=Outcomes)


def test_two_workers_give_the_bits_of_one(project: Make) -> None:
    assert digest(run(project(), workers=2, chunk=7)) == digest(run(project(), workers=1))


@pytest.mark.parametrize("chunk", [1, 7, 60, 1000])
def test_any_cut_into_chunks_gives_the_same_bits(project: Make, chunk: int) -> None:
    assert digest(run(project(), chunk=chunk)) == digest(run(project()))


def test_a_seed_gives_the_same_bits_again_and_another_does_not(project: Make) -> None:
    once, again, other = run(project()), run(project()), run(project(), seed=2)

    assert digest(once) == digest(again)
    assert digest(once) != digest(other)


def test_a_run_can_be_repeated_alone(project: Make) -> None:
    everything = run(project())

    alone = run(project(), runs=1, first=41)

    assert digest(alone) == digest(everything.only(41))
    assert list(alone.days.index) == [41]
    assert alone.draws.iloc[0].equals(everything.draws.loc[41])


def test_fewer_runs_are_the_first_of_more(project: Make) -> None:
    more = run(project())
    leading = Outcomes(more.plan, 1, 0, more.arrays.rows(0, 20), more.planned)

    assert digest(run(project(), runs=20)) == digest(leading)


@pytest.mark.parametrize("sampling", ["sobol", "lhs"])
def test_even_sampling_gives_the_same_bits_in_any_chunks_and_processes(project: Make, sampling: str) -> None:
    whole = run(project(), sampling=sampling)

    cut = run(project(), sampling=sampling, workers=2, chunk=7)
    alone = run(project(), runs=1, first=41, sampling=str(whole.sampling))

    assert digest(cut) == digest(whole) != digest(run(project()))
    assert digest(alone) == digest(whole.only(41))
    assert alone.draws.iloc[0].equals(whole.draws.loc[41])


def test_progress_is_told_after_every_chunk(project: Make) -> None:
    told: list[tuple[int, int]] = []

    run(project(), chunk=25, progress=lambda done, runs: told.append((done, runs)))

    assert told == [(0, 60), (25, 60), (50, 60), (60, 60)]


def test_a_run_that_fails_is_named(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from scenario.model.run import Simulator

    simulate = Simulator.run

    def fails_on_long_design(self: Simulator, numbers: np.ndarray, luck: tuple[int, int]) -> Any:
        if numbers[self.plan.layout.slot("activity", 0, "work")] > 45:
            raise ZeroDivisionError("no reason")
        return simulate(self, numbers, luck)

    monkeypatch.setattr(Simulator, "run", fails_on_long_design)

    with pytest.raises(RunFailed, match=r"run \d+ of seed 1 could not be simulated: ZeroDivisionError"):
        run(project(), runs=500, engine="simpy")


def test_an_interrupt_is_held_back_and_not_lost() -> None:
    done = []

    def interrupted_work() -> None:
        with interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("what must not be broken off")

    with pytest.raises(KeyboardInterrupt):
        interrupted_work()

    assert done
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupted_study_keeps_its_leading_runs(project: Make) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 30:
            raise KeyboardInterrupt

    with pytest.raises(StudyInterrupted, match="30 finished runs") as stopped:
        run(project(), chunk=10, progress=interrupt)

    assert digest(stopped.value.study) == digest(run(project(), runs=30))
    assert isinstance(stopped.value, KeyboardInterrupt)


def test_an_interrupted_study_can_be_told_like_any_other(project: Make) -> None:
    def interrupt(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(scenario.StudyInterrupted) as stopped:
        scenario.simulate(project(), 1200, progress=interrupt)

    assert stopped.value.study.to_json()["runs"] == 250


CTRL_C = """
import os, signal, sys
import scenario
from scenario.study.retention import kept_by
from scenario.study.settings import RunSettings
from scenario.study import arrays
from scenario.study.arrays import ResultBuffers
from scenario.study.gather import StudyInterrupted

def interrupt(done, runs):
    if done:
        os.killpg(0, signal.SIGINT)

if __name__ == "__main__":
    try:
        scenario.simulate(scenario.load(sys.argv[1]), 4000, workers=2, progress=interrupt)
    except StudyInterrupted as stopped:
        print(stopped.study.runs % 250, stopped.study.runs < 4000)
        sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
def test_ctrl_c_ends_all_processes_without_a_word(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(CTRL_C)
    sample = Path(__file__).parents[2] / "params" / "schedule-only.yaml"

    ended = subprocess.run(
        [sys.executable, str(script), str(sample)],
        capture_output=True,
        text=True,
        timeout=120,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "0 True\n", "")


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"runs": 0}, "runs: 0 is less than 1"),
        ({"workers": 0}, "workers: 0 is less than 1"),
        ({"seed": -1}, "seed: -1 is less than 0"),
        ({"seed": 2**64}, "more than"),
        ({"first": -1}, "first: -1 is less than 0"),
    ],
)
def test_numbers_out_of_range_are_refused(project: Make, how: dict[str, int], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        run(project(), **how)


def test_a_project_without_money_has_no_ledger(project: Make) -> None:
    study = run(project({"cash": [], "targets": []}), runs=3)

    assert study.ledger.shape == (3, 0, 0)
    assert study.cash.empty
    assert study.accounts == study.months == ()


def test_tables_have_runs_in_rows(project: Make) -> None:
    study = run(project(), runs=3)

    assert study.days.shape == study.starts.shape == study.ready.shape == (3, 4)
    assert list(study.days.columns) == ["design", "left", "right", "opening"]
    assert study.cash.loc[2, "2026-01-01"]["land"] == -100
    assert "activities.left.duration" in study.draws
    assert np.shares_memory(study.cash.to_numpy(), study.ledger)


def test_the_plan_has_people_enough_and_the_most_likely_run_has_not(project: Make) -> None:
    study = run(project(), runs=3)

    assert study.plan_dates.loc["opening", "finish"] == 41.0
    assert study.planned.finish[0, 3] == 51.0


def test_all_arrays_have_a_row_for_each_run() -> None:
    assert Arrays._fields == ("ready", "start", "finish", "work", "terms", "extra", "ledger")


def test_no_study_may_hold_more_than_half_of_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = {"days": np.zeros((1, 100))}  # 800 bytes a run
    monkeypatch.setattr(arrays, "memory_there", lambda: 16_000.0)

    ResultBuffers(10).put(0, blocks)
    with pytest.raises(
        MemoryError, match=r"11 runs of 800 bytes take 0\.0 GB; 0\.0 GB, half of this machine's"
    ):
        ResultBuffers(11).put(0, blocks)
