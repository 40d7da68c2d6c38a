"""Primavera P6's XER, written: the tables that P6 needs to open a schedule and to reckon it anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from scenario.exchange.hours import joined
from scenario.exchange.readers.xer import CONSTRAINTS, KINDS, LAG_CALENDARS, STATUSES
from scenario.exchange.source import Shift, Source, SourceCalendar, SourceLink, SourceProject, SourceTask

Row = Mapping[str, str]
EPOCH = dt.date(1899, 12, 30)
_KINDS = {kind: word for word, kind in KINDS.items() if word != "TT_Rsrc"} | {"milestone": "TT_FinMile"}
_STATUSES = {status: word for word, status in STATUSES.items()}
_CONSTRAINTS = {kind: word for word, kind in CONSTRAINTS.items()}
_LAG_CALENDARS = {kind: word for word, kind in LAG_CALENDARS.items()}
_FIELDS_FROM = 100


def xer_text(source: Source) -> str:
    """Return the file of a schedule of one project.

    Tabs and line breaks within names become blanks: the format has no sign for them.
    """
    project, wbs = source.projects[0], _wbs_ids(source)
    tables: dict[str, Sequence[Row]] = {
        "PROJECT": [_project(project)],
        "CALENDAR": [_calendar(calendar) for calendar in source.calendars.values()],
        "SCHEDOPTIONS": [_options(project)],
        "PROJWBS": list(_wbs(source)),
        "TASK": [_task(task, wbs) for task in source.tasks],
        "TASKPRED": [_link(number, link) for number, link in enumerate(source.links, 1)],
        "UDFTYPE": list(_field_types(source)),
        "UDFVALUE": list(_field_values(source)),
    }
    today = f"{project.data_date:%Y-%m-%d}"
    lines = [f"ERMHDR\t8.2\t{today}\tProject\tadmin\tscenario\tdbxDatabaseNoName\tProject Management\tCNY"]
    for name, rows in tables.items():
        if rows:
            lines += [f"%T\t{name}", "%F\t" + "\t".join(rows[0])]
            lines += ["%R\t" + "\t".join(map(_plain, row.values())) for row in rows]
    return "\r\n".join([*lines, "%E", ""])


def _plain(text: str) -> str:
    return " ".join(text.split()) if any(sign in text for sign in "\t\r\n") else text


def _at(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else ""


def _hours(minutes: float) -> str:
    return f"{minutes / 60:.8f}".rstrip("0").rstrip(".")


def _project(project: SourceProject) -> Row:
    return {
        "proj_id": project.id,
        "proj_short_name": project.name,
        "clndr_id": project.calendar,
        "plan_start_date": _at(project.planned_start),
        "plan_end_date": _at(project.must_finish_by),
        "last_recalc_date": _at(project.data_date),
    }


def _options(project: SourceProject) -> Row:
    return {
        "schedoptions_id": "1",
        "proj_id": project.id,
        "sched_calendar_on_relationship_lag": _LAG_CALENDARS[project.lag_calendar],
        "sched_retained_logic": "Y" if project.progress == "retained" else "N",
        "sched_progress_override": "Y" if project.progress == "override" else "N",
    }


def _calendar(calendar: SourceCalendar) -> Row:
    week = "".join(
        f"(0||{(day + 1) % 7 + 1}()({_shifts(shifts)}))" for day, shifts in enumerate(calendar.week)
    )
    exceptions = "".join(
        f"(0||{number}(d|{(date - EPOCH).days})({_shifts(shifts)}))"
        for number, (date, shifts) in enumerate(sorted(calendar.exceptions.items()))
    )
    hours = max(1, round(calendar.day / 60))
    data = f"(0||CalendarData()((0||DaysOfWeek()({week}))(0||Exceptions()({exceptions}))))"
    return {
        "clndr_id": calendar.id,
        "default_flag": "N",
        "clndr_name": calendar.name,
        "proj_id": "",
        "clndr_type": "CA_Base",
        "day_hr_cnt": str(hours),
        "week_hr_cnt": str(hours * sum(map(bool, calendar.week))),
        "clndr_data": data,
    }


def _shifts(shifts: Sequence[Shift]) -> str:
    """Return shifts as the format has them; one that ends at midnight ends at 00:00."""
    return "".join(
        f"(0||{number}(s|{_time(begin)}|f|{_time(end % 1440)})())"
        for number, (begin, end) in enumerate(joined(tuple(shifts)))
    )


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _wbs_ids(source: Source) -> dict[tuple[str, ...], str]:
    paths = {task.wbs[:depth] for task in source.tasks for depth in range(1, len(task.wbs) + 1)}
    return {(): "1"} | {path: str(number) for number, path in enumerate(sorted(paths), 2)}


def _wbs(source: Source) -> Iterator[Row]:
    project, ids = source.projects[0], _wbs_ids(source)
    for path, number in ids.items():
        name = path[-1] if path else project.name
        yield {
            "wbs_id": number,
            "proj_id": project.id,
            "proj_node_flag": "N" if path else "Y",
            "wbs_short_name": number,
            "wbs_name": name,
            "parent_wbs_id": ids[path[:-1]] if path else "",
        }


def _task(task: SourceTask, wbs: Mapping[tuple[str, ...], str]) -> Row:
    stored, kind = task.stored, _KINDS[task.kind]
    own = [each for each in task.constraints if each.at is not None][:2]
    dates = [(_CONSTRAINTS[each.kind], _at(each.at)) for each in own] + [("", "")] * (2 - len(own))
    share = 100.0 if task.status == "done" else 0.0
    if task.status == "active" and task.duration > 0:
        share = max(0.0, 100 * (1 - task.remaining / task.duration))
    return {
        "task_id": task.uid,
        "proj_id": task.project,
        "wbs_id": wbs[task.wbs],
        "clndr_id": task.calendar,
        "phys_complete_pct": f"{share:.2f}",
        "complete_pct_type": "CP_Drtn",
        "task_type": kind,
        "duration_type": "DT_FixedDrtn",
        "status_code": _STATUSES[task.status],
        "task_code": task.code,
        "task_name": task.name,
        "total_float_hr_cnt": _hours(stored.total_float) if stored.total_float is not None else "",
        "remain_drtn_hr_cnt": _hours(task.remaining),
        "target_drtn_hr_cnt": _hours(task.duration),
        "act_start_date": _at(task.actual_start),
        "act_end_date": _at(task.actual_finish),
        "early_start_date": _at(stored.early_start),
        "early_end_date": _at(stored.early_finish),
        "late_start_date": _at(stored.late_start),
        "late_end_date": _at(stored.late_finish),
        "target_start_date": _at(stored.planned_start),
        "target_end_date": _at(stored.planned_finish),
        "resume_date": _at(task.resumed),
        "cstr_type": dates[0][0],
        "cstr_date": dates[0][1],
        "cstr_type2": dates[1][0],
        "cstr_date2": dates[1][1],
    }


def _link(number: int, link: SourceLink) -> Row:
    return {
        "task_pred_id": str(number),
        "task_id": link.after,
        "pred_task_id": link.before,
        "proj_id": "1",
        "pred_proj_id": "1",
        "pred_type": f"PR_{link.kind}",
        "lag_hr_cnt": _hours(link.lag),
    }


def _field_names(source: Source) -> list[str]:
    return list(dict.fromkeys(name for task in source.tasks for name in task.fields))


def _field_types(source: Source) -> Iterator[Row]:
    for number, name in enumerate(_field_names(source), _FIELDS_FROM):
        key = {"udf_type_id": str(number), "table_name": "TASK", "udf_type_name": f"user_field_{number}"}
        yield key | {"udf_type_label": name, "logical_data_type": "FT_TEXT"}


def _field_values(source: Source) -> Iterator[Row]:
    numbers = {name: str(number) for number, name in enumerate(_field_names(source), _FIELDS_FROM)}
    for task in source.tasks:
        for name, value in task.fields.items():
            key = {"udf_type_id": numbers[name], "fk_id": task.uid, "proj_id": task.project}
            yield key | {"udf_text": value}
