"""Links of a planner's tool as a project file writes them, and the events between which hammocks hang."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from scenario.exchange.days import in_days
from scenario.exchange.mapping.notes import Notes
from scenario.exchange.source import Source, SourceCalendar, SourceLink, SourceProject, SourceTask


def number(value: float) -> str:
    """Return a number as links write it: no exponent, no needless digits.

    >>> number(5.0), number(0.1234567), number(-2.5)
    ('5', '0.123457', '-2.5')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".")


class Links:
    """Maps the links of a project; those that lead nowhere, or from or to what drives nothing, are noted."""

    def __init__(
        self,
        source: Source,
        project: SourceProject,
        ids: Mapping[str, str],
        calendars: Mapping[str, str],
        shifts: Callable[[SourceTask | None], SourceCalendar | None],
        notes: Notes,
    ) -> None:
        self.project, self.ids, self.calendars, self.shifts, self.notes = (
            project,
            ids,
            calendars,
            shifts,
            notes,
        )
        self.tasks = {task.uid: task for task in source.tasks}
        self.into: dict[str, list[SourceLink]] = defaultdict(list)
        self.spanning: dict[str, list[SourceLink]] = defaultdict(list)
        self.external: dict[str, list[SourceLink]] = defaultdict(list)
        self._leads_on: set[str] = set()
        for link in source.links:
            self._sort(link)

    def _sort(self, link: SourceLink) -> None:
        before, after = self.tasks.get(link.before), self.tasks.get(link.after)
        own = [task for task in (before, after) if task is not None and task.project == self.project.id]
        if before is None or after is None:
            if own:
                self.notes.take("link_to_nothing", link.where, own[0].code)
        elif len(own) == 2:
            kinds = {before.kind, after.kind}
            if "summary" in kinds:
                self.notes.take("link_of_summary", link.where, after.code, before.code)
            elif after.kind == "hammock" and before.kind != "hammock":
                self.spanning[after.uid].append(link)
            elif "hammock" in kinds:
                self.notes.take("link_of_hammock", link.where, after.code, before.code)
            else:
                self.into[after.uid].append(link)
                self._leads_on.add(before.uid)
        elif after in own:
            self.external[after.uid].append(link)
            self.notes.take("external_link", link.where, after.code, before.code)
        elif before in own:
            self.notes.take("external_link", link.where, before.code, after.code)

    def of(self, task: SourceTask) -> list[str]:
        """Return what a task waits for."""
        return list(dict.fromkeys(self._written(link) for link in self.into[task.uid]))

    def leads_on(self, task: SourceTask) -> bool:
        """Whether anything waits for a task."""
        return task.uid in self._leads_on

    def events(self, hammock: SourceTask) -> tuple[list[str], list[str]]:
        """Return the events of which the first begins a hammock, and of which the last ends it."""
        first, last = list[str](), list[str]()
        for link in self.spanning[hammock.uid]:
            event = self.ids[link.before] + (":start" if link.kind in ("SS", "SF") else "")
            (first if link.kind in ("SS", "FS") else last).append(event)
        return list(dict.fromkeys(first)), list(dict.fromkeys(last))

    def mixed(self) -> int:
        """Return how many links join work of two shift patterns."""
        links = (link for links in self.into.values() for link in links)
        return sum(self._pattern(link.before) != self._pattern(link.after) for link in links)

    def _pattern(self, uid: str) -> tuple[object, ...]:
        own = self.shifts(self.tasks[uid])
        return () if own is None else next((shifts for shifts in own.week if shifts), ())

    def _written(self, link: SourceLink) -> str:
        before, after = self.tasks[link.before], self.tasks[link.after]
        kind = "" if link.kind == "FS" else f":{link.kind}"
        head = f"{self.ids[link.before]}{kind}"
        if link.lag == 0:
            return head
        if link.unit == "percent":
            return f"{head}{_signed(100 * link.lag)}%"
        lag, calendar = self._lag(link, before, after)
        name = f" {calendar}" if calendar else ""
        return f"{head}{_signed(lag)}{name}" if number(abs(lag)) != "0" else head

    def _lag(self, link: SourceLink, before: SourceTask, after: SourceTask) -> tuple[float, str]:
        """Return a lag in days, and the calendar that it is counted in; none for elapsed time."""
        if link.unit == "elapsed":
            return link.lag / 1440, ""
        if link.unit == "elapsed_percent":
            self.notes.take("lag_of_share", link.where, after.code, before.code)
            return link.lag * before.duration / 1440, ""
        named = {
            "predecessor": self.shifts(before),
            "successor": self.shifts(after),
            "continuous": None,
            "project": self.shifts(None),
        }[self.project.lag_calendar]
        if named is None or named.id not in self.calendars:
            return link.lag / 1440, ""
        return in_days(link.lag, named), self.calendars[named.id]


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0 else number(value)
