"""The rows of a Gantt chart: stages and works with their dates, and the links between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.schedule.plan_rows import PlanRow
from scenario.project.files.baseline import Baseline
from scenario.project.sections.activities import Stage
from scenario.rules.schedule.precedence import FF, FS, SS
from scenario.study.dates import start_date_of
from scenario.views.figures.looks import stamp
from scenario.views.words.plan_words import PlanWords

GanttGroup = tuple[Stage | None, str | None, list[PlanRow]]
DATES = ("start", "finish", "middle", "p10", "p50", "p50_middle", "p90", "was_start", "was_finish")
COLUMNS = ("id", "name", "heading", "milestone", *DATES, "critical")
DAY = pd.Timedelta(days=1)


def frame_of(
    study: Study, groups: list[GanttGroup], words: PlanWords, baseline: Baseline | None
) -> pd.DataFrame:
    """Return a row a bar, COLUMNS and key: a heading for each stage and phase, then its activities."""
    rows: list[dict[str, Any]] = []
    for stage, phase, members in groups:
        name = words.stage(stage)
        starts, ends = np.array([row.planned(study.names_people) for row in members]).T
        whole = {"start": _start(study, np.nanmin(starts)), "finish": _end(study, np.nanmax(ends))}
        if len(groups) > 1 or stage is not None:
            shown = f"{name} ({phase})" if phase else name
            rows.append({"id": "", "name": shown, "heading": True, "milestone": False, **whole})
        rows += [_row(study, row, words, baseline) for row in members]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name])
    marks = frame["heading"].map({True: "#", False: " "})
    frame["key"] = [
        f"{i:04d}{mark}{name}" for i, (mark, name) in enumerate(zip(marks, frame["name"], strict=True))
    ]
    return frame


def _row(study: Study, row: PlanRow, words: PlanWords, baseline: Baseline | None) -> dict[str, Any]:
    likely = {quantile: _end(study, row.likely.finish[quantile]) for quantile in ("p10", "p50", "p90")}
    begins, ends = row.planned(study.names_people)
    start, finish = _start(study, begins), _end(study, ends)
    return {
        "id": row.id,
        "name": words.say.node(study, row.id),
        "heading": False,
        "milestone": ends == begins,
        "start": start,
        "finish": finish,
        "middle": _middle(finish),
        **likely,
        "p50_middle": _middle(likely["p50"]),
        "critical": row.critical,
        **_was(row, baseline),
    }


def _was(row: PlanRow, baseline: Baseline | None) -> dict[str, pd.Timestamp]:
    """Return the dates of an activity in a baseline, those of a node where it has no others."""
    if baseline is None:
        return {}
    activity, node = baseline.activities.get(row.id), baseline.nodes.get(row.id)
    finish = activity.finish if activity is not None else node.promised if node is not None else None
    if finish is None:
        return {}
    start = activity.start if activity is not None and activity.start is not None else finish
    return {"was_start": pd.Timestamp(start), "was_finish": pd.Timestamp(finish) + DAY}


def links_of(study: Study, shown: pd.DataFrame) -> pd.DataFrame:
    """Return the links between the rows that are shown: two rows a link, where it begins and where it ends.

    Columns: link, place (0 or 1), when, key. A link of a regime under which no plan goes is left out.
    """
    by_id = {row["id"]: row for row in shown[~shown["heading"]].to_dict(orient="records")}
    ids, links = study.ids, study.plan.timetable.links
    pairs = zip(links.before.tolist(), links.after.tolist(), links.kind.tolist(), strict=True)
    found: list[dict[str, Any]] = []
    for number, (before, after, kind) in enumerate(pairs):
        first, last = by_id.get(ids[before]), by_id.get(ids[after])
        if first is None or last is None:
            continue
        begins = first["finish"] if kind in (FS, FF) else first["start"]
        ends = last["start"] if kind in (FS, SS) else last["finish"]
        if pd.notna(begins) and pd.notna(ends):
            found.append({"link": number, "place": 0, "when": begins, "key": first["key"]})
            found.append({"link": number, "place": 1, "when": ends, "key": last["key"]})
    return pd.DataFrame(found, columns=["link", "place", "when", "key"])


def _start(study: Study, day: float) -> pd.Timestamp | None:
    date = start_date_of(day, study.project.project.start)
    return None if date is None else pd.Timestamp(date)


def _end(study: Study, day: float) -> pd.Timestamp | None:
    """Return the end of the day on which something is finished, so that a day's work has a length."""
    date = stamp(study, day)
    return None if date is None else date + DAY


def _middle(end: pd.Timestamp | None) -> pd.Timestamp | None:
    """Return the middle of the day that ends then: what has no length stands on its day."""
    return None if end is None else end - DAY / 2
