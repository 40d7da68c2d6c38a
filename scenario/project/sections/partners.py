"""`partners:` who the shareholders are, and how what comes back is shared between them."""

from __future__ import annotations

from typing import Literal

from scenario.project.values.record import Flag, Id, Number, Record


class Hurdle(Record):
    """A preferred return that must be reached before the next step shares anything."""

    hurdle: Number
    """The rate that equity must have earned, capital and all. [fraction a year]"""
    of: Id | None = None
    """The partner whose money must have earned it; left out, that of all partners together."""


class CatchUp(Record):
    """One partner catches up with what it would have had of all profit."""

    to: Id
    """The partner that catches up."""
    share: Number
    """So much of each yuan goes to it ahead of shares; the rest by shares. [fraction]"""
    until: Number
    """Until it has this share of all profit so far, ahead of shares. [fraction]"""


class Step(Record):
    """One step of the waterfall: a split up to a hurdle, a catch-up, or the split of all that is left."""

    until: Hurdle | None = None
    """Up to this hurdle; left out in the last step."""
    split: dict[Id, Number] | None = None
    """How each yuan of the step is shared; nothing for partners that are not named. [fraction]"""
    catch_up: CatchUp | None = None
    """In place of a split: a partner catches up."""


class Partners(Record):
    """The shareholders: who puts in what share of the equity, and who gets what of what comes back."""

    shares: dict[Id, Number]
    """Share of each partner in the equity that is called. [fraction]"""
    waterfall: tuple[Step, ...] = ()
    """How distributions are shared, step by step; left out, by shares."""
    compounding: Literal["yearly", "monthly", "daily_365", "simple"] = "yearly"
    """How a preferred return grows: `yearly` at (1 + r)^(1/12) − 1 a month, `monthly` at r/12, `daily_365` at
    r/365 a day, `simple` at r/12 a month on capital alone."""
    preferred_on: Literal["unreturned", "contributed"] = "unreturned"
    """What it is reckoned on: capital that has not come back, or all that was put in."""
    clawback: Flag = False
    """Whether who got ahead of shares gives back, in the end, what it got too much."""
