"""The pages of a board report, each ready to be shown by a notebook. All text of the project is escaped."""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path, PurePath
from typing import Any

from scenario.analysis import Study, open_study
from scenario.analysis.first_look import main_measures
from scenario.analysis.promise import PROMISED, light
from scenario.analysis.schedule.plan_odds import planned_days
from scenario.measures import MEASURES
from scenario.project.values.names import Language
from scenario.views.figures.histogram import distribution
from scenario.views.figures.nodes import key_nodes
from scenario.views.figures.static import svg
from scenario.views.tables import first_look, notes
from scenario.views.tables.assumptions import Assumptions
from scenario.views.tables.table import Table, rows_of
from scenario.views.words.plan_words import plan_meant, plan_named
from scenario.views.words.wording import Wording

CONTENTS = "<!-- contents -->"
"""Where a page takes in its contents."""
ACROSS = 'class="across"'
"""Marks what stands on a page across."""
SHORT = 14
"""A table of so many rows stands on one page."""
UPRIGHT = 722.0
"""A chart that is wider has letters below 7 points in a column of A4 [pixels]."""
DISTRIBUTIONS = 3
"""Measures whose distribution is drawn, at most."""


class Html(str):
    """A piece of a page that a notebook shows as it is."""

    def _repr_html_(self) -> str:
        return str(self)


