"""A small spreadsheet: what formulas come to, reckoned from the numbers of a workbook alone."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import numpy as np
import openpyxl
from openpyxl.utils import range_boundaries
from scipy.optimize import brentq

ADDRESS = re.compile(r"(?:'((?:[^']|'')+)'!)?\b([A-Z]{1,3}\d+)(?::([A-Z]{1,3}\d+))?")
WORDS = {"SUM", "MIN", "IRR", "XIRR", "NPV"}


def _root(worth: Callable[[float], float], near: float, within: float) -> float:
    """Return the rate near a place at which nothing is left; NaN where there is none."""
    low, high = max(near - within, near / 2.0 - 0.5), near + within  # above −1
    return float(brentq(worth, low, high, xtol=1e-14)) if worth(low) * worth(high) < 0.0 else np.nan


def _irr(flows: list[float], near: float) -> float:
    months = np.arange(len(flows))
    return _root(lambda rate: flows @ (1.0 + rate) ** -months, near, 0.01)


def _xirr(flows: list[float], days: list[dt.datetime], near: float) -> float:
    assert flows[0] != 0.0, "a spreadsheet wants a flow first"
    assert min(days) == days[0], "a spreadsheet wants the first day first"
    years = np.array([(day - days[0]).days for day in days]) / 365.0
    return _root(lambda rate: flows @ (1.0 + rate) ** -years, near, 0.05)


def _npv(rate: float, flows: list[float]) -> float:
    return sum(flow / (1.0 + rate) ** month for month, flow in enumerate(flows, 1))


class Recalculated:
    """A workbook whose stored values of formulas are not looked at."""

    def __init__(self, path) -> None:
        self.book = openpyxl.load_workbook(path)
        self.known: dict[tuple[str, str], object] = {}

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Yield sheet and address of each formula."""
        for sheet in self.book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield sheet.title, cell.coordinate

    def value(self, sheet: str, address: str):
        """Return what a cell comes to."""
        at = (sheet, address)
        if at not in self.known:
            cell = self.book[sheet][address]
            self.known[at] = self._reckoned(sheet, cell.value) if cell.data_type == "f" else cell.value
        return self.known[at]

    def _reckoned(self, sheet: str, formula: str) -> float:
        cells: list[object] = []

        def put(found: re.Match[str]) -> str:
            name, first, last = (found[1] or sheet).replace("''", "'"), found[2], found[3]
            cells.append(self.value(name, first) if last is None else self._several(name, f"{first}:{last}"))
            return f"cells[{len(cells) - 1}]"

        text = ADDRESS.sub(put, formula[1:]).replace("^", "**")
        assert set(re.findall(r"[A-Z]+", text)) <= WORDS, formula
        known = {
            "SUM": sum,
            "MIN": lambda *those: min(np.hstack(those)),
            "IRR": _irr,
            "XIRR": _xirr,
            "NPV": _npv,
        }
        return float(eval(text, {"__builtins__": {}}, {**known, "cells": cells}))

    def _several(self, sheet: str, addresses: str) -> list[object]:
        left, top, right, bottom = range_boundaries(addresses)
        found = [
            self.value(sheet, self.book[sheet].cell(row, column).coordinate)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]
        assert all(each is not None and not isinstance(each, str) for each in found), (sheet, addresses)
        return found


def wrong(path, made: Recalculated | None = None) -> list[tuple[str, str, float, float]]:
    """Return the formulas that do not come to what is stored: sheet, address, stored, recalculated."""
    made, stored = made or Recalculated(path), openpyxl.load_workbook(path, data_only=True)
    found = []
    for sheet, address in made.formulas():
        cell, value = stored[sheet][address], made.value(sheet, address)
        allowed = 1e-6 if "%" in cell.number_format or "##" in cell.number_format.split(".")[-1] else 0.005
        if not abs(cell.value - value) <= max(allowed, 1e-11 * abs(cell.value)):
            found.append((sheet, address, cell.value, value))
    return found
