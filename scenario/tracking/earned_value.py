"""Earned value: formulas of cost and schedule performance, and earned schedule.

Amounts are positive. `bac` is the budget at completion, `pv` what was planned to be done by now, `ev` the
budget of what is done, `ac` what that cost [yuan]. Periods are counted from the first one, whose end is 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WARNING = 1.10
"""A performance that is asked of the rest above this has seldom been reached (Lipke). [factor]"""
TOUCH = 1e-9
"""Of a budget: less is a rounding remainder. [fraction]"""


@dataclass(frozen=True, slots=True)
class Performance:
    """Cost and schedule performance by now.

    Attributes
    ----------
    cv, sv : EV − AC, EV − PV [yuan]
    cpi, spi : EV / AC, EV / PV [factor]
    eac_typical : BAC / CPI: the rest costs as what is done did [yuan]
    eac_atypical : AC + BAC − EV: the rest costs its budget [yuan]
    eac_combined : AC + (BAC − EV) / (CPI · SPI): and haste costs too [yuan]
    etc : eac_typical − AC [yuan]
    vac : BAC − eac_typical [yuan]
    tcpi_bac, tcpi_eac : what the rest must perform to end at the budget, or at eac_typical [factor]
    """

    cv: float
    sv: float
    cpi: float
    spi: float
    eac_typical: float
    eac_atypical: float
    eac_combined: float
    etc: float
    vac: float
    tcpi_bac: float
    tcpi_eac: float


def performance(bac: float, pv: float, ev: float, ac: float) -> Performance:
    """Return cost and schedule performance; NaN where it would be a share of nothing.

    >>> round(performance(4000, 3000, 2500, 2800).cpi, 3)
    0.893
    """
    cpi, spi = _ratio(ev, ac), _ratio(ev, pv)
    typical = _ratio(bac, cpi)
    return Performance(
        cv=ev - ac,
        sv=ev - pv,
        cpi=cpi,
        spi=spi,
        eac_typical=typical,
        eac_atypical=ac + bac - ev,
        eac_combined=ac + _ratio(bac - ev, cpi * spi),
        etc=typical - ac,
        vac=bac - typical,
        tcpi_bac=_ratio(bac - ev, bac - ac),
        tcpi_eac=_ratio(bac - ev, typical - ac),
    )


def earned_schedule(planned: Sequence[float], ev: float) -> float:
    """Return the period by whose end the plan was worth what is done: ES = C + (EV − PV_C)/(PV_C+1 − PV_C).

    C is the last period whose planned value is reached, so that a project on plan after a planned stop has an
    SPI(t) of 1 (Lipke).

    Parameters
    ----------
    planned : sequence of float
        The planned value by the end of each period, never falling [yuan]

    >>> earned_schedule([100, 250, 450, 700, 900, 1000], 500)
    3.2
    """
    whole = planned[-1] if planned else 0.0
    reached = [value <= ev + TOUCH * whole for value in planned]
    if all(reached):
        first_whole = next((k for k, value in enumerate(planned) if value >= whole), 0)
        return float(first_whole + 1 if planned else 0)
    done = max((k + 1 for k, is_reached in enumerate(reached) if is_reached), default=0)
    before = planned[done - 1] if done else 0.0
    return done + _ratio(max(0.0, ev - before), planned[done] - before)


@dataclass(frozen=True, slots=True)
class EarnedTime:
    """Schedule performance in time.

    Attributes
    ----------
    es : earned schedule [periods]
    sv_t : ES − AT [periods]
    spi_t : ES / AT [factor]
    ieac_t : PD / SPI(t): how long it will take [periods]
    tspi : (PD − ES) / (PD − AT): what the rest must perform to end as planned [factor]
    """

    es: float
    sv_t: float
    spi_t: float
    ieac_t: float
    tspi: float


def earned_time(planned: Sequence[float], ev: float, at: float, duration: float) -> EarnedTime:
    """Return schedule performance in time; `at` periods have passed of a plan of `duration` periods.

    >>> earned_time([100, 250, 450, 700, 900, 1000], 500, 4, 6).spi_t
    0.8
    """
    es = earned_schedule(planned, ev)
    spi_t = _ratio(es, at)
    return EarnedTime(es, es - at, spi_t, _ratio(duration, spi_t), _ratio(duration - es, duration - at))


def without_stops(planned: Sequence[float], ev: float, at: int) -> tuple[float, float]:
    """Return earned schedule and time passed with periods of the plan left out in which nothing was planned.

    >>> without_stops([100, 250, 250, 250, 500], 250, 4)
    (2.0, 2.0)
    """
    moves = [k for k, value in enumerate(planned) if value > (planned[k - 1] if k else 0.0)]
    return earned_schedule([planned[k] for k in moves], ev), float(sum(k < at for k in moves))


def _ratio(over: float, under: float) -> float:
    return over / under if under != 0.0 and math.isfinite(under) else math.nan
