"""`risks:` events that happen or not, what they do, and what may be done about them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenario.project.values.names import Name
from scenario.project.values.quantity import Amount, Days, Factor, Quantity, Ratio, Share, Signed, SignedDays
from scenario.project.values.record import Flag, Number, Record


class Impact(Record):
    """What an event does when it happens."""

    delay: dict[str, SignedDays] = {}
    """Working days added to activities; what is below 0 shortens them, as an opportunity does. A phase
    activity named without its phase is hit in every phase. [days]"""
    factor: dict[str, Factor] = {}
    """What the durations of activities are multiplied by; below 1 they are shortened. [factor]"""
    stops: dict[str, Days] = {}
    """Days for which everything that is worked in a calendar stands still, from the instant at which the
    event of a year comes. [days]"""
    cost: dict[str, Ratio] = {}
    """What is added to cost items, as a share of their amount; below 0 is saved. [fraction]"""
    multiplies: dict[str, Factor] = {}
    """Any other values, by path (`*` stands for any one name), and their factor. [factor]"""
    adds: dict[str, Signed] = {}
    """Any other values, by path, and what is added, in their unit. [unit of the value]"""


SPRING_FESTIVAL = "spring_festival"
KINDS = tuple(Impact.model_fields)
"""The kinds of things that an event does."""


class Absence(Record):
    """People who leave for a time."""

    of: tuple[str, ...] = Field(min_length=1)
    """The staff pools of which one is struck, each at the same chance."""
    share: Number = Field(gt=0, le=1)
    """Share of its people who are away, as soon as they are done with what they work at. [fraction]"""
    days: Days
    """How long they are away, from the instant at which the event of a year comes. [days]"""


class Mitigation(Impact):
    """A measure against a risk. What it names takes the place of the risk's own; the rest stays."""

    name: Name | None = None
    """What people call the measure."""
    spend: dict[str, Amount] = {}
    """What the measure itself costs, whether the event happens or not: added to cost items. [plain currency
    units]"""
    probability: Share | None = None
    """Chance of the event with the measure in force; not above the risk's own. [fraction]"""


class Risk(Impact):
    """An event. It happens at most once a run (or once in each year) and then does all that is listed."""

    name: Name | None = None
    """What the register calls it."""
    probability: Share
    """Chance of happening, a run or a year. [fraction]"""
    per: Literal["run", "year"] = "run"
    """`run`: decided once. `year`: decided for each year from the start; it comes at an even chance in the
    year, or in its `season`, delays what is under way then and stops calendars from then on."""
    season: Literal["spring_festival"] | tuple[str, str] | None = None
    """When in the year it comes: first and last day, both included, which may span the new year; or
    `spring_festival`, when the calendars that it stops would go on working. [MM-DD, MM-DD]"""
    scope: Literal["project", "phase"] = "project"
    """Decided once for the project, or in each phase by itself."""
    shared: Flag = False
    """Whether all that is listed with the same uncertainty takes one draw of it. Delays and stops of a risk
    `per: year` always do."""
    combine: Literal["sum", "longest"] = "sum"
    """How its delays go together with those of other risks that strike the same activity: `sum` adds them;
    of all that say `longest` the longest alone counts, as of works that stop in parallel."""
    absent: Absence | None = None
    """People of a department who are away for a time, of a risk `per: year`."""
    mitigation: Mitigation | None = None
    """What may be done about it."""
    mitigated: Flag = False
    """Whether that is done; scenarios switch it."""
    source: str | None = None
    """Where its values come from."""

    @property
    def measure(self) -> Mitigation | None:
        """The measure that is in force, if one is."""
        return self.mitigation if self.mitigated else None

    @property
    def chance(self) -> Quantity:
        """The probability as it stands, with what is done about the risk [fraction]."""
        measure = self.measure
        return self.probability if measure is None or measure.probability is None else measure.probability

    def impact(self, kind: str) -> dict[str, Quantity]:
        """Return what it does of one kind as it stands, with what is done about the risk."""
        written: dict[str, Quantity] = getattr(self, kind)
        return written | (getattr(self.measure, kind) if self.measure else {})

    def alike(self, kind: str, key: str) -> str:
        """Return the first entry that is written as this one is: what shares a draw, shares its name."""
        written: dict[str, Quantity] = getattr(self, kind)
        return next(other for other, quantity in written.items() if quantity == written[key])
