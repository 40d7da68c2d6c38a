"""The sheet that a statement asks for: what is due or under way at a data date, with room for actuals."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from scenario.model.plan.status import DONE
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.sections.root import Project
from scenario.project.sections.statement import Known
from scenario.project.values.names import Language
from scenario.study.dates import date_of, start_date_of

HEADS = {
    "en": ("node", "name", "planned start", "planned finish", "actual start", "actual finish", "share done",
           "remaining days", "note"),
    "zh": ("节点", "名称", "计划开始", "计划完成", "实际开始", "实际完成", "完成比例", "剩余天数", "备注"),
}  # fmt: skip
Cells = tuple[Any, ...]


def template_rows(project: Project, data_date: dt.date, language: Language) -> list[Cells]:
    """Return the header and a row an activity that is planned to have begun by a data date, or has.

    What an earlier statement of the project knows is filled in; what is finished there is left out.
    """
    plan = compile_plan(project)
    return [HEADS[language], *_rows(project, plan, data_date, language)]


def _rows(project: Project, plan: Plan, data_date: dt.date, language: Language) -> Iterator[Cells]:
    start, table = project.project.start, plan.timetable
    told = project.statement.activities if project.statement is not None else {}
    for i, name in enumerate(table.ids):
        planned = start_date_of(float(table.planned_start[i]), start)
        known = told.get(name, Known())
        done = plan.status is not None and plan.status.state[i] == DONE
        if done or planned is None or (planned >= data_date and known.started is None):
            continue
        activity = project.activities[table.base[i]]
        called = activity.name.to(language) if activity.name is not None else name
        finish = date_of(float(table.planned_finish[i]), start)
        yield (name, called, planned, finish, known.started, known.finished, known.done, None, None)


def template_yaml(project: Project, data_date: dt.date, table: str) -> str:
    """Return the statement that takes the sheet."""
    name = project.project.name.to("en")
    return (
        "form: scenario-actuals-1\n"
        f"project: {name!r}\n"
        f"data_date: {data_date}  # everything before it is known\n"
        f"from: [{table}]\n"
        "# risks: {relics_found.p1: {happened: true}}\n"
        "# closed: 2026-07  # with a ledger in `from:`, month by account; else money is not tracked\n"
    )


def template_workbook(rows: list[Cells]) -> bytes:
    """Return the sheet as a workbook, with dates as dates."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(rows[0][0])
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 1, 26)
        sheet.set_column(2, len(rows[0]) - 1, 13)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(r, c, dt.datetime.combine(cell, dt.time()), day)
                elif cell is not None:
                    sheet.write(r, c, cell, bold if r == 0 else None)
    return content.getvalue()
