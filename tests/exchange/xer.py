"""Small XER files written for tests: the rows that are told, and what every file must have."""

from __future__ import annotations

from pathlib import Path

WEEK = "".join(
    f"(0||{day}()({'(0||0(s|08:00|f|16:00)())' if day not in (1, 7) else ''}))" for day in range(1, 8)
)
CALENDAR = f"(0||CalendarData()((0||DaysOfWeek()({WEEK}))(0||VIEW(ShowTotal|N)())(0||Exceptions()())))"
FIELDS = {
    "PROJECT": "proj_id proj_short_name plan_start_date last_recalc_date clndr_id",
    "CALENDAR": "clndr_id clndr_name clndr_data",
    "TASK": "task_id proj_id clndr_id task_type status_code task_code task_name target_drtn_hr_cnt"
    " remain_drtn_hr_cnt act_start_date act_end_date early_start_date early_end_date cstr_type cstr_date",
    "TASKPRED": "task_pred_id task_id pred_task_id proj_id pred_proj_id pred_type lag_hr_cnt",
}


def task(uid: str, hours: float, **values: str) -> dict[str, str]:
    """Return a row of the table of tasks."""
    row = {
        "task_id": uid,
        "proj_id": "1",
        "clndr_id": "c",
        "task_type": "TT_Task",
        "status_code": "TK_NotStart",
        "task_code": f"A-{uid}",
        "task_name": f"Work {uid}",
        "target_drtn_hr_cnt": str(hours),
        "remain_drtn_hr_cnt": str(hours),
    }
    return row | values


def link(before: str, after: str, kind: str = "PR_FS", hours: float = 0.0) -> dict[str, str]:
    """Return a row of the table of links."""
    key = f"{before}-{after}-{kind}"
    pair = {"task_pred_id": key, "task_id": after, "pred_task_id": before}
    return pair | {"proj_id": "1", "pred_proj_id": "1", "pred_type": kind, "lag_hr_cnt": str(hours)}


def write(
    path: Path,
    tasks: list[dict[str, str]],
    links: list[dict[str, str]],
    at: str = "2026-03-02 08:00",
    encoding: str = "utf-8",
) -> Path:
    """Write a file of one project that starts on 2 March 2026, with a data date."""
    tables = {
        "PROJECT": [
            {
                "proj_id": "1",
                "proj_short_name": "HBR",
                "plan_start_date": "2026-03-02 08:00",
                "last_recalc_date": at,
                "clndr_id": "c",
            }
        ],
        "CALENDAR": [{"clndr_id": "c", "clndr_name": "Five days", "clndr_data": CALENDAR}],
        "TASK": tasks,
        "TASKPRED": links,
    }
    lines = ["ERMHDR\t23.12\t2026-03-02\tProject\tadmin"]
    for table, rows in tables.items():
        fields = FIELDS[table].split()
        lines += [f"%T\t{table}", "%F\t" + "\t".join(fields)]
        lines += ["%R\t" + "\t".join(row.get(name, "") for name in fields) for row in rows]
    path.write_bytes(("\r\n".join([*lines, "%E", ""])).encode(encoding))
    return path
