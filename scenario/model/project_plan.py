"""The plan: a project compiled once, from which any number of runs are simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenario.draws import PLAIN, Luck, Sampling
from scenario.model.money.books import account_names, compile_books
from scenario.model.money.layout import MoneyLayout
from scenario.model.money.places import put_drifts, put_numbers
from scenario.model.money.tables import Books
from scenario.model.plan.calendar_events import CalendarEvents, yearly_events
from scenario.model.plan.correlations import correlations
from scenario.model.plan.effects import effect_table, numbers_of
from scenario.model.plan.fallbacks import Fallbacks, compile_fallbacks, put_changes
from scenario.model.plan.inputs import TERMS
from scenario.model.plan.numbers import Numbers, NumbersLayout
from scenario.model.plan.status import Status, add_known, add_unchanged, conditional, status_of, statused
from scenario.model.plan.timetable import Timetable, compile_timetable, with_shares
from scenario.model.plan.uncertainties import add_luck, reviews
from scenario.model.processes import Process
from scenario.model.schedule.planned import with_plan
from scenario.project.dotted_paths import quantities
from scenario.project.network import Network, expand
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity


@dataclass(frozen=True)
class Plan:
    """Everything that does not change from run to run.

    Attributes
    ----------
    project : the project as described
    timetable : its schedule
    books : the structure of its money; None when it has none
    accounts : names of the ledger's columns
    layout : where each number of a run stands
    base : the most-likely numbers, shape (slots,)
    effects : what luck does to them
    luck : the uncertainties
    planned_numbers : the numbers of the most-likely run, in which no event happens, shape (slots,)
    hits : yearly events, and whom they may strike
    fallbacks : what is done otherwise once a node is late
    first_months : first day of each calendar month [date]
    processes : processes of one's own, which only the simpy clock knows
    status : what is known at a data date; the timetable is then that of what is left
    """

    project: Project
    timetable: Timetable
    books: Books | None
    accounts: tuple[str, ...]
    layout: NumbersLayout
    base: np.ndarray
    effects: np.ndarray
    luck: Luck
    planned_numbers: np.ndarray
    events: CalendarEvents
    fallbacks: Fallbacks
    first_months: tuple[object, ...]
    drifts: int = 0
    processes: tuple[Process, ...] = ()
    status: Status | None = None

    @property
    def term_names(self) -> tuple[str, ...]:
        """The numbers of a run that measures want: its terms, and `cash.K`, amounts of its dated flows."""
        return (*(TERMS.names or ()), *(f"cash.{k}" for k in range(len(self.project.cash))))

    def terms(self, numbers: np.ndarray) -> np.ndarray:
        """Return these among the numbers of runs, shape (runs, terms)."""
        first = self.layout.slot("terms", 0, (TERMS.names or ("",))[0])
        count = len(TERMS.names or ())
        flows = slice(*self.layout.span("flow"))
        return np.concatenate([numbers[:, first : first + count], numbers[:, flows]], axis=1)

    @property
    def months(self) -> int:
        """How many calendar months money is followed [months]."""
        return len(self.first_months) if self.books is not None else 0

    def numbers(self, seed: int, first: int, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return (luck[column, run], numbers[run, slot]) of the runs first … first + count − 1."""
        luck = self.luck.draw(seed, first, count)
        return luck, numbers_of(self.base, self.effects, luck)


