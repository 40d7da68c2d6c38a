"""Primavera P6's XER: tables of tab-separated text.

`%T` names a table, `%F` its fields, `%R` is a row. Calendars stand as nested brackets in one field
(`calendar_data`). What the numbers and dates mean is told in docs/import.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from scenario.exchange.readers.calendar_data import calendar_of
from scenario.exchange.readers.text import text_of
from scenario.exchange.readers.xer_tables import Row, XerReader
from scenario.exchange.source import (
    Constraint,
    ConstraintKind,
    Kind,
    LagCalendar,
    Progress,
    Source,
    SourceCalendar,
    SourceLink,
    SourceProject,
    SourceTask,
    Status,
    StoredDates,
)

KINDS: Mapping[str, Kind] = {
    "TT_Task": "task",
    "TT_Rsrc": "task",
    "TT_Mile": "start_milestone",
    "TT_FinMile": "finish_milestone",
    "TT_LOE": "hammock",
    "TT_WBS": "summary",
}
STATUSES: Mapping[str, Status] = {
    "TK_NotStart": "not_started",
    "TK_Active": "active",
    "TK_Complete": "done",
}
CONSTRAINTS: Mapping[str, ConstraintKind] = {
    "CS_MSOA": "start_not_before",
    "CS_MEOA": "finish_not_before",
    "CS_MSOB": "start_not_after",
    "CS_MEOB": "finish_not_after",
    "CS_MSO": "start_on",
    "CS_MEO": "finish_on",
    "CS_MANDSTART": "mandatory_start",
    "CS_MANDFIN": "mandatory_finish",
    "CS_ALAP": "as_late_as_possible",
}
LAG_CALENDARS: Mapping[str, LagCalendar] = {
    "rcal_Predecessor": "predecessor",
    "rcal_Successor": "successor",
    "rcal_24Hour": "continuous",
    "rcal_ProjDefault": "project",
}


def read_xer(path: Path, encoding: str | None = None) -> Source:
    """Read a file of Primavera P6.

    Parameters
    ----------
    path : Path
        The file
    encoding : str, optional
        Its code page; guessed when not given, for the file does not say it

    Raises
    ------
    SourceError
        Every problem at once, each with table and line
    """
    text, found = text_of(path, encoding)
    reader = XerReader(path, text)
    if not reader.rows("PROJECT") or not reader.rows("TASK"):
        reader.wrong("there is no table PROJECT or TASK with rows: nothing to plan")
        reader.finish()
    calendars = _calendars(reader)
    projects = tuple(_projects(reader))
    tasks = tuple(_tasks(reader))
    links = tuple(_links(reader))
    reader.finish()
    return Source(str(path), f"P6 {reader.version}, {found}", projects, calendars, tasks, links)


def _calendars(reader: XerReader) -> dict[str, SourceCalendar]:
    found = {}
    for row in reader.rows("CALENDAR"):
        key, name = row.get("clndr_id"), row.get("clndr_name")
        try:
            found[key] = calendar_of(key, name, row.get("clndr_data"))
        except ValueError as error:
            reader.wrong(f"table CALENDAR, line {row.line}: {error}")
    return found


def _projects(reader: XerReader) -> Iterator[SourceProject]:
    options = {row.get("proj_id"): row for row in reader.rows("SCHEDOPTIONS")}
    names = {
        row.get("proj_id"): row.get("wbs_name")
        for row in reader.rows("PROJWBS")
        if row.get("proj_node_flag") == "Y"
    }
    with_tasks = {row.get("proj_id") for row in reader.rows("TASK")}
    for row in reader.rows("PROJECT"):
        key = row.get("proj_id")
        if key not in with_tasks:
            continue
        data_date = reader.date(row, "last_recalc_date") or reader.date(row, "plan_start_date")
        if data_date is None:
            reader.wrong(f"table PROJECT, line {row.line}: neither last_recalc_date nor plan_start_date")
            data_date = dt.datetime(2000, 1, 1)
        option = options.get(key)
        lag: LagCalendar = "predecessor"
        progress: Progress = "retained"
        if option is not None:
            lag = reader.choice(option, "sched_calendar_on_relationship_lag", LAG_CALENDARS, lag)
            if option.get("sched_progress_override") == "Y":
                progress = "override"
            elif option.get("sched_retained_logic") == "N":
                progress = "actual_dates"
        yield SourceProject(
            id=key,
            name=names.get(key) or row.get("proj_short_name"),
            data_date=data_date,
            planned_start=reader.date(row, "plan_start_date"),
            must_finish_by=reader.date(row, "plan_end_date"),
            calendar=row.get("clndr_id"),
            lag_calendar=lag,
            progress=progress,
        )


def _tasks(reader: XerReader) -> Iterator[SourceTask]:
    wbs, codes, fields = _wbs(reader), _codes(reader), _fields(reader)
    resources = {row.get("rsrc_id"): row.get("clndr_id") for row in reader.rows("RSRC")}
    assigned = {row.get("task_id") for row in reader.rows("TASKRSRC")}
    for row in reader.rows("TASK"):
        uid = row.get("task_id")
        if not uid:
            reader.wrong(f"table TASK, line {row.line}: a row without task_id; the file is damaged")
            continue
        rsrc = resources.get(row.get("rsrc_id")) if row.get("task_type") == "TT_Rsrc" else None
        yield SourceTask(
            where=row.where,
            uid=uid,
            code=row.get("task_code") or uid,
            name=row.get("task_name"),
            kind=reader.choice(row, "task_type", KINDS, "task"),
            calendar=row.get("clndr_id"),
            project=row.get("proj_id"),
            wbs=wbs.get(row.get("wbs_id"), ()),
            status=reader.choice(row, "status_code", STATUSES, "not_started"),
            duration=60 * reader.number(row, "target_drtn_hr_cnt"),
            remaining=60 * reader.number(row, "remain_drtn_hr_cnt"),
            actual_start=reader.date(row, "act_start_date"),
            actual_finish=reader.date(row, "act_end_date"),
            resumed=reader.date(row, "resume_date"),
            expected_finish=reader.date(row, "expect_end_date"),
            constraints=tuple(_constraints(reader, row)),
            stored=_stored(reader, row),
            codes=codes.get(uid, {}),
            fields=fields.get(uid, {}),
            resource_calendar=rsrc or None,
            percent=reader.number(row, "phys_complete_pct"),
            is_resourced=uid in assigned,
        )


def _constraints(reader: XerReader, row: Row) -> Iterator[Constraint]:
    for kind_field, date_field in (("cstr_type", "cstr_date"), ("cstr_type2", "cstr_date2")):
        if row.get(kind_field):
            kind = reader.choice(row, kind_field, CONSTRAINTS, "as_late_as_possible")
            at = reader.date(row, date_field)
            if at is None and kind != "as_late_as_possible":
                reader.wrong(f"table TASK, line {row.line}: {kind_field} without {date_field}")
                continue
            yield Constraint(kind, at)


def _stored(reader: XerReader, row: Row) -> StoredDates:
    return StoredDates(
        early_start=reader.date(row, "early_start_date"),
        early_finish=reader.date(row, "early_end_date"),
        late_start=reader.date(row, "late_start_date"),
        late_finish=reader.date(row, "late_end_date"),
        total_float=60 * reader.number(row, "total_float_hr_cnt") if row.get("total_float_hr_cnt") else None,
        planned_start=reader.date(row, "target_start_date"),
        planned_finish=reader.date(row, "target_end_date"),
    )


def _links(reader: XerReader) -> Iterator[SourceLink]:
    kinds: Mapping[str, Any] = {"PR_FS": "FS", "PR_SS": "SS", "PR_FF": "FF", "PR_SF": "SF"}
    for row in reader.rows("TASKPRED"):
        yield SourceLink(
            where=row.where,
            before=row.get("pred_task_id"),
            after=row.get("task_id"),
            kind=reader.choice(row, "pred_type", kinds, "FS"),
            lag=60 * reader.number(row, "lag_hr_cnt"),
        )


def _wbs(reader: XerReader) -> dict[str, tuple[str, ...]]:
    """Return the path of each element of the breakdown, its project left out."""
    rows = {row.get("wbs_id"): row for row in reader.rows("PROJWBS")}
    found: dict[str, tuple[str, ...]] = {}
    for key in rows:
        path: list[str] = []
        at = key
        while at in rows and rows[at].get("proj_node_flag") != "Y" and len(path) < 100:
            path.append(rows[at].get("wbs_name") or rows[at].get("wbs_short_name"))
            at = rows[at].get("parent_wbs_id")
        found[key] = tuple(reversed(path))
    return found


def _codes(reader: XerReader) -> dict[str, dict[str, str]]:
    names = {row.get("actv_code_type_id"): row.get("actv_code_type") for row in reader.rows("ACTVTYPE")}
    values = {row.get("actv_code_id"): row.get("short_name") for row in reader.rows("ACTVCODE")}
    return _by_task(
        reader.rows("TASKACTV"),
        "task_id",
        lambda row: (names.get(row.get("actv_code_type_id")), values.get(row.get("actv_code_id"))),
    )


def _fields(reader: XerReader) -> dict[str, dict[str, str]]:
    labels = {
        row.get("udf_type_id"): row.get("udf_type_label")
        for row in reader.rows("UDFTYPE")
        if row.get("table_name") == "TASK"
    }
    return _by_task(
        reader.rows("UDFVALUE"),
        "fk_id",
        lambda row: (
            labels.get(row.get("udf_type_id")),
            row.get("udf_text") or row.get("udf_number") or row.get("udf_date"),
        ),
    )


def _by_task(
    rows: list[Row], key: str, pair: Callable[[Row], tuple[str | None, str | None]]
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        name, value = pair(row)
        if name and value:
            found.setdefault(row.get(key), {})[name] = value
    return found
