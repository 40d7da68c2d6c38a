"""What luck does to a project: drivers, risks, judgements, yearly events, the market's news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario.model import effects as effect
from scenario.model.hits import DAYS_A_YEAR, Delay, Hits, years
from scenario.model.numbers import Numbers, Value
from scenario.project.network import Network
from scenario.project.quantity import Quantity
from scenario.project.risks import Risk
from scenario.project.root import Project


def add_luck(numbers: Numbers, project: Project, network: Network, hits: Hits, months: int) -> None:
    """Add to the numbers all that luck does to them, after their own uncertainty."""
    for name, driver in project.drivers.items():
        source = numbers.source(f"drivers.{name}", driver.quantity)
        for act, patterns in ((effect.MULTIPLY, driver.multiplies), (effect.ADD, driver.shifts)):
            for pattern in patterns:
                for value in numbers.matching(pattern):
                    numbers.act(act, value, source)
    for record, (name, risk) in enumerate(project.risks.items()):
        probability = numbers.layout.slot("risk", record, "probability")
        numbers.put(f"risks.{name}.probability", risk.probability, [(probability, 1.0)])
        for occurrence in _occurrences(project, name, risk):
            _add_risk(numbers, project, risk, occurrence, probability)
    _add_judgements(numbers, project, network)
    for i in range(len(network.ids)):
        numbers.effects.add(effect.GRID, numbers.layout.slot("activity", i, "work"))
    _add_hits(numbers, project, hits)
    if project.products and project.products.absorption.market:
        for month in range(months):
            column = numbers.normal(f"products.absorption.market[{month}]")
            numbers.effects.add(effect.SET, numbers.layout.slot("month", month, "market_news"), column=column)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One decision whether a risk happens: in a run, in one of its phases, or in one of its years."""

    name: str
    risk: str
    phase: str | None = None
    yearly: bool = False


def _occurrences(project: Project, name: str, risk: Risk) -> Iterator[Occurrence]:
    if risk.per == "year":
        yield from (Occurrence(f"risks.{name}[{year}]", name, yearly=True) for year in years(project))
    elif risk.scope == "phase":
        yield from (Occurrence(f"risks.{name}.{phase}", name, phase) for phase in project.phases)
    else:
        yield Occurrence(f"risks.{name}", name)


def _add_risk(
    numbers: Numbers, project: Project, risk: Risk, occurrence: Occurrence, probability: int
) -> None:
    """Add what a risk does when this occurrence of it happens."""
    when = {"event": numbers.uniform(occurrence.name), "probability": probability}
    name = occurrence.name

    def strike(act: int, value: Value, kind: str, key: str, quantity: Quantity) -> None:
        numbers.act(act, value, numbers.source(f"{name}.{kind}.{key}", quantity), **when)

    if not occurrence.yearly:
        for act, kind, targets in (
            (effect.MULTIPLY, "factor", risk.factor),
            (effect.ADD, "delay", risk.delay),
        ):
            for node, quantity in targets.items():
                for value in _durations(numbers, node, occurrence.phase):
                    strike(
                        act,
                        value,
                        kind,
                        value.name.removeprefix("activities.").removesuffix(".duration"),
                        quantity,
                    )
    for item, quantity in risk.cost.items():
        for value in (
            *numbers.matching(f"cost.items.{item}.amount"),
            *numbers.matching(f"cost.items.{item}.per_month"),
        ):
            strike(effect.GROW, _of_phase(project, value, item, occurrence.phase), "cost", item, quantity)
    for act, kind, patterns in (
        (effect.MULTIPLY, "multiplies", risk.multiplies),
        (effect.ADD, "adds", risk.adds),
    ):
        for pattern, quantity in patterns.items():
            for value in numbers.matching(pattern):
                strike(act, value, kind, pattern, quantity)


def _durations(numbers: Numbers, node: str, phase: str | None) -> Iterator[Value]:
    """Yield the durations of an activity's instances; of one phase's only, where a phase is given."""
    for value in numbers.matching(f"activities.{node}.duration"):
        if phase is None or value.path == value.name or f".{phase}." in value.name:
            yield value


