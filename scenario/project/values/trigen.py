"""A triangle through three points: the mode, and two values with given shares of the distribution below them.

P6 and Primavera Risk Analysis call it Trigen: people are asked for values that are seldom missed, P10 and
P90, since nobody knows the least and the greatest.
"""

from __future__ import annotations

from math import sqrt

USUAL = (0.1, 0.9)
"""The shares below the outer points when none are given. [fraction]"""


def triangle(
    low: float, mode: float, high: float, below_low: float, below_high: float
) -> tuple[float, float]:
    """Return the least and the greatest value of a triangle.

    With mode m on [a, b], P(X ≤ x) is (x − a)² / ((b − a)(m − a)) below m, and the same from above.

    Parameters
    ----------
    low, mode, high : float
        The points, in ascending order; not all the same
    below_low, below_high : float
        Share of the distribution below `low` and below `high` [fraction]

    >>> [round(end, 6) for end in triangle(10.0, 20.0, 40.0, 0.1, 0.9)]
    [-0.522562, 53.429918]
    """
    left, right, above = mode - low, high - mode, 1.0 - below_high
    least, most = below_low, below_high
    while True:
        share = (least + most) / 2  # of the width that lies left of the mode
        if share in (least, most):
            break
        # the width that either point asks for; the left one shrinks as the share grows
        asked = left * (1.0 - share - sqrt(above * (1.0 - share))), right * (share - sqrt(below_low * share))
        least, most = (share, most) if asked[0] > asked[1] else (least, share)
    width = (left + right) / (1.0 - sqrt(below_low * share) - sqrt(above * (1.0 - share)))
    return mode - share * width, mode + (1.0 - share) * width
