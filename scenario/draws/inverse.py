"""Inverse distribution functions, compiled: uniforms in, values out, a column at a time."""

import math

import numpy as np
from numpy.typing import NDArray

from scenario.draws.normal import below, point
from scenario.draws.pert import PER_UNIT, REACH
from scenario.rules.compiled.decorators import njit

FIXED, UNIFORM, TRIANGULAR, NORMAL, LOGNORMAL, EXPONENTIAL, PERT, DISCRETE = range(8)
"""The forms that a column's numbers are read in."""
LEAST, GREATEST = 2.0**-53, 1.0 - 2.0**-53


@njit
def pert(u: float, low: float, width: float, table: NDArray[np.float64]) -> float:
    """Return the value of the tabulated inverse (see `pert.table`)."""
    place = min(max(point(u) * PER_UNIT + REACH, 0.0), 2.0 * REACH)
    cell = min(int(place), 2 * REACH - 1)
    t = place - cell
    start, rise = float(table[cell, 0]), float(table[cell, 1])
    chord, leave = float(table[cell + 1, 0]) - start, float(table[cell + 1, 1])
    return low + width * (
        start + t * (rise + t * (3 * chord - 2 * rise - leave + t * (rise + leave - 2 * chord)))
    )


@njit
def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Return the value below which a triangle on [low, high] has the share u."""
    width = high - low
    if u * width < mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


@njit
def discrete(u: float, outcomes: NDArray[np.float64]) -> float:
    """Return the outcome whose step holds u, in outcomes[·] = (value, probability up to and with it)."""
    for row in range(outcomes.shape[0] - 1):
        if u <= outcomes[row, 1]:
            return float(outcomes[row, 0])
    return float(outcomes[-1, 0])


@njit
def transform(
    drawn: NDArray[np.float64],
    forms: NDArray[np.int64],
    numbers: NDArray[np.float64],
    windows: NDArray[np.float64],
    bounds: NDArray[np.float64],
    rows: NDArray[np.int64],
    tables: NDArray[np.float64],
) -> None:
    """Turn drawn[column, run] from uniforms into values, in place.

    Parameters
    ----------
    drawn : ndarray[column, run]
        Uniforms; values on return. [1, then the column's own]
    forms, numbers, rows, tables
        What each column is (`Luck` lays them out). [1]
    windows : ndarray[column, 2]
        Share below the truncation, share within it. [1]
    bounds : ndarray[column, 2]
        Least and greatest value, so that rounding cannot cross a bound. [the column's own]
    """
    for column in range(drawn.shape[0]):
        line, form = drawn[column], forms[column]
        n0, n1, n2 = numbers[column]
        table = tables[rows[column, 0] : rows[column, 1]]
        if windows[column, 1] != 1.0:
            narrow(line, windows[column, 0], windows[column, 1])
        for run in range(line.size):
            if form == FIXED:
                line[run] = n0
            elif form == UNIFORM:
                line[run] = n0 + n1 * line[run]
            elif form == TRIANGULAR:
                line[run] = triangular(line[run], n0, n1, n2)
            elif form == NORMAL:
                line[run] = n0 + n1 * point(line[run])
            elif form == LOGNORMAL:
                line[run] = math.exp(n0 + n1 * point(line[run]))
            elif form == EXPONENTIAL:
                line[run] = -n0 * math.log1p(-line[run])
            elif form == PERT:
                line[run] = pert(line[run], n0, n1, table)
            else:
                line[run] = discrete(line[run], table)
        clip(line, bounds[column, 0], bounds[column, 1])


@njit
def narrow(line: NDArray[np.float64], start: float, share: float) -> None:
    """Map uniforms onto the part of (0, 1) that truncation keeps."""
    for run in range(line.size):
        line[run] = min(max(start + share * line[run], LEAST), GREATEST)


@njit
def clip(line: NDArray[np.float64], least: float, greatest: float) -> None:
    """Keep values within bounds."""
    for run in range(line.size):
        line[run] = min(max(line[run], least), greatest)


@njit
def mix(drawn: NDArray[np.float64], columns: NDArray[np.int64], factor: NDArray[np.float64]) -> None:
    """Correlate uniforms in place: to normals, times the Cholesky factor, back to uniforms."""
    size = columns.size
    z = np.empty(size)
    for run in range(drawn.shape[1]):
        for row in range(size):
            z[row] = point(drawn[columns[row], run])
        for row in range(size):
            if factor[row, row] == 1.0:  # nothing mixed in: spare it the rounding of the way there and back
                continue
            mixed = 0.0
            for other in range(row + 1):
                mixed += factor[row, other] * z[other]
            drawn[columns[row], run] = min(max(below(mixed), LEAST), GREATEST)