def _of_phase(project: Project, value: Value, item: str, phase: str | None) -> Value:
    """Return the part of a cost item's value that belongs to a phase; all of it where none is given."""
    if phase is None or project.cost is None:
        return value
    phases = project.cost.items[item].phases or project.phase_ids
    slots = tuple(slot for slot, of in zip(value.slots, phases, strict=True) if of == phase)
    return Value(value.path, value.name, value.quantity, slots)


def _add_judgements(numbers: Numbers, project: Project, network: Network) -> None:
    """Add the redos of quality stops: judged, redone when it fails, judged again; the last redo passes."""
    for i, (name, base) in enumerate(zip(network.ids, network.activities, strict=True)):
        stop = project.activities[base].pass_
        if stop is None:
            continue
        work = numbers.layout.slot("activity", i, "work")
        passed = numbers.layout.slot("activity", i, "first_pass")
        for attempt in range(stop.at_most):
            judged = numbers.uniform(f"activities.{name}.pass[{attempt}]")
            column, constant = numbers.source(f"activities.{name}.pass.redo[{attempt}]", stop.redo)
            numbers.effects.add(
                effect.REDO,
                work,
                column=column,
                constant=constant,
                event=judged,
                probability=passed,
                attempt=attempt,
            )


def _add_hits(numbers: Numbers, project: Project, hits: Hits) -> None:
    """Add when yearly events come, and how long those that come stop an activity."""
    risks = list(project.risks)
    for index, event in enumerate(hits.events):
        when = {
            "event": numbers.uniform(event.name),
            "probability": numbers.layout.slot("risk", risks.index(event.risk), "probability"),
        }
        numbers.effects.add(
            effect.COME,
            numbers.layout.slot("event", index, "instant"),
            column=numbers.uniform(f"{event.name}.instant"),
            scale=DAYS_A_YEAR,
            offset=DAYS_A_YEAR * event.year,
            **when,
        )
        for place in event.delays:
            _add_delay(numbers, f"{event.name}.delay", place, hits.delays[place], when)


def _add_delay(numbers: Numbers, name: str, place: int, delay: Delay, when: dict[str, int]) -> None:
    """Add how long an event stops those whom it strikes alike; drawn only where it comes."""
    slot = numbers.layout.slot("delay", place, "days")
    column, days = numbers.source(f"{name}.{delay.node}", delay.quantity)
    if column < 0:
        numbers.base[slot] = effect.on_grid(days)
    else:
        numbers.effects.add(effect.SET, slot, column=column, **when)
        numbers.effects.add(effect.GRID, slot)


def correlations(numbers: Numbers, project: Project) -> list[tuple[tuple[str, ...], float]]:
    """Return the correlations between columns of luck.

    An activity that is repeated is correlated phase by phase. What a scenario has fixed keeps a column, so
    that its partners keep their luck.
    """
    found: dict[tuple[str, ...], float] = {}
    for correlation in project.correlations:
        choices = [_columns_of(numbers, project, path) for path in correlation.between]
        for phase in (None, *project.phases):
            names = tuple(choice.get(phase, choice.get(None, "")) for choice in choices)
            if all(names) and len(set(names)) == len(names):
                found.setdefault(names, correlation.rho)
        if any(None not in choice for choice in choices):
            found.pop(tuple(choice.get(None, "") for choice in choices), None)
    return list(found.items())


def _columns_of(numbers: Numbers, project: Project, path: str) -> dict[str | None, str]:
    """Return the columns that a path means, by phase; by None when it is not repeated."""
    kind, _, name = path.partition(".")
    if kind == "drivers":
        numbers.column(path, project.drivers[name].quantity)
        return {None: path}
    if kind == "risks" and name in project.risks:
        return {
            occurrence.phase: occurrence.name
            for occurrence in _occurrences(project, name, project.risks[name])
        }
    columns: dict[str | None, str] = {}
    for value in numbers.matching(path):
        numbers.column(value.name, value.quantity)
        phase = next((p for p in project.phases if value.name != value.path and f".{p}." in value.name), None)
        columns[phase] = value.name
    return columns
