"""Direction numbers of the Sobol sequence, for as many dimensions as a project has leading uncertainties.

Primitive polynomials and initial numbers: S. Joe, F. Y. Kuo: "Constructing Sobol sequences with better
two-dimensional projections", SIAM J. Sci. Comput. 30 (2008) 2635-2654, file new-joe-kuo-6.21201.
"""

import numpy as np
from numpy.typing import NDArray

DIGITS = 32
"""Binary digits of a value that the sequence decides; run numbers lie below 2³²."""
POLYNOMIALS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
    (5, 11, (1, 1, 5, 1, 1)),
    (5, 13, (1, 1, 1, 3, 11)),
    (5, 14, (1, 3, 5, 5, 31)),
    (6, 1, (1, 3, 3, 9, 7, 49)),
    (6, 13, (1, 1, 1, 15, 21, 21)),
    (6, 16, (1, 3, 1, 13, 27, 49)),
)
"""Degree, inner coefficients and first numbers of the second dimension and those that follow."""
DIMENSIONS = 1 + len(POLYNOMIALS)


def directions() -> NDArray[np.uint64]:
    """Return table[dimension, bit of the run number]: 32 digits, the first of them in the lowest bit."""
    rows = [[1 << k for k in range(DIGITS)], *(_row(*each) for each in POLYNOMIALS)]
    return np.array(rows, dtype=np.uint64)


def _row(degree: int, inner: int, first: tuple[int, ...]) -> list[int]:
    """Return the numbers of one dimension by the recurrence of its polynomial."""
    m = list(first)
    for k in range(degree, DIGITS):
        new = m[k - degree] ^ m[k - degree] << degree
        for step in range(1, degree):
            if inner >> degree - 1 - step & 1:
                new ^= m[k - step] << step
        m.append(new)
    return [int(f"{number:0{k + 1}b}"[::-1], 2) for k, number in enumerate(m)]
