"""What is learnt of runs where they are simulated, before their dates and their money are forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scenario.measures.catalogue import MEASURES
from scenario.measures.measure import STATUSES
from scenario.measures.measured import measure_runs, modelled
from scenario.measures.needs import Need, missing_need
from scenario.measures.targets import target_text
from scenario.model.project_plan import Plan
from scenario.project.sections.root import Project
from scenario.study.arrays import Blocks, Names, RunArrays

KINDS: Mapping[str, Any] = {"values": np.float64, "statuses": np.int8, "met": np.bool_}
"""What is learnt, and as what it is kept."""


@dataclass(frozen=True)
class Learnt:
    """All measures that a project allows, with their statuses, and whether its targets are met."""

    statuses: tuple[str, ...] = STATUSES

    def names(self, plan: Plan) -> Names:
        """See `study.arrays.Digest`."""
        names = modelled(plan.project)
        return {"values": names, "statuses": names, "met": target_names(plan.project)}

    def __call__(self, plan: Plan, seed: int, first: int, arrays: RunArrays) -> Blocks:
        """See `study.arrays.Digest`."""
        if not arrays.runs:
            return {
                block: np.empty((0, len(names)), KINDS[block]) for block, names in self.names(plan).items()
            }
        found = measure_runs(plan, arrays)
        return {"values": found.values, "statuses": found.statuses, "met": found.met}


LEARNT = Learnt()
"""What studies learn."""


def lacking(project: Project) -> dict[str, Need]:
    """Return the measures that a project's blocks cannot give, each with what it lacks."""
    lacks = {name: missing_need(measure, project) for name, measure in MEASURES.items()}
    return {name: need for name, need in lacks.items() if need is not None}


def target_names(project: Project) -> tuple[str, ...]:
    """Return the targets of a project as text, no two alike.

    A target that stands twice is numbered, since columns of a file need names of their own.
    """
    names: list[str] = []
    times: Counter[str] = Counter()
    for text in map(target_text, project.targets):
        times[text] += 1
        names.append(f"{text} #{times[text]}" if times[text] > 1 else text)
    return tuple(names)
