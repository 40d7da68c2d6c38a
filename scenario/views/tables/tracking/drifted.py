"""Drift: the same odds over reports, what moved them, and the largest items in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenario.tracking.drift import Move, Step
from scenario.tracking.reports import Report
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING, Wording

NAMED = 2
"""So many pieces of news of a step are named."""
KINDS = {
    "progress": ("Progress", "进展"),
    "assumptions": ("Assumptions", "假设"),
    "luck": ("Luck", "运气"),
    "program": ("Program", "程序"),
}
NEWS = {"finished": ("finished", "完成"), "started": ("started", "开始")}


@dataclass(frozen=True, slots=True)
class DriftPage:
    """The tables and sentences of drift."""

    reports: Sequence[Report]
    moves: Sequence[Move]
    say: Wording

    def odds(self) -> Table:
        """Return the odds of each target by data date."""
        say, last = self.say, self.reports[-1].study
        dates = [say.date(report.data_date) for report in self.reports]
        rows = []
        told = [{row["target"]: row for row in report.study.odds_rows()} for report in self.reports]
        for target, (text, _) in zip(last.project.targets, told[-1].items(), strict=True):
            cells = [
                f"{say.share(odds[text]['odds'])} ({say.interval(odds[text]['low'], odds[text]['high'])})"
                if text in odds
                else MISSING
                for odds in told
            ]
            rows.append((say.target(last, target), *cells))
        title = say.say("Odds by data date", "各数据日期的达成概率")
        return Table(title, (say.say("Target", "目标"), *dates), rows)

    def moved(self) -> list[Table]:
        """Return by pair of reports what moved the odds of each target, in points."""
        return [self._moved(pair) for pair in self._pairs()]

    def _moved(self, pair: list[Move]) -> Table:
        say = self.say
        title = f"{say.date(pair[0].before)} → {say.date(pair[0].after)}"
        kinds = [say.say(*words) for words in KINDS.values()]
        head = (say.say("Target", "目标"), say.say("Then", "前期"), *kinds, say.say("Now", "本期"))
        rows = [
            (
                self._target(move),
                say.share(move.then),
                *(self.points(move.of(kind)) for kind in KINDS),
                say.share(move.now),
            )
            for move in pair
        ]
        return Table(title, head, rows)

    def words(self) -> list[str]:
        """Return of each target in the last pair of reports what moved it most."""
        pairs = self._pairs()
        return [self._sentence(move) for move in pairs[-1]] if pairs else []

    def _sentence(self, move: Move) -> str:
        say = self.say
        items = [f"{self._item(step)} {self.points(step.effect)}" for step in move.largest]
        rest = (move.now - move.then) - sum(step.effect for step in move.largest)
        if abs(rest) >= 0.0005:
            items.append(f"{say.say('the rest', '其余')} {self.points(rest)}")
        told = say.say("; ", "; ").join(items) or say.say("nothing moved it", "无变动")
        return f"{self._target(move)}: {say.share(move.then)} → {say.share(move.now)}: {told}"

    def _item(self, step: Step) -> str:
        """Return what a step is of."""
        say = self.say
        if step.path:
            return step.path
        if step.kind != "progress":
            return say.say(*KINDS[step.kind]).lower()
        if not step.news:
            return say.say("time passed without news", "时间推移(无消息)")
        study = self.reports[-1].study
        named = [
            f"{say.node(study, each.node)} {say.say(*NEWS[each.what])} {each.day:%m-%d}"
            for each in step.news[-NAMED:]
        ]
        more = len(step.news) - len(named)
        return say.say(", ", "、").join(named) + (f" (+{more})" if more > 0 else "")

    def _target(self, move: Move) -> str:
        study = self.reports[-1].study
        texts = [row["target"] for row in study.odds_rows()]
        return self.say.target(study, study.project.targets[texts.index(move.target)])

    def points(self, effect: float) -> str:
        """Return a difference of odds in points."""
        shown = f"{effect * 100:+.1f}".replace("-", "−")
        if shown in ("+0.0", "−0.0"):
            shown = "0"
        return self.say.say(f"{shown} pts", f"{shown}点") if shown != "0" else "0"

    def _pairs(self) -> list[list[Move]]:
        """Return the moves by pair of reports."""
        dates = list(dict.fromkeys((move.before, move.after) for move in self.moves))
        return [[move for move in self.moves if (move.before, move.after) == pair] for pair in dates]
