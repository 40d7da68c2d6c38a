"""Primavera P6's XER: tables of tab-separated text.

`%T` names a table, `%F` its fields, `%R` is a row. Calendars stand as nested brackets in one field
(`calendar_data`). What the numbers and dates mean is told in docs/import.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from scenario.exchange.calendar_data import calendar_of
from scenario.exchange.source import (
    Constraint,
    ConstraintKind,
    Kind,
    LagCalendar,
    Progress,
    Source,
    SourceCalendar,
    SourceError,
    SourceLink,
    SourceProject,
    SourceTask,
    Status,
    StoredDates,
    Where,
)
from scenario.exchange.text import text_of

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
MOST_PROBLEMS = 50
Word = TypeVar("Word")


class Row(NamedTuple):
    """A row of a table, by field, and the line that it stands in."""

    table: str
    line: int
    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """Return a field as text, empty when the file has none."""
        return self.values.get(name, "").strip()

    @property
    def where(self) -> Where:
        """Where it stands."""
        return Where(self.table, self.line)


class Reader:
    """The tables of a file, and what is found wrong while they are read."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.problems: list[str] = []
        self.version = ""
        self.tables: dict[str, list[Row]] = {}
        self._read(text)

    def _read(self, text: str) -> None:
        table, fields = "", list[str]()
        ended = False
        for number, line in enumerate(text.split("\n"), 1):
            mark, _, rest = line.rstrip("\r").partition("\t")
            if mark == "ERMHDR":
                self.version = rest.split("\t")[0]
            elif mark == "%T":
                table, fields = rest.strip(), []
                self.tables.setdefault(table, [])
            elif mark == "%F":
                fields = [name.strip() for name in rest.split("\t")]
            elif mark == "%R":
                values = rest.split("\t")
                if not fields or not table:
                    self.wrong(f"line {number}: a row without a table; the file is damaged")
                elif len(values) > len(fields):
                    counts = f"{len(values)} values for {len(fields)} fields"
                    self.wrong(f"table {table}, line {number}: {counts}; the file is damaged")
                else:
                    self.tables[table].append(Row(table, number, dict(zip(fields, values, strict=False))))
            elif mark == "%E":
                ended = True
        if not self.version:
            self.problems.insert(0, "line 1: an XER file begins with ERMHDR; is it one?")
        elif not ended:
            self.wrong("the file stops before its end mark %E: it was cut off; export it again")

    def wrong(self, problem: str) -> None:
        """Note a problem."""
        self.problems.append(problem)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, none when the file has no such table."""
        return self.tables.get(table, [])

    def number(self, row: Row, name: str) -> float:
        """Return a field as a number, nought when it is empty."""
        text = row.get(name)
        if not text:
            return 0.0
        try:
            found = float(text.replace(",", "."))
        except ValueError:
            found = float("nan")
        if not abs(found) < 1e9:
            self.wrong(f"table {row.table}, line {row.line}: {name} is {text[:40]!r}, not a number")
            return 0.0
        return found

    def date(self, row: Row, name: str) -> dt.datetime | None:
        """Return a field as an instant, None when it is empty."""
        text = row.get(name)
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{2}))?(?::\d{2})?", text)
        try:
            if found is None:
                raise ValueError
            year, month, day, hour, minute = (int(part or 0) for part in found.groups())
            instant = dt.datetime(year, month, day, hour, minute)
        except ValueError:
            self.wrong(f"table {row.table}, line {row.line}: {name} is {text[:40]!r}, not a date")
            return None
        return instant if instant.year > 1900 else None

    def choice(self, row: Row, name: str, choices: Mapping[str, Word], default: Word) -> Word:
        """Return what a field's word stands for; a word that is not known is a problem."""
        text = row.get(name)
        if text and text not in choices:
            self.wrong(
                f"table {row.table}, line {row.line}: {name} is {text[:40]!r}; known are {', '.join(choices)}"
            )
        return choices.get(text, default)

    def finish(self) -> None:
        """Raise when anything was wrong."""
        if self.problems:
            more = len(self.problems) - MOST_PROBLEMS
            told = self.problems[:MOST_PROBLEMS] + ([f"and {more} more"] if more > 0 else [])
            raise SourceError(str(self.path), told)


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
    reader = Reader(path, text)
    if not reader.rows("PROJECT") or not reader.rows("TASK"):
        reader.wrong("there is no table PROJECT or TASK with rows: nothing to plan")
        reader.finish()
    calendars = _calendars(reader)
    projects = tuple(_projects(reader))
    tasks = tuple(_tasks(reader))
    links = tuple(_links(reader))
    reader.finish()
    return Source(str(path), f"P6 {reader.version}, {found}", projects, calendars, tasks, links)