class Board:
    """What a board wants to know of one study.

    Parameters
    ----------
    study : Study
        What was simulated
    language : {"en", "zh"}
        Of the pages
    written : str
        The day of the report, as text
    assumptions : Assumptions
        What differs from the file
    """

    def __init__(
        self, study: Study, language: Language, written: str = "", assumptions: Assumptions | None = None
    ) -> None:
        self.study = study
        self.language: Language = language
        self.written = written
        self.assumed = assumptions or Assumptions()
        self.say = Wording.of(study, language)

    @classmethod
    def open(cls, folder: str, language: Language = "en", written: str = "") -> Board:
        """Open the study of a folder. Raises StudyError when there is none."""
        return cls(open_study(folder), language, written, Assumptions.open(Path(folder)))

    # Pages ----------------------------------------------------------------------------------------

    def headline(self) -> Html:
        """Whether the targets can be promised, in one sentence, with the numbers that decide it."""
        say, study = self.say, self.study
        name = escape(say.name(study.project.project.name))
        scenario = escape(say.scenario(study.scenario))
        kicker = say.say(f"Board report · scenario {scenario}", f"经营决策报告 · 情景: {scenario}")
        return self._cover(kicker, name, self._answer() + self._cards())

    def nodes(self) -> Html:
        """Plan and likely dates of the key nodes."""
        if not self.study.nodes:
            return Html("")
        plan = plan_meant(self.study, self.say)
        note = self.say.say(
            f"Plan is the {plan}. P80: kept in 8 runs of 10.",
            f"计划为{plan}。P80: 十次模拟中八次能守住的日期。",
        )
        return self._section(
            "Key nodes",
            "关键节点",
            self._figure(key_nodes(self.study, self.language), "nodes"),
            self._table(first_look.nodes(self.study, self.language)),
            self._note(note),
            *(self._note(told) for told in notes.fallbacks(self.study, self.language)),
        )

    def returns(self) -> Html:
        """How the measures with targets are distributed, and the main measures."""
        measures = main_measures(self.study)
        money = [name for name in measures if name != "key_node_attainment"]
        if not money:
            return Html("")
        asked = [target.measure for target in self.study.project.targets if target.measure in money]
        drawn = list(dict.fromkeys(asked or money[:1]))[:DISTRIBUTIONS]
        charts = [
            self._figure(distribution(self.study, str(name), self.language), f"d{place}")
            for place, name in enumerate(drawn)
        ]
        table = first_look.measures(self.study, self.language)
        return self._section("Returns", "收益", *charts, self._table(table), self._note(table.title))

    def assumptions(self) -> Html:
        """What differs from the file as it stands."""
        say = self.say
        if self.assumed.rows:
            body = self._table(self.assumed.table(self.language), "text")
        else:
            body = self._note(say.say("None: the file as it stands.", "无: 按文件原值。"))
        return self._section("Assumptions that differ", "与基准不同的假设", body)

    def missing(self) -> Html:
        """What could not be told, and why."""
        found = [
            *notes.funded(self.study, self.language),
            *notes.refusals(self.study, self.language),
            *notes.left_over(self.study, self.language),
            *notes.missing(self.study, self.language),
        ]
        if not found:
            return Html("")
        items = "".join(f"<li>{escape(note)}</li>" for note in found)
        return self._section("What is missing", "缺失与未计算", f"<ul>{items}</ul>")

    def provenance(self) -> Html:
        """What it takes to get the same report again."""
        say, study = self.say, self.study
        from scenario import __version__

        rows = [
            (say.say("Project file", "项目文件"), PurePath(study.project.file).name or "?"),
            (say.say("First day", "起始日期"), study.project.project.start.isoformat()),
            (say.say("Scenario", "情景"), say.scenario(study.scenario)),
            (say.say("Runs", "模拟次数"), say.count(study.runs)),
            (say.say("Seed", "随机种子"), str(study.seed)),
            (say.say("Fingerprint of the project", "项目指纹"), study.project.fingerprint[:16]),
            (say.say("Version", "版本"), f"scenario {__version__}, Python {sys.version.split()[0]}"),
            (say.say("Written", "生成日期"), self.written),
        ]
        body = "".join(
            f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
            for name, value in rows
            if value
        )
        table = f'<table class="text narrow keep"><tbody>{body}</tbody></table>'
        return self._section("Where the numbers come from", "数据来源", table)

    # Parts ----------------------------------------------------------------------------------------

    def _answer(self) -> str:
        """Return the sentence that answers whether it can be promised."""
        say, study = self.say, self.study
        count = len(study.project.targets)
        if not count:
            return f'<p class="answer">{say.say("The file sets no targets.", "文件未设目标。")}</p>'
        row = {str(key): value for key, value in study.joint_odds().items()}
        odds, interval = say.share(row["odds"]), say.interval(row["low"], row["high"])
        runs, likely = say.count(study.runs), int(study.most_likely.met.to_numpy()[0].sum())
        grade = light(row["low"], row["high"])
        verdict = {
            "safe": say.say("Yes, it can be promised", "可以承诺"),
            "even": say.say("Too close to tell", "尚不能断定"),
            "weak": say.say("No", "不宜承诺"),
        }[grade]
        what = say.say(
            {1: "The target is met", 2: "Both targets together are met"}.get(
                count, f"All {count} targets together are met"
            ),
            "目标" if count == 1 else f"{count}项目标同时",
        )
        text = say.say(
            f"{what} in {odds} of {runs} runs (95 % interval {interval}).",
            f"在{runs}次模拟中, {what}达成的概率为{odds}(95%区间{interval})。",
        )
        plan = say.say(
            f"The most-likely run alone, a plan without luck, meets {likely} of {count}.",
            f"仅看最可能情形(不计不确定性), {count}项目标达成{likely}项。",
        )
        asked = say.say("Can we promise it?", "能否承诺?")
        return (
            f'<p class="answer {grade}"><span>{asked}</span> <strong>{verdict}.</strong> {escape(text)}</p>'
            f"<p>{escape(plan)} {escape(self._rule())}</p>"
        ).replace(".</strong>", say.say(".</strong>", "。</strong>"))

    def _rule(self) -> str:
        """Return the rule that the verdict follows."""
        share = self.say.share(PROMISED)
        return self.say.say(
            f"Promised means kept in {share} of the runs; amber where the interval holds {share}.",
            f"承诺标准: {share}的模拟中守住; 区间跨越{share}时为黄灯。",
        )

    def _cover(self, kicker: str, name: str, body: str) -> Html:
        """Return the head of a report: title, what is said first, contents, and on paper lines to sign on."""
        from scenario import __version__

        say, study = self.say, self.study
        runs = say.say(f"{say.count(study.runs)} runs", f"{say.count(study.runs)}次模拟")
        parts = [self.written, f"scenario {__version__}", study.project.fingerprint[:12], runs]
        issue = escape(" · ".join(part for part in parts if part))
        heads = say.say("|Name|Date|Signature", "|姓名|日期|签字").split("|")
        who = say.say("Prepared|Reviewed|Approved", "编制|审核|批准").split("|")
        head = "".join(f'<th scope="col">{text}</th>' for text in heads)
        lines = "".join(f'<tr><th scope="row">{text}</th><td></td><td></td><td></td></tr>' for text in who)
        sign = f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        return Html(
            f'<header><p class="kicker">{kicker}</p><h1>{name}</h1>{body}'
            f'<p class="issue">{issue}</p></header>'
            f'{CONTENTS}<div class="sign">{sign}</div>'
        )

    def _cards(self) -> str:
        """Return the few numbers that people ask for first."""
        say, study = self.say, self.study
        cards: list[tuple[str, str, str]] = []
        summary = rows_of(study.summary())
        wanted = dict.fromkeys([*main_measures(study)[:1], "net_profit", "peak_funding"])
        for name in [name for name in wanted if name in summary and name != "key_node_attainment"]:
            values = [float(summary[name][q]) for q in ("p10", "p50", "p90")]
            scale = say.scale(name, values)
            low, middle, high = (say.value(value, name, scale) for value in values)
            money = say.say(f" {say.currency}", say.currency) if MEASURES[name].unit.is_amount else ""
            cards.append(
                (
                    f"{say.measure(name)}, P50",
                    f"{middle}{money}",
                    say.say(f"P10 to P90: {low} to {high}", f"P10至P90: {low}至{high}"),
                )
            )
        if study.nodes:
            planned = planned_days(study)
            last = max(
                study.nodes, key=lambda node: planned[node] if planned[node] == planned[node] else -1.0
            )
            day = rows_of(study.node_summary())[last]["p80"]
            plan = plan_named(study, say)
            cards.append(
                (
                    f"{say.node(study, last)}, P80",
                    say.date(study.date(day)),
                    f"{plan} {say.date(study.date(planned[last]))}",
                )
            )
        told = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}<small>{escape(beside)}</small></dd></div>"
            for name, value, beside in cards
        )
        return f'<dl class="cards">{told}</dl>' if told else ""

    def _section(self, en: str, zh: str, *parts: str) -> Html:
        """Return a section; one that begins with what stands across is across as a whole."""
        body = "".join(parts)
        if parts and ACROSS in parts[0][:80]:
            return Html(
                f"<section {ACROSS}><h2>{self.say.say(en, zh)}</h2>{body.replace(ACROSS, '')}</section>"
            )
        return Html(f"<section><h2>{self.say.say(en, zh)}</h2>{body}</section>")

    def _figure(self, chart: Any, prefix: str) -> str:
        """Return a chart; one that is too wide for a page upright stands on one across."""
        drawn = svg(chart, prefix)
        wide = re.search(r'<svg[^>]* width="([\d.]+)"', drawn)
        across = wide is not None and float(wide[1]) > UPRIGHT
        return f'<figure class="across">{drawn}</figure>' if across else f"<figure>{drawn}</figure>"

    def _table(self, table: Table, kind: str = "numbers") -> str:
        untitled = table._replace(title="")  # the section's heading says it
        kind = f"{kind} keep" if len(table.rows) <= SHORT else kind
        return untitled.html().replace("<table>", f'<table class="{kind}">', 1)

    def _note(self, text: str) -> str:
        return f'<p class="note">{escape(text)}</p>'
