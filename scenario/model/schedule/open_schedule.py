"""A schedule that processes of one's own may watch, delay and stop: simpy's clock only."""

from __future__ import annotations

import simpy

from scenario.model.plan.dates import Dates
from scenario.model.plan.timetable import NEVER
from scenario.model.schedule.inputs import ScheduleInputs
from scenario.model.schedule.network import SimpyNetwork
from scenario.model.schedule.schedule import Schedule
from scenario.rules.schedule.time_grid import on_grid


class OpenSchedule(Schedule):
    """One run of the network into which others may step in.

    Since they may step in at any time, a date is certain only when it has come: nothing is announced ahead of
    the clock, and what must come before it is certain comes when it is expected to.
    """

    def __init__(self, env: simpy.Environment, network: SimpyNetwork, inputs: ScheduleInputs) -> None:
        super().__init__(env, network, inputs)
        self.eager = False
        self._looks_ahead = True
        self.all_finished = env.event()
        self._unfinished = len(self.work)
        self._stops = [0] * self._unfinished
        self._left: dict[int, float] = {}  # working time left of work that stands still [days]
        self._kept: list[int] = []  # came forward while stopped
        self._heard: dict[tuple[int, bool], simpy.Event] = {}

    # To watch -------------------------------------------------------------------------------------

    def hears(self, i: int, *, of_finish: bool) -> simpy.Event:
        """Return the event that an activity starts, or is finished; it may have happened."""
        at = (self.finish if of_finish else self.start)[i]
        if at < NEVER:
            return self.env.event().succeed(at)
        return self._heard.setdefault((i, of_finish), self.env.event())

    def is_finished(self, i: int) -> bool:
        """Return whether an activity is finished."""
        return self.finish[i] < NEVER

    def is_under_way(self, i: int) -> bool:
        """Return whether an activity is started and not finished."""
        return self.start[i] < NEVER and not self.is_finished(i)

    def _set_out(self, i: int, at: float) -> None:
        super()._set_out(i, at)
        if self.is_stopped(i):  # while its start was put off
            self._stand_still(i)
        self._tell(i, self.start[i], of_finish=False)

    def _finish(self, i: int, at: float) -> None:
        if self.is_finished(i) or at < self.work_end[i]:  # work was added since this was decided
            return
        super()._finish(i, at)
        self._tell(i, at, of_finish=True)
        self._unfinished -= 1
        if self._unfinished == 0:
            self.all_finished.succeed()

    def _tell(self, i: int, at: float, *, of_finish: bool) -> None:
        event = self._heard.pop((i, of_finish), None)
        if event is not None:
            event.succeed(at)

    # To delay -------------------------------------------------------------------------------------

    def delay(self, i: int, days: float) -> None:
        """Add working time to an activity that is not finished [days]."""
        more = float(on_grid(days))
        if self.start[i] == NEVER:
            self.work[i] += more
            return
        self.span[i] += more
        if i in self._left:
            self._left[i] += more
        elif self._is_held(i):
            self.work_end[i] = self._after_work(i, self.work_end[i], more)
        else:
            self._work_until(i, self._after_work(i, max(self.work_end[i], self.env.now), more))

    # To stop --------------------------------------------------------------------------------------

    def is_stopped(self, i: int) -> bool:
        """Return whether somebody has stopped an activity."""
        return self._stops[i] > 0

    def stop(self, i: int) -> None:
        """Have an activity stand still, or not begin, until as many `go_on`."""
        self._stops[i] += 1
        rank = self.network.rank[i]
        if rank in self._waiting:
            self._waiting.remove(rank)
            self._kept.append(i)
        elif self._stops[i] == 1 and self.is_under_way(i) and self.work_end[i] > self.env.now:
            self._stand_still(i)

    def _stand_still(self, i: int) -> None:
        """Stop work under way."""
        self._left[i] = float(self._work_left(i, self._since(i)))
        self._round[i] += 1
        self.work_end[i] = NEVER

    def go_on(self, i: int) -> None:
        """Take back a stop."""
        self._stops[i] -= 1
        if self._stops[i] > 0:
            return
        if i in self._left:
            left = self._left.pop(i)
            if self._is_held(i):
                self.work_end[i] = self._after_work(i, self._since(i), left)
            else:
                self._work_until(i, self._after_work(i, self._since(i), left))
        elif i in self._kept:
            self._kept.remove(i)
            self._arrive(i)
        self._look_around()
        self._propagate()

    def _arrive(self, i: int) -> None:
        if self.is_stopped(i):
            self._kept.append(i)
        else:
            super()._arrive(i)

    def _work_again(self, i: int) -> None:
        if i not in self._left:
            super()._work_again(i)

    # Time -----------------------------------------------------------------------------------------

    @property
    def dates(self) -> Dates:
        """See `Schedule.dates`; work that stands still would end so, if it went on now."""
        dates = super().dates
        for i, left in self._left.items():
            dates.work_end[i] = self._after_work(i, self._since(i), left)
        return dates

    def _is_held(self, i: int) -> bool:
        """Return whether an activity stands still for want of cash."""
        return self.is_paused and i in self._held

    def _since(self, i: int) -> float:
        """Return since when nothing more was done of an activity: now, or since cash ran out."""
        return max(self.paused_at if self._is_held(i) else self.env.now, self.start[i])

    def _work_until(self, i: int, end: float) -> None:
        self._round[i] += 1
        self.work_end[i] = end
        self._at(end, self._work_done, i, self._round[i])
