"""The board's numbers as sheets of a workbook: targets, nodes, measures, profit, quarters of cash."""

from __future__ import annotations

from scenario.analysis import Study
from scenario.analysis.schedule.plan_odds import plan_odds, planned_days
from scenario.measures import MEASURES
from scenario.project.values.names import Language
from scenario.views.tables.pack.quarters import LINES, quarters
from scenario.views.tables.plan_table import Kind, PlanTable, TableColumn, TableRow
from scenario.views.words.wording import Wording


def sheets_of(study: Study, language: Language) -> tuple[list[PlanTable], list[tuple[str, str]], Wording]:
    """Return the sheets, what they are of (name and value, the heading first), and the wording."""
    say = Wording.of(study, language)
    project = study.project
    heading = f"{say.name(project.project.name)} · {say.scenario(study.scenario)}"
    notes = [
        ("", heading),
        (say.say("Runs", "模拟次数"), say.count(study.runs)),
        (say.say("Seed", "随机种子"), str(study.seed)),
        (say.say("Fingerprint of the project", "项目指纹"), project.fingerprint[:16]),
        (say.say("Currency", "币种"), say.currency),
    ]
    sheets = [_targets(study, say), _nodes(study, say), _measures(study, say)]
    if study.months and study.keep == "cash":
        sheets.append(_quarters(study, say))
    return [sheet for sheet in sheets if sheet.lines], notes, say


def _sheet(title: str, heads: list[tuple[str, str, Kind]], rows: list[tuple[object, ...]]) -> PlanTable:
    columns = tuple(TableColumn(*head) for head in heads)
    return PlanTable(title, title, columns, [TableRow(row) for row in rows])  # type: ignore[arg-type]


def _targets(study: Study, say: Wording) -> PlanTable:
    heads: list[tuple[str, str, Kind]] = [
        ("activity", say.say("Target", "目标"), "text"),
        ("odds", say.say("Odds", "达成概率"), "percent"),
        ("low", say.say("95 % from", "95%区间下限"), "percent"),
        ("high", say.say("to", "上限"), "percent"),
        ("met", say.say("Runs that met it", "达成次数"), "days"),
    ]
    rows = [
        (say.target(study, target), row["odds"], row["low"], row["high"], row["met"])
        for target, row in zip(study.project.targets, study.odds_rows(), strict=True)
    ]
    if len(rows) > 1:
        row = study.joint_row()
        rows.append((say.say("All together", "全部同时"), row["odds"], row["low"], row["high"], row["met"]))
    return _sheet(say.say("Targets", "目标"), heads, list(rows))


def _nodes(study: Study, say: Wording) -> PlanTable:
    heads: list[tuple[str, str, Kind]] = [
        ("activity", say.say("Node", "节点"), "text"),
        ("plan", say.say("Plan", "计划"), "date"),
        ("p50", "P50", "date"),
        ("p80", "P80", "date"),
        ("p90", "P90", "date"),
        ("met", say.say("Plan met", "按期概率"), "percent"),
    ]
    if not study.nodes:
        return _sheet(say.say("Key nodes", "关键节点"), heads, [])
    table, planned, odds = study.node_rows(), planned_days(study), plan_odds(study, study.nodes)
    rows = [
        (
            say.node(study, name),
            study.date(planned[name]),
            *(study.date(table[name][quantile]) for quantile in ("p50", "p80", "p90")),
            float(odds[name]),
        )
        for name in sorted(study.nodes, key=lambda name: (planned[name] != planned[name], planned[name]))
    ]
    return _sheet(say.say("Key nodes", "关键节点"), heads, list(rows))


def _measures(study: Study, say: Wording) -> PlanTable:
    heads: list[tuple[str, str, Kind]] = [
        ("activity", say.say("Measure", "指标"), "text"),
        ("unit", say.say("Unit", "单位"), "text"),
        ("likely", say.say("Most-likely run", "最可能情形"), "value"),
        *[(name, name.upper(), "value") for name in ("p10", "p50", "p90")],
        ("mean", say.say("Mean", "均值"), "value"),
    ]
    likely, table = study.most_likely, study.summary_rows(study.measure_names)
    rows = [
        (
            say.measure(name),
            say.currency if MEASURES[name].unit.is_amount else say.say(*_unit(name)),
            _number(float(likely.measure(name)[0])),
            *(_number(float(row[key])) for key in ("p10", "p50", "p90", "mean")),
        )
        for name, row in table.items()
    ]
    return _sheet(say.say("Measures", "指标"), heads, list(rows))


def _unit(measure: str) -> tuple[str, str]:
    unit = MEASURES[measure].unit
    return unit.en, unit.zh


def _quarters(study: Study, say: Wording) -> PlanTable:
    heads: list[tuple[str, str, Kind]] = [
        ("activity", say.say("Quarter", "季度"), "text"),
        *[(line.key, say.say(line.en, line.zh), "amount") for line in LINES],
    ]
    rows = [(row.quarter, *(float(value) for value in row.likely)) for row in quarters(study)]
    title = say.say("Cash by quarter, most-likely run", "季度资金(最可能情形)")
    return _sheet(title, heads, list(rows))


def _number(value: float) -> float | None:
    return value if value - value == 0.0 else None
