"""What the risks of a project do to the numbers of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from scenario.model.plan import effects as effect
from scenario.model.plan.calendar_events import CalendarEvents, Delay, Event, weathers, years
from scenario.model.plan.numbers import Numbers, Value
from scenario.model.plan.timetable import NEVER
from scenario.project.sections.risks import Risk
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.rules.schedule.time_grid import on_grid


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One decision whether a risk happens: in a run, in one of its phases, or in one of its years."""

    name: str
    risk: str
    phase: str | None = None
    year: int | None = None


def occurrences(project: Project, name: str) -> Iterator[Occurrence]:
    """Yield the decisions whether a risk happens."""
    risk = project.risks[name]
    if risk.per == "year":
        yield from (Occurrence(f"risks.{name}[{year}]", name, year=year) for year in years(project))
    elif risk.scope == "phase":
        yield from (Occurrence(f"risks.{name}.{phase}", name, phase=phase) for phase in project.phases)
    else:
        yield Occurrence(f"risks.{name}", name)


ORDER = ((effect.MULTIPLY, effect.GROW), (effect.ADD,), (effect.LONGEST,))
"""All factors act first, then all that is added, whatever the order of the file; then the longest of what
runs in parallel."""


def chances(project: Project) -> dict[str, Quantity]:
    """Return what may come by chance, by its path, in the order of the records of `risk`: its probability."""
    risks = {f"risks.{name}": risk.chance for name, risk in project.risks.items()}
    return risks | {owner: weather.probability for owner, (_, _, weather) in weathers(project).items()}


def add_risks(numbers: Numbers, project: Project) -> None:
    """Add what risks do when they happen, then what the measures against them cost."""
    for record, (owner, chance) in enumerate(chances(project).items()):
        probability = numbers.layout.slot("risk", record, "probability")
        numbers.put(f"{owner}.probability", chance, [(probability, 1.0)])
    for acts in ORDER:
        before = len(numbers.effects)
        for record, (name, risk) in enumerate(project.risks.items()):
            probability = numbers.layout.slot("risk", record, "probability")
            for occurrence in occurrences(project, name):
                _add_occurrence(numbers, project, risk, occurrence, probability, acts)
        if acts == (effect.LONGEST,):
            numbers.effects[before:] = sorted(numbers.effects[before:], key=lambda one: one.slot)
    for name, risk in project.risks.items():
        for item, amount in (risk.measure.spend if risk.measure else {}).items():
            source = numbers.source(f"risks.{name}.mitigation.spend.{item}", amount)
            for value in numbers.matching(f"cost.items.{item}.amount"):
                numbers.act(effect.ADD, value, source)


def _add_occurrence(
    numbers: Numbers,
    project: Project,
    risk: Risk,
    occurrence: Occurrence,
    probability: int,
    acts: tuple[int, ...],
) -> None:
    """Add what an event does of some acts."""
    when = {"event": numbers.uniform(occurrence.name), "probability": probability}
    for act, kind, key, quantity, value in _strikes(numbers, project, risk, occurrence):
        if act not in acts:
            continue
        drawn_for = risk.alike(kind, key) if risk.shared else _own(kind, key, value)
        source = numbers.source(f"{occurrence.name}.{kind}.{drawn_for}", quantity)
        numbers.act(act, value, source, **when)


def _own(kind: str, key: str, value: Value) -> str:
    """Return the name of a draw that nothing shares: delays and factors differ between phases."""
    if kind not in ("factor", "delay"):
        return key
    return value.name.removeprefix("activities.").removesuffix(".duration")


def _strikes(
    numbers: Numbers, project: Project, risk: Risk, occurrence: Occurrence
) -> Iterator[tuple[int, str, str, Quantity, Value]]:
    """Yield (act, kind, key, quantity, value) of all that an event does to values of the file."""
    if occurrence.year is None:
        added = effect.LONGEST if risk.combine == "longest" else effect.ADD
        for act, kind in ((effect.MULTIPLY, "factor"), (added, "delay")):
            for node, quantity in risk.impact(kind).items():
                for value in _durations(numbers, node, occurrence.phase):
                    if kind == "delay" and value.again:
                        continue
                    yield act, kind, node, quantity, value
    for item, quantity in risk.impact("cost").items():
        for name in ("amount", "per_month"):
            for value in numbers.matching(f"cost.items.{item}.{name}"):
                yield effect.GROW, "cost", item, quantity, _of_phase(project, value, item, occurrence.phase)
    for act, kind in ((effect.MULTIPLY, "multiplies"), (effect.ADD, "adds")):
        for pattern, quantity in risk.impact(kind).items():
            for value in numbers.matching(pattern):
                yield act, kind, pattern, quantity, value


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


def add_hits(numbers: Numbers, project: Project, events: CalendarEvents) -> None:
    """Add when events of dates come, and how long those that come stop what they strike."""
    owners = list(chances(project))
    absent = {away.event: len(away.pools) for away in events.absences}
    for index, event in enumerate(events.events):
        instant = numbers.layout.slot("event", index, "instant")
        if event.is_certain:
            numbers.base[instant] = event.season[0][0]
            for place in event.delays:
                _add_delay(numbers, event.name, place, events.delays[place], {})
            continue
        when = {
            "event": numbers.uniform(event.name),
            "probability": numbers.layout.slot("risk", owners.index(event.owner), "probability"),
        }
        _add_instant(numbers, event, instant, when)
        if index in absent:
            struck = numbers.uniform(f"{event.name}.absent.of")
            slot = numbers.layout.slot("event", index, "pick")
            numbers.effects.append(
                effect.Effect(effect.SET, slot, column=struck, scale=absent[index], **when)
            )
        for place in event.delays:
            _add_delay(numbers, event.name, place, events.delays[place], when)


def _add_instant(numbers: Numbers, event: Event, slot: int, when: dict[str, int]) -> None:
    """Add when an event comes: at an even chance over the spans of its season."""
    season = event.season
    length = fsum(end - begin for begin, end in season)
    numbers.base[slot] = NEVER
    column = numbers.uniform(f"{event.name}.instant")
    numbers.effects.append(
        effect.Effect(effect.COME, slot, column=column, scale=length, offset=season[0][0], **when)
    )
    for (_, left), (comes_again, _) in pairwise(season):
        numbers.effects.append(
            effect.Effect(effect.SKIP, slot, constant=left, offset=comes_again - left, **when)
        )


def _add_delay(numbers: Numbers, event: str, place: int, delay: Delay, when: dict[str, int]) -> None:
    """Add how long an event stops those whom it strikes alike; drawn only where it comes."""
    slot = numbers.layout.slot("delay", place, "days")
    column, days = numbers.source(f"{event}.{delay.kind}.{delay.key}".rstrip("."), delay.quantity)
    if column < 0:
        numbers.base[slot] = on_grid(days)
    else:
        numbers.effects.append(effect.Effect(effect.SET, slot, column=column, **when))
        numbers.effects.append(effect.Effect(effect.GRID, slot))
