"""Cash, funding and escrow by quarter: the most-likely run beside the P50 of the balances."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.analysis import Study
from scenario.model.money import accounts as a
from scenario.views.tables.table import Table
from scenario.views.words.wording import Wording

Floats = NDArray[np.float64]


AS_NOTHING = 0.005
"""What is less is told as nothing [the table's unit]."""


class Line(NamedTuple):
    """A line of the cash table: what moved on some accounts in the quarter, or what was there at its end."""

    key: str
    en: str
    zh: str
    accounts: tuple[int, ...]
    balance: bool = False


LINES = (
    Line("collected", "Collected", "回款", (a.SALES,)),
    Line("land", "Land", "土地", (a.LAND, a.DEED_TAX, a.LAND_USE_TAX)),
    Line("works", "Works", "建安", (a.CONSTRUCTION,)),
    Line("expenses", "Expenses", "费用", (a.MARKETING, a.ADMINISTRATION, a.DAMAGES)),
    Line("taxes", "Taxes", "税费", (a.VAT, a.SURCHARGE, a.LAT, a.EIT, a.STAMP)),
    Line("loan", "Loan, net", "贷款净额", (a.LOAN_DRAW, a.LOAN_REPAY, a.INTEREST)),
    Line("equity", "Equity, net", "股东净额", (a.EQUITY, a.DISTRIBUTION)),
    Line("escrow", "In escrow", "监管余额", (a.ESCROW_BALANCE,), True),
    Line("owed", "Loan owed", "贷款余额", (a.LOAN_BALANCE,), True),
    Line("cash", "Free cash", "自由现金", (a.FREE_CASH,), True),
)
"""What is told of a quarter."""


class Quarter(NamedTuple):
    """A quarter: its name, and each of LINES in the most-likely run and at P50 of all runs [yuan]."""

    quarter: str
    likely: tuple[float, ...]
    middle: tuple[float, ...]


def quarters(study: Study) -> list[Quarter]:
    """Return the quarters up to the last in which money moves that can be seen. The study keeps cash."""
    starts = study.months
    names = [f"{month.year} Q{(month.month + 2) // 3}" for month in starts]
    order = list(dict.fromkeys(names))
    groups = [[place for place, name in enumerate(names) if name == quarter] for quarter in order]
    likely = [_by_quarter(study.planned.ledger, line, groups)[0] for line in LINES]
    middle = [np.median(_by_quarter(study.ledger, line, groups), axis=0) for line in LINES]
    moved = np.abs(np.array([likely, middle])).max(axis=(0, 1))
    least = AS_NOTHING * Wording("zh").money_unit(moved).divisor
    last = int(np.flatnonzero(moved >= least).max(initial=0)) + 1
    return [
        Quarter(name, tuple(float(v[q]) for v in likely), tuple(float(v[q]) for v in middle))
        for q, name in enumerate(order[:last])
    ]


def _by_quarter(ledger: Floats, line: Line, groups: list[list[int]]) -> Floats:
    """Return a line of each run and quarter, shape (runs, quarters) [yuan]."""
    amounts = ledger[:, :, list(line.accounts)].sum(axis=2)
    if line.balance:
        return np.stack([amounts[:, group[-1]] for group in groups], axis=1)
    return np.stack([amounts[:, group].sum(axis=1) for group in groups], axis=1)


def quarter_table(study: Study, say: Wording) -> Table:
    """Return the quarters as text: the most-likely run, and the P50 of the balances behind a stroke."""
    found = quarters(study)
    values = [value for row in found for value in (*row.likely, *row.middle)]
    scale = say.money_unit(values)
    told: Callable[[float], str] = lambda value: _amount(value / scale.divisor)  # noqa: E731
    rows = []
    for row in found:
        cells = [
            f"{told(likely)} / {told(middle)}" if line.balance else told(likely)
            for line, likely, middle in zip(LINES, row.likely, row.middle, strict=True)
        ]
        rows.append((row.quarter, *cells))
    heads = [say.say(line.en, line.zh) for line in LINES]
    return Table(say.say("Quarter", "季度"), (say.say("Quarter", "季度"), *heads), rows)


def _amount(value: float) -> str:
    """Return an amount in the table's unit; nothing as a stroke.

    >>> _amount(0.0), _amount(-12.345), _amount(123.4)
    ('·', '-12.3', '123')
    """
    if abs(value) < AS_NOTHING:
        return "·"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"
