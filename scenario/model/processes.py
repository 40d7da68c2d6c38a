"""Processes of one's own: what they see of a run, and what they may do in it.

A process is a function ``(env, works)`` whose body waits in simpy's verbs::

    def inspector(env, works):
        yield works.started("piling.p1")
        yield env.timeout(7 + 14 * works.uniform("inspector.comes"))
        works.stop("piling.p1")
        yield env.timeout(3)
        works.resume("piling.p1")
        works.post("fines", -50_000)

It is code, so it is given to `scenario.simulate` or on the command line, never by a project file.
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import sys
from bisect import bisect_left
from collections.abc import Callable, Generator
from hashlib import blake2b
from typing import Any, NamedTuple

import simpy

from scenario.draws.streams import uniforms
from scenario.model.money import accounts
from scenario.model.money.tables import State
from scenario.model.schedule.open_schedule import OpenSchedule
from scenario.project.problems import unknown

Process = Callable[[simpy.Environment, "Works"], Generator[simpy.Event, Any, Any]]
"""A story of one's own in a run."""
MOST_LIKELY = -1
"""The number of the most-likely run, which is none of the drawn ones."""


class Treasury(NamedTuple):
    """What a posting needs to know: the ledger's columns, the months' ends [days], the state of the run."""

    accounts: tuple[str, ...]
    ends: list[float]
    state: State


class Works:
    """The works of one run, as a process of one's own meets them.

    Activities are named as in reports: ``id``, or ``id.phase`` where they are repeated; where several may be
    meant, the bare ``id`` means all phases.

    Attributes
    ----------
    ids : the activities
    run : number of the run; −1 is the most-likely one
    """

    def __init__(
        self,
        schedule: OpenSchedule,
        ids: tuple[str, ...],
        start: dt.date,
        luck: tuple[int, int],
        treasury: Treasury | None,
    ) -> None:
        self.ids = ids
        self.seed, self.run = luck
        self._schedule = schedule
        self._first_day = start
        self._treasury = treasury

    @property
    def today(self) -> dt.date:
        """The day that the clock has come to."""
        return self._first_day + dt.timedelta(days=int(self._schedule.env.now))

    def started(self, activity: str) -> simpy.Event:
        """Return the event that an activity starts; its value is the instant [days]."""
        return self._schedule.hears(self._one(activity), of_finish=False)

    def finished(self, activity: str) -> simpy.Event:
        """Return the event that an activity is finished; its value is the instant [days]."""
        return self._schedule.hears(self._one(activity), of_finish=True)

    def is_under_way(self, activity: str) -> bool:
        """Return whether an activity is started and not finished."""
        return self._schedule.is_under_way(self._one(activity))

    def delay(self, activity: str, days: float) -> None:
        """Add working time to an activity, begun or not [days]. Raises ValueError when it is finished."""
        if not days >= 0:
            raise ValueError(f"{activity} cannot be delayed by {days} days; nothing makes work shorter here")
        for i in self._some(activity):
            if self._schedule.is_finished(i):
                raise ValueError(f"{self.ids[i]} is finished; nothing can delay it any more")
            self._schedule.delay(i, days)

    def stop(self, *activities: str) -> None:
        """Have work stand still, and what is not begun not begin, until as many `resume`.

        Without a name all works are meant. People stay with work that is begun.
        """
        for i in self._several(activities):
            self._schedule.stop(i)

    def resume(self, *activities: str) -> None:
        """Take back a `stop`. Raises ValueError when there was none."""
        for i in self._several(activities):
            if not self._schedule.is_stopped(i):
                raise ValueError(f"{self.ids[i]} cannot be resumed: nobody has stopped it")
            self._schedule.go_on(i)

    def post(self, account: str, amount: float) -> None:
        """Book money in the month that the clock has come to: in is positive [yuan].

        The account is one of the project's operation, or one that its `cash:` block names.

        Raises
        ------
        ValueError
            There is no such account, or the books are closed.
        """
        if self._treasury is None:
            raise ValueError(f"nothing can be booked to '{account}': the project has no money")
        names = self._treasury.accounts
        own = (*names[: accounts.SALES], *names[accounts.CUSTOM :])
        if account not in own:
            raise ValueError(unknown("account", account, own))
        month = bisect_left(self._treasury.ends, self._schedule.env.now)
        state = self._treasury.state
        if month == len(self._treasury.ends) or state.treasury["closed"][0]:
            raise ValueError(f"nothing can be booked to '{account}' on {self.today}: the books are closed")
        state.ledger[month, names.index(account)] += amount

    def uniform(self, name: str) -> float:
        """Return this run's luck of a name, between 0 and 1: the same to whoever asks, and nobody else's.

        Ask by another name for the next. By convention high is bad: what has probability p happens at
        ``uniform(name) >= 1 - p``. In the most-likely run it is 1/2.
        """
        if self.run == MOST_LIKELY:
            return 0.5
        return float(uniforms(self.seed, [f"processes.{name}"], self.run, 1)[0, 0])

    def _one(self, activity: str) -> int:
        if activity not in self.ids:
            raise ValueError(unknown("activity", activity, self.ids))
        return self.ids.index(activity)

    def _some(self, activity: str) -> list[int]:
        if activity in self.ids:
            return [self.ids.index(activity)]
        return [i for i, name in enumerate(self.ids) if name.startswith(f"{activity}.")] or [
            self._one(activity)
        ]

    def _several(self, activities: tuple[str, ...]) -> list[int]:
        named = [i for activity in activities for i in self._some(activity)]
        return named if activities else list(range(len(self.ids)))


# By name --------------------------------------------------------------------------------------------


def process_name(process: Process) -> str:
    """Return the name of a process: ``module:function``."""
    return f"{process.__module__}:{process.__qualname__}"


def process_named(name: str) -> Process:
    """Return the process of a name. Raises ValueError when there is none."""
    module, _, function = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"'{name}' cannot be imported ({error}); is its folder on PYTHONPATH?") from error
    if not inspect.isgeneratorfunction(found):
        raise ValueError(f"'{name}' is no process: write a function (env, works) that yields events of simpy")
    process: Process = found
    return process


def source_of(process: Process) -> str:
    """Return a hash of the module of a process, to tell studies with another code of it apart."""
    module = sys.modules[process.__module__]
    try:
        text = inspect.getsource(module)
    except (OSError, TypeError):  # typed in a console
        text = ""
    return blake2b(text.encode(), digest_size=6).hexdigest()
