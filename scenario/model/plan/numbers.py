"""The numbers of a run: where every quantity of a project file goes, and what luck does to it.

A *value* is a quantity with a place: `activities.piling.duration` has one value for each phase, each drawn by
itself under the name `activities.piling.p1.duration`; `cost.items.structure.amount` is one value that fills a
row of each phase with its share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from scenario.draws import STANDARD_NORMAL, STANDARD_UNIFORM, Luck, Sampling, Uncertainty
from scenario.model.plan import effects as effect
from scenario.model.plan import inputs as tables
from scenario.project.dotted_paths import matching
from scenario.project.values.quantity import Quantity

TABLES = {
    "activity": tables.ACTIVITY,
    "line": tables.LINE,
    "row": tables.ROW,
    "flow": tables.FLOW,
    "month": tables.MONTH,
    "event": tables.EVENT,
    "delay": tables.DELAY,
    "change": tables.CHANGE,
    "batch": tables.BATCH_NUMBERS,
    "risk": tables.RISK,
    "facility": tables.FACILITY,
    "news": tables.NEWS,
    "rates": tables.RATES,
    "terms": tables.TERMS,
    "review": np.dtype([("work", "f8")]),
}
"""The tables among the numbers of a run. `review`, the working time of each further review of what is sent
back, is read by effects only; the others are the records of `Inputs`."""


class NumbersLayout:
    """Where each number stands in the row of a run: the records of `Inputs`, one after the other."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._spans: dict[str, tuple[int, int]] = {}
        end = 0
        for name, dtype in TABLES.items():
            start, end = end, end + counts[name] * len(dtype.names or ())
            self._spans[name] = (start, end)
        self.size = end

    def slot(self, table: str, record: int, field_name: str) -> int:
        """Return the position of a number."""
        names = TABLES[table].names or ()
        return self._spans[table][0] + record * len(names) + names.index(field_name)

    def span(self, table: str) -> tuple[int, int]:
        """Return where a table begins and ends in the row."""
        return self._spans[table]

    def views(self, row: np.ndarray) -> tables.Inputs:
        """Return the tables as views into `row`, a contiguous float64 array."""
        return tables.Inputs(
            **{name: row[slice(*self._spans[name])].view(TABLES[name]) for name in tables.Inputs._fields}
        )


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity and the slots it fills, each with a factor (a share of an amount).

    `again` marks the duration of a further review, which nothing but drivers and factors moves.
    """

    path: str
    name: str
    quantity: Quantity
    slots: tuple[tuple[int, float], ...]
    again: bool = False


@dataclass(slots=True)
class Numbers:
    """Collects values, uncertainties and effects; then yields the numbers of any run."""

    layout: NumbersLayout
    values: list[Value] = field(default_factory=list)
    uncertainties: list[Uncertainty] = field(default_factory=list)
    effects: list[effect.Effect] = field(default_factory=list)
    base: np.ndarray = field(init=False)
    _columns: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.base = np.zeros(self.layout.size)

    def put(self, path: str, quantity: Quantity, slots: Iterable[tuple[int, float]], name: str = "") -> None:
        """Have a quantity fill slots; if it is uncertain, by luck."""
        self._put(Value(path, name or path, quantity, tuple(slots)), name or path)

    def put_lasting(self, path: str, quantity: Quantity, slot: int, name: str) -> int:
        """Have a quantity fill a slot of which is known that it is above something; return its column.

        It is drawn as a uniform, by its own name, and made a value where what is known is read (`KnownLuck`).
        """
        self.values.append(Value(path, name, quantity, ((slot, 1.0),)))
        self.base[slot] = quantity.most_likely
        column = self.column(name, STANDARD_UNIFORM)
        self.effects.append(effect.Effect(effect.SET, slot, column=column))
        return column

    def put_again(self, path: str, quantity: Quantity, slot: int, name: str, drawn_as: str) -> None:
        """Have a further draw of a quantity fill a slot."""
        self._put(Value(path, name, quantity, ((slot, 1.0),), again=True), drawn_as)

    def _put(self, value: Value, drawn_as: str) -> None:
        self.values.append(value)
        for slot, scale in value.slots:
            self.base[slot] = value.quantity.most_likely * scale
        if value.quantity.is_uncertain:
            column = self.column(drawn_as, value.quantity)
            for slot, scale in value.slots:
                self.effects.append(effect.Effect(effect.SET, slot, column=column, scale=scale))

    def column(self, name: str, quantity: Quantity) -> int:
        """Return the column of luck of this name."""
        if name not in self._columns:
            self._columns[name] = len(self.uncertainties)
            self.uncertainties.append(Uncertainty(name, quantity))
        return self._columns[name]

    def uniform(self, name: str) -> int:
        """Return a column of uniform luck, for events."""
        return self.column(name, STANDARD_UNIFORM)

    def normal(self, name: str) -> int:
        """Return a column of standard normal luck, for noise."""
        return self.column(name, STANDARD_NORMAL)

    def matching(self, pattern: str) -> Iterator[Value]:
        """Yield the values that a path with `*` names, by their path or (with a phase) by their name."""
        found = set(matching(pattern, {name for value in self.values for name in (value.path, value.name)}))
        for value in self.values:
            if value.path in found or value.name in found:
                yield value

    def act(self, act: int, value: Value, source: tuple[int, float], **when: int) -> None:
        """Let a draw (column, or −1 and a constant) act on all slots of a value."""
        column, constant = source
        for slot, scale in value.slots:
            self.effects.append(
                effect.Effect(
                    act,
                    slot,
                    column=column,
                    constant=constant,
                    scale=scale if act == effect.ADD else 1.0,
                    **when,
                )
            )

    def source(self, name: str, quantity: Quantity) -> tuple[int, float]:
        """Return (column, constant): where an effect takes its value from."""
        if quantity.is_uncertain:
            return self.column(name, quantity), 0.0
        return -1, quantity.most_likely

    def luck(
        self,
        correlations: Iterable[tuple[tuple[str, ...], float]],
        sampling: Sampling,
        leading: Iterable[str],
    ) -> Luck:
        """Return the luck of all uncertainties put so far."""
        return Luck(self.uncertainties, correlations, sampling, leading)
