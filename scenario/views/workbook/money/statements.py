"""Profit statement, sources and uses: formulas over the totals of the accounts."""

from __future__ import annotations

from typing import cast

import numpy as np

from scenario.analysis import Study
from scenario.analysis.trace.parts import Parts, parts_of
from scenario.measures.inputs import MeasureInputs
from scenario.measures.statement import STATEMENT
from scenario.views.words.account_words import account_name
from scenario.views.words.wording import MISSING, clean
from scenario.views.workbook.live import Formula, LiveRow, LiveTable, cell, down, on
from scenario.views.workbook.money.cash_lines import CASH, FREE, SHIELD, SUMMED, CashLines
from scenario.views.workbook.money.cash_sheets import START, TOTAL

AMOUNT, SHARE = 1, 2
"""Columns of the statements."""
SHARES = ("net_margin", "net_margin_incl_vat", "gross_margin", "profit_on_cost", "equity_multiple")
"""Measures that are one sum over another."""
CENT = 0.005
"""What is less is a rounding remainder [yuan]."""


class _Ones:
    """A run in which one yuan moved on every account: what a measure is made of then tells the signs."""

    def __init__(self, inputs: MeasureInputs) -> None:
        self.plan = inputs.plan
        self.ledger = np.ones((1, 1, inputs.ledger.shape[2]))

    def extra(self, _: str) -> np.ndarray:
        """Return one yuan."""
        return np.ones(1)


def signs_of(measure: str, inputs: MeasureInputs) -> Parts:
    """Return what a sum or share is made of, with the sign of each part in place of its amount."""
    return parts_of(measure, cast(MeasureInputs, _Ones(inputs)))


