"""The odds that a bid must keep, and whether those at a price do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.measures.digest import target_names
from scenario.measures.targets import ALL_TARGETS
from scenario.project.sections.root import Project
from scenario.rules.odds import wilson

Floats = NDArray[np.float64]
Met = NDArray[np.bool_]
End = Literal["odds", "low", "high"]
"""Which of the odds is held against those required: the estimate, or an end of its 95 % interval."""


class NothingRequiredError(ValueError):
    """No odds are required of any target: every price would do."""


class Requirement(NamedTuple):
    """Odds that a target must have; `column` is its place among the targets, all together come last."""

    name: str
    column: int
    odds: float


class PricePoint(NamedTuple):
    """The odds at a price; of targets in the order of the file, the last of all together.

    Attributes
    ----------
    price : land price [yuan]
    met : whether each run meets each, shape (runs, targets + 1)
    odds, low, high : share of runs, and its 95 % Wilson interval, shape (targets + 1,)
    """

    price: float
    met: Met
    odds: Floats
    low: Floats
    high: Floats

    def keeps(self, required: Sequence[Requirement], end: End = "odds") -> bool:
        """Return whether all odds required are kept."""
        return not self.fails(required, end)

    def fails(self, required: Sequence[Requirement], end: End = "odds") -> list[Requirement]:
        """Return what is not kept."""
        found = getattr(self, end)
        return [each for each in required if found[each.column] < each.odds]


def price_point(price: float, met: Met) -> PricePoint:
    """Return the odds at a price from the targets that each run meets, shape (runs, targets)."""
    both = np.column_stack([met, met.all(axis=1)])
    counts = both.sum(axis=0)
    low, high = wilson(counts, len(both))
    return PricePoint(price, both, counts / len(both), low, high)


def requirements(project: Project, odds: float | None, joint: float | None) -> list[Requirement]:
    """Return the odds required: those of the targets, `odds` for targets without their own, the joint ones.

    Raises NothingRequiredError when there are none.
    """
    names = target_names(project)
    asked = [target.odds if target.odds is not None else odds for target in project.targets]
    found = [
        Requirement(name, column, float(share))
        for column, (name, share) in enumerate(zip(names, asked, strict=True))
        if share is not None
    ]
    if joint is not None:
        found.append(Requirement(ALL_TARGETS, len(names), joint))
    if not found or not names:
        raise NothingRequiredError(
            "no odds are required: write `odds:` in targets, or give --odds or --joint a share such as 0.8"
        )
    return found
