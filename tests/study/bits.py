"""One checksum for each table of shipped files and of 200 random projects, to hold two releases side by side.

`python -m tests.study.bits PROJECTS` prints them as JSON: run it in two checkouts on one machine, with one
file of random projects, which the first of them makes, and compare what comes out. A change that moves no
number leaves every line as it was.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

import scenario
from scenario.project.sections.root import Project
from tests.laws.money_projects import money_projects
from tests.study.ways import Sums, sums

PARAMS = Path(__file__).parents[2] / "params"
RUNS, FEW = 1010, 5
FIXED = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def of_shipped(name: str) -> Sums:
    """Return the checksum of each table of a file in `params/`."""
    return sums(scenario.simulate(scenario.load(PARAMS / name), RUNS))


def random_projects() -> list[dict[str, Any]]:
    """Return random projects as plain data.

    They are the same ones each time, but not in another checkout: hypothesis takes numbers from the sources.
    """
    found: list[dict[str, Any]] = []

    @FIXED
    @given(project=money_projects())
    def each(project: Project) -> None:
        found.append(project.resolved())

    each()
    return found


def of_projects(projects: Iterable[dict[str, Any]]) -> Sums:
    """Return one checksum a table over some projects."""
    whole: dict[str, hashlib._Hash] = {}
    for data in projects:
        for table, found in sums(scenario.simulate(Project.model_validate(data), FEW)).items():
            whole.setdefault(table, hashlib.sha256()).update(found.encode())
    return {table: found.hexdigest()[:16] for table, found in whole.items()}


def kept_projects(file: Path) -> list[dict[str, Any]]:
    """Return the random projects of a file, which is made where there is none."""
    if not file.exists():
        file.write_bytes(pickle.dumps(random_projects()))
    projects: list[dict[str, Any]] = pickle.loads(file.read_bytes())
    return projects


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    named = {name: of_shipped(name) for name in ("riverside.yaml", "schedule-only.yaml")}
    print(json.dumps({**named, "random": of_projects(kept_projects(Path(sys.argv[1])))}, indent=1))
