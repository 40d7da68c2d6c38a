"""Tables of promised dates: key nodes, requirements, the latest dates of activities, a baseline's fate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from scenario.analysis.schedule.commitment import Commitment
from scenario.project.files.baseline import Baseline
from scenario.study.outcomes import Outcomes
from scenario.views.tables.decisive import days_text
from scenario.views.tables.plan_table import FORMULA
from scenario.views.tables.table import Table
from scenario.views.words.plan_words import plan_named
from scenario.views.words.wording import Wording


class Promises(NamedTuple):
    """Promised dates in the words of a language."""

    outcomes: Outcomes
    told: Commitment
    say: Wording

    def nodes(self) -> Table:
        """Return the dates of the key nodes at several odds, in the order of the plan."""
        say, odds = self.say, self.told.odds
        shares = {"p50": 0.5, "p80": 0.8, "p90": 0.9}
        extra = (
            []
            if odds in shares.values()
            else [("promised", say.say(f"At {say.share(odds)}", f"{say.share(odds)}"))]
        )
        heads = [("planned", say.say("Plan", "计划")), ("p50", "P50"), ("p80", "P80"), ("p90", "P90"), *extra]
        table = self.told.nodes.sort_values("planned", kind="stable", na_position="last")
        rows = [
            (
                say.node(self.outcomes, str(name)),
                *(say.date(row[key]) for key, _ in heads),
                say.share(row["kept"]),
            )
            for name, row in table.iterrows()
        ]
        plan = plan_named(self.outcomes, say)
        title = say.say(f"Dates one may promise (plan: {plan})", f"可承诺日期(计划: {plan})")
        columns = (
            say.say("Node", "节点"),
            *(head for _, head in heads),
            say.say("Promise kept", "承诺兑现率"),
        )
        return Table(title, columns, rows)

    def requirements(self) -> Table:
        """Return what is required, with the odds that it has."""
        say = self.say
        rows = [
            (
                say.node(self.outcomes, row["node"]),
                say.date(row["date"]),
                say.share(row["odds"]),
                say.interval(row["low"], row["high"]),
                say.say("yes", "可以") if row["possible"] else say.say("impossible", "不可能"),
                say.date(row["promised"]),
            )
            for row in self.told.requirements.to_dict(orient="records")
        ]
        asked = say.share(self.told.odds)
        columns = say.say(
            f"Node|By|Odds|95 % interval|At {asked}|Has {asked} by",
            f"节点|期限|概率|95%区间|{asked}把握|{asked}日期",
        ).split("|")
        return Table(say.say("What is required", "必须完成"), tuple(columns), rows)

    def latest(self, most: int, *, every: bool = False) -> Table:
        """Return the latest dates of activities that are at risk of missing theirs, in order of time.

        `every` lists all activities, also those on which nothing that is required depends.
        """
        say = self.say
        shown = self.in_time() if every else self.at_risk().head(most)
        rows = [
            (
                say.node(self.outcomes, str(name)),
                *(self._latest(row, key) for key in ("latest_start", "latest_finish")),
                say.share(row["odds"]),
                say.share(row["best"]),
                self._latest(row, "needed_finish"),
            )
            for name, row in shown.iterrows()
        ]
        columns = say.say(
            "Activity|Start by|Finish by|Odds now|At best|Needed by",
            "工作项|最迟开始|最迟完成|现有概率|至多|链上最迟",
        ).split("|")
        title = say.say("Latest dates that keep the odds of what is required", "保住必须期限的最迟日期")
        return Table(title, tuple(columns), rows)

    def _latest(self, row: Any, key: str) -> str:
        """Return a latest date, or that none keeps the odds; nothing where nothing required depends on it."""
        impossible = row[key] is None and row["best"] == row["best"]
        return self.say.say("impossible", "不可能") if impossible else self.say.date(row[key])

    def in_time(self) -> pd.DataFrame:
        """Return all activities in the order in which they are needed; those that nothing needs come last."""
        table = self.told.activities
        days = [day or dt.date.min if best == best else dt.date.max for day, best in
                zip(table["needed_finish"], table["best"], strict=True)]  # fmt: skip
        return table.iloc[sorted(range(len(table)), key=lambda at: days[at])]

    def at_risk(self) -> pd.DataFrame:
        """Return the activities that have no latest date, or miss theirs too often."""
        table = self.told.activities
        bound = table[table["best"].notna()]
        risky = bound[~(bound["odds"] >= self.told.odds)]
        return risky.sort_values("needed_finish", kind="stable")

    def notes(self, most: int, *, every: bool = False) -> list[str]:
        """Return what the tables do not say."""
        say, told = self.say, self.told
        asked = say.share(told.odds)
        notes = []
        if len(told.nodes) > 1:
            each, all_ = say.share(told.together, 1), say.share(told.jointly)
            notes.append(
                say.say(
                    f"All dates at {asked} hold together in {all_} of the runs. For all to hold together with"
                    f" {asked}, promise each at {each}.",
                    f"各节点分别按{asked}承诺, 全部同时兑现的概率为{all_};"
                    f" 要以{asked}同时兑现, 各节点须按{each}承诺。",
                )
            )
        bound = int(told.activities["best"].notna().sum())
        risky = self.at_risk()
        if bound:
            safe, none = bound - len(risky), int(risky["latest_finish"].isna().sum())
            notes.append(
                say.say(
                    f"{bound} activities lead to what is required: {safe} meet their latest dates with"
                    f" {asked} or more, {none} have no such date, since other chains are late too often.",
                    f"{bound}项工作关系到必须期限: {safe}项以{asked}以上的把握守住最迟日期,"
                    f" {none}项没有这样的日期(其他线路延误过多)。",
                )
            )
            notes.append(
                say.say(
                    f"At best: the odds of what is required if the activity kept nothing waiting. Needed by:"
                    f" finished later than that, {asked} cannot be had whatever else is done.",
                    f"至多: 该项绝不拖延时的概率。链上最迟: 晚于该日则无论如何达不到{asked}。",
                )
            )
        shown = min(most, len(risky))
        if not every and bound and (left := len(told.activities) - shown):
            notes.append(
                say.say(
                    f"{left} of {len(told.activities)} activities are not listed: {len(risky) - shown} at"
                    f" risk past the first {most}, and those that keep theirs or lead to nothing"
                    " required; --all lists them.",
                    f"{len(told.activities)}项中{left}项未列出: {len(risky) - shown}项有风险但超出前{most}项,"
                    " 其余守得住或不影响必须期限; --all 列出全部。",
                )
            )
        return notes


def kept(outcomes: Outcomes, baseline: Baseline, table: pd.DataFrame, say: Wording) -> Table:
    """Return what has become of a baseline's dates."""
    own = baseline.odds not in (0.5, 0.8)
    rows = [
        (
            say.node(outcomes, str(name)),
            say.date(row["promised"]),
            say.date(row["now"]),
            *(signed(row[key], say) for key in ["shift"] * own + ["p50_shift", "p80_shift"]),
            say.share(row["odds_then"]),
            say.share(row["odds"]),
            say.interval(row["low"], row["high"]),
        )
        for name, row in table.iterrows()
    ]
    asked = say.share(baseline.odds)
    shifts = say.say("Shift|P50|P80" if own else "Shift P50|P80", "变化|P50|P80" if own else "变化P50|P80")
    columns = say.say(
        f"Node|Promised|{asked} now|{shifts}|Then|Now|95 % interval",
        f"节点|承诺|现{asked}日期|{shifts}|当时|现在|95%区间",
    ).split("|")
    return Table(
        say.say(
            "Promised dates and what has become of them (shift in days; odds then and now)",
            "承诺日期及其现状(变化: 天; 当时与现在的概率)",
        ),
        tuple(columns),
        rows,
    )


