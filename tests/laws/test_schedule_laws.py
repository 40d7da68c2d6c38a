"""What holds for the schedule of any project, whatever its luck."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scenario.model.plan.critical_path import latest_dates
from scenario.model.plan.inputs import Inputs
from scenario.model.plan.timetable import Timetable
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.run import Simulator
from scenario.model.schedule.planned import planned_dates
from scenario.project.sections.root import Project
from scenario.rules.schedule.calendar import add_work, work_between
from scenario.rules.schedule.dated import instants_of
from scenario.rules.schedule.lag import after_lag
from scenario.rules.schedule.precedence import FF, FS, SS
from tests.laws.forward_pass import Event, forward_pass, works
from tests.laws.projects import projects

RUNS = 3
CALENDARS_END = 12 * 365.0
"""Two years of horizon and ten more: later days all count as working days. [days]"""
EXACT = 1e-9
"""Instants lie on a grid of 2⁻³² days and sums of them are exact; people are added up in floats."""


@dataclass(frozen=True)
class Done:
    """A run, and the numbers it was made of."""

    plan: Plan
    work: list[float]
    planned: list[float]
    events: list[list[Event]]
    stoppages: dict[str, list[tuple[float, float]]]
    ready: np.ndarray
    start: np.ndarray
    work_end: np.ndarray
    finish: np.ndarray
    regime: int
    refused_by: int


def runs(project: Project, seed: int) -> Iterator[Done]:
    plan = compile_plan(project)
    simulator = Simulator(plan)
    planned = plan.layout.views(plan.planned_numbers.copy()).activity["work"].tolist()
    for numbers in plan.numbers(seed, 0, RUNS)[1]:
        inputs = plan.layout.views(numbers)
        run = simulator.run(numbers)
        work = inputs.activity["work"].tolist()
        events = plan.events.under_way(inputs, len(work))
        stoppages = stoppages_of(plan, inputs)
        yield Done(
            plan,
            work,
            planned,
            events,
            stoppages,
            run.ready,
            run.start,
            work_ends(plan.timetable, run.start, run.work),
            instants_of(run.finish),
            int(run.extra[0]),
            int(run.extra[4]),
        )


def work_ends(table: Timetable, start: np.ndarray, span: np.ndarray) -> np.ndarray:
    """Return when the work of each activity is done, and its people go [days]."""
    ends = [
        add_work(table.tables, calendar, begun, days) if math.isfinite(begun) else math.inf
        for calendar, begun, days in zip(table.calendar.tolist(), start.tolist(), span.tolist(), strict=True)
    ]
    return np.array(ends)


def stoppages_of(plan: Plan, inputs: Inputs) -> dict[str, list[tuple[float, float]]]:
    """Return when each calendar stands still in a run."""
    calendars = ("continuous", *plan.project.calendars)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in calendars}
    for stop in plan.events.stops:
        begin = float(inputs.event["instant"][stop.event])
        if math.isfinite(begin):
            found[calendars[stop.calendar]].append((begin, begin + float(inputs.delay["days"][stop.delay])))
    return found


def without_staff(project: Project) -> Project:
    risks = {name: risk for name, risk in project.risks.items() if risk.absent is None}
    return project.model_copy(update={"staff": {}, "risks": risks, "correlations": ()})


seeds = st.integers(0, 2**64 - 1)


@given(projects(), seeds)
def test_nothing_comes_before_what_it_waits_for(project: Project, seed: int) -> None:
    for run in runs(project, seed):
        table = run.plan.timetable
        assert (run.start >= table.not_before).all()
        assert (run.start >= 0.0).all()
        for before, after, kind, lag, calendar in links_that_hold(table, run.regime):
            if lag < 0.0:
                continue  # it may have begun when its lead was expected, and then people were short
            cause = (run.finish if kind in (FS, FF) else run.start)[before]
            effect = (run.start if kind in (FS, SS) else run.finish)[after]
            if run.refused_by >= 0 and math.isinf(cause):
                continue  # taken back by the refusal: leads had reached ahead of it, or it was of its instant
            assert math.isinf(effect) or effect >= after_lag(table.tables, calendar, cause, lag)


def links_that_hold(table: Timetable, regime: int) -> Iterator[tuple[int, int, int, float, int]]:
    for before, after, kind, lag, of_regime, calendar in table.links.rows():
        if of_regime in (-1, regime):
            yield before, after, kind, lag, calendar


@given(projects(without=["staff", "absences", "regimes", "fallbacks", "refusals"]), seeds)
def test_leads_reach_no_further_back_than_they_say_where_nobody_needs_people(
    project: Project, seed: int
) -> None:
    for run in runs(project, seed):
        table = run.plan.timetable
        for before, after, kind, lag, calendar in links_that_hold(table, run.regime):
            cause = (run.finish if kind in (FS, FF) else run.start)[before]
            effect = (run.start if kind in (FS, SS) else run.finish)[after]
            assert effect >= after_lag(table.tables, calendar, cause, lag)


@given(projects(without=["regimes"]), seeds)
def test_nobody_works_on_more_than_there_are_people_for(project: Project, seed: int) -> None:
    for run in runs(project, seed):
        busy = people_at(run)
        for instant in run.start[np.isfinite(run.start)]:
            for pool, people in enumerate(run.plan.timetable.capacity):
                assert busy(instant)[pool] <= people + EXACT


@given(projects(without=["calendars", "stoppages", "absences", "refusals", "leads", "finish_links"]), seeds)
def test_nobody_waits_for_people_who_are_free(project: Project, seed: int) -> None:
    for run in runs(project, seed):
        table = run.plan.timetable
        busy = people_at(run)
        for i, demand in enumerate(table.demand):
            waits = [t for t in {*run.ready, *run.work_end} if run.ready[i] <= t < run.start[i]]
            for instant in waits:
                assert any(busy(instant)[pool] + n > table.capacity[pool] - EXACT for pool, n in demand)


def people_at(run: Done) -> Callable[[float], list[float]]:
    """Return how many people of each pool are busy at an instant, as a function."""

    def busy(instant: float) -> list[float]:
        sums = [0.0] * len(run.plan.timetable.pools)
        for i, demand in enumerate(run.plan.timetable.demand):
            if run.start[i] <= instant < run.work_end[i]:
                for pool, people in demand:
                    sums[pool] += people
        return sums

    return busy


@given(projects(without=["refusals", "fallbacks"]), seeds)
def test_with_people_enough_the_dates_are_those_of_a_forward_pass(project: Project, seed: int) -> None:
    project = without_staff(project)

    for run in runs(project, seed):
        if run.finish.max() > CALENDARS_END:
            continue
        start, finish = forward_pass(project, run.work, run.events, run.stoppages, run.planned)
        assert run.start.tolist() == start
        assert run.finish.tolist() == finish


@given(projects(), seeds)
def test_work_without_breaks_is_worked_at_from_its_start_to_its_finish(project: Project, seed: int) -> None:
    """With people enough nothing is worked between the end of the work and the finish, not even in part."""
    for run in runs(without_staff(project), seed):
        table = run.plan.timetable
        for i in np.flatnonzero(table.contiguous & np.isfinite(run.finish)).tolist():
            idle = work_between(table.tables, int(table.calendar[i]), run.work_end[i], run.finish[i])
            assert abs(idle) < EXACT


PLENTY = 1e6


@given(projects(), seeds)
def test_naming_people_of_a_pool_that_is_never_short_changes_no_date(project: Project, seed: int) -> None:
    risks = {name: risk for name, risk in project.risks.items() if risk.absent is None}
    plain = {"risks": risks, "correlations": ()}
    enough = project.model_copy(update={**plain, "staff": dict.fromkeys(project.staff, PLENTY)})
    nobody = project.model_copy(update={**plain, "staff": {}})

    for named, free in zip(runs(enough, seed), runs(nobody, seed), strict=True):
        assert named.start.tolist() == free.start.tolist()
        assert named.finish.tolist() == free.finish.tolist()


@given(projects(without=["fallbacks"]), seeds)
def test_work_begins_when_its_calendar_works_and_takes_its_time(project: Project, seed: int) -> None:
    for run in runs(project, seed):
        for i, base in enumerate(run.plan.timetable.base):
            if math.isinf(run.start[i]):
                continue
            assert run.finish[i] >= run.start[i] + run.work[i]
            if run.work[i] > 0:
                calendar = project.activities[base].calendar
                assert works(project, calendar, run.start[i], run.stoppages.get(calendar, ()))


@given(projects(without=["refusals"]), seeds)
def test_everything_is_done_in_the_end(project: Project, seed: int) -> None:
    """Nobody holds for ever the people whom his own finish waits for."""
    for run in runs(project, seed):
        assert np.isfinite(run.finish).all()


@given(projects(), seeds)
def test_the_same_seed_gives_the_same_bytes_however_runs_are_cut(project: Project, seed: int) -> None:
    together = [all_bytes(run.ready, run.start, run.finish) for run in runs(project, seed)]

    plan = compile_plan(Project.model_validate(project.model_dump(by_alias=True)))
    alone = []
    for number in range(RUNS):
        run = Simulator(plan).run(plan.numbers(seed, number, 1)[1][0])
        alone.append(all_bytes(run.ready, run.start, instants_of(run.finish)))

    assert alone == together


def all_bytes(*columns: np.ndarray) -> bytes:
    return b"".join(column.tobytes() for column in columns)


@given(projects(), seeds)
def test_another_uncertainty_moves_nobody_elses_luck(project: Project, seed: int) -> None:
    data = project.model_dump(by_alias=True)
    new = {"duration": {"pert": [1, 2, 4]}, "pass": {"probability": 0.5, "redo": {"uniform": [1, 2]}}}
    data["activities"] = {"added": new, **data["activities"]}
    data["risks"] = {"added": {"probability": 0.5, "delay": {"added": {"uniform": [1, 2]}}}, **data["risks"]}
    richer = compile_plan(Project.model_validate(data))
    plan = compile_plan(project)

    luck, _ = plan.numbers(seed, 0, RUNS)
    beside, _ = richer.numbers(seed, 0, RUNS)

    assert len(beside) > len(luck)
    kept = [richer.luck.columns[name] for name in plan.luck.names]
    assert np.array_equal(beside[kept], luck)


@given(projects(without=["calendars", "regimes", "calendar_lags", "constraints"]), st.data())
def test_the_latest_start_is_the_last_that_delays_nothing(project: Project, data: st.DataObject) -> None:
    """A calendar may have no such instant, and where a date decides the regime a delay may hasten the end."""
    plan = compile_plan(without_staff(project))
    table = plan.timetable
    work = plan.layout.views(plan.planned_numbers).activity["work"]
    start, finish, regime = planned_dates(table, work)
    finish = instants_of(finish)
    latest_start, latest_finish = latest_dates(table, work, finish, regime)
    i = data.draw(st.integers(0, len(table) - 1), label="delayed")

    def end_when_it_starts(instant: float) -> float:
        not_before = table.not_before.copy()
        not_before[i] = instant
        return instants_of(planned_dates(replace(table, not_before=not_before), work)[1]).max()

    assert (latest_start >= start).all()
    assert (latest_finish >= finish).all()
    assert end_when_it_starts(latest_start[i]) == finish.max()
    assert end_when_it_starts(latest_start[i] + 0.125) > finish.max()


@given(
    projects(
        without=[
            "staff",
            "regimes",
            "factors",
            "yearly",
            "refusals",
            "finish_links",
            "constraints",
            "fallbacks",
        ]
    ),
    seeds,
)
def test_what_is_done_about_risks_makes_nothing_later(project: Project, seed: int) -> None:
    # Not so with yearly events, which strike what is under way, nor with staff, where others may come first;
    # nor where a finish has to wait: shorter work begins later then, and so does what starts with it.
    before, after = (_all_mitigated(project, flag) for flag in (False, True))

    for without, with_it in zip(runs(before, seed), runs(after, seed), strict=True):
        assert (with_it.finish <= without.finish).all()


@given(
    projects(without=["staff", "regimes", "factors", "yearly", "refusals", "fallbacks"]),
    seeds,
)
def test_nor_where_finishes_wait_if_all_work_goes_on_in_pieces(project: Project, seed: int) -> None:
    """Work in pieces starts when it may: a finish that waits stretches it, and moves no start."""
    pieces = {
        name: activity.model_copy(update={"interruptible": True})
        for name, activity in project.activities.items()
    }
    project = project.model_copy(update={"activities": pieces})
    before, after = (_all_mitigated(project, flag) for flag in (False, True))

    for without, with_it in zip(runs(before, seed), runs(after, seed), strict=True):
        assert (with_it.finish <= without.finish).all()


def _all_mitigated(project: Project, flag: bool) -> Project:
    risks = {
        name: risk.model_copy(update={"mitigated": flag and risk.mitigation is not None})
        for name, risk in project.risks.items()
    }
    return project.model_copy(update={"risks": risks})
