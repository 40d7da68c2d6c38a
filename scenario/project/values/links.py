"""References between activities: links with a kind and a lag, nodes and events.

A lag is elapsed time in days, unless it names a calendar (`ID+20 site`): then it is working time of that
calendar; or it is a share of the other activity's planned working time, in its calendar (`ID:SS+50%`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from scenario.project.values.parsed import Parsed, UnusableError, shown
from scenario.project.values.span import LONGEST

Kind = Literal["FS", "SS", "FF", "SF"]
Edge = Literal["start", "finish"]

PREVIOUS = "previous"
PRESALE_IMAGE = "@presale_image"

_ID = r"[a-z][a-z0-9_]*"
NODE_PATTERN = rf"^{_ID}(\.{_ID})?$"
EVENT_PATTERN = rf"^{_ID}(\.{_ID})?(:start)?$"
_LINK = re.compile(
    rf"(?P<id>{PRESALE_IMAGE}|{_ID}(?:\.{_ID})?)\s*(?::(?P<kind>[A-Za-z]+))?"
    rf"\s*((?P<lag>[+-]\s*\d+(?:\.\d+)?)(\s*(?P<percent>%)|\s+(?P<calendar>{_ID}))?)?",
    re.ASCII,
)
_UNITS = ("d", "day", "days", "w", "week", "weeks", "m", "month", "months")

Node = Annotated[str, StringConstraints(pattern=NODE_PATTERN)]
"""An activity, `structure`, or one phase's instance of it, `structure.p1`."""

Event = Annotated[str, StringConstraints(pattern=EVENT_PATTERN)]
"""A node's finish, `structure`, or its start, `structure:start`, `structure.p1:start`."""


@dataclass(frozen=True, slots=True)
class Link(Parsed):
    """What an activity waits for.

    FS: it starts `lag` days after the other's finish. SS: … after its start. FF: it finishes `lag` days
    after the other's finish. SF: it finishes `lag` days after the other's start. All are lower bounds.
    """

    activity: str
    """The other activity, or `@presale_image`."""
    kind: Kind = "FS"
    lag: float = 0.0
    """Elapsed time; working time of `calendar`, where one is named. [days] Of a share: [percent]"""
    phase: str | None = None
    """None, `previous`, or a phase's id."""
    calendar: str | None = None
    """The calendar that the lag is counted in."""
    percent: bool = False
    """Whether the lag is a share of the other activity's planned working time."""

    @classmethod
    def parse(cls, value: Any) -> Link:
        """Read `ID`, `ID+lag`, `ID:SS+lag`, `ID:FF-lag` …; ID may be `name`, `name.p1`, `previous.name`."""
        form = _LINK.fullmatch(value.strip()) if isinstance(value, str) else None
        if form is None or form["calendar"] in _UNITS:
            raise UnusableError(
                f"{shown(value)} is no link; "
                "write ID, ID+5, ID:SS+5, ID:FF-5, ID:SF+5, ID+5 CALENDAR or ID:SS+50%"
            )
        kind = form["kind"] or "FS"
        if kind not in ("FS", "SS", "FF", "SF"):
            raise UnusableError(f"'{kind}' in {shown(value)} is no kind of link; write FS, SS, FF or SF")
        first, _, second = form["id"].partition(".")
        activity, phase = (second, PREVIOUS) if first == PREVIOUS and second else (first, second or None)
        lag = float((form["lag"] or "0").replace(" ", ""))
        if abs(lag) > LONGEST:
            raise UnusableError(f"a lag of {lag:.12g} days is longer than {LONGEST / 365.25:g} years")
        unit = form["calendar"], bool(form["percent"])
        return cls(activity, kind, lag, phase, *unit)  # type: ignore[arg-type] # checked above

    @property
    def node(self) -> str:
        """Return the other activity the way a file writes it."""
        if self.phase is None:
            return self.activity
        return f"{PREVIOUS}.{self.activity}" if self.phase == PREVIOUS else f"{self.activity}.{self.phase}"

    def plain(self) -> str:
        """Return the short form."""
        kind = "" if self.kind == "FS" else f":{self.kind}"
        lag = "" if self.lag == 0 else f"{self.lag:+.15g}"
        unit = "%" if self.percent else f" {self.calendar}" if self.calendar else ""
        return f"{self.node}{kind}{lag}{unit if lag else ''}"

    def __str__(self) -> str:
        return self.plain()

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        return {
            "type": "string",
            "pattern": rf"^({PRESALE_IMAGE}|{_ID}(\.{_ID})?)(:(FS|SS|FF|SF))?([+-]\d+(\.\d+)?(%| {_ID})?)?$",
            "examples": [
                "scheme_design",
                "scheme_design+5",
                "piling:SS+15",
                "facade:FF+10",
                "structure+28 site",
                "structure:SS+50%",
                "previous.piling",
            ],
        }


def split_node(node: str) -> tuple[str, str | None]:
    """Return the activity and the phase, if one is named, of `structure.p1`."""
    activity, _, phase = node.partition(".")
    return activity, phase or None


def split_event(event: str) -> tuple[str, str | None, Edge]:
    """Return the activity, the phase and the edge of `structure.p1:start`."""
    node, _, start = event.partition(":")
    activity, phase = split_node(node)
    return activity, phase, "start" if start else "finish"
