"""The law that a time or a number of one visit follows: `{lognormal: {mean: 9, cv: 0.6}}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenario.project.problems import suggestion
from scenario.project.values.parsed import Parsed, UnusableError, is_number, refuse_vast, shown, shown_list

_NAMES: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "exponential": ("mean",),
    "lognormal": ("mean", "cv"),
    "geometric": ("mean", "most"),
    "normal": ("mean", "sd"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
}
_EXAMPLE = "{lognormal: {mean: 9, cv: 0.6}}"


@dataclass(frozen=True, slots=True)
class Law(Parsed):
    """What each visit draws anew, other than a `Quantity`, which a run draws once.

    Parameters by kind: fixed (value) · exponential (mean) · lognormal (mean, cv) · geometric (mean, most; a
    whole number from 0) · normal (mean, sd) · uniform (low, high) · triangular (low, mode, high).
    """

    kind: str
    parameters: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean; of a normal and of a geometric that are cut, before they are."""
        if self.kind in ("uniform", "triangular"):
            return sum(self.parameters) / len(self.parameters)
        return self.parameters[0]

    @classmethod
    def parse(cls, value: Any) -> Law:
        """Read a plain number, or a mapping with one form."""
        if is_number(value):
            refuse_vast(value)
            return cls("fixed", (float(value),))
        if not isinstance(value, dict) or len(value) != 1:
            raise UnusableError(f"{shown(value)} is no law; write a number, or one form such as {_EXAMPLE}")
        kind, given = next(iter(value.items()))
        if kind not in _NAMES:
            hint = suggestion(str(kind), _NAMES) or f"the forms are {', '.join(_NAMES)}"
            raise UnusableError(f"'{kind}' is no law; {hint}", (str(kind),))
        numbers = _numbers(str(kind), given)
        _judge(str(kind), numbers)
        return cls(str(kind), numbers)

    def plain(self) -> Any:
        """Return the short form."""
        if self.kind in ("fixed", "exponential"):
            return {self.kind: self.parameters[0]}
        if self.kind in ("lognormal", "geometric"):
            return {self.kind: dict(zip(_NAMES[self.kind], self.parameters, strict=False))}
        return {self.kind: list(self.parameters)}

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        form = {"type": "object", "minProperties": 1, "maxProperties": 1}
        forms: dict[str, Any] = {kind: {} for kind in _NAMES}
        return {"anyOf": [{"type": "number"}, {**form, "properties": forms, "additionalProperties": False}]}


def _numbers(kind: str, given: Any) -> tuple[float, ...]:
    names = _NAMES[kind]
    least = 1 if kind == "geometric" else len(names)
    if isinstance(given, dict):
        for key in given:
            if key not in names:
                raise UnusableError(f"'{key}' is no part of it; write {', '.join(names)}", (kind, str(key)))
        values = [given[name] for name in names if name in given]
    else:
        values = list(given) if isinstance(given, (list, tuple)) and len(names) > 1 else [given]
    if not least <= len(values) <= len(names):
        raise UnusableError(f"write {' and '.join(names)} in place of {shown_list(given)}", (kind,))
    for number in values:
        if not is_number(number):
            raise UnusableError(f"{shown(number)} is no number", (kind,))
        refuse_vast(number, (kind,))
    return tuple(float(number) for number in values)


def _judge(kind: str, numbers: tuple[float, ...]) -> None:
    if kind in ("exponential", "lognormal", "geometric") and numbers[0] <= 0:
        raise UnusableError(f"mean {numbers[0]:.12g} must be above 0", (kind,))
    if kind in ("lognormal", "normal") and numbers[1] <= 0:
        name = _NAMES[kind][1]
        message = f"{name} {numbers[1]:.12g} must be above 0; write {{fixed: …}} when it is certain"
        raise UnusableError(message, (kind,))
    if kind in ("uniform", "triangular") and list(numbers) != sorted(numbers):
        raise UnusableError(f"write {', '.join(_NAMES[kind])} in ascending order", (kind,))
