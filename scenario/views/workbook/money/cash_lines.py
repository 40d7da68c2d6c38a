"""The lines of a cash-flow sheet: accounts as inputs; subtotals and running sums as formulas over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.measures.inputs import MeasureInputs
from scenario.model.money import accounts as a
from scenario.views.words.account_words import account_name
from scenario.views.words.wording import Wording, clean
from scenario.views.workbook.live import cell

Floats = NDArray[np.float64]
SHIELD = "tax_shield"
COLLECTED, FREE, CASH, OWNERS = "= collected", "= free", "= cash", "= owners"
"""Subtotals; no account is called so."""
SUMMED = "∑ "
"""Before the name of a subtotal: its running sum."""


class Line(NamedTuple):
    """A line of a cash-flow sheet.

    Attributes
    ----------
    key, name : an account, or a subtotal; what it is called
    kind : `input`, `subtotal`, `running` sum, or `title` of the lines below
    values : of each month, shape (months,) [yuan]
    formula : of a subtotal by its column; of a running sum it is made from `of`
    of : the line that a running sum adds up
    """

    key: str
    name: str
    kind: Literal["input", "subtotal", "running", "title"]
    values: Floats
    formula: Callable[[int], str] | None = None
    of: str = ""


class CashLines:
    """The lines in their order, each found by its key."""

    def __init__(self, inputs: MeasureInputs, say: Wording) -> None:
        self.inputs, self.say = inputs, say
        self.lines: list[Line] = []
        self.places: dict[str, int] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.places

    def __getitem__(self, key: str) -> Line:
        return self.lines[self.places[key]]

    def title(self, en: str, zh: str) -> None:
        """Add the title of the lines that follow."""
        self.lines.append(Line("", self.say.say(en, zh), "title", np.zeros(0)))

    def accounts(self, those: Iterable[int], sign: float = 1.0) -> list[str]:
        """Add the accounts on which something moves, and return their keys."""
        added = []
        for k in those:
            values = sign * self.inputs.ledger[0, :, k]
            if values.any():
                key = self.inputs.plan.accounts[k]
                self.add(Line(key, clean(account_name(key, self.say)), "input", values))
                added.append(key)
        return added

    def add(self, line: Line) -> None:
        """Add a line."""
        self.places[line.key] = len(self.lines)
        self.lines.append(line)

    def subtotal(
        self, key: str, words: tuple[str, str], values: Floats, formula: Callable[[int], str]
    ) -> None:
        """Add a subtotal and its running sum, the values of which the study tells."""
        name = self.say.say(*words)
        self.add(Line(key, name, "subtotal", values, formula))
        running, summed = self.say.say(f"{name}, running sum", f"累计{name}"), np.cumsum(values)
        if key == CASH:
            running, summed = self.say.say("Free cash", "自由现金余额"), self.inputs.ledger[0, :, a.FREE_CASH]
        self.add(Line(SUMMED + key, running, "running", summed, of=key))

    def span(self, keys: list[str], column: int) -> str:
        """Return the sum of adjacent lines in a column."""
        first, last = (cell(self.places[key], column) for key in (keys[0], keys[-1]))
        return f"SUM({first}:{last})"

    def at(self, key: str, column: int) -> str:
        """Return the address of a line in a column."""
        return cell(self.places[key], column)


def cash_lines(inputs: MeasureInputs, say: Wording, *, funded: bool) -> CashLines:
    """Return the lines of one run, from what is collected to what shareholders get.

    Parameters
    ----------
    inputs : MeasureInputs
        One run
    say : Wording
        The language
    funded : bool
        Whether there are shareholders and lenders
    """
    made, sums = CashLines(inputs, say), inputs.sums
    made.title("Before financing", "融资前")
    own = made.accounts([*a.OPERATING, *range(a.CUSTOM, inputs.ledger.shape[2])])
    shield = made.accounts([a.TAX_SHIELD], -1.0)
    if not own:
        made.add(Line("sales", clean(account_name("sales", say)), "input", np.zeros(inputs.ledger.shape[1])))
        own = ["sales"]
    words = ("Project, as collected", "项目净现金流(回笼口径)")
    made.subtotal(COLLECTED, words, sums.collected[0], lambda c: "=" + made.span([*own, *shield], c))
    made.title("Escrow", "预售资金监管")
    held = made.accounts([a.ESCROW_IN, a.ESCROW_OUT])
    words = ("Project, freely usable", "项目净现金流(可动用口径)")
    made.subtotal(
        FREE,
        words,
        sums.free[0],
        lambda c: f"={made.at(COLLECTED, c)}" + (f"+{made.span(held, c)}" if held else ""),
    )
    if funded:
        _financing(made, bool(shield))
    return made


def _financing(made: CashLines, shielded: bool) -> None:
    """Add what lenders and shareholders give and take, and the cash that is left."""
    ledger, sums = made.inputs.ledger[0], made.inputs.sums
    made.title("Financing", "融资")
    moved = made.accounts([a.LOAN_DRAW, a.LOAN_REPAY, a.INTEREST, a.EQUITY, a.DISTRIBUTION])
    own = ledger[:, [a.LOAN_DRAW, a.LOAN_REPAY, a.INTEREST, a.EQUITY, a.DISTRIBUTION]].sum(axis=1)
    values = sums.free[0] + ledger[:, a.TAX_SHIELD] + own

    def cash(column: int) -> str:
        back = f"-{made.at(SHIELD, column)}" if shielded else ""
        lent = f"+{made.span(moved, column)}" if moved else ""
        return f"={made.at(FREE, column)}{back}{lent}"

    def owners(column: int) -> str:
        there = [key for key in ("equity", "distribution") if key in made]
        return "=" + ("".join(f"-{made.at(key, column)}" for key in there) or "0")

    made.subtotal(CASH, ("Change of free cash", "自由现金变动"), values, cash)
    made.subtotal(OWNERS, ("Shareholders", "股东净现金流"), sums.owners[0], owners)
