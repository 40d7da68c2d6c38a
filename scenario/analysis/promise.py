"""When something may be promised: it is kept in eight runs of ten, and the interval of the odds says so."""

from __future__ import annotations

from typing import Literal

from scenario.measures.targets import verdict

PROMISED = 0.8
"""What is promised is kept in this share of the runs [fraction]."""
Light = Literal["safe", "even", "weak"]
_LIGHTS: dict[str | None, Light] = {"pass": "safe", "unclear": "even", "fail": "weak"}


def light(low: float, high: float, promised: float = PROMISED) -> Light:
    """Return the light of some odds by their interval: green above, red below, amber where it holds both.

    >>> light(0.82, 0.9), light(0.78, 0.83), light(0.2, 0.25)
    ('safe', 'even', 'weak')
    """
    return _LIGHTS[verdict(promised, low, high)]
