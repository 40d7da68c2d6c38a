"""Quantities: plain numbers and uncertainties, with the bound and the unit that their field gives them."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import AfterValidator, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from scenario.project.problems import suggestion
from scenario.project.values.distributions import (
    PLANNED,
    Kind,
    check_reach,
    check_truncation,
    support,
    tails,
)
from scenario.project.values.parsed import (
    Parsed,
    UnusableError,
    date_or_text,
    is_number,
    refuse_vast,
    shown,
    shown_list,
)
from scenario.project.values.scalars import plain_scalar
from scenario.project.values.span import DAYS, LONGEST
from scenario.project.values.trigen import USUAL

_CERTAIN = 1e-7
"""A smaller standard deviation, as a share of the mean, is lost in rounding. [fraction]"""
UNCERTAINTY = "x-uncertainty"
"""Marks the place of an uncertainty in a JSON Schema; `schema.py` puts the reference there."""

_NAMES: dict[str, tuple[str, ...]] = {
    "pert": ("low", "mode", "high"),
    "triangular": ("low", "mode", "high"),
    "trigen": ("x10", "mode", "x90"),
    "uniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("mean", "sd"),
    "p10_p90": ("x10", "x90"),
}
_FORMS = (*_NAMES, "exponential", "discrete", "value")
FORMS = frozenset(_FORMS)
"""The keys of which a quantity has exactly one."""
EXTRAS = frozenset(("min", "max", "source", "as_of", "at"))
"""The keys that may stand beside the form."""


@dataclass(frozen=True, slots=True)
class Quantity(Parsed):
    """A number, or an uncertainty to draw from.

    Parameters by kind: fixed (value) · pert, triangular (low, mode, high) · trigen (x10, mode, x90, and the
    shares below the outer points: 0.1, 0.9, or as `at` says) · uniform (low, high) · normal,
    lognormal (mean, sd, of the value itself) · exponential (mean) · p10_p90 (x10, x90 of a normal) ·
    discrete (none; see `outcomes` and `probabilities`). `min` and `max` truncate: nothing beyond is drawn.
    """

    kind: Kind
    parameters: tuple[float, ...] = ()
    min: float | None = None
    max: float | None = None
    outcomes: tuple[float, ...] = ()
    probabilities: tuple[float, ...] = ()
    source: str | None = None
    as_of: dt.date | None = None

    @classmethod
    def fixed(cls, value: float) -> Quantity:
        """Return a plain number as a quantity."""
        return cls("fixed", (float(value),))

    def times(self, factor: float) -> Quantity:
        """Return the quantity of which each value is so many times one of this, `factor` above 0."""
        shares = self.parameters[3:] if self.kind == "trigen" else ()
        points = self.parameters[: len(self.parameters) - len(shares)]
        return replace(
            self,
            parameters=(*(point * factor for point in points), *shares),
            min=None if self.min is None else self.min * factor,
            max=None if self.max is None else self.max * factor,
            outcomes=tuple(outcome * factor for outcome in self.outcomes),
        )

    @property
    def is_uncertain(self) -> bool:
        """Tell whether luck decides the value."""
        return self.kind != "fixed"

    @property
    def most_likely(self) -> float:
        """Return the value a plan uses: mode, most probable outcome, midpoint or mean, within min and max."""
        low, high = self.support
        return min(max(PLANNED[self.kind](self), low), high)

    @property
    def support(self) -> tuple[float, float]:
        """Return the least and the greatest value possible, min and max applied."""
        low, high = support(self)
        return max(low, -math.inf if self.min is None else self.min), min(
            high, math.inf if self.max is None else self.max
        )

    @property
    def reach(self) -> tuple[float, float]:
        """Return the least and the greatest value but for one in a thousand million."""
        low, high = self.support
        lower, upper = tails(self)
        return max(low, lower), min(high, upper)

    @classmethod
    def parse(cls, value: Any) -> Quantity:
        """Read a number or a mapping with one form and, if need be, min, max, source and as_of."""
        if is_number(value):
            refuse_vast(value)
            return cls.fixed(value)
        if value is None:
            raise UnusableError(
                "nothing is written; write a number, or an uncertainty such as {pert: [20, 30, 50]}"
            )
        if not isinstance(value, dict):
            raise UnusableError(
                f"{shown(value)} is no number; write one, or an uncertainty such as {{pert: [20, 30, 50]}}"
            )
        return _from_mapping(value)

    def plain(self) -> Any:
        """Return the short form."""
        extras = {
            key: getattr(self, key)
            for key in ("min", "max", "source", "as_of")
            if getattr(self, key) is not None
        }
        if self.kind == "fixed":
            return {"value": self.parameters[0], **extras} if extras else self.parameters[0]
        if self.kind == "discrete":
            pairs = zip(self.outcomes, self.probabilities, strict=True)
            return {"discrete": {f"{outcome:.15g}": share for outcome, share in pairs}, **extras}
        if self.kind == "trigen":
            points, at = list(self.parameters[:3]), list(self.parameters[3:])
            return {"trigen": points, **({} if tuple(at) == USUAL else {"at": at}), **extras}
        return {
            self.kind: self.parameters[0] if self.kind == "exponential" else list(self.parameters),
            **extras,
        }

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        return {"anyOf": [{"type": "number"}, {UNCERTAINTY: True}]}


def _from_mapping(value: dict[Any, Any]) -> Quantity:
    form = _only_form(value)
    minimum, maximum = (_optional_number(value, key) for key in ("min", "max"))
    source, as_of = value.get("source"), value.get("as_of")
    if source is not None and not isinstance(source, str):
        raise UnusableError(f"{shown(source)} is no text; write where the value comes from", ("source",))
    if isinstance(as_of, str):
        as_of = date_or_text(as_of)
    if as_of is not None and not isinstance(as_of, dt.date):
        raise UnusableError(f"{shown(as_of)} is no date; write one such as 2026-02-28", ("as_of",))
    if form == "discrete":
        outcomes, probabilities = _outcomes(value[form])
        quantity = Quantity("discrete", (), minimum, maximum, outcomes, probabilities, source, as_of)
    else:
        kind: Any = "fixed" if form == "value" else form
        parameters = _parameters(form, value[form])
        parameters += _shares(value.get("at")) if form == "trigen" else ()
        quantity = Quantity(kind, parameters, minimum, maximum, (), (), source, as_of)
    check_truncation(quantity)
    check_reach(quantity)
    return quantity


def _only_form(value: dict[Any, Any]) -> str:
    for key in value:
        if key not in _FORMS and key not in EXTRAS:
            hint = suggestion(str(key), (*_FORMS, *sorted(EXTRAS))) or f"the forms are {', '.join(_FORMS)}"
            raise UnusableError(f"'{key}' is no form of a quantity; {hint}", (str(key),))
    forms = [key for key in value if key in _FORMS]
    if len(forms) != 1:
        found = f"{' and '.join(forms)} stand together" if forms else "no form is given"
        raise UnusableError(f"{found}; write exactly one of {', '.join(_FORMS)}")
    if "at" in value and forms != ["trigen"]:
        raise UnusableError(f"`at` belongs to a trigen; leave it out of a {forms[0]}", ("at",))
    return str(forms[0])


def _shares(given: Any) -> tuple[float, float]:
    """Read the shares below the outer points of a trigen."""
    shares = USUAL if given is None else given
    wanted = isinstance(shares, (list, tuple)) and len(shares) == 2 and all(map(is_number, shares))
    if not wanted or not 0 < shares[0] < shares[1] < 1:
        raise UnusableError(
            f"{shown_list(given)} are no shares below the outer points; write two such as [0.05, 0.95]",
            ("at",),
        )
    return float(shares[0]), float(shares[1])


def _optional_number(value: dict[Any, Any], key: str) -> float | None:
    bound = value.get(key)
    if bound is not None and not is_number(bound):
        raise UnusableError(f"{shown(bound)} is no number", (key,))
    if bound is None:
        return None
    refuse_vast(bound, (key,))
    return float(bound)


def _parameters(form: str, given: Any) -> tuple[float, ...]:
    """Read the numbers of a form and check their order."""
    if form in ("value", "exponential"):
        if not is_number(given):
            raise UnusableError(f"{shown(given)} is no number", (form,))
        refuse_vast(given, (form,))
        if form == "exponential" and given <= 0:
            raise UnusableError(f"mean {given:.12g} must be above 0", (form,))
        return (float(given),)
    names = _NAMES[form]
    wanted = f"[{', '.join(names)}]"
    if not isinstance(given, (list, tuple)) or len(given) != len(names):
        raise UnusableError(f"write {len(names)} numbers, {wanted}, in place of {shown_list(given)}", (form,))
    for position, number in enumerate(given):
        if not is_number(number):
            raise UnusableError(f"{names[position]} {shown(number)} is no number", (form, position))
        refuse_vast(number, (form, position))
    numbers = tuple(float(number) for number in given)
    _check_order(form, names, numbers)
    return numbers


def _check_order(form: str, names: tuple[str, ...], numbers: tuple[float, ...]) -> None:
    if names[-1] == "sd":
        if numbers[1] <= 0:
            raise UnusableError(
                f"sd {numbers[1]:.12g} must be above 0; write a plain number when it is certain", (form,)
            )
        if numbers[1] < _CERTAIN * abs(numbers[0]):
            message = f"sd {numbers[1]:.12g} is nothing beside {numbers[0]:.12g}; write a plain number"
            raise UnusableError(message, (form,))
        if form == "lognormal" and numbers[0] <= 0:
            raise UnusableError(f"mean {numbers[0]:.12g} must be above 0", (form,))
        return
    for lower, upper in zip(range(len(names)), range(1, len(names)), strict=False):
        if numbers[lower] > numbers[upper]:
            raise UnusableError(
                f"{names[lower]} {numbers[lower]:.12g} is above {names[upper]} {numbers[upper]:.12g}; "
                f"write {', '.join(names)} in ascending order",
                (form,),
            )
    if numbers[0] == numbers[-1] and form not in ("pert", "triangular", "trigen"):
        raise UnusableError(
            f"{names[0]} and {names[-1]} are both {numbers[0]:.12g}; write a plain number when it is certain",
            (form,),
        )


def _outcomes(given: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if not isinstance(given, dict) or not given:
        raise UnusableError("write outcomes with probabilities, such as {0: 0.7, 30: 0.3}", ("discrete",))
    outcomes, probabilities = [], []
    for key, share in given.items():
        if not is_number(outcome := plain_scalar(str(key))):
            raise UnusableError(f"outcome {shown(key)} is no number", ("discrete", str(key)))
        refuse_vast(outcome, ("discrete", str(key)))
        outcomes.append(float(outcome))
        if not is_number(share) or not 0 <= share <= 1:
            raise UnusableError(
                f"{shown(share)} is no probability; write a fraction from 0 to 1", ("discrete", str(key))
            )
        probabilities.append(float(share))
    if abs(sum(probabilities) - 1) > 1e-9:
        raise UnusableError(
            f"the probabilities sum to {sum(probabilities):.12g}; make them sum to 1", ("discrete",)
        )
    return tuple(outcomes), tuple(probabilities)


@dataclass(frozen=True)
class Bound:
    """What a field allows: the least and the greatest value over the whole support, and their unit."""

    low: float
    high: float
    unit: str
    fraction: bool = False
    longest: float = math.inf
    """What it may reach but for one draw in a thousand million."""

    def __call__(self, quantity: Quantity) -> Quantity:
        """Return the quantity when all of its values are allowed."""
        low, high = quantity.support
        if high > self.high:
            raise self._beyond(quantity, high, "max", self.high, "above").to_pydantic()
        if low < self.low:
            raise self._beyond(quantity, low, "min", self.low, "below").to_pydantic()
        if quantity.reach[1] > self.longest:
            raise self._too_long(quantity).to_pydantic()
        return quantity

    def _too_long(self, quantity: Quantity) -> UnusableError:
        limit = f"{self.longest:g} {self.unit.removeprefix('a number of ')}, a hundred years"
        what, remedy = f"{quantity.reach[1]:,.0f} is", ""
        if quantity.is_uncertain:
            what, remedy = f"this {quantity.kind} may reach {quantity.reach[1]:,.0f}:", "; write a max"
        return UnusableError(f"{what} more than {limit}{remedy}")

    def _beyond(self, quantity: Quantity, value: float, key: str, bound: float, side: str) -> UnusableError:
        if math.isinf(value):
            return UnusableError(f"this {quantity.kind} can fall {side} {bound:g}; add {key}: {bound:g}")
        if self.fraction and 1 < value <= 100:
            return UnusableError(f"{value:.12g} is {value * 100:.12g} %; did you mean {value / 100:.12g}?")
        what = f"{value:.12g} is {side} {bound:g}"
        if quantity.is_uncertain:
            what = f"its {'greatest' if side == 'above' else 'least'} value {what}"
        return UnusableError(f"{what}; write {self.allowed}")

    @property
    def allowed(self) -> str:
        """Say what may be written."""
        if math.isinf(self.high):
            return f"{self.unit}, at least {self.low:g}"
        return f"{self.unit} from {self.low:g} to {self.high:g}"

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        number: dict[str, Any] = {"type": "number"}
        if math.isfinite(self.low):
            number["minimum"] = self.low
        if math.isfinite(self.high):
            number["maximum"] = self.high
        return {"anyOf": [number, {UNCERTAINTY: True}]}


_DAYS = Bound(0, math.inf, "a number of days", longest=LONGEST)
_SIGNED_DAYS = Bound(-math.inf, math.inf, "a number of days", longest=LONGEST)
_MONTHS = Bound(0, math.inf, "a number of months", longest=round(LONGEST / DAYS["months"]))
_SHARE = Bound(0, 1, "a fraction", fraction=True)
_RATIO, _FACTOR = Bound(-1, 5, "a fraction"), Bound(0, 20, "a factor")
_AMOUNT, _UNIT_PRICE = Bound(0, math.inf, "plain currency units"), Bound(0, math.inf, "plain currency units")
_AREA = Bound(0, math.inf, "m²")

Days = Annotated[Quantity, AfterValidator(_DAYS), _DAYS]
"""Days, at least 0."""
SignedDays = Annotated[Quantity, AfterValidator(_SIGNED_DAYS), _SIGNED_DAYS]
"""Days, below 0 too."""
Months = Annotated[Quantity, AfterValidator(_MONTHS), _MONTHS]
"""A number of months, at least 0."""
Share = Annotated[Quantity, AfterValidator(_SHARE), _SHARE]
"""A share or a probability, 0 to 1."""
Rate = Annotated[Quantity, AfterValidator(_SHARE), _SHARE]
"""A rate, 0 to 1, for the period its field names."""
Ratio = Annotated[Quantity, AfterValidator(_RATIO), _RATIO]
"""A relative change, −1 to 5."""
Factor = Annotated[Quantity, AfterValidator(_FACTOR), _FACTOR]
"""A factor, 0 to 20."""
Amount = Annotated[Quantity, AfterValidator(_AMOUNT), _AMOUNT]
"""Money, at least 0, in plain currency units."""
UnitPrice = Annotated[Quantity, AfterValidator(_UNIT_PRICE), _UNIT_PRICE]
"""Money for one m² (or space), at least 0."""
Area = Annotated[Quantity, AfterValidator(_AREA), _AREA]
"""Area in m², at least 0."""
Signed = Quantity
"""Any number."""
