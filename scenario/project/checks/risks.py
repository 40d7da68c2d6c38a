"""Rules of risks and of the measures against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from scenario.project.checks.found import Found, day_of_year, listed, reference
from scenario.project.checks.luck import pattern_of_quantities
from scenario.project.dotted_paths import quantities
from scenario.project.problems import Where, unknown
from scenario.project.sections.risks import KINDS, SPRING_FESTIVAL, Impact, Mitigation, Risk
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.project.values.vocabulary import CONTINUOUS

OF_A_YEAR = ("delay", "stops", "absent", "cost")
"""What a risk `per: year` may do."""


def risks(project: Project) -> Iterator[Found]:
    """A risk does something, to things that exist."""
    known = quantities(project)
    for name, risk in project.risks.items():
        where = ("risks", name)
        yield from _impact(project, where, risk, known)
        used = [kind for kind in (*KINDS, "absent") if getattr(risk, kind)]
        if not used:
            yield Found(where, f"it does nothing; write a {', '.join(KINDS)} or absent")
        wrong = [kind for kind in used if kind not in OF_A_YEAR]
        if risk.per == "year" and wrong:
            yield Found(
                (*where, wrong[0]),
                "a risk `per: year` may only delay, stop calendars, take people away and cost",
            )
        yield from _time_of_year(project, where, risk)
        yield from _opportunities(where, risk)
        if risk.scope == "phase" and not project.phases:
            yield Found((*where, "scope"), "the project has no phases; write `phases:` or scope: project")


def _opportunities(where: Where, risk: Risk) -> Iterator[Found]:
    """Check that only what is decided once shortens work, by days that add up."""
    yearly = risk.per == "year"
    for node, delay in risk.delay.items():
        if delay.support[0] < 0 and (yearly or risk.combine == "longest"):
            what = "of a risk `per: year`" if yearly else "that combines to the longest"
            yield Found((*where, "delay", node), f"a delay {what} is not below 0; write 0 or more")
    if yearly and risk.combine == "longest":
        message = "what strikes in a year is added where it strikes; leave `combine` out"
        yield Found((*where, "combine"), message)


def _impact(project: Project, where: Where, impact: Impact, known: Mapping[str, Quantity]) -> Iterator[Found]:
    """Check that what an event acts on exists."""
    for key in ("delay", "factor"):
        for node in getattr(impact, key):
            yield from reference(project, (*where, key, node), node)
    for calendar in impact.stops:
        known_calendars = (CONTINUOUS, *project.calendars)
        yield from listed("calendar", (*where, "stops", calendar), calendar, known_calendars)
    for item in impact.cost:
        yield from listed(
            "cost item", (*where, "cost", item), item, project.cost.items if project.cost else ()
        )
    for key in ("multiplies", "adds"):
        for pattern in getattr(impact, key):
            own = f"{'.'.join(str(part) for part in where[:2])}."
            yield from pattern_of_quantities((*where, key, pattern), pattern, known, own)


def absences(project: Project) -> Iterator[Found]:
    """Those who are away are of pools that have people to lose."""
    for name, risk in project.risks.items():
        for position, pool in enumerate(risk.absent.of if risk.absent else ()):
            where = ("risks", name, "absent", "of", position)
            yield from listed("staff pool", where, pool, project.staff)


def _time_of_year(project: Project, where: Where, risk: Risk) -> Iterator[Found]:
    """Check that what comes at some time comes each year, and that its season is one."""
    if risk.per == "run":
        for key in ("stops", "absent", "season"):
            if getattr(risk, key):
                yield Found((*where, key), f"`{key}` is for what comes in a year; write per: year")
    elif risk.season == SPRING_FESTIVAL:
        yield from _rests(project, where, risk)
    else:
        for position, day in enumerate(risk.season or ()):
            yield from day_of_year((*where, "season", position), day)


def _rests(project: Project, where: Where, risk: Risk) -> Iterator[Found]:
    """Check that the calendars that stop after the Spring Festival rest then, all alike."""
    if not risk.stops or risk.delay:
        yield Found((*where, "season"), "after the Spring Festival calendars stop; write `stops:` alone")
    rests = {}
    for calendar in risk.stops:
        stops = project.calendars[calendar].stops if calendar in project.calendars else ()
        rests[calendar] = next((s.spring_festival for s in stops if s.spring_festival is not None), None)
        if rests[calendar] is None and calendar in (CONTINUOUS, *project.calendars):
            message = f"calendar '{calendar}' has no Spring Festival stop after which it could go on late"
            yield Found((*where, "stops", calendar), message)
    ends = {rest.after for rest in rests.values() if rest is not None}
    if len(ends) > 1:
        names = " and ".join(f"'{name}'" for name in risk.stops)
        yield Found((*where, "stops"), f"{names} rest differently; write a risk for each")


def mitigations(project: Project) -> Iterator[Found]:
    """A measure makes a risk smaller, and costs what cost items can bear."""
    for name, risk in project.risks.items():
        where = ("risks", name, "mitigation")
        if risk.mitigation is None:
            if risk.mitigated:
                message = "the risk names no measure; write `mitigation:`, or leave `mitigated` out"
                yield Found(("risks", name, "mitigated"), message)
            continue
        yield from _reduced(where, risk, risk.mitigation)
        yield from _spent(project, (*where, "spend"), risk.mitigation)


def _reduced(where: Where, risk: Risk, measure: Mitigation) -> Iterator[Found]:
    """Check that a measure changes what the risk has, and what shares a draw alike."""
    changed = [kind for kind in KINDS if getattr(measure, kind)]
    if measure.probability is None and not changed:
        yield Found(where, "it changes nothing; write the probability, or what is left of the impact")
    elif measure.probability is not None and measure.probability.most_likely > risk.probability.most_likely:
        values = (measure.probability.most_likely, risk.probability.most_likely)
        message = f"{values[0]:g} is above {values[1]:g}, the risk's own; a measure makes it less likely"
        yield Found((*where, "probability"), message)
    for kind in changed:
        for key in getattr(measure, kind):
            if key not in getattr(risk, kind):
                message = unknown(f"{kind} of this risk", key, getattr(risk, kind))
                yield Found((*where, kind, key), message)
                return
        if risk.shared or risk.per == "year":
            yield from _alike(where, risk, measure, kind)


def _alike(where: Where, risk: Risk, measure: Mitigation, kind: str) -> Iterator[Found]:
    """Check that what shares a draw without the measure can share it with the measure."""
    before, after = getattr(risk, kind), getattr(risk, kind) | getattr(measure, kind)
    for one, other in combinations(before, 2):
        if before[one] == before[other] and after[one] != after[other]:
            changed = one if one in getattr(measure, kind) else other
            message = f"'{one}' and '{other}' share a draw; write the same for both"
            yield Found((*where, kind, changed), message)
            return


def _spent(project: Project, where: Where, measure: Mitigation) -> Iterator[Found]:
    items = project.cost.items if project.cost else {}
    for item in measure.spend:
        if item not in items:
            yield Found((*where, item), unknown("cost item", item, items))
        elif items[item].amount is None:
            yield Found((*where, item), f"'{item}' is so much a month; name an item that has an amount")
