"""The plan: a project compiled once, from which any number of runs are simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenario.draws import PLAIN, Luck, Sampling
from scenario.model.money.books import account_names, compile_books
from scenario.model.money.known.closing import with_closing
from scenario.model.money.known.room import room_for
from scenario.model.money.layout import MoneyLayout
from scenario.model.money.places import put_drifts, put_numbers
from scenario.model.money.tables import Books
from scenario.model.plan.branches import add_saved, sums
from scenario.model.plan.calendar_events import CalendarEvents, yearly_events
from scenario.model.plan.correlations import correlations
from scenario.model.plan.effects import effect_table, numbers_of
from scenario.model.plan.fallbacks import Fallbacks, compile_fallbacks, put_changes
from scenario.model.plan.inputs import TERMS
from scenario.model.plan.known_luck import KnownLuck, Lasting, first_of_each, overrun_of
from scenario.model.plan.known_risks import RiskNow, known_risks, sent_back
from scenario.model.plan.numbers import Numbers, NumbersLayout
from scenario.model.plan.risks import chances
from scenario.model.plan.status import (
    RUNNING,
    ExactDates,
    Status,
    add_known,
    add_unchanged,
    lasting,
    status_of,
    statused,
    told_fallbacks,
)
from scenario.model.plan.timetable import Timetable, compile_timetable, with_shares
from scenario.model.plan.uncertainties import add_luck, reviews
from scenario.model.processes import Process
from scenario.model.schedule.planned import with_plan
from scenario.project.dotted_paths import quantities
from scenario.project.network import Network, expand
from scenario.project.sections.root import Project


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
    known : what is known then of luck
    risks_now : what became then of the chance of each risk
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
    known: KnownLuck | None = None
    risks_now: tuple[RiskNow, ...] = ()

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
        luck = self.drawn(seed, first, count)
        return luck, numbers_of(self.base, self.effects, luck)

    def drawn(self, seed: int, first: int, count: int) -> np.ndarray:
        """Return luck[column, run] of some runs, in the light of what is known."""
        luck = self.luck.draw(seed, first, count)
        if self.known is not None:
            self.known.put(luck)
        return luck


def compile_plan(
    project: Project,
    sampling: Sampling = PLAIN,
    processes: Sequence[Process] = (),
    exact: ExactDates | None = None,
) -> Plan:
    """Compile a project into the plan that all its runs share, with the luck of one way of sampling.

    With a statement the plan is that of what is left; `exact` has its dates to the instant, where they are
    known so well.
    """
    network = expand(project)
    timetable = compile_timetable(project, network)
    status = status_of(project, network, timetable)
    if status is not None and exact is not None:
        status = exact.status(status, timetable)
    money_layout = MoneyLayout(project, timetable)
    events = yearly_events(project, network)
    fallbacks = compile_fallbacks(project, network)
    counts = {
        "activity": len(network.ids),
        "event": len(events.events),
        "delay": len(events.delays),
        "change": len(fallbacks.changes),
        "risk": len(chances(project)) + len(sums(project)),
        "terms": 1,
        "review": sum(1 for _ in reviews(project, network)),
        **money_layout.counts,
    }
    numbers = Numbers(NumbersLayout(counts))
    columns = _put_activities(numbers, project, network, lasting(project, network, status))
    _put_reviews(numbers, project, network)
    put_changes(numbers, fallbacks)
    put_numbers(numbers, money_layout)
    add_luck(numbers, project, network, events, len(money_layout.months))
    put_drifts(numbers, money_layout)
    add_saved(numbers, project, network, fallbacks)
    whole = len(numbers.effects)
    if status is not None:
        add_known(numbers, project, network, status)
        add_unchanged(numbers, fallbacks, status)
    _refuse_forgotten(numbers, project)
    under_way = _lasting(numbers, project, network, status, columns)
    drivers = [f"drivers.{name}" for name in project.drivers]
    luck = numbers.luck(correlations(numbers, project), sampling, leading=drivers)
    known = None
    if status is not None:
        before = effect_table(numbers.effects[:whole])
        known = KnownLuck(tuple(sent_back(numbers, project, network)), under_way, numbers.base, before)
    planned, work = _planned(numbers, luck, known, len(numbers.effects))
    risks_now: list[RiskNow] = []
    if status is None or known is None:
        of_file = timetable = with_plan(timetable, work)
    else:
        _, whole_work = _planned(numbers, luck, known, whole, anew=True)
        of_file = with_plan(timetable, whole_work)
        fallbacks = fallbacks.known(status.finished, status.at, told_fallbacks(project))
        left = with_plan(statused(with_shares(timetable, whole_work), status, work), work)
        timetable = status.put_plan(replace(left, rank=_rank(of_file, status)))
        lines, risks_now = known_risks(numbers, project, network, events, status, timetable)
        known = replace(known, lines=first_of_each([*known.lines, *lines]))
    money_layout = MoneyLayout(project, of_file)
    books = compile_books(money_layout) if project.has_money else None
    if books is not None and project.statement is not None and status is not None:
        room = room_for(books, len(money_layout.drifts), len(account_names(project)))
        launched = _launched(books, status)
        books = with_closing(books, money_layout, project.statement, room, launched)
    return Plan(
        project=project,
        timetable=timetable,
        books=books,
        accounts=account_names(project),
        layout=numbers.layout,
        base=numbers.base,
        effects=effect_table(numbers.effects),
        luck=luck,
        planned_numbers=planned,
        events=events,
        fallbacks=fallbacks,
        first_months=money_layout.months,
        drifts=len(money_layout.drifts),
        processes=tuple(processes),
        status=status,
        known=known,
        risks_now=tuple(risks_now),
    )


def _launched(books: Books, status: Status) -> np.ndarray:
    """Return when each phase was launched, NaN where it has not been [days]."""
    nodes = books.phase["launch"]
    return np.where(nodes >= 0, status.finished[nodes], np.nan)


def _planned(
    numbers: Numbers, luck: Luck, known: KnownLuck | None, effects: int, *, anew: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the most-likely run by the first so many effects, and its working times.

    `anew`: as if nothing were known yet.
    """
    likely = luck.planned()[:, np.newaxis]
    if known is not None:
        known.put_likely(likely, anew=anew)
    found = numbers_of(numbers.base, effect_table(numbers.effects[:effects]), likely, eventful=False)[0]
    return found, numbers.layout.views(found).activity["work"].copy()


