"""A table of text, which a page, a notebook and a terminal show alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from scenario.views.words.wording import MISSING

_UNIT = re.compile(r"(?<=\d) (?=(?:%|m|k|d|days?|weeks?|months?)\b|%)")


class Table(NamedTuple):
    """A table of text; the first column names the row, the others hold what is to be compared."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def html(self) -> str:
        """Return the table for a page, all text escaped."""
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in self.columns)
        body = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame of text."""
        return pd.DataFrame(self.rows, columns=list(self.columns))


def unbroken(text: str) -> str:
    r"""Return a text in which no line breaks between a number and its unit.

    >>> unbroken("8 % within 26 months of it").replace("\xa0", "_")
    '8_% within 26_months of it'
    """
    return _UNIT.sub("\xa0", text)


def rows_of(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return a table of numbers by row and column."""
    return cast(dict[str, dict[str, Any]], table.to_dict(orient="index"))


def signed(told: Callable[[float], str]) -> Callable[[float], str]:
    """Return a way to tell differences: with a sign, nothing as 0."""

    def told_with_sign(value: float) -> str:
        if not np.isfinite(value):
            return MISSING
        text = told(abs(value))
        if not any(digit in text for digit in "123456789"):
            return "0"
        return f"{'+' if value > 0 else '-'}{text}"

    return told_with_sign
