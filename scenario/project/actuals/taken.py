"""The rows of tables as what a statement says of activities and ledger; every problem with its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenario.project.actuals.headers import DATES, IGNORED, MONTH, NODE, UNIT_HEADERS, UNITS, Reading
from scenario.project.actuals.sheets import Cell, Row, TableError
from scenario.project.problems import Problem, Where, suggestion
from scenario.project.values.vocabulary import KEPT_ACCOUNTS

TOTALS = ("合计", "总计", "小计", "total", "sum", "subtotal")
"""How a row begins that adds others up."""
MOST_BEFORE = 10
"""So many rows may stand above the headers, with a title and the unit."""
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]\d{1,2}日?)?月?(?: 0?0:00(?::00)?)?")


@dataclass(slots=True)
class Taken:
    """What one table says.

    Attributes
    ----------
    activities : by node, what is known, and the row that says so
    ledger : by month and account [yuan]
    rows : the row of each node and month
    problems : all that cannot be used
    """

    file: str
    activities: dict[str, dict[str, Any]] = field(default_factory=dict)
    ledger: dict[str, dict[str, float]] = field(default_factory=dict)
    rows: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, cell: Cell, message: str) -> None:
        """Note that a cell cannot be used."""
        self.problems.append(Problem(self.file, cell.row, cell.at, message))


def taken(
    file: str,
    rows: Sequence[Row],
    reading: Reading,
    names: Mapping[str, Sequence[str]],
    accounts: Sequence[str],
    data_date: dt.date | None = None,
) -> Taken:
    """Return what a table says.

    Parameters
    ----------
    file : str
        As messages call it
    rows : sequence of Row
        Those that hold anything
    reading : Reading
        What headers, accounts and names mean
    names : mapping
        What people may call an activity, with the ids that may be meant
    accounts : sequence of str
        Those that a ledger may have

    Raises
    ------
    TableError
        It has no row of headers that can be read
    """
    found = Taken(file)
    unit = _unit(rows, reading, found)
    head, columns = _head(rows, reading, accounts)
    body = [row for row in rows if row[0].row > head]
    if MONTH in columns.values():
        _take_ledger(found, body, columns, unit)
    else:
        _take_activities(found, body, columns, reading, names)
    return found


def _unit(rows: Sequence[Row], reading: Reading, found: Taken) -> float:
    """Return what amounts are multiplied by: said above the headers, or by the mapping."""
    for row in rows[:MOST_BEFORE]:
        for cell, after in zip(row, [*row[1:], None], strict=True):
            label, _, said = cell.text.replace("：", ":").partition(":")
            if label.strip(" ()（）").lower() in UNIT_HEADERS:
                said = said.strip(" ()（）") or (after.text if after is not None else "")
                if said in UNITS:
                    return UNITS[said]
                found.refuse(cell, f"'{said}' is no unit; write 元, 千元, 万元 or 亿元")
    return reading.unit


def _head(rows: Sequence[Row], reading: Reading, accounts: Sequence[str]) -> tuple[int, dict[int, str]]:
    """Return the row of headers and what its columns mean. Raises TableError."""
    known = {**reading.headers, **{name: name for name in accounts}, **reading.accounts}
    for row in rows[:MOST_BEFORE]:
        meant = {cell.column: known.get(cell.text.lower(), known.get(cell.text)) for cell in row}
        if NODE in meant.values() or MONTH in meant.values():
            _refuse_headers(row, meant, known)
            return row[0].row, {column: means for column, means in meant.items() if means is not None}
    first = ", ".join(cell.text for cell in rows[0] if cell.text)[:80]
    raise TableError(
        f"no row of headers is found (it begins with {first}); one column must be 节点 (node) or 月份"
        " (month), or map yours in the file of `columns`"
    )


def _refuse_headers(row: Row, meant: Mapping[int, str | None], known: Mapping[str, str]) -> None:
    """Raise TableError for headers that mean nothing, or the same twice."""
    seen: dict[str, Cell] = {}
    for cell in row:
        means = meant[cell.column]
        if means is None and cell.text:
            hint = (
                suggestion(cell.text.lower(), known)
                or "map it in the file of `columns`, to `ignored` at least"
            )
            raise TableError(f"{cell.at}: nobody knows the header '{cell.text}'; {hint}", cell.row)
        if means is None or means == IGNORED:
            continue
        if means in seen:
            raise TableError(
                f"{cell.at}: '{cell.text}' means what {seen[means].at} does, '{seen[means].text}'; keep one",
                cell.row,
            )
        seen[means] = cell


def _take_activities(
    found: Taken,
    rows: Sequence[Row],
    columns: Mapping[int, str],
    reading: Reading,
    names: Mapping[str, Sequence[str]],
) -> None:
    for row in rows:
        cells = {columns[cell.column]: cell for cell in row if cell.column in columns and cell.text}
        told = {key: cell for key, cell in cells.items() if key not in (NODE, IGNORED)}
        if NODE not in cells:
            if told:
                first = next(iter(told.values()))
                found.refuse(first, "the row says no node; write which activity it is of")
            continue
        name = cells[NODE]
        if name.text.lower().rstrip(":：") in TOTALS:
            found.refuse(name, f"'{name.text}' adds up other rows; leave it out")
            continue
        node = _node(found, name, reading, names)
        values = dict(_values(found, told))
        if node is None or not values:
            continue
        where: Where = ("activities", node)
        if node in found.activities:
            if found.activities[node] != values:
                found.refuse(
                    name, f"'{node}' stands in row {found.rows[where]} too, with other values; keep one"
                )
            continue
        found.activities[node] = values
        found.rows[where] = name.row


def _node(found: Taken, cell: Cell, reading: Reading, names: Mapping[str, Sequence[str]]) -> str | None:
    """Return the id of what a cell names."""
    text = reading.nodes.get(cell.text, cell.text)
    ids = names.get(text) or names.get(" ".join(text.lower().split())) or ()
    if len(ids) == 1:
        return ids[0]
    if ids:
        found.refuse(cell, f"'{cell.text}' may be {' or '.join(ids)}; write one of these ids")
    else:
        hint = suggestion(text, names) or "write the id or the name that the project file has, or map it"
        found.refuse(cell, f"there is no activity '{cell.text}'; {hint}")
    return None


def _values(found: Taken, told: Mapping[str, Cell]) -> Iterator[tuple[str, Any]]:
    """Yield what the cells of a row say."""
    for key, cell in told.items():
        value: Any = None
        if key in DATES:
            value = _date(cell)
            if value is None:
                found.refuse(cell, f"'{cell.text}' is no date; write one such as 2026-07-03 or 2026/7/3")
        elif key == "done":
            value = _share(cell)
            if value is None:
                found.refuse(cell, f"'{cell.text}' is no share of the work; write 40% or 0.4")
        elif key in ("remaining", "sent_back"):
            value = _number(cell)
            if value is None or value < 0:
                found.refuse(
                    cell, f"'{cell.text}' is no number of {'days' if key == 'remaining' else 'times'}"
                )
                value = None
            elif key == "sent_back":
                value = int(value)
        else:
            found.refuse(cell, f"'{key}' is an account, and this table is of activities; map it to `ignored`")
        if value is not None:
            yield key, value


def _date(cell: Cell) -> dt.date | None:
    if isinstance(cell.value, dt.datetime):
        return None
    if isinstance(cell.value, dt.date):
        return cell.value
    form = _DATE.fullmatch(cell.text) if isinstance(cell.value, str) else None
    try:
        return dt.date(*map(int, form.groups())) if form is not None else None
    except ValueError:
        return None


def _number(cell: Cell) -> float | None:
    """Return a number, as people write it: with separators, in brackets when it is below nought."""
    if isinstance(cell.value, bool):
        return None
    if isinstance(cell.value, (int, float)):
        return float(cell.value)
    text = cell.text.replace(",", "").replace("，", "").replace(" ", "").replace("−", "-").replace("¥", "")
    if text.startswith(("(", "（")) and text.endswith((")", "）")):
        text = f"-{text[1:-1]}"
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else None


def _share(cell: Cell) -> float | None:
    text = cell.text.replace("％", "%")
    if text.endswith("%"):
        number = _number(Cell(text[:-1], cell.row, cell.column))
        number = None if number is None else number / 100
    else:
        number = _number(cell)
    return number if number is not None and 0.0 <= number <= 1.0 else None


def _take_ledger(found: Taken, rows: Sequence[Row], columns: Mapping[int, str], unit: float) -> None:
    for row in rows:
        cells = {columns[cell.column]: cell for cell in row if cell.column in columns and cell.text}
        told = {key: cell for key, cell in cells.items() if key not in (MONTH, IGNORED)}
        if MONTH not in cells:
            if told:
                found.refuse(next(iter(told.values())), "the row says no month; write one such as 2026-07")
            continue
        at = cells[MONTH]
        if at.text.lower().rstrip(":：") in TOTALS:
            found.refuse(at, f"'{at.text}' adds up other rows; leave it out")
            continue
        month = _month(at)
        if month is None:
            found.refuse(at, f"'{at.text}' is no month; write one such as 2026-07")
            continue
        amounts = {}
        for account, cell in told.items():
            amount = _number(cell)
            if amount is None:
                found.refuse(cell, f"'{cell.text}' is no amount; write a number, or leave the cell empty")
            else:
                amounts[account] = amount * (1.0 if account == "area_sold" else unit)
        if found.ledger.setdefault(month, amounts) != amounts:
            earlier = found.rows["ledger", month]
            found.refuse(at, f"{month} stands in row {earlier} too, with other amounts; keep one")
        found.rows.setdefault(("ledger", month), at.row)


def _month(cell: Cell) -> str | None:
    if isinstance(cell.value, dt.date):
        return f"{cell.value:%Y-%m}"
    form = _MONTH.fullmatch(cell.text)
    if form is None or not 1 <= int(form[2]) <= 12:
        return None
    return f"{int(form[1]):04d}-{int(form[2]):02d}"


def ledger_accounts(operating: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """Return the accounts that a ledger may have."""
    return tuple(dict.fromkeys([*operating, *KEPT_ACCOUNTS, *own]))
