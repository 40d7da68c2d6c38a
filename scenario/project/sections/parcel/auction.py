"""`auction:` how the land is sold, and what the rivals may pay."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from scenario.project.values.parsed import UnusableError
from scenario.project.values.quantity import Signed
from scenario.project.values.record import Number, Record


class Quality(Record):
    """At the cap those win who promise the better scheme (竞品质)."""

    cost: Number = Field(ge=0)
    """What our promises cost, on top of the cap. [yuan]"""
    score: Number = Field(ge=0, le=1)
    """The odds that they win at the cap. [fraction]"""


class Affordable(Record):
    """Above the cap bids go on in floor area that is handed over at a low price (竞配建)."""

    share: Number = Field(gt=0, le=1)
    """The most of the stock of homes and shops that may be handed over. [fraction]"""
    price: Number = Field(ge=0)
    """What is paid for it. [yuan/m²]"""


class AtCap(Record):
    """What decides at the cap: one of the three."""

    lottery: Number | None = Field(default=None, ge=0, le=1)
    """The odds of our lot. [fraction]"""
    quality: Quality | None = None
    """Promises."""
    affordable: Affordable | None = None
    """Floor area handed over."""

    @model_validator(mode="after")
    def _one(self) -> AtCap:
        """Refuse none of the three, or several."""
        if sum(each is not None for each in (self.lottery, self.quality, self.affordable)) != 1:
            raise UnusableError("write one of lottery, quality and affordable").to_pydantic()
        return self


class Cap(Record):
    """A price that no bid may exceed."""

    price: Number = Field(gt=0)
    """The cap. [yuan]"""
    at_cap: AtCap
    """What decides among those who reach it."""


class Auction(Record):
    """How the land is sold. No run depends on it; `scenario bid` tells what to expect of it."""

    kind: Literal["ascending", "sealed"]
    """`ascending`: bids are called until one is left. `sealed`: one tender each, the highest wins."""
    start: Number | None = Field(default=None, gt=0)
    """The least price; none when left out. [yuan]"""
    step: Number = Field(default=0.0, ge=0)
    """Bids are so far apart, counted from the start; anything when left out. [yuan]"""
    cap: Cap | None = None
    """The most that may be bid."""
    rival: Signed
    """The most that the strongest rival will pay: in a sealed tender, its tender. [yuan]"""
