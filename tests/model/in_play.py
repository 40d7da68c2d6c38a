"""Which numbers of a project file move what a committee looks at: each changed by a quarter, on one luck."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

import scenario
from scenario.project import Project

Path = tuple[str | int, ...]
RATES = ("project_irr", "equity_irr")
AMOUNTS = ("npv", "net_profit", "peak_equity")
NODES = ("sales_launch.p1", "handover.p1", "handover.p2")
LEAST_SHARE = 0.001
"""An amount or a date that moves by less than this share of itself has not moved."""
LEAST_RATE = 0.0001
"""A rate that moves by less has not moved [fraction]."""


class Headline(NamedTuple):
    """What a committee looks at, means over the runs that have a value."""

    rates: np.ndarray
    amounts: np.ndarray


def headline(project: Project, runs: int) -> Headline:
    """Return the headline measures of a project."""
    study = scenario.simulate(project, runs, seed=1)
    amounts = [*(study.measure(name) for name in AMOUNTS), *study.days_of(NODES)]
    return Headline(
        np.array([np.nanmean(study.measure(name)) for name in RATES]),
        np.array([np.nanmean(values) for values in amounts]),
    )


def moves(before: Headline, after: Headline) -> bool:
    """Return whether any headline measure moved."""
    rates = np.abs(after.rates - before.rates) >= LEAST_RATE
    amounts = np.abs(after.amounts - before.amounts) >= LEAST_SHARE * np.abs(before.amounts)
    return bool(rates.any() or amounts.any())


def numbers(data: Any, at: Path = ()) -> Iterator[Path]:
    """Yield the places of all numbers of a file."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from numbers(value, (*at, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from numbers(value, (*at, place))
    elif isinstance(data, (int, float)) and not isinstance(data, bool):
        yield at


def changed(data: dict[str, Any], at: Path, factor: float) -> dict[str, Any]:
    """Return the file with one number changed; what must sum with others is taken from the next of them."""
    other = copy.deepcopy(data)
    *way, last = at
    holder: Any = other
    for key in way:
        holder = holder[key]
    before = holder[last]
    holder[last] = _near(before, factor)
    sibling = _sums_with(other, at)
    if sibling is not None:
        where, key = sibling
        where[key] = round(where[key] - (holder[last] - before), 12)
    return other


def _near(value: float, factor: float) -> float:
    """Return a number a quarter away; a nought becomes a little, a whole number stays whole."""
    if value == 0:
        return 0.05
    moved = value * factor
    if isinstance(value, int):
        return math.ceil(moved) if factor > 1 else math.floor(moved)
    return moved


SUMS = ("mix", "batches", "instalments", "payments")
"""Blocks whose shares sum to 1."""


def _sums_with(data: dict[str, Any], at: Path) -> tuple[Any, Any] | None:
    """Return what must give way: the next share of the same sum."""
    for place, name in enumerate(at):
        if name in SUMS and place < len(at) - 1:
            block: Any = data
            for key in at[: place + 1]:
                block = block[key]
            if isinstance(block, dict):
                keys = list(block)
                return block, keys[(keys.index(at[place + 1]) + 1) % len(keys)]
            if at[-1] == "share":
                return block[(int(at[place + 1]) + 1) % len(block)], "share"
    return None
