"""What luck does to a project: drivers, risks, judgements, yearly events, the market's news."""

from __future__ import annotations

from collections.abc import Iterator

from scenario.model.plan import effects as effect
from scenario.model.plan.branches import add_branches
from scenario.model.plan.calendar_events import CalendarEvents
from scenario.model.plan.numbers import Numbers
from scenario.model.plan.risks import add_hits, add_risks, chances
from scenario.project.network import Network
from scenario.project.sections.root import Project


def add_luck(
    numbers: Numbers, project: Project, network: Network, events: CalendarEvents, months: int
) -> None:
    """Add to the numbers all that luck does to them, after their own uncertainty."""
    for name, driver in project.drivers.items():
        source = numbers.source(f"drivers.{name}", driver.quantity)
        for act, patterns in ((effect.MULTIPLY, driver.multiplies), (effect.ADD, driver.shifts)):
            for pattern in patterns:
                for value in numbers.matching(pattern):
                    numbers.act(act, value, source)
    add_risks(numbers, project)
    _add_judgements(numbers, project, network)
    _add_refusals(numbers, project, network)
    add_branches(numbers, project, network, len(chances(project)))
    for i in range(len(network.ids)):
        numbers.effects.append(effect.Effect(effect.GRID, numbers.layout.slot("activity", i, "work")))
    add_hits(numbers, project, events)
    if project.products and project.products.absorption.market:
        for month in range(months):
            column = numbers.normal(f"products.absorption.market[{month}]")
            numbers.effects.append(
                effect.Effect(effect.SET, numbers.layout.slot("month", month, "market_news"), column=column)
            )


def reviews(project: Project, network: Network) -> Iterator[tuple[int, int]]:
    """Yield (instance, attempt) of every further review that there may be of what is sent back."""
    for i, base in enumerate(network.activities):
        stop = project.activities[base].pass_
        if stop is not None and stop.review == "again":
            yield from ((i, attempt) for attempt in range(stop.at_most))


def _add_judgements(numbers: Numbers, project: Project, network: Network) -> None:
    """Add what follows failed judgements: a redo, perhaps a review anew, a judgement; the last one passes."""
    review_of = {judged: place for place, judged in enumerate(reviews(project, network))}
    for i, (name, base) in enumerate(zip(network.ids, network.activities, strict=True)):
        stop = project.activities[base].pass_
        for attempt in range(stop.at_most if stop else 0):
            assert stop is not None
            work = numbers.layout.slot("activity", i, "work")
            failure = {
                "event": numbers.uniform(f"activities.{name}.pass[{attempt}]"),
                "probability": numbers.layout.slot("activity", i, "first_pass"),
                "attempt": attempt,
            }
            column, constant = numbers.source(f"activities.{name}.pass.redo[{attempt}]", stop.redo)
            numbers.effects.append(
                effect.Effect(effect.REDO, work, column=column, constant=constant, **failure)
            )
            if (i, attempt) in review_of:
                source = numbers.layout.slot("review", review_of[i, attempt], "work")
                numbers.effects.append(effect.Effect(effect.REVIEW, work, constant=source, **failure))


def _add_refusals(numbers: Numbers, project: Project, network: Network) -> None:
    """Add whether gates refuse the project."""
    for i, (name, base) in enumerate(zip(network.ids, network.activities, strict=True)):
        if project.activities[base].refuse is not None:
            refused, refusal = (numbers.layout.slot("activity", i, of) for of in ("refused", "refusal"))
            judged = numbers.uniform(f"activities.{name}.refuse[0]")
            numbers.effects.append(
                effect.Effect(effect.SET, refused, constant=1.0, event=judged, probability=refusal)
            )
