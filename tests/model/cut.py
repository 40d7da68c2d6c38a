"""A run cut at an instant: what is known of it then, and the numbers with which it must go on as it did."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from scenario.model.plan.status import DONE, RUNNING, ExactDates
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import Run
from scenario.model.run import Simulator
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Statement
from scenario.rules.schedule.calendar import add_work
from scenario.rules.schedule.stoppage import work_between_past


def with_statement(project: Project, at: float) -> Project:
    """Return a project with a statement of which the dates are told elsewhere, by its day."""
    day = project.project.start + dt.timedelta(days=math.floor(at))
    data = project.model_copy(update={"statement": Statement(data_date=day)})
    data._file, data._scenario = project._file, project._scenario
    return data


def cut(project: Project, plan: Plan, numbers: np.ndarray, run: Run, at: float) -> tuple[Plan, np.ndarray]:
    """Return the plan from an instant on, what of the run came by then being known, and the run's numbers."""
    started = np.where(run.start < at, run.start, np.nan)
    finished = np.where((run.finish <= at) & np.isfinite(started), run.finish, np.nan)
    ends = [
        add_work(plan.timetable.tables, plan.timetable.calendar[i], run.start[i], run.work[i])
        if run.start[i] < at
        else np.nan
        for i in range(len(started))
    ]
    done = np.minimum(np.array(ends), np.where(np.isfinite(finished), finished, np.inf))
    exact = ExactDates(at, started, finished, np.where(done <= at, done, np.nan))
    left = compile_plan(with_statement(project, at), exact=exact)
    assert left.status is not None
    row = np.zeros(left.layout.size)
    row[:] = numbers
    tables = left.layout.views(row)
    inputs = plan.layout.views(numbers.copy())
    struck, stops = plan.events.under_way(inputs, len(started)), plan.events.stoppages_of(inputs)
    calendars = plan.timetable.tables, stops, plan.timetable.calendar
    for i in range(len(started)):
        if left.status.state[i] == DONE:
            tables.activity["work"][i] = tables.activity["refused"][i] = 0.0
        elif left.status.state[i] == RUNNING:
            before = sum(days for instant, days in struck[i] if run.start[i] <= instant < at)
            worked = work_between_past(*calendars[:2], calendars[2][i], run.start[i], at)
            tables.activity["work"][i] += before - worked
    return left, row


def simulated(plan: Plan, numbers: np.ndarray) -> Run:
    """Return a run on the simpy clock, with what is known of it."""
    run = Simulator(plan).run(numbers)
    assert plan.status is not None
    known = plan.status
    done, begun = known.state == DONE, known.has_started
    run.start[begun], run.finish[done] = known.started[begun], known.finished[done]
    return run
