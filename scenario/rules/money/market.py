"""The market factor, learnt from what was sold."""

from __future__ import annotations


def filtered_market(
    log_ratio: float, persistence: float, volatility: float, observation_sd: float
) -> tuple[float, float]:
    """Return mean and standard deviation of the log of the market factor, given how sales went.

    One step of a Kalman filter from the stationary law of the AR(1): ``gain = V / (V + s²)`` with ``V =
    volatility² / (1 − persistence²)``; mean ``gain · log_ratio``, variance ``(1 − gain) V``.

    Parameters
    ----------
    log_ratio : float
        Log of sales as they were, divided by those at the plan's pace [1]
    persistence : float
        Of the market, below 1 [a month]
    volatility : float
        Of the market's news [a month]
    observation_sd : float
        How far sales of a market are from its factor by chance, as a log [1]

    >>> mean, sd = filtered_market(-0.2, 0.9, 0.06, 0.05)
    >>> round(mean, 8), round(sd, 8), round(0.9 * mean, 8)
    (-0.17668712, 0.04699563, -0.1590184)
    """
    stationary = volatility**2 / (1.0 - persistence**2)
    if stationary <= 0.0:
        return 0.0, 0.0
    gain = stationary / (stationary + observation_sd**2)
    return gain * log_ratio, ((1.0 - gain) * stationary) ** 0.5
