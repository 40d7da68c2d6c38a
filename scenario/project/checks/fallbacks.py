"""Rules of fall-backs."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.project.checks.found import Found, listed, not_before_start, reference
from scenario.project.problems import Where
from scenario.project.sections.fallbacks import Fallback
from scenario.project.sections.root import Project

MOST = 50
"""Which of them were taken is told in one number of a run."""


def fallbacks(project: Project) -> Iterator[Found]:
    """A fall-back waits for a node and a date, and does something to things that exist."""
    if len(project.fallbacks) > MOST:
        yield Found(("fallbacks",), f"{len(project.fallbacks)} are too many; write at most {MOST}")
    for name, fallback in project.fallbacks.items():
        where = ("fallbacks", name)
        yield from _condition(project, (*where, "if"), fallback)
        yield from _response(project, (*where, "then"), fallback)


def _condition(project: Project, where: Where, fallback: Fallback) -> Iterator[Found]:
    late = fallback.if_
    yield from reference(project, (*where, "node"), late.node, single=True)
    if (late.later_than is None) == (late.not_within is None):
        yield Found(where, "write exactly one of `later_than` (a date) and `not_within` (a span)")
    yield from not_before_start(project, (*where, "later_than"), late.later_than)


def _response(project: Project, where: Where, fallback: Fallback) -> Iterator[Found]:
    then = fallback.then
    if not (then.factor or then.delay or then.spend):
        yield Found(where, "it does nothing; write a factor, delay or spend")
    for kind, written in then.durations.items():
        for node in written:
            yield from reference(project, (*where, kind, node), node)
    for item in then.spend:
        items = project.cost.items if project.cost else ()
        yield from listed("cost item", (*where, "spend", item), item, items)
