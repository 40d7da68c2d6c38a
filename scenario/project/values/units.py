"""What measures are counted in, and how their values are told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """What a measure is counted in, and how its values are told.

    Attributes
    ----------
    name : the name that files and documents use
    en, zh : what people call it
    short, short_zh : the same at a column or an axis; empty where the currency stands there
    scale : what a value is multiplied by when it is told, 100 tells 0.12 as 12; None for amounts of money,
        which are told in thousands or millions as their size asks
    digits : decimals of a value
    difference : decimals of a difference between two values
    padded : whether zeros fill the decimals, so that a column of values is even
    sign : what follows a value
    beside_name : whether the unit stands beside the measure's name, since no sign follows the value
    """

    name: str
    en: str
    zh: str
    short: str = ""
    short_zh: str = ""
    scale: float | None = 1.0
    digits: int = 0
    difference: int = 0
    padded: bool = False
    sign: str = ""
    beside_name: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether it is an amount of money."""
        return self.scale is None


MONEY = Unit("money", "currency of the project", "项目货币", scale=None)
FRACTION = Unit(
    "fraction", "fraction", "比例", "%", "%", scale=100.0, digits=1, difference=2, padded=True, sign="%"
)
MONTHS = Unit(
    "months", "months since month zero", "自起算月起的月数", "months", "月",
    digits=0, difference=1, beside_name=True,
)  # fmt: skip
FACTOR = Unit("factor", "factor", "倍数", "times", "倍", digits=2, difference=2, padded=True)
DURATION = Unit("duration", "months", "月数", "months", "月", digits=0, difference=1, beside_name=True)
