"""A study on disk: 10,000 runs of Riverside written, one measure read, one fan chart drawn from it.

`python benchmarks/bench_study.py` prints a table; `pytest benchmarks` times the same.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis import Study
from scenario.study.retention import KEEPS, Retention

SAMPLE = "params/riverside.yaml"
RUNS = 10_000


def simulated(keep: Retention = "cash") -> Study:
    return scenario.simulate(scenario.load(SAMPLE), RUNS, keep=keep)


def one_measure(folder: Path) -> np.ndarray:
    return scenario.open_study(folder).measure("equity_irr")


def one_page(folder: Path) -> Any:
    study = scenario.open_study(folder)
    return study.odds(), study.summary(), study.node_summary()


def one_fan(folder: Path) -> np.ndarray:
    return np.quantile(scenario.open_study(folder).account("sales").cumsum(axis=1), (0.1, 0.5, 0.9), axis=0)


def one_run(folder: Path) -> Any:
    return scenario.open_study(folder).only(4711).cash


READ: dict[str, Callable[[Path], Any]] = {
    "one measure": one_measure,
    "all odds, measures and key nodes": one_page,
    "one fan chart": one_fan,
    "one run": one_run,
}


@pytest.fixture(scope="module")
def study() -> Study:
    """The study in memory."""
    return simulated()


@pytest.fixture(scope="module")
def folder(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The study on disk."""
    folder = study.save(tmp_path_factory.mktemp("study") / "kept")
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("keep", KEEPS)
def test_writing_10_000_runs(benchmark: Any, study: Study, tmp_path: Path, keep: Retention) -> None:
    kept = simulated(keep) if keep != "cash" else study

    benchmark.pedantic(lambda: kept.save(Path(tempfile.mkdtemp(dir=tmp_path)) / "kept"), rounds=2)


@pytest.mark.parametrize("what", READ)
def test_reading_of_10_000_runs(benchmark: Any, folder: Path, what: str) -> None:
    benchmark(READ[what], folder)


def timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Return the CPU time and the time on the clock that an act takes [s]."""
    started, cpu = time.perf_counter(), time.process_time()
    act()
    return time.process_time() - cpu, time.perf_counter() - started


def main() -> None:
    print(f"riverside, {RUNS:,} runs{'CPU s':>31}{'clock s':>10}{'MB':>8}")
    with tempfile.TemporaryDirectory() as workspace:
        for keep in KEEPS:
            study = simulated(keep)
            taken = timed(lambda study=study, keep=keep: study.save(Path(workspace) / keep))
            size = sum(path.stat().st_size for path in (Path(workspace) / keep).rglob("*")) / 1e6
            print(f"  {f'write, keep {keep}':44}{taken[0]:8.2f}{taken[1]:10.2f}{size:8.0f}")
        for what, read in READ.items():
            read(Path(workspace) / "cash")
            taken = timed(lambda read=read: read(Path(workspace) / "cash"))
            print(f"  {f'read {what}':44}{taken[0]:8.2f}{taken[1]:10.2f}")


if __name__ == "__main__":
    main()
