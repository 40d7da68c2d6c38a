"""The standard normal, both ways, compiled.

The inverse is M. J. Wichura: "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied
Statistics 37 (1988) 477-484, routine PPND16, about 1 part in 10¹⁶.
"""

import math

from scenario.rules.compiled.decorators import njit

ROOT_HALF = math.sqrt(0.5)


@njit
def below(z: float) -> float:
    """Return P(Z ≤ z)."""
    return 0.5 * math.erfc(-z * ROOT_HALF)


@njit
def point(u: float) -> float:
    """Return the z that P(Z ≤ z) = u, for 0 < u < 1."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return middle(0.180625 - q * q) * q
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    z = tail(r - 1.6) if r <= 5.0 else far_tail(r - 5.0)
    return -z if q < 0.0 else z


@njit
def middle(r: float) -> float:
    """Return z / q where |q| ≤ 0.425."""
    above = 2509.0809287301226727 * r + 33430.575583588128105
    above = ((above * r + 67265.770927008700853) * r + 45921.953931549871457) * r + 13731.693765509461125
    above = ((above * r + 1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608
    under = 5226.495278852854561 * r + 28729.085735721942674
    under = ((under * r + 39307.89580009271061) * r + 21213.794301586595867) * r + 5394.1960214247511077
    under = ((under * r + 687.1870074920579083) * r + 42.313330701600911252) * r + 1.0
    return above / under


@njit
def tail(r: float) -> float:
    """Return |z| from 0.075 down to e⁻²⁵ of probability."""
    above = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    above = ((above * r + 0.24178072517745061177) * r + 1.27045825245236838258) * r + 3.64784832476320460504
    above = ((above * r + 5.7694972214606914055) * r + 4.6303378461565452959) * r + 1.42343711074968357734
    under = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    under = ((under * r + 0.0151986665636164571966) * r + 0.14810397642748007459) * r + 0.68976733498510000455
    under = ((under * r + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1.0
    return above / under


@njit
def far_tail(r: float) -> float:
    """Return |z| below e⁻²⁵ of probability."""
    above = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    above = (
        (above * r + 0.0012426609473880784386) * r + 0.026532189526576123093
    ) * r + 0.29656057182850489123
    above = ((above * r + 1.7848265399172913358) * r + 5.4637849111641143699) * r + 6.6579046435011037772
    under = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    under = (
        (under * r + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4
    ) * r + 0.0148753612908506148525
    under = ((under * r + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1.0
    return above / under
