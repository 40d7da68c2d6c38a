"""Rules of drivers and correlations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from scenario.project.checks.found import Found
from scenario.project.dotted_paths import matching, quantities
from scenario.project.problems import Where, unknown
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity


def drivers(project: Project) -> Iterator[Found]:
    """Drivers move quantities that exist, and not themselves."""
    known = quantities(project)
    for name, driver in project.drivers.items():
        for key in ("multiplies", "shifts"):
            for position, pattern in enumerate(getattr(driver, key)):
                yield from pattern_of_quantities(("drivers", name, key, position), pattern, known, "drivers.")


APART = "values of drivers, risks, weather or redos, which nothing else can move"


def _is_drawn_apart(path: str) -> bool:
    """Tell whether a quantity is drawn anew each time it acts, so that nothing can multiply or shift it."""
    return path.startswith(("drivers.", "risks.", "calendars.")) or path.endswith(".pass.redo")


def pattern_of_quantities(
    where: Where, pattern: str, known: Mapping[str, Quantity], own: str
) -> Iterator[Found]:
    """Check that a pattern names quantities, none of them its own."""
    paths = matching(pattern, known)
    if not paths:
        yield Found(where, unknown("quantity", pattern, known))
    elif any(path.startswith(own) for path in paths):
        yield Found(where, f"'{pattern}' names values that belong to `{own.rstrip('.')}` itself")
    elif any(_is_drawn_apart(path) for path in paths):
        yield Found(where, f"'{pattern}' names {APART}; name the values that they act on instead")


def correlations(project: Project) -> Iterator[Found]:
    """Correlations join uncertainties, each pair once, and fit together."""
    known = quantities(project)
    pairs: dict[tuple[str, str], float] = {}
    for position, correlation in enumerate(project.correlations):
        where = ("correlations", position)
        names = [_uncertainty(name) for name in correlation.between]
        for place, name in enumerate(correlation.between):
            yield from _uncertain(project, (*where, "between", place), name, known)
            if names[place] in names[:place]:
                yield Found((*where, "between", place), f"'{name}' stands twice; keep one")
        for pair in ((a, b) for i, a in enumerate(names) for b in names[i + 1 :] if a != b):
            if pairs.get(pair, correlation.rho) != correlation.rho:
                yield Found(
                    (*where, "rho"), f"{pair[0]} and {pair[1]} have rho {pairs[pair]:g} above; keep one"
                )
            pairs[pair] = pairs[pair[::-1]] = correlation.rho
        yield from _repeated_alike(project, where, correlation.between)
    if pairs and not is_positive_semidefinite(_matrix(pairs)):
        message = "they contradict each other (the matrix is not positive semidefinite); make them weaker"
        yield Found(("correlations",), message)


def _repeated_alike(project: Project, where: Where, names: Sequence[str]) -> Iterator[Found]:
    """Check that no pair joins what is drawn in each phase to what is drawn in each year."""
    drawn = {_repetition(project, name): name for name in names}
    if {"phase", "year"} <= drawn.keys():
        message = (
            f"'{drawn['phase']}' is drawn in each phase, '{drawn['year']}' in each year; "
            "correlate both with a driver instead"
        )
        yield Found((*where, "between"), message)


def _repetition(project: Project, name: str) -> str:
    """Tell whether an uncertainty is drawn once, in each phase or in each year."""
    kind, _, rest = name.partition(".")
    first, _, second = rest.partition(".")
    if kind == "risks" and first in project.risks:
        risk = project.risks[first]
        return "year" if risk.per == "year" else "phase" if risk.scope == "phase" else "once"
    activity = project.activities.get(first) if kind == "activities" else None
    in_each = (
        activity is not None and activity.scope == "phase" and second.split(".")[0] not in project.phases
    )
    return "phase" if in_each else "once"


def _uncertainty(name: str) -> str:
    """Return the quantity that `drivers.x` stands for; `risks.x` is its occurrence."""
    return f"{name}.quantity" if re.fullmatch(r"drivers\.\w+", name) else name


def _uncertain(project: Project, where: Where, name: str, known: Mapping[str, Quantity]) -> Iterator[Found]:
    kind, _, risk = name.partition(".")
    quantity = known.get(_uncertainty(name))
    if (kind == "risks" and risk in project.risks) or f"{name}.probability" in known:
        return
    if quantity is None:
        names = [path.removesuffix(".quantity") if path.startswith("drivers.") else path for path in known]
        yield Found(
            where, unknown("uncertainty", name, [*names, *(f"risks.{risk}" for risk in project.risks)])
        )
    elif kind != "drivers" and _is_drawn_apart(name):
        yield Found(where, f"'{name}' is drawn each time it acts; correlate the risk or driver itself")
    elif not quantity.is_uncertain:
        yield Found(
            where, f"'{name}' is the plain number {quantity.most_likely:g}; only uncertain values correlate"
        )


def _matrix(pairs: Mapping[tuple[str, str], float]) -> list[list[float]]:
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    return [[1.0 if a == b else pairs.get((a, b), 0.0) for b in names] for a in names]


def is_positive_semidefinite(matrix: Sequence[Sequence[float]]) -> bool:
    """Tell whether a symmetric matrix has no negative eigenvalue, by elimination (LDLᵀ), largest first."""
    left = [list(row) for row in matrix]
    while left:
        pivot = max(range(len(left)), key=lambda i: left[i][i])
        size = left[pivot][pivot]
        if size < 1e-9:
            return all(abs(value) < 1e-6 for row in left for value in row)
        row = left[pivot]
        keep = [i for i in range(len(left)) if i != pivot]
        left = [[left[i][j] - row[i] * row[j] / size for j in keep] for i in keep]
    return True
