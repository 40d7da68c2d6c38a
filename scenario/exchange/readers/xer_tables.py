"""The tables of an XER file: tab-separated rows, and their fields as numbers, instants and words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from scenario.exchange.readers.problems import Problems
from scenario.exchange.source import Where

Word = TypeVar("Word")


class Row(NamedTuple):
    """A row of a table, by field, and the line that it stands in."""

    table: str
    line: int
    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return a field as text, empty when the file has none."""
        return self.values.get(name, "").strip()

    @property
    def where(self) -> Where:
        """Where it stands."""
        return Where(self.table, self.line)


class XerReader(Problems):
    """The tables of a file, and what is found wrong while they are read."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(path)
        self.version = ""
        self.tables: dict[str, list[Row]] = {}
        self._read(text)

    def _read(self, text: str) -> None:
        table, fields = "", list[str]()
        ended = False
        for number, line in enumerate(text.split("\n"), 1):
            mark, _, rest = line.rstrip("\r").partition("\t")
            if mark == "ERMHDR":
                self.version = rest.split("\t")[0]
            elif mark == "%T":
                table, fields = rest.strip(), []
                self.tables.setdefault(table, [])
            elif mark == "%F":
                fields = [name.strip() for name in rest.split("\t")]
            elif mark == "%R":
                values = rest.split("\t")
                if not fields or not table:
                    self.wrong(f"line {number}: a row without a table; the file is damaged")
                elif len(values) > len(fields):
                    counts = f"{len(values)} values for {len(fields)} fields"
                    self.wrong(f"table {table}, line {number}: {counts}; the file is damaged")
                else:
                    self.tables[table].append(Row(table, number, dict(zip(fields, values, strict=False))))
            elif mark == "%E":
                ended = True
        if not self.version:
            self.problems.insert(0, "line 1: an XER file begins with ERMHDR; is it one?")
        elif not ended:
            self.wrong("the file stops before its end mark %E: it was cut off; export it again")

    def wrong(self, problem: str) -> None:
        """Note a problem."""
        self.problems.append(problem)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, none when the file has no such table."""
        return self.tables.get(table, [])

    def number(self, row: Row, name: str) -> float:
        """Return a field as a number, nought when it is empty."""
        text = row.get(name)
        if not text:
            return 0.0
        try:
            found = float(text.replace(",", "."))
        except ValueError:
            found = float("nan")
        if not abs(found) < 1e9:
            self.wrong(f"table {row.table}, line {row.line}: {name} is {text[:40]!r}, not a number")
            return 0.0
        return found

    def date(self, row: Row, name: str) -> dt.datetime | None:
        """Return a field as an instant, None when it is empty."""
        text = row.get(name)
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{2}))?(?::\d{2})?", text)
        try:
            if found is None:
                raise ValueError
            year, month, day, hour, minute = (int(part or 0) for part in found.groups())
            instant = dt.datetime(year, month, day, hour, minute)
        except ValueError:
            self.wrong(f"table {row.table}, line {row.line}: {name} is {text[:40]!r}, not a date")
            return None
        return instant if instant.year > 1900 else None

    def choice(self, row: Row, name: str, choices: Mapping[str, Word], default: Word) -> Word:
        """Return what a field's word stands for; a word that is not known is a problem."""
        text = row.get(name)
        if text and text not in choices:
            self.wrong(
                f"table {row.table}, line {row.line}: {name} is {text[:40]!r}; known are {', '.join(choices)}"
            )
        return choices.get(text, default)
