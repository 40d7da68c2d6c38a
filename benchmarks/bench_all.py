"""Everything that `make bench` times; `table.py` makes the table of it.

Each benchmark says what it is of: the part, the clock, how many units it does at once. CPU time, but where a
benchmark says otherwise.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

import scenario
from benchmarks.floors import EVENTS, STEPS, bare_events, bare_steps
from benchmarks.networks import gated, mixed, plain, settled
from scenario.measures.digest import LEARNT
from scenario.model.engines import Clock, clock_of, new_results
from scenario.model.project_plan import Plan, compile_plan
from scenario.project import Project, load
from scenario.study.arrays import Memory
from scenario.study.pools.chunk import Rows, simulate_numbers
from scenario.study.pools.parallel import run_chunks
from scenario.study.pools.pools import InProcess, Processes
from scenario.study.retention import KEEPS
from scenario.study.settings import RunSettings
from scenario.study.simulation import Simulation

SAMPLE = Path(__file__).parents[1] / "params" / "riverside.yaml"
CLOCKS = ("compiled", "simpy")
RUNS = {"compiled": 250, "simpy": 10}
Say = Callable[..., None]


@pytest.fixture
def told(benchmark: Any) -> Say:
    """Time an act and say what it was."""

    def tell(act: Callable[[], Any], rounds: int = 7, **facts: Any) -> None:
        benchmark.extra_info.update(facts)
        benchmark.pedantic(act, rounds=rounds, warmup_rounds=1)

    return tell


@pytest.fixture
def measured(benchmark: Any) -> Say:
    """Say what an act cost that measures itself [s]."""

    def tell(act: Callable[[], float], times: int = 2, **facts: Any) -> None:
        seconds = min(act() for _ in range(times))
        benchmark.extra_info.update(facts, seconds=seconds)
        benchmark.pedantic(lambda: None)

    return tell


@cache
def riverside() -> Plan:
    return compile_plan(load(SAMPLE))


def simulating(plan: Plan, clock: str, runs: int) -> Callable[[], None]:
    """Return an act that simulates runs whose numbers are drawn."""
    numbers, results = plan.numbers(1, 0, runs)[1], new_results(plan, runs)
    used: Clock = clock_of(plan, clock)  # type: ignore[arg-type]
    return lambda: used.run_many(numbers, results)


# The floors -----------------------------------------------------------------------------------------


def test_floor_simpy(told: Say) -> None:
    told(bare_events, part="a bare simpy timeout", clock="simpy", units=EVENTS, unit="event")


def test_floor_compiled(told: Say) -> None:
    told(bare_steps, part="a bare step of a compiled loop", clock="compiled", units=STEPS, unit="step")


# A run of the sample, by its parts ------------------------------------------------------------------


def test_part_luck(told: Say) -> None:
    plan = riverside()
    told(lambda: plan.luck.draw(1, 0, 250), part="luck", clock="compiled", units=250, of="riverside")


def test_part_numbers(told: Say) -> None:
    plan = riverside()
    told(
        lambda: plan.numbers(1, 0, 250),
        part="luck, and numbers of it",
        clock="compiled",
        units=250,
        of="riverside",
    )


@pytest.mark.parametrize("clock", CLOCKS)
def test_part_clock(told: Say, clock: str) -> None:
    runs = RUNS[clock]
    told(
        simulating(riverside(), clock, runs),
        part="schedule and money",
        clock=clock,
        units=runs,
        of="riverside",
    )


def test_part_measures(told: Say) -> None:
    plan = riverside()
    numbers = plan.numbers(1, 0, 250)[1]
    held = Memory.of(plan, simulate_numbers(clock_of(plan), numbers, 1, 0))
    told(
        lambda: LEARNT(plan, 1, 0, held),
        part="measures and targets",
        clock="compiled",
        units=250,
        of="riverside",
    )


@pytest.mark.parametrize("clock", CLOCKS)
def test_part_whole(told: Say, clock: str) -> None:
    runs = RUNS[clock]
    task = Simulation(riverside(), RunSettings(engine=clock, keep="measures"), LEARNT)  # type: ignore[arg-type]
    told(
        lambda: task(Rows(0, runs)),
        part="a whole run, luck to measures",
        clock=clock,
        units=runs,
        of="riverside",
    )


@pytest.mark.parametrize(
    ("part", "project"),
    [
        ("122 activities, people enough", plain(122)),
        ("60 activities, four pools of staff, 60 months", settled(60, 60)),
        ("the same with sales, a sales gate and a cash gate", gated(60, 60)),
    ],
    ids=["plain", "settled", "gated"],
)
def test_part_network(told: Say, part: str, project: Project) -> None:
    plan = compile_plan(project)
    told(simulating(plan, "compiled", 250), part=part, clock="compiled", units=250, of="a network")


# Growth ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("staffed", [False, True], ids=["free", "staffed"])
@pytest.mark.parametrize("size", [30, 60, 120, 240, 480])
def test_growth_activities(told: Say, size: int, staffed: bool, clock: str) -> None:
    plan = compile_plan(mixed(size, staffed=staffed))
    runs = RUNS[clock]
    grows = f"activities, {'staff' if staffed else 'people enough'}"
    told(simulating(plan, clock, runs), grows=grows, size=size, clock=clock, units=runs)


@cache
def long_project(months: int) -> Project:
    """Riverside with its books kept open for so many months."""
    last = f"{2025 + (months + 8) // 12}-{(months + 8) % 12 + 1:02}-15"
    change = {"project.horizon": f"{months} months", "cash": [{"on": last, "account": "rest", "amount": 1}]}
    return load(SAMPLE, change)


@pytest.mark.parametrize("months", [72, 144, 288])
def test_growth_months(told: Say, months: int) -> None:
    plan = compile_plan(long_project(months))
    told(simulating(plan, "compiled", 250), grows="months", size=months, clock="compiled", units=250)


@pytest.mark.parametrize("runs", [1000, 4000, 16_000])
def test_growth_runs(told: Say, runs: int) -> None:
    project = load(SAMPLE)

    def study() -> None:
        scenario.simulate(project, runs, keep="measures").odds()

    told(study, rounds=3, grows="runs", size=runs, clock="compiled", units=1)


@pytest.mark.parametrize("chunk", [1, 37, 250, 1000, 4000])
def test_chunk(told: Say, chunk: int) -> None:
    task = Simulation(riverside(), RunSettings(engine="compiled", keep="measures"), LEARNT)
    spans = [Rows(at, min(at + chunk, 4000)) for at in range(0, 4000 if chunk > 1 else 100, chunk)]
    runs = sum(span.end - span.first for span in spans)
    told(
        lambda: [task(span) for span in spans],
        rounds=3,
        part=f"in chunks of {chunk}",
        clock="compiled",
        units=runs,
        of="chunks",
    )


# Wall clock: workers, commands, the start -----------------------------------------------------------


def wall(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def used(process: psutil.Process) -> float:
    """Return the CPU time of a process [s]."""
    times = process.cpu_times()
    return float(times.user + times.system)


@pytest.mark.parametrize("workers", [1, 2])
def test_workers(measured: Say, benchmark: Any, workers: int) -> None:
    task, runs = Simulation(riverside(), RunSettings(engine="compiled", keep="measures"), LEARNT), 200_000
    spans = [Rows(at, at + 1000) for at in range(0, runs, 1000)]
    me = psutil.Process()
    cpu: list[float] = []

    def study() -> float:
        before, started = used(me), time.perf_counter()
        with Processes(2) if workers == 2 else InProcess() as pool:
            for _ in run_chunks(task, spans, pool, seed=1):
                pass
            seconds = time.perf_counter() - started
            cpu.append(used(me) - before + sum(used(each) for each in me.children(recursive=True)))
        return seconds

    facts = {"part": f"{runs:,} runs, {workers} worker{'s' * (workers > 1)}", "of": "workers"}
    measured(study, times=1, workers=workers, **facts)
    benchmark.extra_info["cpu"] = min(cpu)


def command(*words: str) -> float:
    """Return how long a command takes [s]."""
    with tempfile.TemporaryDirectory() as folder:
        spoken = [sys.executable, *(word.replace("OUT", folder) for word in words)]
        return wall(lambda: subprocess.run(spoken, check=True, capture_output=True, env=os.environ))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("python alone", ["-c", "pass"]),
        ("import scenario", ["-c", "import scenario"]),
        ("scenario check", ["-m", "scenario.cli", "check", str(SAMPLE)]),
        ("scenario run, 1,000 runs", ["-m", "scenario.cli", "run", str(SAMPLE)]),
        ("scenario run, 10,000 runs", ["-m", "scenario.cli", "run", str(SAMPLE), "-n", "10000"]),
    ],
)
def test_command(measured: Say, what: str, words: list[str]) -> None:
    measured(lambda: command(*words), part=what, of="commands")


def test_import_cpu(measured: Say) -> None:
    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def importing() -> float:
        before = children()
        command("-c", "import scenario; scenario.simulate")
        return children() - before

    measured(importing, part="import scenario.simulate, CPU", of="commands")


# The store ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", KEEPS)
def test_store_write(told: Say, benchmark: Any, keep: Any, tmp_path: Path) -> None:
    project, runs, number = load(SAMPLE), 2000, iter(range(100))

    def write() -> None:
        scenario.simulate(project, runs, keep=keep, out=tmp_path / str(next(number)))

    told(write, rounds=3, part=f"simulate and store, --keep {keep}", clock="compiled", units=runs, of="store")
    stored = [file.stat().st_size for file in (tmp_path / "0").rglob("*") if file.is_file()]
    benchmark.extra_info["bytes"] = sum(stored) / runs


def test_store_read(told: Say, tmp_path: Path) -> None:
    runs = 10_000
    scenario.simulate(load(SAMPLE), runs, out=tmp_path / "study")

    def one_measure() -> np.ndarray:
        return scenario.open_study(tmp_path / "study").measures["equity_irr"].to_numpy()

    told(
        one_measure,
        rounds=3,
        part=f"open a study of {runs:,} and read its measures",
        clock="compiled",
        units=runs,
        of="store",
    )
