"""How sure a share of runs is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

NORMAL_95 = 1.959963984540054
"""Standard normal quantile at 97.5 %: an interval of 95 %."""
ROUNDING = 1e-9
"""What rounding may add to a whole number of runs [runs]."""


def wilson(
    successes: ArrayLike, n: ArrayLike, z: float = NORMAL_95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of Wilson's score interval for the odds behind a count, shaped as the arguments.

    The ends p solve ``(s / n − p)**2 = z**2 · p · (1 − p) / n``. Of no runs nothing is known: 0 to 1.

    Parameters
    ----------
    successes : array_like
        Runs that met the target, s, from 0 to n [number]
    n : array_like
        All runs [number]
    z : float
        Standard normal quantile of the wanted confidence [number]

    Returns
    -------
    low, high : arrays
        Ends of the interval [fraction]

    References
    ----------
    E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22 (1927) 209–212.

    >>> low, high = wilson(8, 10)
    >>> round(float(low), 4), round(float(high), 4)
    (0.4902, 0.9433)
    """
    met = np.asarray(successes, dtype=np.float64)
    runs = np.asarray(n, dtype=np.float64)
    centre = (met + z**2 / 2) / (runs + z**2)
    spread = met * (runs - met) / np.maximum(runs, 1.0)
    half = z * np.sqrt(spread + z**2 / 4) / (runs + z**2)
    low = np.where(met == 0, 0.0, centre - half)  # exactly 0 and 1, where rounding would miss them
    high = np.where(met == runs, 1.0, centre + half)
    return low, high


def runs_for(half_width: float, odds: float = 0.5, z: float = NORMAL_95) -> int:
    """Return the fewest runs of which Wilson's interval around these odds is ± the half-width or narrower.

    Solves ``half_width = z · sqrt(p · q / n + z**2 / (4 · n**2)) / (1 + z**2 / n)`` for n; the same for
    p and for q = 1 − p, and the most at p = 1/2.

    Parameters
    ----------
    half_width : float
        Half of the interval's width, above 0 [fraction]
    odds : float
        Share of runs that meet the target, p [fraction]
    z : float
        Standard normal quantile of the wanted confidence [number]

    Returns
    -------
    int
        At least 1 [runs]

    >>> runs_for(0.01), runs_for(0.01, 0.1), runs_for(0.01, 0.0)
    (9600, 3461, 189)
    """
    spread = odds * (1.0 - odds)
    root = math.sqrt(spread**2 + half_width**2 * (1.0 - 4.0 * spread))
    return max(1, math.ceil(z**2 * ((spread + root) / (2.0 * half_width**2) - 1.0) - ROUNDING))


def likely_odds(met: float, pilot: float, runs: float, z: float) -> float:
    """Return the odds nearest 1/2 that so many other runs may well come to, after those of a pilot.

    The difference of two shares of `pilot` and `runs` runs is spread as one share of n runs is around its
    odds, 1/n = 1/pilot + 1/runs; of its Wilson interval the point nearest 1/2 is returned.

    Parameters
    ----------
    met : float
        Share of the pilot that met the target [fraction]
    pilot, runs : float
        How many runs each has [runs]
    z : float
        Standard normal quantile: how sure [number]

    >>> round(likely_odds(0.1, 1000, 4000, 3.0), 3), likely_odds(0.5, 1000, 4000, 3.0)
    (0.136, 0.5)
    """
    both = pilot * runs / (pilot + runs)
    low, high = wilson(met * both, both, z)
    return float(np.clip(0.5, low, high))


def runs_after(met: ArrayLike, pilot: int, half_width: float, z: float) -> NDArray[np.int64]:
    """Return how many runs of their own the odds of each target need, as a pilot has it.

    The fewest n with ``n ≥ runs_for(half_width, likely_odds(·, n))``: more runs are nearer to the pilot.

    Parameters
    ----------
    met : array_like
        Share of the pilot's runs that met each target [fraction]
    pilot : int
        Runs of the pilot [runs]
    half_width : float
        Half of the width that the 95 % Wilson interval may have [fraction]
    z : float
        Standard normal quantile: how sure that it suffices [number]

    >>> runs_after([0.5, 0.1, 0.0], 1000, 0.01, 3.5)
    array([9600, 4698,  951])
    """
    return np.array([_fewest(share, pilot, half_width, z) for share in np.atleast_1d(met)], dtype=np.int64)


def _fewest(met: float, pilot: int, half_width: float, z: float) -> int:
    low, high = 1, runs_for(half_width)
    while low < high:
        middle = (low + high) // 2
        if middle >= runs_for(half_width, likely_odds(met, pilot, middle, z)):
            high = middle
        else:
            low = middle + 1
    return low
