"""How sure a share of runs is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

NORMAL_95 = 1.959963984540054
"""Standard normal quantile at 97.5 %: an interval of 95 %."""


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
