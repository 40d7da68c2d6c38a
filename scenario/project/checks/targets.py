"""Rules of targets."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.project.checks.found import Found, listed, not_before_start, reference
from scenario.project.checks.needs import NEEDS
from scenario.project.problems import Where
from scenario.project.sections.root import Project
from scenario.project.sections.targets import Target
from scenario.project.values.target_measures import (
    MEASURES_NEED,
    OF_PARTNER,
    OF_PARTNER_NEED,
    TARGET_MEASURES,
)
from scenario.project.values.units import FRACTION, Unit

SERVICE_MEASURES = ("noi", "saved")
"""What every service is measured by, beside its own `measures`."""


def targets(project: Project) -> Iterator[Found]:
    """A target is a measure with a hurdle or a node with a date."""
    for position, target in enumerate(project.all_targets):
        where: Where = ("targets", position)
        if (target.measure is None) == (target.node is None):
            yield Found(where, "write exactly one of `measure` and `node`")
        elif target.measure is not None:
            yield from _measure_target(project, where, target, target.measure)
        elif target.node is not None:
            yield from _node_target(project, where, target, target.node)


def _measure_target(project: Project, where: Where, target: Target, measure: str) -> Iterator[Found]:
    units = target_units(project)
    if target.is_of_a_service:
        yield from _of_a_service(project, where, target, measure)
    else:
        yield from listed("measure", (*where, "measure"), measure, units)
        for key in ("in_months", "from_month", "against"):
            if getattr(target, key) is not None:
                yield Found((*where, key), f"`{key}` belongs to a measure of a service")
    needs = MEASURES_NEED.get(measure, OF_PARTNER_NEED.get(measure.partition("@")[0], ()))
    lacks = next((NEEDS[need] for need in needs if not NEEDS[need].is_met(project)), None)
    if lacks is not None:
        message = f"'{measure}' cannot be measured: {lacks.en}; describe it, or leave the target out"
        yield Found((*where, "measure"), message)
    for key in ("by", "within", "of"):
        if getattr(target, key) is not None:
            yield Found((*where, key), f"`{key}` belongs to a node; a measure has `at_least` or `at_most`")
    if (target.at_least is None) == (target.at_most is None):
        yield Found(where, "write exactly one of `at_least` and `at_most`")
    for key in ("at_least", "at_most"):
        hurdle = getattr(target, key)
        if hurdle is not None and units.get(measure) == FRACTION and 1 < abs(hurdle) <= 100:
            yield Found(
                (*where, key), f"{hurdle:.12g} is {hurdle * 100:.12g} %; did you mean {hurdle / 100:.12g}?"
            )


def target_units(project: Project) -> dict[str, Unit]:
    """Return the unit of each measure that a target of a project may name, those of its partners too."""
    partners = project.partners.shares if project.partners is not None else ()
    shared = {f"{name}@{partner}": unit for partner in partners for name, unit in OF_PARTNER.items()}
    return TARGET_MEASURES | shared


def _of_a_service(project: Project, where: Where, target: Target, measure: str) -> Iterator[Found]:
    """Check that a service and its measure are there."""
    _, service, *name = measure.split(".")
    yield from listed("service", (*where, "measure"), service, project.operations)
    if service in project.operations:
        known = (*project.operations[service].measures, *SERVICE_MEASURES)
        yield from listed("measure of the service", (*where, "measure"), ".".join(name), known)


def _node_target(project: Project, where: Where, target: Target, node: str) -> Iterator[Found]:
    yield from reference(project, (*where, "node"), node, single=True)
    if target.of is not None:
        yield from reference(project, (*where, "of"), target.of, single=True)
    for key in ("at_least", "at_most"):
        if getattr(target, key) is not None:
            yield Found((*where, key), f"`{key}` belongs to a measure; a node has `by` or `within`")
            return
    if (target.by is None) == (target.within is None):
        yield Found(where, "write exactly one of `by` (a date) and `within` (a span)")
    elif target.of is not None and target.within is None:
        yield Found((*where, "of"), "`of` goes with `within`; a date needs none")
    yield from not_before_start(project, (*where, "by"), target.by)