def _rank(of_file: Timetable, status: Status) -> np.ndarray:
    """Return the queue for people at a data date: who is under way, then all in the order of the plan."""
    order = np.lexsort((of_file.rank, status.state != RUNNING))
    rank = np.empty_like(of_file.rank)
    rank[order] = np.arange(len(order))
    return rank


def _lasting(
    numbers: Numbers,
    project: Project,
    network: Network,
    status: Status | None,
    columns: Mapping[int, int],
) -> tuple[Lasting, ...]:
    """Return what is under way of which only is known that it has lasted so long."""
    found = []
    for i, column in columns.items():
        assert status is not None
        own = project.activities[network.activities[i]].duration
        overrun = numbers.column(f"statement.activities.{network.ids[i]}.overrun", overrun_of(own))
        slot = numbers.layout.slot("activity", i, "work")
        found.append(Lasting(i, slot, column, overrun, float(status.span[i]), own))
    return tuple(found)


def _put_activities(
    numbers: Numbers, project: Project, network: Network, lasting: Sequence[int]
) -> dict[int, int]:
    """Tell where the quantities of the activities go; each instance has its own luck.

    Returns the columns of what is `lasting`, by activity: durations that are known to be above something.
    """
    columns: dict[int, int] = {}
    for i, (name, base) in enumerate(zip(network.ids, network.activities, strict=True)):
        activity = project.activities[base]
        places = [("duration", activity.duration, "work")]
        if activity.pass_ is not None:
            places.append(("pass.probability", activity.pass_.probability, "first_pass"))
        if activity.refuse is not None:
            places.append(("refuse.probability", activity.refuse.probability, "refusal"))
        if activity.start_when is not None:
            places.append(("start_when.sold", activity.start_when.sold, "sold_needed"))
        for path, quantity, field in places:
            slot = numbers.layout.slot("activity", i, field)
            place, drawn_as = f"activities.{base}.{path}", f"activities.{name}.{path}"
            if field == "work" and i in lasting:
                columns[i] = numbers.put_lasting(place, quantity, slot, drawn_as)
            else:
                numbers.put(place, quantity, [(slot, 1.0)], name=drawn_as)
    return columns


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
    drawn_with = ("risks.", "drivers.", "statement.", "calendars.")
    forgotten = [
        path
        for path in quantities(project)
        if path not in known and not path.startswith(drawn_with) and not path.endswith(".pass.redo")
    ]
    if forgotten:
        raise RuntimeError(f"no rule reads {', '.join(forgotten)}")
