"""What a forecast from a data date tells beside the page of a study: what runs, what is derived, clashes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scenario.analysis import Study
from scenario.model.plan.known_risks import RiskNow
from scenario.project.sections.statement import Statement
from scenario.study.dates import start_date_of
from scenario.tracking.earned import Earned, earned_of
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
        moved = [each for each in self.progress.risks if each.told or abs(each.left - each.chance) > 0.005]
        for each in moved[:MOST]:
            if each.told:
                word = say.say("happened", "已发生") if each.left > 0 else say.say("ruled out", "已排除")
                shown.append(f"{self._risk(each)}: {word}")
            else:
                shown.append(f"{self._risk(each)}: {say.share(each.chance)} → {say.share(each.left)}")
        more = len(moved) - len(shown)
        if more > 0:
            shown.append(say.say(f"and {more} more (--json tells all)", f"另有 {more} 项(见 --json)"))
        return shown

    def _risk(self, each: RiskNow) -> str:
        """Return what a risk is called, with its phase or the year that it is of."""
        name = self.study.project.risks[each.risk].name
        called = each.risk if name is None else self.say.name(name)
        of = each.name.removeprefix(f"risks.{each.risk}").strip(".[]")
        if of.isdigit():
            first = self.study.project.project.start + dt.timedelta(days=365.25 * int(of))
            of = self.say.say(f"year from {first:%Y-%m}", f"{first:%Y-%m} 起一年")
        return f"{called} ({of})" if of else called

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

    def earned(self) -> Table:
        """Return earned value by cost item: budget, planned, earned, cost, performance, end by the runs."""
        say, rows = self.say, earned_of(self.study)
        unit = say.money_unit([row.bac for row in rows])
        head = say.say(
            "Item|BAC|PV|EV|AC|CPI|SPI(t)|EAC P50|EAC P80",
            "科目|完工预算|计划值|挣值|实际成本|CPI|SPI(t)|完工估算 P50|P80",
        ).split("|")
        shown = [
            (
                self._item(row.item),
                *(say.money(value, unit) for value in (row.bac, row.pv, row.ev, row.ac)),
                *(MISSING if x != x else f"{x:.2f}" for x in (row.found.cpi, row.time.spi_t)),
                *(say.money(value, unit) for value in row.eac[1:]),
            )
            for row in rows
        ]
        return Table(say.say("Earned value", "挣值"), tuple(head), shown)

    def earned_notes(self) -> list[str]:
        """Return the three formulas beside the runs, and what would have to be performed."""
        say, rows = self.say, earned_of(self.study)
        if not rows:
            return []
        last = rows[-1]
        unit = say.money_unit([last.bac])
        ends = (last.found.eac_typical, last.found.eac_atypical, last.found.eac_combined)
        told = [say.money(x, unit) for x in ends]
        found = [
            say.say(
                f"end by the formulas: {told[0]} as so far, {told[1]} the rest as budgeted, {told[2]} with"
                f" haste; by the runs P10 {say.money(last.eac[0], unit)}, P80 {say.money(last.eac[2], unit)}",
                f"公式完工估算: 按现效率 {told[0]}, 余下按预算 {told[1]}, 兼顾进度 {told[2]};"
                f" 模拟 P10 {say.money(last.eac[0], unit)}, P80 {say.money(last.eac[2], unit)}",
            )
        ]
        for row in rows:
            if row.is_warned:
                found.append(self._warning(row))
        return found

    def _warning(self, row: Earned) -> str:
        name, say = self._item(row.item), self.say
        tcpi, tspi = (f"{x:.2f}" if x == x else MISSING for x in (row.found.tcpi_bac, row.time.tspi))
        return say.say(
            f"{name}: to end as planned the rest would have to perform above 1.10, or its time is over (TCPI"
            f" {tcpi}, TSPI {tspi})",
            f"{name}: 余下工作绩效须超过 1.10, 或计划工期已过(TCPI {tcpi}, TSPI {tspi})",
        )

    def _item(self, item: str) -> str:
        cost = self.study.project.cost
        name = cost.items[item].name if cost is not None and item else None
        return self.say.say("All told", "合计") if not item else item if name is None else self.say.name(name)

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
