"""Options beside a project: the odds that each gains, what it costs, ranked by odds gained per yuan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis.comparison import PairedDifference, compare
from scenario.analysis.study import Study
from scenario.rules.odds import NORMAL_95

SPENT = ("land_price", "construction_cost", "marketing_cost", "administration_cost")
"""What an option costs is the change of these, before taxes and interest."""


class Option(NamedTuple):
    """What a scenario changes.

    Attributes
    ----------
    scenario : its name
    gain : change of the odds that all targets are met, paired run by run
    odds, low, high : of all targets in the scenario, and the ends of their 95 % interval
    cost : mean of what more is spent on land, works, marketing and administration [yuan]; nothing where its
        95 % interval holds nothing, NaN without money
    """

    scenario: str
    gain: PairedDifference
    odds: float
    low: float
    high: float
    cost: float

    @property
    def helps(self) -> bool:
        """Whether the odds are higher, and not by chance."""
        return self.gain.low > 0.0

    @property
    def per_million(self) -> float:
        """Odds gained for each million spent [fraction a million yuan]; inf where nothing more is spent."""
        if not self.cost > 0.0:
            return np.inf if self.gain.difference > 0.0 else -np.inf
        return self.gain.difference / (self.cost / 1e6)


def options_of(base: Study, others: Sequence[Study]) -> list[Option]:
    """Return what each scenario changes: those that help first, by odds gained per yuan."""
    found = [option for other in others if (option := _option(base, other)) is not None]
    return sorted(found, key=lambda each: (not each.helps, -each.per_million, -each.gain.difference))


def _option(base: Study, other: Study) -> Option | None:
    targets = compare(base, other, [])["targets"]
    if not targets:
        return None
    row = other.joint_row()
    shared = [name for name in SPENT if name in base.measure_names and name in other.measure_names]
    spent = [other.measure(name) - base.measure(name) for name in shared]
    cost = _beyond_chance(np.sum(spent, axis=0)) if spent else np.nan
    return Option(other.scenario, targets[-1], row["odds"], row["low"], row["high"], cost)


def _beyond_chance(differences: NDArray[np.float64]) -> float:
    """Return the mean of paired differences; nothing where their 95 % interval holds nothing."""
    mean = float(np.mean(differences))
    half = NORMAL_95 * float(np.std(differences)) / float(np.sqrt(len(differences)))
    return 0.0 if abs(mean) <= half else mean