class Statements:
    """Formulas over the totals of the monthly sheet, and over what comes in no month."""

    def __init__(self, study: Study, inputs: MeasureInputs, lines: CashLines, names: dict[str, str]) -> None:
        self.study, self.likely, self.inputs, self.lines = study, study.most_likely, inputs, lines
        self.names, self.say = names, lines.say
        told = [name for name, _ in STATEMENT if name in study.measure_names]
        self.beside: dict[str, int] = {}
        self.statement = told
        for measure in [*told, *(name for name in SHARES if name in study.measure_names)]:
            signs = signs_of(measure, inputs)
            for part in [signs] if signs.over is None else [signs, signs.over]:
                for name in part.beside:
                    self.beside.setdefault(name, len(self.beside) + 1)

    def value(self, measure: str) -> float:
        """Return a measure of the most-likely run."""
        return float(self.likely.measure(measure)[0])

    def formula(self, measure: str) -> str:
        """Return a sum or share of flows as a formula, without the equals sign."""
        signs = signs_of(measure, self.inputs)
        if signs.over is None:
            return self._sum(signs)
        return f"({self._sum(signs)})/({self._sum(signs.over)})"

    def _sum(self, signs: Parts) -> str:
        monthly, profit = self.names["monthly"], self.names["profit"]
        terms = [
            ("+" if sign[0, 0] > 0 else "-") + on(monthly, cell(self.lines.places[name], TOTAL))
            for name, sign in signs.flows.items()
            if name in self.lines
        ]
        terms += [
            ("+" if sign[0] > 0 else "-") + on(profit, cell(self.beside[name], AMOUNT))
            for name, sign in signs.beside.items()
        ]
        return "".join(terms).removeprefix("+") or "0"

    def profit(self) -> LiveTable:
        """Return the profit statement, below the amounts that come in no month."""
        say, heads = self.say, self.say.say("Line|Amount|Of revenue", "项目|金额|占收入").split("|")
        rows = [LiveRow((say.say("In no month", "不计入月度的金额"), None, None), heading=True)]
        for name in self.beside:
            rows.append(LiveRow((clean(account_name(name, say)), float(self.inputs.extra(name)[0]), None)))
        rows.append(LiveRow((say.say("Profit statement", "利润表"), None, None), heading=True))
        top, places = len(rows), {name: place for place, name in enumerate(self.statement, len(rows))}
        totals = [name for name, sign in STATEMENT if sign == 0]
        for place, name in enumerate(self.statement, top):
            share: str | Formula | None = None
            revenue = self.value("revenue") if "revenue" in places else 0.0
            if revenue:
                text = f"={cell(place, AMOUNT)}/{cell(places['revenue'], AMOUNT)}"
                share = Formula(text, self.value(name) / revenue)
            amount = Formula(f"={self.formula(name)}", self.value(name))
            rows.append(LiveRow((say.measure(name), amount, share), heading=name in totals))
        title = say.say("Profit statement, most-likely run", "利润表(最可能情形)")
        return LiveTable(self.names["profit"], f"{title} ({say.currency})", heads, rows)

    def sources_and_uses(self) -> LiveTable:
        """Return where money comes from and what it goes to; what is left is a use."""
        say, moved = self.say, self._moved()
        heads = say.say("Line|Amount|Share", "项目|金额|占比").split("|")
        rows: list[LiveRow] = []
        came = [each for each in moved if each[2] > CENT]
        went = [(name, f"-{text}", -value + 0.0) for name, text, value in moved if value <= CENT]
        left = self._left()
        words = (("Sources", "来源"), ("Uses", "运用"))
        sums = [self._block(rows, words[0], came), self._block(rows, words[1], [*went, *left])]
        gap = Formula(f"={cell(sums[0], AMOUNT)}-{cell(sums[1], AMOUNT)}", 0.0)
        rows.append(LiveRow((say.say("Sources less uses", "来源减运用"), gap, None), heading=True))
        title = say.say("Sources and uses, most-likely run", "资金来源与运用(最可能情形)")
        return LiveTable(self.names["sources"], f"{title} ({say.currency})", heads, rows)

    def _block(self, rows: list[LiveRow], words: tuple[str, str], block: list[tuple[str, str, float]]) -> int:
        """Add lines with their title and sum, and return the place of the sum."""
        say = self.say
        name, first, total = say.say(*words), len(rows) + 1, sum(value for *_, value in block)
        last, end = first + len(block) - 1, first + len(block)
        rows.append(LiveRow((name, None, None), heading=True))
        for place, (line, text, value) in enumerate(block, first):
            share = (
                Formula(f"={cell(place, AMOUNT)}/{cell(end, AMOUNT)}", value / total) if total else MISSING
            )
            rows.append(LiveRow((line, Formula(f"={text}", value), share)))
        summed = Formula(f"=SUM({down(first, last, AMOUNT)})" if block else "=0", total)
        rows.append(LiveRow((say.say(f"{words[0]} in all", f"{words[1]}合计"), summed, None), heading=True))
        return end

    def _moved(self) -> list[tuple[str, str, float]]:
        """Return name, formula and total of each account that moves cash, but for escrow."""
        left_out = {SHIELD, "escrow_in", "escrow_out"}
        return [
            (line.name, self._total(line.key), float(line.values.sum()))
            for line in self.lines.lines
            if line.kind == "input" and line.key not in left_out
        ]

    def _left(self) -> list[tuple[str, str, float]]:
        """Return what is left in escrow and as free cash when the books end."""
        say, lines, found = self.say, self.lines, []
        held = [key for key in ("escrow_in", "escrow_out") if key in lines]
        if held:
            text = "".join(f"-{self._total(key)}" for key in held)
            value = 0.0 - float(sum(lines[key].values.sum() for key in held))
            found.append((say.say("Left in escrow", "监管账户余额"), text, value))
        key = SUMMED + CASH
        if key in lines:
            last = START + len(lines[key].values) - 1
            text = on(self.names["monthly"], cell(lines.places[key], last))
            found.append((say.say("Left as free cash", "自由现金余额"), text, float(lines[key].values[-1])))
        else:
            found.append((say.say("Left over", "结余"), *self._rest()))
        return found

    def _rest(self) -> tuple[str, float]:
        """Return what an unfunded project keeps, or lacks: its running sum in the last month."""
        line = self.lines[SUMMED + FREE]
        text = on(self.names["monthly"], cell(self.lines.places[line.key], START + len(line.values) - 1))
        if SHIELD in self.lines:
            shield = self.lines[SHIELD]
            return f"{text}-{self._total(SHIELD)}", float(line.values[-1] - shield.values.sum())
        return text, float(line.values[-1])

    def _total(self, key: str) -> str:
        return on(self.names["monthly"], cell(self.lines.places[key], TOTAL))
