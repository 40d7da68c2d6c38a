"""The money of the most-likely run as sheets of a workbook, totals and returns as formulas."""

from __future__ import annotations

from scenario.analysis import Study
from scenario.measures.inputs import MeasureInputs
from scenario.project.dotted_paths import quantities
from scenario.views.words.input_values import input_values
from scenario.views.words.wording import Wording, clean
from scenario.views.workbook.live import LiveRow, LiveTable
from scenario.views.workbook.money.cash_lines import cash_lines
from scenario.views.workbook.money.cash_sheets import monthly_sheet, period_sheet, quarters, years
from scenario.views.workbook.money.returns_sheet import ReturnsSheet, dated_sheet
from scenario.views.workbook.money.statements import Statements

NAMES = {
    "assumptions": ("Assumptions", "假设"),
    "monthly": ("Monthly", "月度"),
    "quarterly": ("Quarterly", "季度"),
    "annual": ("Annual", "年度"),
    "sources": ("Sources and uses", "来源与运用"),
    "profit": ("Profit", "利润表"),
    "dated": ("Dated flows", "按日期现金流"),
    "returns": ("Returns", "收益指标"),
}
"""Of the sheets."""


def money_sheets(study: Study, say: Wording) -> list[LiveTable]:
    """Return the sheets of the most-likely run's money; none of a project without, or without its ledger.

    Parameters
    ----------
    study : Study
        The runs; the most-likely one is told
    say : Wording
        The language
    """
    if not study.months or study.keep != "cash":
        return []
    inputs = MeasureInputs(study.plan, study.most_likely.arrays)
    names = {key: say.say(*words) for key, words in NAMES.items()}
    lines = cash_lines(inputs, say, funded="equity_irr" in study.measure_names)
    made = Statements(study, inputs, lines, names)
    monthly, dated = names["monthly"], dated_sheet(made)
    quarterly = say.say("Cash flow by quarter, most-likely run", "季度现金流(最可能情形)")
    annual = say.say("Cash flow by year, most-likely run", "年度现金流(最可能情形)")
    flows = say.say("Net cash flow by quarter", "季度净现金流")
    return [
        assumptions(study, names["assumptions"], say),
        monthly_sheet(lines, study.months, monthly, say),
        period_sheet(
            lines, quarters(study.months), (names["quarterly"], monthly), quarterly, say, chart=flows
        ),
        period_sheet(lines, years(study.months), (names["annual"], monthly), annual, say),
        made.sources_and_uses(),
        made.profit(),
        dated.table,
        ReturnsSheet(made, dated).table(),
    ]


def assumptions(study: Study, name: str, say: Wording) -> LiveTable:
    """Return every number of the file: most likely, unit, distribution, source, and where it stands."""
    project, values = study.project, quantities(study.project)
    heads = say.say(
        "Value|Most likely|Unit|Distribution|As written|Source|Path", "参数|最可能值|单位|分布|取值|来源|路径"
    ).split("|")
    rows = [
        LiveRow(
            (
                each.name,
                float(values[each.path].most_likely),
                each.unit,
                each.kind,
                each.value if each.kind else "",
                each.source,
                clean(each.path),
            ),
            "value",
        )
        for each in input_values(project, project, say)
    ]
    return LiveTable(name, say.say("Assumptions of the file", "参数与来源"), heads, rows)