def _calendars(reader: Reader) -> dict[str, SourceCalendar]:
    found = {}
    for row in reader.rows("CALENDAR"):
        key, name = row.get("clndr_id"), row.get("clndr_name")
        try:
            found[key] = calendar_of(key, name, row.get("clndr_data"))
        except ValueError as error:
            reader.wrong(f"table CALENDAR, line {row.line}: {error}")
    return found


def _projects(reader: Reader) -> Iterator[SourceProject]:
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


def _tasks(reader: Reader) -> Iterator[SourceTask]:
    wbs, codes, fields = _wbs(reader), _codes(reader), _fields(reader)
    resources = {row.get("rsrc_id"): row.get("clndr_id") for row in reader.rows("RSRC")}
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
        )


def _constraints(reader: Reader, row: Row) -> Iterator[Constraint]:
    for kind_field, date_field in (("cstr_type", "cstr_date"), ("cstr_type2", "cstr_date2")):
        if row.get(kind_field):
            kind = reader.choice(row, kind_field, CONSTRAINTS, "as_late_as_possible")
            at = reader.date(row, date_field)
            if at is None and kind != "as_late_as_possible":
                reader.wrong(f"table TASK, line {row.line}: {kind_field} without {date_field}")
                continue
            yield Constraint(kind, at)


def _stored(reader: Reader, row: Row) -> StoredDates:
    return StoredDates(
        early_start=reader.date(row, "early_start_date"),
        early_finish=reader.date(row, "early_end_date"),
        late_start=reader.date(row, "late_start_date"),
        late_finish=reader.date(row, "late_end_date"),
        total_float=60 * reader.number(row, "total_float_hr_cnt") if row.get("total_float_hr_cnt") else None,
        planned_start=reader.date(row, "target_start_date"),
        planned_finish=reader.date(row, "target_end_date"),
    )


def _links(reader: Reader) -> Iterator[SourceLink]:
    kinds: Mapping[str, Any] = {"PR_FS": "FS", "PR_SS": "SS", "PR_FF": "FF", "PR_SF": "SF"}
    for row in reader.rows("TASKPRED"):
        yield SourceLink(
            where=row.where,
            before=row.get("pred_task_id"),
            after=row.get("task_id"),
            kind=reader.choice(row, "pred_type", kinds, "FS"),
            lag=60 * reader.number(row, "lag_hr_cnt"),
        )


def _wbs(reader: Reader) -> dict[str, tuple[str, ...]]:
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


def _codes(reader: Reader) -> dict[str, dict[str, str]]:
    names = {row.get("actv_code_type_id"): row.get("actv_code_type") for row in reader.rows("ACTVTYPE")}
    values = {row.get("actv_code_id"): row.get("short_name") for row in reader.rows("ACTVCODE")}
    return _by_task(
        reader.rows("TASKACTV"),
        "task_id",
        lambda row: (names.get(row.get("actv_code_type_id")), values.get(row.get("actv_code_id"))),
    )


def _fields(reader: Reader) -> dict[str, dict[str, str]]:
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
