"""`land:` what the site costs, when it is paid, and what is taxed while it is held."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, model_validator

from scenario.project.values.links import Event, Node
from scenario.project.values.parsed import UnusableError
from scenario.project.values.quantity import Amount, Area, Days, Rate, Share, UnitPrice
from scenario.project.values.record import Number, Record
from scenario.project.values.span import Span


class LandPayment(Record):
    """One instalment of the land price."""

    node: Node
    """Paid when this activity is finished."""
    lag: Span = Span(count=0, unit="days")
    """How long after that. [time span]"""
    share: Number = Field(ge=0, le=1)
    """Share of the land price; all instalments sum to 1. [fraction]"""


class LandUseTax(Record):
    """Urban land-use tax, from one node until the homes are handed over."""

    per_m2_year: UnitPrice
    """Tax a year. [yuan/m²/year]"""
    from_: Node = Field(alias="from")
    """Due from the finish of this activity."""
    to: Node
    """Ends with this activity; of a phase activity, each phase for its share of the site."""


class IdleLand(Record):
    """The fee on land that lies idle: construction begins later than a time of grace after the agreed day."""

    begins: Event
    """The start or finish of an activity with which construction begins."""
    from_: Node = Field(alias="from")
    """The agreed day counts from the finish of this activity."""
    agreed: Days
    """Construction is to begin this long after that; what the government delays is added. [days]"""
    grace: Number = Field(default=365.0, ge=0, le=3650)
    """How much later it may begin before the land counts as idle. [days]"""
    fee: Share
    """Paid once when the time of grace is over, as a share of the land price. [fraction]"""


def _price_or_floor_price(schema: dict[str, Any]) -> None:
    """Have the schema ask for one of the two."""
    schema["required"].remove("price")
    schema["anyOf"] = [{"required": ["price"]}, {"required": ["floor_price"]}]


class Land(Record):
    """The site."""

    model_config = ConfigDict(json_schema_extra=_price_or_floor_price)

    price: Amount
    """Land price as bid. [yuan]"""
    floor_price: UnitPrice | None = None
    """Instead of `price`: the land price for each m² above ground (`site.above_ground`). [yuan/m²]"""
    area: Area
    """Site area. [m²]"""
    payments: tuple[LandPayment, ...] = Field(min_length=1)
    """The instalments."""
    deed_tax: Rate
    """Deed tax on the price, paid with the last instalment. [fraction]"""
    stamp: Rate
    """Stamp duty on the price, paid with the last instalment. [fraction]"""
    use_tax: LandUseTax | None = None
    """Urban land-use tax."""
    idle: IdleLand | None = None
    """What idle land costs."""

    @model_validator(mode="before")
    @classmethod
    def _priced(cls, data: Any) -> Any:
        """Refuse a price by floor area of a site whose floor area is not known."""
        if isinstance(data, dict) and "floor_price" in data and "price" not in data:
            text = "a floor price needs the floor area: write `site:` with `above_ground`, or `price:` here"
            raise UnusableError(text).to_pydantic()
        return data
