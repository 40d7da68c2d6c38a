"""What each account is reckoned from: values of the project file, their places, what was drawn of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scenario.analysis.trace.parts import KEPT
from scenario.project.dotted_paths import matching
from scenario.project.files.reading import Document, Place
from scenario.project.values.quantity import EXTRAS, FORMS
from scenario.study.outcomes import Outcomes

PRICES = ("products.types", "products.batches", "products.absorption", "products.price_growth")
SALES = ("products.launch", *PRICES, "regime")
LENT = ("funding.loan", "funding.facilities", "funding.short")
OWNED = ("funding.minimum_cash", "funding.equity", "funding.distribute", "funding.short", "partners")
READ: Mapping[str, tuple[str, ...]] = {
    "land": ("land.price", "land.payments"),
    "deed_tax": ("land.price", "land.deed_tax"),
    "land_use_tax": ("land.area", "land.use_tax"),
    "construction": ("cost",),
    "marketing": ("expenses.marketing", *SALES),
    "administration": ("expenses.administration", *SALES),
    "damages": ("products.late_handover", "land.idle", "land.price"),
    "vat": ("tax.vat", "tax.recognition", "tax.refunds", "land.price", "land.area"),
    "surcharge": ("tax.surcharge", "tax.vat"),
    "lat": ("tax.lat", "tax.recognition", "tax.refunds", "land.price", "land.deed_tax", "cost.items"),
    "eit": ("tax.eit", "tax.recognition", "tax.refunds"),
    "stamp": ("tax.stamp", "land.stamp"),
    "sales": (*SALES, "products.collection"),
    "escrow_in": ("funding.escrow", "regime", "products.collection"),
    "escrow_out": ("funding.escrow", "regime"),
    "loan_draw": (*LENT, "regime"),
    "loan_repay": (*LENT, "regime"),
    "added_to_loan": LENT,
    "interest": (*LENT, "funding.deposit_rate"),
    "equity": OWNED,
    "distribution": (*OWNED, "regime"),
    "by_share": ("partners",),
    KEPT: ("funding.minimum_cash", "funding.distribute", "buffers"),
    "contracts": SALES,
    "tax_shield": ("tax.eit", "tax.lat", *LENT),
    "receivable": ("products.collection", "regime"),
    "vat_on_sales": ("tax.vat",),
    "vat_on_land": ("tax.vat.land_deduction", "land.price"),
    "vat_on_works": ("tax.vat.input_share", "tax.vat.rate"),
    "vat_on_services": ("tax.vat.services",),
    "days_in_month": ("project.discount_rate", "land.payments", "cash"),
    "stock_at_plan": ("products.types",),
    "sold_at_plan_by_then": (*SALES, "products.late_handover"),
    "had_to_be_there": ("funding.minimum_cash", "funding.short", "buffers"),
}
"""The blocks of a project file that each account is reckoned from; those that a project names itself have the
flows of `cash:` that are booked to them."""
NO_NUMBERS = ("name", "source", "as_of", "unit")
"""Keys below which nothing is reckoned with."""


class InputValue(NamedTuple):
    """A value that an account is reckoned from.

    Attributes
    ----------
    path : where it stands, dotted
    written : the value, as the file has it
    place : file and line
    drawn : of an uncertain one, what was drawn of it in each run told: by instance where it has several
    moved_by : drivers that multiply or shift it
    """

    path: str
    written: Any
    place: Place
    drawn: tuple[Mapping[str, float], ...]
    moved_by: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "path": self.path,
            "written": _plain(self.written),
            "file": self.place.file,
            "line": self.place.line,
            "drawn": [dict(each) for each in self.drawn],
            "moved_by": list(self.moved_by),
        }


def inputs_of(account: str, document: Document, study: Outcomes, runs: tuple[int, ...]) -> list[InputValue]:
    """Return the values that an account is reckoned from, in the order of the file.

    Parameters
    ----------
    account : str
        An account of the ledger, or what else a measure is made of
    document : Document
        The project as it is written, merged, in its scenario
    study : Outcomes
        The runs, for what was drawn
    runs : tuple of int
        The runs that are told
    """
    blocks = READ.get(account, ())
    found = [(where, value) for block in blocks for where, value in _below(document.data, block)]
    found += [each for each in _booked(document.data, account) if each not in found]
    by_path = {".".join(map(str, where)): (where, value) for where, value in found}
    return [
        InputValue(
            path,
            value,
            document.place(where),
            tuple(_drawn(study, path, run) for run in runs),
            _moved_by(document.data, path),
        )
        for path, (where, value) in by_path.items()
    ]


def _below(data: Any, block: str) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the values of a block with their places, quantities whole."""
    where: tuple[str, ...] = tuple(block.split("."))
    for key in where:
        if not isinstance(data, Mapping) or data.get(key) is None:
            return
        data = data[key]
    yield from values_in(data, where)


def values_in(data: Any, where: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the values of plain data with their places: numbers, quantities, words; names are left out."""
    if isinstance(data, Mapping) and not (FORMS.intersection(data) and data.keys() <= FORMS | EXTRAS):
        for key, value in data.items():
            if key not in NO_NUMBERS:
                yield from values_in(value, (*where, key))
    elif isinstance(data, list) and not all(isinstance(each, (int, float, str)) for each in data):
        for position, value in enumerate(data):
            yield from values_in(value, (*where, position))
    elif data is not None:
        yield where, data


def _booked(data: Mapping[str, Any], account: str) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the dated flows of `cash:` that are booked to an account."""
    for position, flow in enumerate(data.get("cash") or ()):
        if flow.get("account") == account:
            yield from values_in(flow, ("cash", position))


def _drawn(study: Outcomes, path: str, run: int) -> Mapping[str, float]:
    """Return what was drawn of a value in a run, by the names of its draws."""
    names = [name for name in study.draws.columns if name == path or _of_phase(study, str(name), path)]
    return {str(name): float(study.draws[name].to_numpy()[run - study.first]) for name in names}


def _of_phase(study: Outcomes, name: str, path: str) -> bool:
    """Return whether a draw is of a value in one of its phases."""
    parts = name.split(".")
    return any(
        phase in parts and ".".join(part for part in parts if part != phase) == path
        for phase in study.project.phase_ids
    )


def _moved_by(data: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """Return the drivers that multiply or shift a value."""
    found = []
    for name, driver in (data.get("drivers") or {}).items():
        patterns = [*(driver.get("multiplies") or ()), *(driver.get("shifts") or ())]
        if any(matching(pattern, [path]) for pattern in patterns):
            found.append(f"drivers.{name}")
    return tuple(found)


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, (bool, int, float, str)) or value is None else str(value)
