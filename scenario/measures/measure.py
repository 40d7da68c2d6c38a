"""A measure: a number computed from a run, with its names, unit and definition."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Literal, NamedTuple, Required, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from scenario.measures.flows import Flows
from scenario.measures.inputs import MeasureInputs
from scenario.measures.run_status import RUN_STATUSES
from scenario.project.values.units import Unit
from scenario.rules.money import returns

STATUSES = ("ok", *returns.STATUSES, *RUN_STATUSES[1:], "never", "undefined")
"""Why a value is as it is: `ok`; of a rate of return `rate`, `several` (more than one, none is shown),
`total_loss` (−100 %), `no_money_in` (above every rate), `none` (nothing flows), or how the run ended where
that was not well; `never` when what is measured did not come; `undefined` when it would be a share of
nothing."""
OK, NEVER, UNDEFINED = (STATUSES.index(name) for name in ("ok", "never", "undefined"))
FIRST_OF_RETURNS = STATUSES.index(returns.STATUSES[0])
FIRST_OF_RUNS = STATUSES.index(RUN_STATUSES[1])
WITHOUT_VALUE = tuple(STATUSES.index(name) for name in ("several", "no_money_in", "none", *RUN_STATUSES[1:]))
"""Statuses of a rate of return that has a rank among the runs, and no value that is shown."""

ARITHMETIC = "arithmetic"
DEVELOPERS = "definition in use at large Chinese developers"

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


class Values(NamedTuple):
    """A measure's value in each run, NaN where it is missing, and its status.

    A rate of return has a rank in each run: infinite above every rate, −infinite below a total loss.
    """

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
    flows : of a rate of return, the function that gives the flows it is of
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
    flows: Callable[[MeasureInputs], Flows] | None = None

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


def rate_of_return(
    en: str, zh: str, unit: Unit, definition_zh: str, **traits: Unpack[Traits]
) -> Callable[[Callable[[MeasureInputs], Flows]], Measure]:
    """Make a function that gives flows the measure of their rate of return; see `measure`."""

    def made(function: Callable[[MeasureInputs], Flows]) -> Measure:
        rates = wraps(function)(lambda inputs: _ranked(inputs, function(inputs)))
        return replace(measure(en, zh, unit, definition_zh, **traits)(rates), flows=function)

    return made


def _ranked(inputs: MeasureInputs, flows: Flows) -> Values:
    """Return rates of return by run, with the rank of runs that have none."""
    rates, codes = flows.rates
    ended = inputs.status > 0
    values = np.where(ended | np.isnan(rates), -np.inf, rates)
    own = FIRST_OF_RUNS - 1 + inputs.status
    return Values(values, np.where(ended, own, FIRST_OF_RETURNS + codes).astype(np.int8))


def shown(values: Floats, statuses: Codes) -> Floats:
    """Return values as they are shown: NaN for a rate of return that is none, and for what is missing."""
    return np.where(np.isin(statuses, WITHOUT_VALUE), np.nan, values)


def share(part: Floats, whole: Floats) -> Floats:
    """Return part ÷ whole; NaN where there is no whole."""
    nothing = np.full(len(part), np.nan)
    return np.asarray(np.divide(part, whole, out=nothing, where=np.abs(whole) > 0.005))
