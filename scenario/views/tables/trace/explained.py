"""A measure explained, as text: accounts in both runs, months, inputs with their lines, what parts them."""

from __future__ import annotations

import numpy as np

from scenario.analysis.study import Study
from scenario.analysis.trace.account_inputs import InputValue
from scenario.analysis.trace.explained import HALF_CENT, Apart, Explained, ToldRun
from scenario.views.tables.assumptions import shown
from scenario.views.tables.table import Table, signed
from scenario.views.words.account_words import account_name, account_words
from scenario.views.words.digits import Scale
from scenario.views.words.quantity_names import uncertainty_name
from scenario.views.words.wording import FINE, MISSING, Wording, clean

LARGEST = 3
"""So many accounts are named beside the flow of a month."""
Row = tuple[str, ...]


class ExplainedPage:
    """The tables of a measure explained, in a language."""

    def __init__(self, study: Study, told: Explained, say: Wording) -> None:
        self.study = study
        self.told = told
        self.say = say
        amounts = [amount for both in told.totals().values() for amount in both]
        self.scale = say.money_unit(amounts)

    def head(self) -> str:
        """Return the measure and its value in both runs."""
        values = ", ".join(
            f"{self.name(run)}: {self.value(run)}" for run in (self.told.first, self.told.other)
        )
        return f"{self.say.measure(self.told.measure)} · {values}"

    def name(self, run: ToldRun) -> str:
        """Return what a run is called: how it was chosen, and its number."""
        label = "" if run.label == "run" else f"{run.label} "
        return self.say.say(f"{label}run {run.run}", f"{label}第{run.run}次")

    def value(self, run: ToldRun) -> str:
        """Return the measure of a run, or why it has none."""
        if run.status in ("ok", *FINE):
            return self.say.value(run.value, self.told.measure)
        return self.say.status(run.status)

    def money(self, value: float) -> str:
        """Return an amount in the unit of the page."""
        return _amount(value, self.scale)

    # Tables ---------------------------------------------------------------------------------------

    def accounts(self) -> Table:
        """Return what each account adds up to in both runs, and the difference; last all together."""
        say, told, totals, worths = self.say, self.told, self.told.totals(), self.told.worths()
        step = signed(self.money)
        heads = [say.say("Account", "科目"), *self._both(), say.say("Difference", "差额")]
        if worths:
            rate = say.value(told.other.value, told.measure)
            heads.append(say.say(f"Worth at {rate}", f"按{rate}折现的差额"))
        rows = []
        for name in told.accounts:
            a, b = totals[name]
            row = [account_name(name, say), self.money(a), self.money(b), step(a - b)]
            rows.append((*row, step(worths[name][0] - worths[name][1])) if worths else tuple(row))
        return Table(self._title(say.say("What it is made of", "构成")), tuple(heads), [*rows, *self._sums()])

    def _both(self) -> tuple[str, str]:
        return self.name(self.told.first), self.name(self.told.other)

    def _title(self, text: str) -> str:
        currency, called = self.say.currency, self.scale.called
        unit = self.say.say(f"{currency} {called}", f"{called}{currency}")
        return f"{text} ({unit.strip()})"

    def _sums(self) -> list[Row]:
        """Return the sum of all accounts, of a share that of the whole too."""
        say, told = self.say, self.told
        pairs = [(say.say("All together", "合计"), told.first.parts, told.other.parts)]
        if told.first.parts.over is not None and told.other.parts.over is not None:
            pairs.append((say.say("÷ All together", "÷ 合计"), told.first.parts.over, told.other.parts.over))
        rows: list[Row] = []
        worths = told.worths()
        for label, one, another in pairs:
            a, b = float(one.total[0]), float(another.total[0])
            row = (label, self.money(a), self.money(b), signed(self.money)(a - b))
            gap = sum(x - y for x, y in worths.values())
            rows.append((*row, signed(self.money)(gap)) if worths else row)
        return rows

    def months(self) -> Table:
        """Return the flow of each month of the run that is explained, its running sum and what is largest."""
        say, told = self.say, self.told
        heads = (
            say.say("Month", "月份"),
            say.say("Flow", "净流量"),
            say.say("Sum", "累计"),
            f"{self.name(told.other)}",
            say.say("Of which", "其中"),
        )
        parts = told.first.parts
        if not parts.flows:
            return Table("", heads, [])
        flow, other = parts.monthly[0], told.other.parts.monthly[0]
        running = np.cumsum(flow)
        rows = [
            (
                f"{month:%Y-%m}",
                self.money(flow[m]),
                self.money(running[m]),
                self.money(other[m]),
                self._largest(m),
            )
            for m, month in enumerate(self.study.months)
            if max(abs(flow[m]), abs(other[m])) > HALF_CENT
        ]
        title = say.say(f"Month by month, {self.name(told.first)}", f"逐月, {self.name(told.first)}")
        return Table(self._title(title), heads, rows)

    def _largest(self, month: int) -> str:
        moved = [(name, float(flow[0, month])) for name, flow in self.told.first.parts.flows.items()]
        moved = sorted((each for each in moved if abs(each[1]) > HALF_CENT), key=lambda each: -abs(each[1]))
        told = [f"{account_name(name, self.say)} {self.money(amount)}" for name, amount in moved[:LARGEST]]
        return self.say.say(", ", "、").join(told)

    def apart(self, most: int) -> Table:
        """Return the uncertainties that part the two runs, the weightiest first."""
        say, told = self.say, self.told
        heads = (
            say.say("What differs", "差异来源"),
            self.name(told.first),
            self.name(told.other),
            say.say("Places among all runs", "在全部模拟中的位次"),
            say.say("Rank corr.", "秩相关"),
        )
        rows = [self._apart(each) for each in told.apart[:most]]
        return Table(say.say("What parts the two runs", "两次模拟的差异来源"), heads, rows)

    def _apart(self, each: Apart) -> Row:
        say = self.say
        places = f"{say.share(each.place)} / {say.share(each.other_place)}"
        both = (f"{each.first:,.4g}", f"{each.other:,.4g}")
        if each.kind == "event":
            both = (self._came(each.first), self._came(each.other))
        label = uncertainty_name(self.study, each.name, say)
        return (label, *both, places, f"{each.correlation:+.2f}")

    def _came(self, times: float) -> str:
        if times == 0.0:
            return self.say.say("no", "未发生")
        return self.say.say("yes", "发生") if times == 1.0 else f"{times:.0f} ×"

    def nodes(self) -> Table:
        """Return when nodes are reached in both runs."""
        say, told = self.say, self.told
        days = signed(lambda value: f"{value:,.0f}")
        heads = (say.say("Node", "节点"), self.name(told.first), self.name(told.other), say.say("Days", "天"))
        rows = []
        for node, day in told.first.days.items():
            dates = (say.date(self.study.date(day)), say.date(self.study.date(told.other.days[node])))
            rows.append((say.node(self.study, node), *dates, days(day - told.other.days[node])))
        return Table(say.say("Key nodes", "关键节点"), heads, rows)

    def rules(self, most: int) -> list[tuple[str, list[str]]]:
        """Return for each account its rule, and its inputs with file and line, so many at most."""
        return [
            (self._rule(name), self._inputs(self.told.inputs[name.removeprefix("÷ ")], most))
            for name in dict.fromkeys(name.removeprefix("÷ ") for name in self.told.accounts)
        ]

    def _rule(self, account: str) -> str:
        words = account_words(account)
        rule = self.say.say(words.rule, words.rule_zh)
        return f"{account_name(account, self.say)}: {rule} [{words.code}]"

    def _inputs(self, inputs: list[InputValue], most: int) -> list[str]:
        told = [self._input(each) for each in inputs[:most]]
        more = len(inputs) - len(told)
        if more:
            told.append(
                self.say.say(f"and {more} more: --top {len(inputs)}", f"另有{more}项: --top {len(inputs)}")
            )
        return told

    def _input(self, each: InputValue) -> str:
        line = "" if each.place.line is None else f":{each.place.line}"
        text = f"{clean(each.path)} = {clean(shown(each.written))}"
        drawn = [
            " / ".join(f"{told.get(name, np.nan):,.4g}" for told in each.drawn) for name in each.drawn[0]
        ]
        if drawn:
            text += self.say.say(f"; drawn {', '.join(drawn)}", f"; 抽样 {', '.join(drawn)}")
        if each.moved_by:
            text += f"; × {', '.join(each.moved_by)}"
        return f"{text}  ({each.place.file}{line})"

    def notes(self) -> list[str]:
        """Return how the page is to be read."""
        say, kind = self.say, self.told.first.parts.kind
        how = {
            "sum": say.say("The accounts add up to the measure.", "各科目合计即为该指标。"),
            "rate": say.say(
                "The rate at which the flows of all accounts are worth nothing. The last column of the first"
                " table is worth at the other run's rate: it adds up to what parts the two.",
                "使全部现金流现值为零的收益率; 首表末列按对比模拟收益率折现, 合计为两者之差。",
            ),
            "share": say.say(
                "The measure is one sum over the other (÷).", "该指标为前者合计除以后者合计(÷)。"
            ),
            "month": say.say(
                "The measure is where the running sum crosses zero.", "该指标为累计值转正的月份。"
            ),
        }[kind]
        drawn = say.say(
            f"Drawn: in {self.name(self.told.first)} / {self.name(self.told.other)}.",
            f"抽样: {self.name(self.told.first)} / {self.name(self.told.other)}。",
        )
        return [how, drawn]


def _amount(value: float, scale: Scale) -> str:
    """Return an amount in a unit that the table tells.

    >>> _amount(-726e6, Scale(1e6, "m")), _amount(0.0, Scale(1e6, "m")), _amount(2e5, Scale(1e6, "m"))
    ('-726.00', '·', '0.20')
    """
    if not np.isfinite(value):
        return MISSING
    if abs(value) <= HALF_CENT:
        return "·"
    return f"{value / scale.divisor:,.2f}"
