"""All tables are the same to the bit, whatever pool, workers, chunks, stops and Python they come from."""

from __future__ import annotations

import builtins
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from math import fsum
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.model.project_plan import compile_plan

from .ways import FEW, RUNS, SAMPLE, Cluster, Sums, Way, checksum, checksums, clusters, every_way, sums

ROOT = Path(__file__).parents[2]
USUAL = {
    *(Way("here", 1, chunk) for chunk in (1, 37, 250, 1000)),
    *(Way("processes", *size) for size in ((2, 1), (2, 37), (4, 250), (4, 1000))),
    *(Way("dask", *size) for size in ((1, 1000), (2, 37), (4, 1), (4, 250))),
    Way("here", 1, 250, engine="simpy"),
    *(Way(*way, resumed=True) for way in (("here", 1, 1), ("processes", 2, 37), ("dask", 4, 250))),
}
"""Each pool, each number of workers, each size of chunk and each clock; the others take minutes."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield clusters(stack, tmp_path_factory.mktemp("dask"))


@pytest.fixture(scope="module")
def plain() -> dict[int, Sums]:
    """The checksums of a study made as is usual, by how many runs it has."""
    return {runs: sums(scenario.simulate(scenario.load(SAMPLE), runs)) for runs in (FEW, RUNS)}


@pytest.mark.parametrize(
    "way",
    [pytest.param(way, id=str(way), marks=[] if way in USUAL else pytest.mark.long) for way in every_way()],
)
def test_every_way_to_make_a_study_gives_the_same_bits(
    way: Way, plain: dict[int, Sums], cluster: Cluster, tmp_path: Path
) -> None:
    assert checksums(way, cluster, tmp_path) == plain[way.runs]


def test_the_checksums_tell_one_bit_and_one_run(plain: dict[int, Sums]) -> None:
    study = scenario.simulate(scenario.load(SAMPLE), FEW)
    ledger = study.arrays.block("ledger")
    ledger[FEW // 2, 3, 1] = np.nextafter(ledger[FEW // 2, 3, 1], np.inf)

    moved = sums(study)

    assert {name for name in moved if moved[name] != plain[FEW][name]} == {"ledger"}
    assert not set(plain[FEW].values()) & set(plain[RUNS].values())


# On another Python -----------------------------------------------------------------------------------


def one_by_one(numbers: Iterable[Any], /, start: Any = 0) -> Any:
    for number in numbers:
        start = start + number
    return start


def made_up_for(numbers: Iterable[Any], /, start: Any = 0) -> Any:
    listed = list(numbers)
    floats = [each for each in listed if isinstance(each, float)]
    return fsum(floats) + start if floats and len(floats) == len(listed) else one_by_one(listed, start)


def test_how_a_python_adds_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before 3.12 `sum` rounds after each number; since then it makes up for that."""

    def drawn(add: Callable[..., Any]) -> list[str]:
        with monkeypatch.context() as patch:
            patch.setattr(builtins, "sum", add)
            return [checksum(each) for each in compile_plan(scenario.load(SAMPLE)).numbers(1, 0, 500)]

    assert drawn(one_by_one) == drawn(made_up_for)


def version_of(python: str) -> str:
    """Return 3.N of a Python that can make environments; nothing of one that cannot."""
    ask = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        found = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return ""
    return found.stdout.strip()


def another_python() -> tuple[str, str]:
    """Return version and program of the newest other Python that we support; two empty texts for none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    supported = re.findall(r":: Python :: (3\.\d+)", " ".join(project["classifiers"]))
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    here = "{}.{}".format(*sys.version_info[:2])
    for version in sorted(set(supported) - {here}, key=lambda each: int(each[2:]), reverse=True):
        for python in (f"python{version}", *(str(path) for path in kept.glob(f"{version}.*/bin/python"))):
            if version_of(python) == version:
                return version, python
    return "", ""


@pytest.fixture(scope="module")
def installed_there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this tree with an environment of another Python beside it; skips where there is none."""
    version, python = another_python()
    if not python:
        pytest.skip("no other Python that we support is on the PATH or among pyenv's")
    folder = tmp_path_factory.mktemp(f"python{version}")
    left_out = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "out")
    shutil.copytree(ROOT, folder / "tree", ignore=left_out)
    subprocess.run([python, "-m", "venv", str(folder / "venv")], check=True)
    pip = [str(folder / "venv/bin/python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", "constraints.txt", ".[cluster]"], cwd=folder / "tree", check=True)
    return folder


@pytest.mark.long
def test_another_python_gives_the_same_bits_in_every_way(
    plain: dict[int, Sums], installed_there: Path
) -> None:
    """Two Pythons of one machine: its C library may round exp and log otherwise than another machine's."""
    python = installed_there / "venv/bin/python"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    told = subprocess.run(
        [str(python), "-m", "tests.study.ways"],
        cwd=installed_there / "tree",
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    there = json.loads(told.stdout)
    assert set(there) == {str(way) for way in every_way()}
    assert there == {str(way): plain[way.runs] for way in every_way()}
