"""The measures of some runs, from the arrays they came to: one table of values, one of statuses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.measures.catalogue import MEASURES
from scenario.measures.material import Material
from scenario.measures.needs import missing_need
from scenario.model.plan import Plan
from scenario.project.root import Project
from scenario.study.chunk import Arrays
from scenario.study.held import Held


class Measured(NamedTuple):
    """The measures of some runs.

    Attributes
    ----------
    names : the measures, in the order of the columns
    values : shape (runs, measures), NaN where one is missing
    statuses : shape (runs, measures), why each value is as it is: indices into `measure.STATUSES`
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    statuses: NDArray[np.int8]


def modelled(project: Project) -> tuple[str, ...]:
    """Return the measures whose needs a project meets, in the order in which they are reported."""
    return tuple(name for name, each in MEASURES.items() if missing_need(each, project) is None)


def measure_runs(plan: Plan, arrays: Arrays | Held) -> Measured:
    """Compute all measures that the project allows.

    Each run is measured by itself: a row is the same to the bit however many runs are measured with it.

    Parameters
    ----------
    plan : Plan
        What was simulated
    arrays : Arrays or Held
        What some of its runs came to: a chunk, or all
    """
    names = modelled(plan.project)
    values = np.empty((len(arrays.finish), len(names)), order="F")
    statuses = np.empty(values.shape, dtype=np.int8, order="F")
    material = Material(plan, arrays)
    for column, name in enumerate(names):
        values[:, column], statuses[:, column] = MEASURES[name].of(material)
    return Measured(names, values, statuses)
