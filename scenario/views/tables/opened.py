"""One measure, node or account of a study: a table for people, data for programs, a row a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.analysis.document import measure_entries, node_entries, plain
from scenario.analysis.summary import QUANTILES
from scenario.project.values.names import Language
from scenario.views.tables.table import Table, rows_of
from scenario.views.words.wording import Wording

STATISTICS = {
    "mean": ("mean", "均值"),
    "sd": ("standard deviation", "标准差"),
    "p10": ("P10", "P10"),
    "p50": ("P50", "P50"),
    "p80": ("P80", "P80"),
    "p90": ("P90", "P90"),
}


class Told(NamedTuple):
    """What is told of one thing: a table, plain data, and what makes a table with a row a run."""

    table: Table
    document: dict[str, Any]
    runs: Callable[[], pd.DataFrame]


def of_measure(study: Study, name: str, language: Language) -> Told:
    """Return what is told of a measure."""
    say = Wording.of(study, language)
    row = rows_of(study.summary((name,)))[name]
    likely = float(study.most_likely.measure(name)[0])
    rows = [(say.say("most-likely run", "最可能情形"), say.value(likely, name))]
    rows += [(say.say(*text), say.value(float(row[key]), name)) for key, text in STATISTICS.items()]
    rows.append((say.say("missing", "缺失"), say.count(int(row["missing"]))))

    def runs() -> pd.DataFrame:
        return pd.DataFrame(
            {"run": study.run_numbers, name: study.measure(name), "status": study.status(name)}
        )

    columns = (say.say("Statistic", "统计量"), say.unit(name))
    document = {**_of(study), "measure": name, **measure_entries(study, (name,))[name]}
    return Told(Table(say.measure(name), columns, rows), document, runs)


def of_node(study: Study, name: str, language: Language) -> Told:
    """Return what is told of a node."""
    say = Wording.of(study, language)
    entry = node_entries(study, (name,))[name]
    days = {"planned": say.say("plan", "计划"), "most_likely": say.say("most-likely run", "最可能情形")}
    days |= {key: say.say(*text) for key, text in STATISTICS.items() if key in QUANTILES}
    rows = [(text, say.date(study.date(_number(entry[key])))) for key, text in days.items()]
    rows.append((say.say("never comes", "未完成"), say.count(entry["missing"])))

    def runs() -> pd.DataFrame:
        finish = study.day(name)
        dates = [say.date(study.date(day)) if np.isfinite(day) else "" for day in finish.tolist()]
        return pd.DataFrame({"run": study.run_numbers, "finish": finish, "date": dates})

    columns = (say.say("Statistic", "统计量"), say.say("Finish", "完成"))
    return Told(Table(say.node(study, name), columns, rows), {**_of(study), "node": name, **entry}, runs)


def of_account(study: Study, name: str, language: Language) -> Told:
    """Return what is told of an account: what moves on it, month by month."""
    say = Wording.of(study, language)
    moved = study.account(name)
    spread = np.quantile(moved, tuple(QUANTILES.values()), axis=0)
    months = [month.isoformat() for month in study.months]
    told = np.vstack([moved.mean(axis=0), spread])
    keys = ("mean", *QUANTILES)
    entries = [
        {"month": month, **dict(zip(keys, map(plain, amounts), strict=True))}
        for month, amounts in zip(months, told.T.tolist(), strict=True)
    ]
    unit = say.money_unit([float(np.abs(told).max(initial=0.0))])
    rows = [
        (month[:7], *(say.money(amount, unit) for amount in amounts))
        for month, amounts, column in zip(months, told.T.tolist(), moved.T, strict=True)
        if column.any()
    ]
    columns = (say.say("Month", "月份"), say.say(*STATISTICS["mean"]), *(key.upper() for key in QUANTILES))

    def runs() -> pd.DataFrame:
        run = np.repeat(study.run_numbers.to_numpy(), len(months))
        return pd.DataFrame({"run": run, "month": months * study.runs, name: moved.ravel()})

    title = f"{name} ({say.currency})"
    return Told(Table(title, columns, rows), {**_of(study), "account": name, "months": entries}, runs)


def _of(study: Study) -> dict[str, Any]:
    """Return what study it is."""
    return {
        "project": study.project.project.name.to("en"),
        "scenario": study.scenario,
        "runs": study.runs,
        "first_run": study.first,
        "seed": study.seed,
    }


def _number(value: float | None) -> float:
    return np.nan if value is None else value
