"""Boxes: the few ranges of a few uncertainties within which a target is mostly missed, by PRIM.

J. H. Friedman, N. I. Fisher: "Bump hunting in high-dimensional data", Statistics and Computing 9 (1999)
123-143; B. P. Bryant, R. J. Lempert: "Thinking inside the box", Technological Forecasting and Social Change
77 (2010) 34-49.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scenario.analysis.sensitivity.discovery import VARIANT

LABELS = ("scenario", "policy", "model", VARIANT)
"""Columns of experiments that are no uncertainty."""
CHANCE = 0.05
"""A limit that chance alone would make as good as often as this is none."""
LEAST_MASS = 0.05
"""Share of the futures that a box holds at least."""
ANY = 1e-9
"""Above it a future counts as one of interest, and a box with any as one to return."""


@dataclass(frozen=True)
class Box:
    """Futures that have something in common.

    Attributes
    ----------
    limits : one row an uncertainty that matters, the surest first: `low` and `high` within the box, `least`
        and `greatest` of all futures; of what happens or not `happens`, else missing
    coverage : share of all futures of interest that are in the box
    density : share of the box that is of interest
    mass : share of all futures that are in the box
    base : share of all futures that are of interest
    inside : which futures are in the box
    """

    limits: pd.DataFrame
    coverage: float
    density: float
    mass: float
    base: float
    inside: NDArray[np.bool_]


def find_box(experiments: pd.DataFrame, of_interest: ArrayLike, density: float = 0.8) -> Box:
    """Return the box that holds most of what is of interest among those dense enough.

    Parameters
    ----------
    experiments : DataFrame
        One row a future, as EMA Workbench gives them
    of_interest : array_like of bool
        Which futures the box is to hold, such as those in which a target is missed
    density : float
        Share of the box that is to be of interest; where no box has it, the densest is returned [fraction]

    Raises
    ------
    ValueError
        All futures are of interest, or none is: there is nothing to tell apart.
    """
    wanted = np.asarray(of_interest, dtype=bool)
    x = experiments.drop(columns=[name for name in LABELS if name in experiments]).reset_index(drop=True)
    if wanted.all() or not wanted.any():
        which = "every future is" if wanted.all() else "no future is"
        raise ValueError(f"{which} of interest; there is nothing to tell apart")
    found = _peeled(x, wanted)
    steps = zip(found.box_lims, found.qp, strict=True)
    boxes = [_box(x, wanted, limits, found.box_lims[0], chances) for limits, chances in steps]
    dense = [box for box in boxes if box.density >= density]
    return max(dense, key=lambda box: box.coverage) if dense else max(boxes, key=lambda box: box.density)


def find_boxes(
    experiments: pd.DataFrame, of_interest: ArrayLike, density: float = 0.8, most: int = 3
) -> list[Box]:
    """Return some boxes, each found among the futures that those before it leave.

    Shares are of all futures. The search ends when what is left has no box that is dense enough; the first is
    the densest, where none is.
    """
    wanted = np.asarray(of_interest, dtype=bool)
    left = np.ones(len(wanted), dtype=bool)
    boxes: list[Box] = []
    while len(boxes) < most and 0 < wanted[left].sum() < left.sum():
        box = find_box(experiments[left], wanted[left], density)
        if box.limits.empty or (boxes and box.density < density):
            break
        inside = np.zeros(len(wanted), dtype=bool)
        inside[left] = box.inside
        coverage = float((inside & wanted).sum() / wanted.sum())
        base, mass = float(wanted.mean()), float(inside.mean())
        boxes.append(Box(box.limits, coverage, box.density, mass, base, inside))
        left &= ~inside
    return boxes


def _peeled(x: pd.DataFrame, wanted: NDArray[np.bool_]) -> Any:
    """Return PRIM's box with the way to it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"ema_workbench\.")  # of pandas, about how it is called
        from ema_workbench.analysis.prim import Prim

        return Prim(x, wanted, threshold=ANY, mass_min=LEAST_MASS).find_box()


def _box(
    x: pd.DataFrame, wanted: NDArray[np.bool_], limits: Any, all_of: Any, chances: dict[str, list[float]]
) -> Box:
    """Return a box without the limits that chance would make as good."""
    rows = []
    inside = np.ones(len(x), dtype=bool)
    for name in sorted(chances, key=lambda name: min(_known(chances[name]))):
        if min(_known(chances[name])) > CHANCE:
            continue
        rows.append({"name": name, **_limit(limits[name], all_of[name])})
        inside &= _within(x[name], limits[name])
    held = inside & wanted
    columns = ["name", "low", "high", "least", "greatest", "happens"]
    return Box(
        limits=pd.DataFrame(rows, columns=columns),
        coverage=float(held.sum() / wanted.sum()),
        density=float(held.sum() / max(1, inside.sum())),
        mass=float(inside.mean()),
        base=float(wanted.mean()),
        inside=inside,
    )


def _within(values: pd.Series, limits: Any) -> NDArray[np.bool_]:
    within = values.isin(limits[0]) if isinstance(limits[0], set) else values.between(*limits)
    return within.to_numpy(dtype=bool)


def _known(chances: list[float]) -> list[float]:
    """Return the chances of those limits that are set; the other side has −1."""
    return [chance for chance in chances if chance >= 0.0] or [1.0]


def _limit(limits: Any, all_of: Any) -> dict[str, Any]:
    if isinstance(limits[0], set):
        return {"happens": True in limits[0] if len(limits[0]) == 1 else None}
    return {"low": limits[0], "high": limits[1], "least": all_of[0], "greatest": all_of[1]}
