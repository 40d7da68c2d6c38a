"""One checksum for each table of shipped files and of 200 random projects, to hold two releases side by side.

`python -m tests.study.bits` prints them as JSON: run it in two checkouts on one machine and compare what
comes out. A change that moves no number leaves every line as it was.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path

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


def of_random_projects() -> Sums:
    """Return one checksum a table over random projects, the same ones each time."""
    whole: dict[str, hashlib._Hash] = {}

    @FIXED
    @given(project=money_projects())
    def each(project: Project) -> None:
        for table, found in sums(scenario.simulate(project, FEW)).items():
            whole.setdefault(table, hashlib.sha256()).update(found.encode())

    each()
    return {table: found.hexdigest()[:16] for table, found in whole.items()}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    named = {name: of_shipped(name) for name in ("riverside.yaml", "schedule-only.yaml")}
    print(json.dumps({**named, "random": of_random_projects()}, indent=1))
