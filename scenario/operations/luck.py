"""Luck by key, never drawn in turn: another doctor changes no patient's own times.

A number belongs to a seed, a name, an entity and a count, and to nothing that happened before. The words are
mixed one after the other by the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
"""

from __future__ import annotations

import hashlib
import math
from statistics import NormalDist

from scenario.project.operations.law import Law

_WORD = (1 << 64) - 1
_STANDARD = NormalDist()
_LEAST = 2.0**-54


def key_of(name: str) -> int:
    """Return the word that a name is known by."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def uniform(*words: int) -> float:
    """Return the number above 0 and below 1 that belongs to these words.

    >>> uniform(1, 2, 3) == uniform(1, 2, 3) != uniform(1, 3, 2)
    True
    """
    state = 0
    for word in words:
        state = (state ^ word) + 0x9E3779B97F4A7C15 & _WORD
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _WORD
        state = (state ^ state >> 27) * 0x94D049BB133111EB & _WORD
        state ^= state >> 31
    return (state >> 11) * 2.0**-53 + _LEAST


def drawn(law: Law, u: float) -> float:
    """Return the point of a law below which the share ``u`` lies; a normal may be below 0.

    Equations: lognormal ``exp(μ + σz)`` with ``σ² = ln(1 + cv²)``, ``μ = ln(mean) − σ²/2``; geometric from 0
    ``⌊ln(1−u) / ln(mean / (1 + mean))⌋``, at most ``most``.
    """
    first, *rest = law.parameters
    if law.kind == "fixed":
        return first
    if law.kind == "exponential":
        return -first * math.log1p(-u)
    if law.kind == "lognormal":
        variance = math.log1p(rest[0] ** 2)
        return math.exp(math.log(first) - variance / 2 + math.sqrt(variance) * _STANDARD.inv_cdf(u))
    if law.kind == "geometric":
        return min(math.floor(math.log1p(-u) / math.log(first / (1 + first))), *rest, math.inf)
    if law.kind == "normal":
        return first + rest[0] * _STANDARD.inv_cdf(u)
    if law.kind == "uniform":
        return first + (rest[0] - first) * u
    return _triangular(u, first, *rest)


def _triangular(u: float, low: float, mode: float, high: float) -> float:
    if high == low:
        return low
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def chosen(pairs: tuple[tuple[str, float], ...], u: float) -> str:
    """Return the name on which ``u`` falls among names with shares."""
    passed = 0.0
    for name, share in pairs:
        passed += share
        if u < passed:
            return name
    return next(name for name, share in reversed(pairs) if share > 0)
