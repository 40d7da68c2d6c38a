"""What a step needs, how long people wait for it, and where they go next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenario.project.operations.law import Law
from scenario.project.values.parsed import Parsed, UnusableError, is_number, shown

LEAVES = "leaves"
"""Where a path ends."""
EVERYONE = "*"
"""Stands for all groups in needs that do not tell them apart."""
Claim = tuple[tuple[str, float], ...]
"""Pools with the seats needed of each; below 1: the share of a seat, one for so many."""

_SHARES = "write a step, or steps with shares such as {lab: 0.4, leaves: 0.6}"


@dataclass(frozen=True, slots=True)
class Needs(Parsed):
    """Seats: `{doctor: 1}`, alternatives in order `[{agent: 1}, {agent_en: 1}]`, or such by group."""

    by_group: tuple[tuple[str, tuple[Claim, ...]], ...]

    @classmethod
    def parse(cls, value: Any) -> Needs:
        """Read a claim, a list of alternatives, or alternatives by group."""
        if isinstance(value, dict) and value and all(isinstance(one, list) for one in value.values()):
            return cls(tuple((str(group), _alternatives(one)) for group, one in value.items()))
        return cls(((EVERYONE, _alternatives(value)),))

    def plain(self) -> Any:
        """Return the short form."""
        told = {group: [_plain_claim(claim) for claim in claims] for group, claims in self.by_group}
        return told.get(EVERYONE, told)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        return {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}

    def of(self, group: str) -> tuple[Claim, ...]:
        """Return the alternatives of a group, best first; none where it may not come."""
        told = dict(self.by_group)
        return told.get(EVERYONE, told.get(group, ()))

    @property
    def pools(self) -> tuple[str, ...]:
        """Every pool that is named, once."""
        named = [pool for _, claims in self.by_group for claim in claims for pool, _ in claim]
        return tuple(dict.fromkeys(named))


def _alternatives(value: Any) -> tuple[Claim, ...]:
    return tuple(_claim(one) for one in (value if isinstance(value, (list, tuple)) else [value]))


def _claim(value: Any) -> Claim:
    if not isinstance(value, dict) or not value:
        raise UnusableError(f"{shown(value)} is no need; write pools with seats, such as {{doctor: 1}}")
    seats = []
    for pool, given in value.items():
        number: Any = given.get("per") if isinstance(given, dict) and set(given) == {"per"} else given
        if not is_number(number) or number != int(number) or not 1 <= number <= 100_000:
            message = f"{shown(given)} is no number of seats; write a whole number, or {{per: 50}}"
            raise UnusableError(message, (str(pool),))
        seats.append((str(pool), 1 / int(number) if isinstance(given, dict) else float(number)))
    return tuple(seats)


def _plain_claim(claim: Claim) -> dict[str, Any]:
    return {pool: int(seats) if seats >= 1 else {"per": round(1 / seats)} for pool, seats in claim}


def shares_of(value: Any) -> tuple[tuple[str, float], ...]:
    """Read a name, or names with shares. Raises UnusableError."""
    if isinstance(value, str):
        return ((value, 1.0),)
    if not isinstance(value, dict) or not value:
        raise UnusableError(f"{shown(value)} does not say where to; {_SHARES}")
    for name, share in value.items():
        if not is_number(share) or not 0 <= share <= 1:
            raise UnusableError(f"{shown(share)} is no share; write a fraction from 0 to 1", (str(name),))
    total = sum(value.values())
    if abs(total - 1) > 1e-6:
        raise UnusableError(f"the shares sum to {total:.12g}; make them sum to 1")
    return tuple((str(name), float(share)) for name, share in value.items())


@dataclass(frozen=True, slots=True)
class Shares(Parsed):
    """One name, or names with shares that sum to 1."""

    pairs: tuple[tuple[str, float], ...]

    @classmethod
    def parse(cls, value: Any) -> Shares:
        """Read the short form."""
        return cls(shares_of(value))

    def plain(self) -> Any:
        """Return the short form."""
        return self.pairs[0][0] if len(self.pairs) == 1 else dict(self.pairs)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        share = {"type": "number", "minimum": 0, "maximum": 1}
        return {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": share}]}


@dataclass(frozen=True, slots=True)
class Patience(Parsed):
    """How long somebody waits, and what then: `{exponential: 240}`, `{fixed: 0, then: other_step}`."""

    law: Law
    then: str = LEAVES
    """The step that follows; `leaves` when nothing is said."""
    again: float = 0.0
    """The share of those whose patience ends that come back to the same step. [fraction]"""
    after: Law | None = None
    """When they come back. [minutes]"""

    @classmethod
    def parse(cls, value: Any) -> Patience:
        """Read a law, with `then` beside it if need be."""
        if not isinstance(value, dict):
            return cls(Law.parse(value))
        rest = {key: inner for key, inner in value.items() if key != "then"}
        then = value.get("then", LEAVES)
        if isinstance(then, str):
            return cls(Law.parse(rest), then)
        if not isinstance(then, dict) or "calls_again" not in then or "after" not in then:
            message = f"{shown(then)} does not say what then; write a step, or calls_again, after and leaves"
            raise UnusableError(message, ("then",))
        extra = set(then) - {"calls_again", "after", LEAVES}
        if extra:
            raise UnusableError(
                f"there is no key '{sorted(extra)[0]}' here; there are calls_again, after, leaves"
            )
        again = then["calls_again"]
        shares_of({"again": again, LEAVES: then.get(LEAVES, 1 - again if is_number(again) else None)})
        return cls(Law.parse(rest), LEAVES, float(again), Law.parse(then["after"]))

    def plain(self) -> Any:
        """Return the short form."""
        if self.after is not None:
            then: Any = {"calls_again": self.again, "after": self.after.plain(), LEAVES: 1 - self.again}
        else:
            then = self.then
        return {**self.law.plain(), **({} if then == LEAVES else {"then": then})}

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        return {"anyOf": [{"type": "number"}, {"type": "object"}]}
