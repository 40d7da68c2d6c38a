"""A measure: a number computed from a run, with its names, unit and definition."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.measures.inputs import MeasureInputs
from scenario.rules.money import returns

Unit = Literal["money", "fraction", "months", "factor"]
UNITS: dict[Unit, tuple[str, str]] = {
    "money": ("currency of the project", "项目货币"),
    "fraction": ("fraction", "比例"),
    "months": ("months since month zero", "自起算月起的月数"),
    "factor": ("factor", "倍数"),
}
"""The units of measures, in English and Chinese."""

STATUSES = (*returns.STATUSES, "never", "undefined")
"""Why a value is as it is: `ok`; of an IRR `no_sign_change`, `no_root` (both missing) and `several_roots`
(the one nearest zero is given); `never` when what is measured did not come; `undefined` when it would be a
share of nothing."""
OK, NEVER, UNDEFINED = (STATUSES.index(name) for name in ("ok", "never", "undefined"))

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


class Values(NamedTuple):
    """A measure's value in each run, NaN where it is missing, and its status."""

    values: Floats
    statuses: Codes


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a run.

    Attributes
    ----------
    name : the name that targets, columns and files use
    en, zh : what people call it
    unit : one of `UNITS`
    definition, definition_zh : how it is computed
    source : where the definition comes from
    needs : what a project must describe for it, names of `needs.NEEDS`
    missing : the status of a NaN where `of` gives no statuses
    of : the function that computes it
    """

    name: str
    en: str
    zh: str
    unit: Unit
    definition: str
    definition_zh: str
    source: str
    needs: tuple[str, ...]
    missing: int
    of: Callable[[MeasureInputs], Floats | Values]


ARITHMETIC = "arithmetic"
DEVELOPERS = "definition in use at large Chinese developers"


def measure(
    en: str,
    zh: str,
    unit: Unit,
    definition_zh: str,
    *,
    needs: tuple[str, ...],
    source: str = ARITHMETIC,
    missing: int = NEVER,
) -> Callable[[Callable[[MeasureInputs], Floats | Values]], Measure]:
    """Make a function the measure of its name; its docstring is the definition in English.

    A function that gives plain numbers has `missing` as the status of its NaNs.
    """

    def made(function: Callable[[MeasureInputs], Floats | Values]) -> Measure:
        definition = " ".join((inspect.getdoc(function) or "").split())
        return Measure(
            function.__name__, en, zh, unit, definition, definition_zh, source, needs, missing, function
        )

    return made
