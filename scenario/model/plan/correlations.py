"""Correlations of a project file, written out for what is repeated in phases and years.

What is written between two names holds within a phase and within a year. Luck that is repeated shares with
its other phases or years what all of them share with luck that is drawn once: if a risk of each year has a
correlation of 0.4 with one of the run, its years have 0.16 among themselves. So correlations that fit in
the file fit together written out, however many phases and years there are.
"""

from __future__ import annotations

from itertools import product
from math import fsum

from scenario.draws import STANDARD_UNIFORM
from scenario.draws.copula import factor, pairs
from scenario.model.plan.numbers import Numbers
from scenario.model.plan.risks import occurrences
from scenario.project.sections.root import Project

Repetition = str | int | None
"""A phase, a year, or None for what is drawn once."""
NOTHING = 1e-12


def correlations(numbers: Numbers, project: Project) -> list[tuple[tuple[str, ...], float]]:
    """Return the correlations between columns of luck.

    What a scenario has fixed keeps a column, so that its partners keep their luck.
    """
    written = pairs((correlation.between, correlation.rho) for correlation in project.correlations)
    if not written:
        return []
    names = sorted(set().union(*written))
    columns = {name: _columns_of(numbers, project, name) for name in names}
    once = [name for name in names if None in columns[name]]
    ordered = [*once, *(name for name in names if name not in once)]
    lower = factor(ordered, written)
    in_common = {
        (a, b): fsum(lower[i, : len(once)] * lower[j, : len(once)])
        for (i, a), (j, b) in product(enumerate(ordered), repeat=2)
    }
    found = {}
    for a, b in product(ordered, repeat=2):
        for (this, one), (that, other) in product(columns[a].items(), columns[b].items()):
            same = this is None or that is None or this == that
            rho = written.get(frozenset((a, b)), 0.0) if same else in_common[a, b]
            if one < other and (abs(rho) > NOTHING or (same and frozenset((a, b)) in written)):
                found[one, other] = rho
    return list(found.items())


def _columns_of(numbers: Numbers, project: Project, path: str) -> dict[Repetition, str]:
    """Return the columns that a path means, by phase or year; by None when it is not repeated."""
    kind, _, name = path.partition(".")
    if kind == "drivers":
        numbers.column(path, project.drivers[name].quantity)
        return {None: path}
    if kind == "risks" and name in project.risks:
        return {
            occurrence.phase if occurrence.year is None else occurrence.year: occurrence.name
            for occurrence in occurrences(project, name)
        }
    columns: dict[Repetition, str] = {}
    judged = path.endswith((".pass", ".refuse"))
    for value in numbers.matching(f"{path}.probability" if judged else path):
        column = value.name.replace(".probability", "[0]") if judged else value.name
        numbers.column(column, STANDARD_UNIFORM if judged else value.quantity)
        phase = next((p for p in project.phases if value.name != value.path and f".{p}." in value.name), None)
        columns[phase] = column
    return columns