def compile_plan(project: Project, sampling: Sampling = PLAIN, processes: Sequence[Process] = ()) -> Plan:
    """Compile a project into the plan that all its runs share, with the luck of one way of sampling."""
    network = expand(project)
    timetable = compile_timetable(project, network)
    status = status_of(project, network)
    money_layout = MoneyLayout(project, timetable)
    events = yearly_events(project, network)
    fallbacks = compile_fallbacks(project, network)
    counts = {
        "activity": len(network.ids),
        "event": len(events.events),
        "delay": len(events.delays),
        "change": len(fallbacks.changes),
        "risk": len(project.risks),
        "terms": 1,
        "review": sum(1 for _ in reviews(project, network)),
        **money_layout.counts,
    }
    numbers = Numbers(NumbersLayout(counts))
    lasting = {} if status is None else conditional(project, network, timetable, status)
    _put_activities(numbers, project, network, lasting)
    _put_reviews(numbers, project, network)
    put_changes(numbers, fallbacks)
    put_numbers(numbers, money_layout)
    add_luck(numbers, project, network, events, len(money_layout.months))
    put_drifts(numbers, money_layout)
    whole = len(numbers.effects)
    if status is not None:
        add_known(numbers, project, network, timetable, status)
        add_unchanged(numbers, fallbacks, status)
    _refuse_forgotten(numbers, project)
    drivers = [f"drivers.{name}" for name in project.drivers]
    luck = numbers.luck(correlations(numbers, project), sampling, leading=drivers)
    effects = effect_table(numbers.effects)
    likely = luck.planned()[:, np.newaxis]
    planned = numbers_of(numbers.base, effects, likely, eventful=False)[0]
    work = numbers.layout.views(planned).activity["work"].copy()
    if status is None:
        timetable = with_plan(timetable, work)
    else:
        of_all = numbers_of(numbers.base, effects[:whole], likely, eventful=False)[0]
        known = with_shares(timetable, numbers.layout.views(of_all).activity["work"].copy())
        fallbacks = fallbacks.known(status.finished)
        timetable = status.put_plan(with_plan(statused(known, status, work), work))
    money_layout = MoneyLayout(project, timetable)
    return Plan(
        project=project,
        timetable=timetable,
        books=compile_books(money_layout) if project.has_money else None,
        accounts=account_names(project),
        layout=numbers.layout,
        base=numbers.base,
        effects=effects,
        luck=luck,
        planned_numbers=planned,
        events=events,
        fallbacks=fallbacks,
        first_months=money_layout.months,
        drifts=len(money_layout.drifts),
        processes=tuple(processes),
        status=status,
    )


def _put_activities(
    numbers: Numbers, project: Project, network: Network, lasting: Mapping[int, Quantity]
) -> None:
    """Tell where the quantities of the activities go; each instance has its own luck.

    `lasting` has the durations of what is known only to have lasted some time already.
    """
    for i, (name, base) in enumerate(zip(network.ids, network.activities, strict=True)):
        activity = project.activities[base]
        places = [("duration", lasting.get(i, activity.duration), "work")]
        if activity.pass_ is not None:
            places.append(("pass.probability", activity.pass_.probability, "first_pass"))
        if activity.refuse is not None:
            places.append(("refuse.probability", activity.refuse.probability, "refusal"))
        if activity.start_when is not None:
            places.append(("start_when.sold", activity.start_when.sold, "sold_needed"))
        for path, quantity, field in places:
            slot = numbers.layout.slot("activity", i, field)
            numbers.put(
                f"activities.{base}.{path}", quantity, [(slot, 1.0)], name=f"activities.{name}.{path}"
            )


def _put_reviews(numbers: Numbers, project: Project, network: Network) -> None:
    """Tell where further reviews of what is sent back go: each is drawn by itself, and moved as the first."""
    for review, (i, attempt) in enumerate(reviews(project, network)):
        base, name = network.activities[i], network.ids[i]
        numbers.put_again(
            f"activities.{base}.duration",
            project.activities[base].duration,
            numbers.layout.slot("review", review, "work"),
            name=f"activities.{name}.duration",
            drawn_as=f"activities.{name}.pass.review[{attempt}]",
        )


def _refuse_forgotten(numbers: Numbers, project: Project) -> None:
    """Make sure that no quantity of a project file is without effect."""
    known = {value.path for value in numbers.values}
    drawn_with = ("risks.", "drivers.", "statement.")
    forgotten = [
        path
        for path in quantities(project)
        if path not in known and not path.startswith(drawn_with) and not path.endswith(".pass.redo")
    ]
    if forgotten:
        raise RuntimeError(f"no rule reads {', '.join(forgotten)}")
