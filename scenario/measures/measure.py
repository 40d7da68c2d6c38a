"""A measure: a number computed from a run, with its names, unit and definition."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Required, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from scenario.measures.inputs import MeasureInputs
from scenario.project.values.units import Unit
from scenario.rules.money import returns

STATUSES = (*returns.STATUSES, "never", "undefined")
"""Why a value is as it is: `ok`; of an IRR `no_sign_change`, `no_root` (both missing) and `several_roots`
(the one nearest zero is given); `never` when what is measured did not come; `undefined` when it would be a
share of nothing."""
OK, NEVER, UNDEFINED = (STATUSES.index(name) for name in ("ok", "never", "undefined"))

ARITHMETIC = "arithmetic"
DEVELOPERS = "definition in use at large Chinese developers"

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


class Values(NamedTuple):
    """A measure's value in each run, NaN where it is missing, and its status."""

    values: Floats
    statuses: Codes


class Traits(TypedDict, total=False):
    """What else a measure says of itself; see `Measure`."""

    needs: Required[tuple[str, ...]]
    better: Literal["more", "less"]
    main: bool
    target: bool
    source: str
    missing: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a run.

    Attributes
    ----------
    name : the name that targets, columns and files use
    en, zh : what people call it
    unit : what it is counted in
    definition, definition_zh : how it is computed
    of : the function that computes it
    needs : what a project must describe for it, names of `needs.NEEDS`
    better : whether a project is better off with more of it or with less
    main : whether it belongs to a first look at a study
    target : whether a target may be set on it
    source : where the definition comes from
    missing : the status of a NaN where `of` gives no statuses
    """

    name: str
    en: str
    zh: str
    unit: Unit
    definition: str
    definition_zh: str
    of: Callable[[MeasureInputs], Floats | Values]
    needs: tuple[str, ...]
    better: Literal["more", "less"] = "more"
    main: bool = False
    target: bool = True
    source: str = ARITHMETIC
    missing: int = NEVER

    @property
    def less_is_better(self) -> bool:
        """Whether a smaller value is the better one."""
        return self.better == "less"


def measure(
    en: str, zh: str, unit: Unit, definition_zh: str, **traits: Unpack[Traits]
) -> Callable[[Callable[[MeasureInputs], Floats | Values]], Measure]:
    """Make a function the measure of its name; its docstring is the definition in English.

    A function that gives plain numbers has `missing` as the status of its NaNs.
    """

    def made(function: Callable[[MeasureInputs], Floats | Values]) -> Measure:
        definition = " ".join((inspect.getdoc(function) or "").split())
        return Measure(function.__name__, en, zh, unit, definition, definition_zh, function, **traits)

    return made


def share(part: Floats, whole: Floats) -> Floats:
    """Return part ÷ whole; NaN where there is no whole."""
    nothing = np.full(len(part), np.nan)
    return np.asarray(np.divide(part, whole, out=nothing, where=np.abs(whole) > 0.005))
