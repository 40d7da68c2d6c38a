"""Rules of the file as a whole: its header, its phases, blocks that need each other."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.project.checks.found import Found, reference
from scenario.project.sections.root import BASE, Project
from scenario.project.values.links import PREVIOUS
from scenario.project.values.vocabulary import CONTINUOUS


def something_to_do(project: Project) -> Iterator[Found]:
    """A project has activities, flows of money or services."""
    if not project.activities and not project.cash and not project.operations:
        yield Found((), "there is nothing to simulate; write `activities:`, `cash:` or `operations:`")


def header(project: Project) -> Iterator[Found]:
    """Months count from one activity; the horizon is not empty."""
    zero = project.project.month_zero
    if zero is not None:
        yield from reference(project, ("project", "month_zero"), zero, single=True)
    if project.project.horizon.days <= 0:
        yield Found(("project", "horizon"), "the horizon is empty; write a span such as 96 months")
    elif project.project.horizon.unit == "days" and project.project.horizon.days < 365 and project.products:
        count = f"{project.project.horizon.count:.12g}"
        yield Found(
            ("project", "horizon"), f"{count} days end before homes are sold; did you mean {count} months?"
        )


def phases(project: Project) -> Iterator[Found]:
    """Phases have names of their own."""
    for position, phase in enumerate(project.phases):
        if phase in project.phases[:position]:
            yield Found(("phases", position), f"phase '{phase}' stands twice; keep one")
        elif phase == PREVIOUS:
            yield Found(("phases", position), f"'{phase}' means the phase before; choose another name")


def blocks_that_need_others(project: Project) -> Iterator[Found]:
    """Some blocks mean nothing without another."""
    if project.products is None:
        if project.funding is not None and project.funding.escrow is not None:
            yield Found(("funding", "escrow"), "escrow holds presale money; it needs a `products:` block")
        for name in ("tax", "expenses"):
            if getattr(project, name) is not None:
                yield Found((name,), f"it is reckoned on sales; `{name}:` needs a `products:` block")
    if project.funding is not None and project.funding.escrow is None and project.products is not None:
        for name, rules in (project.regime.rules if project.regime else {}).items():
            if rules.escrow == "quota":
                message = "supervision by quota needs `funding.escrow` with the quota and its release"
                yield Found(("regime", "rules", name, "escrow"), message)


def names_that_are_taken(project: Project) -> Iterator[Found]:
    """`base`, `previous` and `continuous` have a meaning already."""
    for where in (("scenarios", BASE), ("activities", PREVIOUS), ("calendars", CONTINUOUS)):
        if where[1] in getattr(project, where[0]):
            yield Found(where, f"the name '{where[1]}' has a meaning of its own; choose another")
