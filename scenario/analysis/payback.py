"""Why a payback is shorter though things come later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.study import Study
from scenario.model.money import accounts

Floats = NDArray[np.float64]

MONTH_ZERO = "month_zero"
GROUPS: dict[str, tuple[int, ...]] = {
    "land": (accounts.LAND, accounts.DEED_TAX, accounts.LAND_USE_TAX),
    "works": (accounts.CONSTRUCTION,),
    "expenses": (accounts.MARKETING, accounts.ADMINISTRATION, accounts.DAMAGES),
    "taxes": (accounts.VAT, accounts.SURCHARGE, accounts.LAT, accounts.EIT, accounts.STAMP),
    "sales": (accounts.SALES,),
}
"""Flows that may bring it about, by what they are."""
LATER = 1.0
"""A node that comes later by less is no delay [days]."""


class ShorterPayback(NamedTuple):
    """A payback that is shorter in another scenario: by how many months, which node is late, and why."""

    months: int
    node: str
    days: float
    cause: str


def first_positive(flows: Floats) -> int | None:
    """Return the first month in which the sum of flows is positive after it was negative.

    >>> first_positive(np.array([5.0, -10.0, 4.0, 3.0]))
    3
    """
    so_far = np.cumsum(flows)
    below = np.flatnonzero(so_far < 0)
    above = np.flatnonzero(so_far > 0)
    back = above[above > below[0]] if len(below) else above[:0]
    return int(back[0]) if len(back) else None


def cause_of(first: Mapping[str, Floats], other: Mapping[str, Floats], zeros: tuple[int, int]) -> str | None:
    """Return what makes the payback of `other` shorter; None where it is not.

    Where it does not come in an earlier month, it is month zero that comes later. Else each kind of flow is
    put in the place of the first's by itself: the one that brings payback forward the most.

    Parameters
    ----------
    first, other : mapping, flows by what they are, shape (months,) each [yuan]
    zeros : (int, int), month zero of both [month index]
    """
    before, after = first_positive(_sum(first)), first_positive(_sum(other))
    if before is None or after is None or after - zeros[1] >= before - zeros[0]:
        return None
    if after >= before:
        return MONTH_ZERO
    alone = {kind: first_positive(_sum({**first, kind: other[kind]})) for kind in first}
    found = {kind: month for kind, month in alone.items() if month is not None}
    return min(found, key=lambda kind: found[kind]) if found else MONTH_ZERO


def _sum(flows: Mapping[str, Floats]) -> Floats:
    return np.asarray(sum(flows.values()))


def shorter_payback(first: Study, other: Study) -> ShorterPayback | None:
    """Return the shorter payback that a delay brings in the most-likely runs; None where there is none."""
    name = "cash_positive_month"
    if name not in first.measure_names or name not in other.measure_names:
        return None
    late = _latest(first, other)
    months = [float(study.most_likely.measure(name)[0]) for study in (first, other)]
    if late is None or not np.isfinite(months).all() or months[1] >= months[0]:
        return None
    flows = [_flows(study) for study in (first, other)]
    backs = [first_positive(_sum(each)) for each in flows]
    if None in backs:
        return None
    zeros = [int(back - month) for back, month in zip(backs, months, strict=True) if back is not None]
    cause = cause_of(flows[0], flows[1], (zeros[0], zeros[1]))
    if cause is None:
        return None
    return ShorterPayback(round(months[0] - months[1]), late[0], late[1], cause)


def _latest(first: Study, other: Study) -> tuple[str, float] | None:
    """Return the key node that comes later the most, and by how many days; None where none does."""
    shared = [node for node in first.nodes if node in other.nodes]
    found: dict[str, float] = {}
    for node in shared:
        a, b = (float(study.most_likely.day(node)[0]) for study in (first, other))
        if np.isfinite(a) and np.isfinite(b):
            found[node] = b - a
    if not found:
        return None
    node = max(found, key=lambda name: found[name])
    return (node, found[node]) if found[node] >= LATER else None


def _flows(study: Study) -> dict[str, Floats]:
    """Return the flows as collected of the most-likely run, by what they are."""
    ledger = study.most_likely.ledger[0]
    flows = {kind: ledger[:, list(those)].sum(axis=1) for kind, those in GROUPS.items()}
    flows["taxes"] = flows["taxes"] - ledger[:, accounts.TAX_SHIELD]
    return flows | {"own": ledger[:, accounts.CUSTOM :].sum(axis=1)}
