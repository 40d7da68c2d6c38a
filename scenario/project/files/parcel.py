"""A project file of a parcel, from the answers to six questions and a template of the package."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import NamedTuple

from scenario.data import data

TEMPLATES = ("high-rise", "low-rise", "mixed")
"""What is built, a file of `params/templates/` each."""
_BLANK = re.compile(r"\$\{(\w+)(?::(\d+))?\}")
SPACE = 35.0
"""Floor area of a parking space [m²]."""
HOME = {"high-rise": 115.0, "low-rise": 150.0, "mixed": 135.0}
"""Floor area above ground for each parking space [m²]."""


class Tier(NamedTuple):
    """What differs from tier to tier of cities: general practice; the margin: 国税发〔2009〕31号.

    Attributes
    ----------
    launch, hazard : low, most likely, high share sold at the launch, and of the rest each month
    margin : estimated margin of presales for income tax [fraction]
    cost : factor on the costs of the second tier
    parking : price of a space [yuan]
    """

    launch: tuple[float, float, float]
    hazard: tuple[float, float, float]
    margin: float
    cost: float
    parking: float


TIERS = {
    1: Tier((0.50, 0.65, 0.80), (0.12, 0.16, 0.22), 0.15, 1.15, 250_000),
    2: Tier((0.45, 0.55, 0.65), (0.10, 0.14, 0.16), 0.15, 1.0, 120_000),
    3: Tier((0.30, 0.42, 0.55), (0.06, 0.10, 0.14), 0.10, 0.88, 80_000),
    4: Tier((0.20, 0.30, 0.45), (0.04, 0.07, 0.10), 0.05, 0.75, 50_000),
}


class Answers(NamedTuple):
    """What is asked of a parcel.

    Attributes
    ----------
    name : what people call it
    area : of the site [m²]
    far : floor area ratio [m²/m²]
    floor_price : of the land, for each m² above ground [yuan/m²]
    price : of homes, in a mixed scheme of the mid-rise ones [yuan/m²]
    tier : of the city, 1 to 4
    """

    name: str
    area: float
    far: float
    floor_price: float
    price: float
    tier: int


class Range(NamedTuple):
    """What an answer may be: from `low` to `high`; `such` is an example."""

    low: float
    high: float
    such: str


RANGES = {
    "area": Range(1_000, 5_000_000, "55000"),
    "far": Range(0.3, 12, "2.2"),
    "floor_price": Range(1, 500_000, "6000"),
    "price": Range(500, 500_000, "15500"),
    "tier": Range(1, 4, "2"),
}
LONGEST = 60
"""Of a name [characters]."""


def wrong_answer(key: str, value: str | float) -> str | None:
    """Return why an answer cannot be used, and what could be.

    >>> wrong_answer("far", 22)
    '22 is out of range; write a number from 0.3 to 12, such as 2.2'
    """
    if key == "name":
        text = str(value)
        is_one = bool(text.strip()) and text.isprintable() and len(text) <= LONGEST
        return None if is_one else f"it is no name; write one line of up to {LONGEST} characters"
    allowed, number = RANGES[key], float(value)
    if allowed.low <= number <= allowed.high and (key != "tier" or number == int(number)):
        return None
    kind = "a whole number" if key == "tier" else "a number"
    return (
        f"{number:.12g} is out of range; write {kind} from {allowed.low:,g} to {allowed.high:,g},"
        f" such as {allowed.such}"
    )


def parcel_text(template: str, answers: Answers, start: dt.date) -> str:
    """Return the text of a project file that begins at a date; areas in whole m².

    Raises
    ------
    ValueError
        An answer cannot be used.
    """
    for key, value in answers._asdict().items():
        if (wrong := wrong_answer(key, value)) is not None:
            raise ValueError(f"{key}: {wrong}")
    tier = TIERS[answers.tier]
    above = float(int(answers.area * answers.far))
    spaces = int(above / HOME[template])
    plain: dict[str, object] = {
        "name": json.dumps(answers.name.strip(), ensure_ascii=False),
        "start": start.isoformat(),
        "area": _number(answers.area),
        "far": _number(answers.far),
        "above_ground": _number(above),
        "basement": _number(spaces * SPACE),
        "floor_price": _number(answers.floor_price),
        "price": _number(answers.price),
        "low_rise_price": _number(round(answers.price * 1.35, -1)),
        "shop_price": _number(round(answers.price * 1.25, -1)),
        "parking_price": _number(tier.parking),
        "launch": list(tier.launch),
        "hazard": list(tier.hazard),
        "margin": tier.margin,
        "minimum_cash": _number(max(round(above * 100.0, -6), 1e6)),
        "loan": _number(max(round(above * 2_500.0 * tier.cost, -7), 1e7)),
    }
    shares = {"stock": above, "spaces": float(spaces)}

    def filled(blank: re.Match[str]) -> str:
        key, number = blank[1], blank[2]
        if number is None:
            return str(plain[key])
        if key == "cost":
            return _number(round(int(number) * tier.cost, -1))
        return _number(int(shares[key] * int(number) / 1_000.0))

    text = data("params", "templates", f"{template}.yaml").read_text(encoding="utf-8")
    return _BLANK.sub(filled, text)


def _number(value: float) -> str:
    """Return a number as a file writes it.

    >>> _number(121000.0), _number(2.25)
    ('121_000', '2.25')
    """
    return f"{value:_.0f}" if value == int(value) else f"{value:.12g}"
