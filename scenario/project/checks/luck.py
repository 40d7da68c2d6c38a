"""Rules of risks, drivers and correlations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from scenario.project.checks.found import Found, listed, reference
from scenario.project.paths import matching, quantities
from scenario.project.problems import unknown
from scenario.project.quantity import Quantity
from scenario.project.reading import Where
from scenario.project.root import Project


def risks(project: Project) -> Iterator[Found]:
    """A risk does something, to things that exist."""
    known = quantities(project)
    for name, risk in project.risks.items():
        where = ("risks", name)
        for key in ("delay", "factor"):
            for node in getattr(risk, key):
                yield from reference(project, (*where, key, node), node)
        for item in risk.cost:
            yield from listed(
                "cost item", (*where, "cost", item), item, project.cost.items if project.cost else ()
            )
        for key in ("multiplies", "adds"):
            for pattern in getattr(risk, key):
                yield from _pattern((*where, key, pattern), pattern, known, f"risks.{name}.")
        used = [key for key in ("delay", "factor", "cost", "multiplies", "adds") if getattr(risk, key)]
        if not used:
            yield Found(where, "it does nothing; write a delay, factor, cost, multiplies or adds")
        if risk.per == "year" and not set(used) <= {"delay", "cost"}:
            wrong = next(key for key in used if key not in ("delay", "cost"))
            yield Found((*where, wrong), "a risk `per: year` may only delay and cost")
        if risk.scope == "phase" and not project.phases:
            yield Found((*where, "scope"), "the project has no phases; write `phases:` or scope: project")


def drivers(project: Project) -> Iterator[Found]:
    """Drivers move quantities that exist, and not themselves."""
    known = quantities(project)
    for name, driver in project.drivers.items():
        for key in ("multiplies", "shifts"):
            for position, pattern in enumerate(getattr(driver, key)):
                yield from _pattern(("drivers", name, key, position), pattern, known, "drivers.")


APART = "values of drivers, risks or redos, which nothing else can move"


def _is_drawn_apart(path: str) -> bool:
    """Tell whether a quantity is drawn anew each time it acts, so that nothing can multiply or shift it."""
    return path.startswith(("drivers.", "risks.")) or path.endswith(".pass.redo")


def _pattern(where: Where, pattern: str, known: Mapping[str, Quantity], own: str) -> Iterator[Found]:
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
    if pairs and not is_positive_semidefinite(_matrix(pairs)):
        message = "they contradict each other (the matrix is not positive semidefinite); make them weaker"
        yield Found(("correlations",), message)


def _uncertainty(name: str) -> str:
    """Return the quantity that `drivers.x` stands for; `risks.x` is its occurrence."""
    return f"{name}.quantity" if re.fullmatch(r"drivers\.\w+", name) else name


def _uncertain(project: Project, where: Where, name: str, known: Mapping[str, Quantity]) -> Iterator[Found]:
    kind, _, risk = name.partition(".")
    quantity = known.get(_uncertainty(name))
    if kind == "risks" and risk in project.risks:
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
