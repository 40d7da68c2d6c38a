"""The measures of some runs, from the arrays they came to: one table of values, one of statuses."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.measures.catalogue import MEASURES
from scenario.measures.inputs import MeasureInputs
from scenario.measures.measure import OK, Codes, Floats, Measure, Values
from scenario.measures.needs import missing_need
from scenario.measures.partners.measures import names_of_partners
from scenario.measures.targets import is_met
from scenario.model.project_plan import Plan
from scenario.project.sections.root import Project
from scenario.study.arrays import RunArrays
from scenario.study.pools.chunk import Arrays

BLOCK = 1000
"""So many runs are measured at a time: their flows take some 3 MB beside the ledgers [runs]."""


class Measured(NamedTuple):
    """The measures of some runs.

    Attributes
    ----------
    names : the measures, in the order of the columns
    values : shape (runs, measures), NaN where one is missing
    statuses : shape (runs, measures), why each value is as it is: indices into `measure.STATUSES`
    met : shape (runs, targets), whether each target of the project is met
    """

    names: tuple[str, ...]
    values: Floats
    statuses: Codes
    met: NDArray[np.bool_]


def modelled(project: Project) -> tuple[str, ...]:
    """Return the measures whose needs a project meets, in the order in which they are reported."""
    names = (*MEASURES, *names_of_partners(project))
    return tuple(name for name in names if missing_need(MEASURES[name], project) is None)


def measure_runs(plan: Plan, arrays: Arrays | RunArrays) -> Measured:
    """Compute all measures that the project allows, and which targets are met.

    Each run is measured by itself: a row is the same to the bit however many runs are measured with it.

    Parameters
    ----------
    plan : Plan
        What was simulated
    arrays : Arrays or RunArrays
        What some of its runs came to: a chunk, or all
    """
    names = modelled(plan.project)
    values = np.empty((len(arrays.finish), len(names)), order="F")
    statuses = np.empty(values.shape, dtype=np.int8, order="F")
    met = np.empty((len(values), len(plan.project.targets)), np.bool_)
    for first in range(0, len(values), BLOCK):
        rows = slice(first, first + BLOCK)
        inputs = MeasureInputs(plan, arrays.rows(first, first + BLOCK))
        for column, name in enumerate(names):
            _fill(MEASURES[name], inputs, values[rows, column], statuses[rows, column])
        found = dict(zip(names, values[rows].T, strict=True))
        for place, target in enumerate(plan.project.targets):
            met[rows, place] = is_met(target, inputs, found)
    return Measured(names, values, statuses, met)


def _fill(measure: Measure, inputs: MeasureInputs, values: Floats, statuses: Codes) -> None:
    """Compute a measure, and the status of each value."""
    found = measure.of(inputs)
    if isinstance(found, Values):
        values[:], statuses[:] = found
    else:
        values[:] = found
        statuses[:] = np.where(np.isnan(found), measure.missing, OK)
