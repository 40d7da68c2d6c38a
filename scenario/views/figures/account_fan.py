"""What one account, or a balance, comes to month by month over the runs, with a month that is marked."""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.measures.inputs import MeasureInputs
from scenario.model.money import accounts
from scenario.project.values.names import Language
from scenario.views.figures.axes import Axes
from scenario.views.figures.looks import AMBER, BLUE, INK, PALE, QUIET, Figure, finished, legend, nothing
from scenario.views.words.wording import Wording

Paths = np.ndarray[Any, Any]


class Account(NamedTuple):
    """What can be looked at: its key, what it is called, and whether it is told as a sum to date."""

    key: str
    en: str
    zh: str
    is_sum: bool = True


ACCOUNTS = (
    Account("free", "Freely usable cash", "可动用现金流"),
    Account("collected", "Cash as collected", "回笼口径现金流"),
    Account("sales", "Sales collected", "销售回款"),
    Account("escrow_balance", "Escrow balance", "监管账户余额", False),
    Account("loan_balance", "Loan balance", "贷款余额", False),
    Account("land", "Land", "土地款"),
    Account("construction", "Construction", "建安支出"),
    Account("marketing", "Marketing", "营销费用"),
    Account("administration", "Administration", "管理费用"),
    Account("vat", "VAT", "增值税"),
    Account("lat", "Land appreciation tax", "土地增值税"),
    Account("eit", "Enterprise income tax", "企业所得税"),
    Account("interest", "Interest", "利息"),
)
"""In the order in which they are offered."""


def paths_of(study: Study, account: Account, likely: bool = False) -> Paths:
    """Return an account at each month's end, shape (runs, months): its sum to date, or its balance [yuan]."""
    arrays = study.planned if likely else study.arrays
    if account.key in ("free", "collected"):
        sums = MeasureInputs(study.plan, arrays).sums
        flows: Paths = sums.free if account.key == "free" else sums.collected
        return np.asarray(flows.cumsum(axis=1))
    column = np.asarray(arrays.ledger[:, :, getattr(accounts, account.key.upper())])
    return column.cumsum(axis=1) if account.is_sum else column


def account_fan(study: Study, account: Account, language: Language, month: int, axes: Axes) -> Figure:
    """Return P10, P50 and P90 of an account by month, the most-likely run, and a month that is marked."""
    say = Wording.of(study, language)
    name = say.say(account.en, account.zh)
    if not study.months or not study.runs:
        return nothing(name, say)
    paths = paths_of(study, account)
    low, middle, high = np.quantile(paths, (0.1, 0.5, 0.9), axis=0)
    likely = paths_of(study, account, likely=True)[0]
    bottom, top = axes.kept(account.key, [low.min(), likely.min(), high.max(), likely.max(), 0.0])
    divisor, called = say.money_unit([max(abs(bottom), abs(top))])
    frame = pd.DataFrame(
        {
            "month": pd.to_datetime(list(study.months)) + pd.offsets.MonthEnd(0),
            **{
                "p10": low / divisor,
                "p50": middle / divisor,
                "p90": high / divisor,
                "likely": likely / divisor,
            },
        }
    )
    unit = say.say(f"{say.currency} {called}".strip(), f"{called}{say.currency}")
    axis = alt.Axis(format="%Y-%m", labelOverlap=True, labelSeparation=12, tickCount=7)
    base = alt.Chart(frame).encode(x=alt.X("month:T", title=None, axis=axis))
    up = alt.Scale(domain=[bottom / divisor, top / divisor], nice=False)
    at = say.say("sum to date", "累计") if account.is_sum else say.say("at the month's end", "月末")
    marked = alt.Chart(frame.iloc[[month]])
    layers = [
        base.mark_area(color=PALE, opacity=0.8).encode(
            y=alt.Y("p10:Q", title=f"{at} [{unit}]", scale=up, axis=alt.Axis(tickCount=6)), y2="p90:Q"
        ),
        base.mark_line(color=BLUE, strokeWidth=2.2).encode(y="p50:Q"),
        base.mark_line(color=INK, strokeWidth=1.4, strokeDash=[5, 3]).encode(y="likely:Q"),
        alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=QUIET, strokeWidth=0.8).encode(y="zero:Q"),
        marked.mark_rule(color=AMBER, strokeWidth=1.4).encode(x="month:T"),
    ]
    return finished(alt.layer(*layers), *_titles(study, name, (low, middle, high), month, say), 280)


def _titles(
    study: Study, name: str, fan: tuple[Paths, Paths, Paths], month: int, say: Wording
) -> tuple[str, str]:
    low, middle, high = (float(line[month]) for line in fan)
    when = f"{study.months[month]:%Y-%m}"
    title = say.say(
        f"{name}, {when}: {say.currency} {say.money(middle)} at P50",
        f"{name}, {when}: P50为{say.money(middle)}{say.currency}",
    )
    text = say.say(
        f"P10 {say.money(low)}, P90 {say.money(high)}; the amber line is the month.   ",
        f"P10为{say.money(low)}, P90为{say.money(high)}; 橙线为所选月份。  ",
    )
    marks = legend(
        say, ("■", "P10 to P90", "P10至P90"), ("━", "P50", "P50"), ("┅", "most-likely run", "最可能情形")
    )
    return title, text + marks
