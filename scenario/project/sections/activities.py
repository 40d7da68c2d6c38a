"""`activities:` the network of work: durations, links, staff, gates and quality stops."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from scenario.project.values.links import Link
from scenario.project.values.names import Name
from scenario.project.values.quantity import Days, Share
from scenario.project.values.record import Date, Flag, Id, Number, Record, Whole

Stage = Literal["appraisal", "land", "planning", "design", "construction", "marketing", "service"]
Control = Literal["permit", "checkpoint", "revenue", "cross_department", "weak_point"]


class Pass(Record):
    """A quality stop: the work is judged when done, and redone when it fails."""

    probability: Share
    """Chance that a judgement is passed. [fraction]"""
    redo: Days
    """Working time of one redo. [days]"""
    review: Literal["once", "again"] = "once"
    """`once`: after a redo the redo alone is judged. `again`: the activity is gone through anew, for a
    duration drawn afresh, as when an authority sends an application back."""
    at_most: Whole = Field(default=3, ge=1, le=20)
    """How many redos there may be; the last one passes. [count]"""


class Refusal(Record):
    """A gate that may say no. A refusal ends the project."""

    probability: Share
    """Chance that the approval is refused. [fraction]"""


class Crash(Record):
    """Days that may be bought: the activity is shortened by whole days of its working time."""

    per_day: Number = Field(ge=0)
    """What one day less costs. [yuan a day]"""
    at_most: Whole = Field(ge=1)
    """So many days may be bought, of each of its instances. [days]"""


class StartWhen(Record):
    """A trigger from sales: the activity waits until a share of a phase is sold."""

    sold: Share
    """Share of the phase's stock, by value at planned prices, that must be under contract. [fraction]"""
    of: str = "previous"
    """The phase that is watched: its id, or `previous` (no trigger in the first phase)."""


class Activity(Record):
    """One piece of work, done once or once a phase."""

    name: Name | None = None
    """What people call it; its id when left out."""
    department: Id | None = None
    """The department that answers for it."""
    stage: Stage | None = None
    """Which of the seven value-chain stages it belongs to."""
    wbs: str | None = Field(default=None, pattern=r"^[^/\s][^/]*(/[^/]+)*$")
    """Where it belongs in the work breakdown: a path, `Works/Structure`."""
    level: Literal[1, 2, 3, 4] | None = None
    """Plan level: 1 key node, 2 master plan, 3 special plan, 4 department monthly plan."""
    scope: Literal["project", "phase"] = "project"
    """Done once, or once for each phase."""
    duration: Days
    """Working time in the activity's calendar. [days]"""
    calendar: str = "continuous"
    """The calendar its working time is counted in."""
    interruptible: Flag = False
    """Whether its work may go on in pieces, so that a finish which has to wait stretches it. Else work goes
    on without a break, and starts so late that it ends when it may be finished."""
    milestone: Literal["start", "finish"] | None = None
    """Of work of no length: whether it belongs to the day that begins or to the day that ends. When left out,
    what decides its date says so."""
    after: tuple[Link, ...] = ()
    """What it waits for; all must hold: `ID`, `ID+lag`, `ID:SS+lag`, `ID:FF-lag`, `ID:SF+lag`.

    ID is an activity (between phase activities: in the same phase), `name.p1`, `previous.name` (in the phase
    before; nothing in the first) or `@presale_image` (as the regime says). Lags are elapsed time [days];
    `ID+20 CALENDAR` counts working days of a calendar, `ID:SS+50%` a share of the other activity's planned
    working time in its calendar.
    """
    staff: dict[str, Number] = {}
    """How many people of each department it occupies from start to finish; may be a fraction. [people]"""
    priority: Number | None = None
    """Who comes first where people are short: the lower number, before all that have none. By default the one
    with the earlier planned latest start. [rank]"""
    controls: tuple[Control, ...] = ()
    """Why it is watched."""
    certificate: Flag = False
    """One of the certificates that an authority issues."""
    gate: Flag = False
    """A review that must approve before work goes on."""
    pass_: Pass | None = Field(default=None, alias="pass")
    """A judgement at its end that may send it back."""
    refuse: Refusal | None = None
    """Of a gate: it may refuse at its end, and then the project ends."""
    crash: Crash | None = None
    """It may be shortened for money; no run does so by itself (`commit --accelerate` says where it pays)."""
    not_before: Date | None = None
    """It starts on this date at the earliest. [date]"""
    finish_not_before: Date | None = None
    """It is finished at the end of this day at the earliest. [date]"""
    start_not_after: Date | None = None
    """It should have started by the end of this day: a deadline, which moves no date. [date]"""
    finish_not_after: Date | None = None
    """It should be finished by the end of this day: a deadline, which moves no date. [date]"""
    start_on: Date | None = None
    """It starts on this date at the earliest, and should then: `not_before` and `start_not_after`. [date]"""
    finish_on: Date | None = None
    """It is finished at the end of this day at the earliest, and should be then: `finish_not_before` and
    `finish_not_after`. [date]"""
    as_late_as_possible: Literal["free", "total"] | None = None
    """`free`: it is planned so late that it has no free float, and no run starts it before that day. `total`:
    its bar is drawn so late that it has no float at all, and no date moves."""
    start_when: StartWhen | None = None
    """It waits for sales."""
    source: str | None = None
    """Where its values come from."""

    @property
    def earliest_start(self) -> dt.date | None:
        """The date before which it does not start."""
        return max(filter(None, (self.not_before, self.start_on)), default=None)

    @property
    def earliest_finish(self) -> dt.date | None:
        """The day at whose end it is finished at the earliest."""
        return max(filter(None, (self.finish_not_before, self.finish_on)), default=None)

    @property
    def latest_start(self) -> dt.date | None:
        """The day by whose end it should have started."""
        return min(filter(None, (self.start_not_after, self.start_on)), default=None)

    @property
    def latest_finish(self) -> dt.date | None:
        """The day by whose end it should be finished."""
        return min(filter(None, (self.finish_not_after, self.finish_on)), default=None)
