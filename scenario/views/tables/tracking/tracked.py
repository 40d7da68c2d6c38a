"""What a forecast from a data date tells beside the page of a study: what runs, what is derived, clashes."""

from __future__ import annotations

from dataclasses import dataclass

from scenario.analysis import Study
from scenario.project.sections.statement import Statement
from scenario.study.dates import start_date_of
from scenario.tracking.progress import Progress, RunningWork
from scenario.tracking.track import untracked
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING, Wording

MOST = 12
"""So many risks and works out of sequence are told by name."""
RULES = {
    "remaining": ("told", "报送"),
    "done": ("share done", "完成比例"),
    "elapsed": ("time passed", "已历时"),
}
"""What the remaining of running work follows from."""


@dataclass(frozen=True, slots=True)
class TrackPage:
    """The tables and sentences of a forecast from a data date."""

    study: Study
    progress: Progress
    say: Wording

    @property
    def told(self) -> Statement:
        """The statement."""
        assert self.study.project.statement is not None
        return self.study.project.statement

    def heading(self) -> list[str]:
        """Return what is known, in two lines."""
        say, counts = self.say, self.progress.counts
        at = say.date(self.told.data_date)
        closed = self.told.closed
        books = say.say(f", books closed to {closed}", f", 账务结至 {closed}") if closed else ""
        first = say.say(f"Data date {at}{books}", f"数据日期 {at}{books}")
        second = say.say(
            f"{counts['finished']} finished, {counts['running']} under way, {counts['waiting']} to come",
            f"已完成 {counts['finished']} 项, 进行中 {counts['running']} 项, 未开始 {counts['waiting']} 项",
        )
        return [first, second]

    def running(self) -> Table:
        """Return the work under way: how long it has lasted, and what is left of it."""
        say = self.say
        head = say.say(
            "Under way|Since|Lasted (d)|Left P50 (d)|Left P80 (d)|From",
            "进行中|开始|已历时(天)|剩余 P50(天)|剩余 P80(天)|依据",
        ).split("|")
        rows = [
            (
                say.node(self.study, each.node),
                self._since(each),
                f"{each.passed:.1f}",
                f"{each.remaining[1]:.1f}",
                f"{each.remaining[2]:.1f}",
                say.say(*RULES[each.rule]),
            )
            for each in self.progress.running
        ]
        return Table(say.say("Work under way", "进行中的工作"), tuple(head), rows)

    def _since(self, each: RunningWork) -> str:
        date = start_date_of(each.started, self.study.project.project.start)
        return MISSING if date is None else self.say.date(date)

    def contradictions(self) -> list[str]:
        """Return where a file's distribution says that work cannot have lasted so long; what to write."""
        return [self._contradiction(each) for each in self.progress.running if each.is_contradicted]

    def _contradiction(self, each: RunningWork) -> str:
        name, share = self.say.node(self.study, each.node), self.say.share(each.beyond)
        return self.say.say(
            f"{name}: it has lasted {each.passed:g} days, and its duration is at most {each.longest:g}"
            f" ({share} of the runs cannot last so long): write `remaining` in the statement, or widen the"
            " duration in the file",
            f"{name}: 已历时 {each.passed:g} 天, 项目文件中工期至多 {each.longest:g} 天"
            f"({share} 的模拟不可能持续这么久): 请填写 remaining, 或放宽工期分布",
        )

    def risks(self) -> list[str]:
        """Return what became of risks."""
        say, shown = self.say, []
        for each in self.progress.risks[:MOST]:
            name = each.name.removeprefix("risks.")
            if each.told:
                word = say.say("happened", "已发生") if each.left > 0 else say.say("ruled out", "已排除")
                shown.append(f"{name}: {word}")
            else:
                shown.append(f"{name}: {say.share(each.chance)} → {say.share(each.left)}")
        more = len(self.progress.risks) - len(shown)
        return shown + (
            [say.say(f"and {more} more (--json tells all)", f"另有 {more} 项(见 --json)")] if more > 0 else []
        )

    def derived(self) -> list[str]:
        """Return what was not told, and what it follows from."""
        say, found = self.say, []
        elapsed = sum(each.rule == "elapsed" for each in self.progress.running)
        if elapsed:
            found.append(
                say.say(
                    f"what is left of {elapsed} works under way: drawn from their distribution, given that"
                    " they have lasted so long",
                    f"{elapsed} 项进行中工作的剩余工期: 按其分布, 以已历时为条件抽样",
                )
            )
        if self.progress.no_start:
            names = self._some(self.progress.no_start)
            found.append(
                say.say(f"start taken as the finish: {names}", f"未报开始日期, 以完成日期代替: {names}")
            )
        if any(not each.told for each in self.progress.risks):
            found.append(
                say.say(
                    "chances of risks that have not come: p(1 − s)/(1 − p s), s the share of their time gone",
                    "尚未发生的风险: 概率改为 p(1 − s)/(1 − p s), s 为其时段已过的份额",
                )
            )
        if self.progress.out_of_sequence:
            names = self._some([f"{a} ← {b}" for a, b in self.progress.out_of_sequence])
            found.append(
                say.say(
                    f"begun before what they wait for was finished: {names}",
                    f"逻辑倒置(前置工作未完): {names}",
                )
            )
        return found

    def untracked(self) -> list[str]:
        """Return what is not forecast, since the statement leaves money out."""
        project, say = self.study.project, self.say
        if not project.has_money or project.tracks_money:
            return []
        targets = [say.target(self.study, each) for each in untracked(project)]
        what = say.say("; ", "; ").join(targets)
        told = say.say(
            "the statement leaves money out: the schedule alone is tracked, and no measure of money is told",
            "实际数据未含资金: 仅跟踪进度, 不作任何资金类预测",
        )
        return [told, *([say.say(f"targets not judged: {what}", f"未评价的目标: {what}")] if targets else [])]

    def _some(self, names: list[str] | tuple[str, ...]) -> str:
        more = f" … (+{len(names) - MOST})" if len(names) > MOST else ""
        return ", ".join(names[:MOST]) + more