def approval(baseline: Baseline, say: Wording) -> str:
    """Return who approved a baseline, and when; nothing where nobody did."""
    who, when = baseline.approved_by or "", baseline.approved_on
    date = say.date(when) if when is not None else ""
    if not who and not date:
        return say.say("not marked as approved", "未注明批准")
    return say.say("approved", "批准") + "".join(f" {part}" for part in (who, date) if part)


def signed(days: float, say: Wording) -> str:
    """Return whole days with their sign."""
    text = days_text(days).removesuffix(".0")
    return f"+{text}" if days > 0 else text


def in_csv(outcomes: Outcomes, told: Commitment, say: Wording) -> list[Sequence[Any]]:
    """Return every activity with its dates as rows of a CSV file, heads first.

    A name that a spreadsheet would take for a formula is led by an apostrophe.
    """
    heads = ["activity", "name", "promised_start", "promised_finish", "latest_start", "latest_finish",
             "odds", "best", "needed_start", "needed_finish", "requirement"]  # fmt: skip
    rows: list[Sequence[Any]] = [heads]
    for name, row in told.activities.iterrows():
        cells = [_cell(row[key]) for key in heads[2:]]
        label = say.node(outcomes, str(name))
        rows.append([str(name), f"'{label}" if label.startswith(FORMULA) else label, *cells])
    return rows


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)
