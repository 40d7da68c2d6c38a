"""The pages of a pack for the board: what to decide, the verdict, the project, money, risks, method."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from functools import cached_property
from html import escape
from pathlib import Path

from scenario.analysis import Study, open_study
from scenario.analysis.options import Option, options_of
from scenario.analysis.schedule.plan_odds import planned_days
from scenario.analysis.sensitivity.matrix import Matrix
from scenario.analysis.sensitivity.tornado import MissingValuesError, TornadoBar, tornado_bars
from scenario.project.sections.reports.board import Board as Asked
from scenario.project.values.names import Language
from scenario.views.figures.cash import cash_fan
from scenario.views.figures.curve import nodes_of
from scenario.views.figures.odds import odds_bars
from scenario.views.pages.board import Board, Html
from scenario.views.tables import first_look
from scenario.views.tables.assumptions import Assumptions
from scenario.views.tables.pack import options, register, site, statement
from scenario.views.tables.pack.matrix import matrix_tables
from scenario.views.tables.pack.quarters import quarter_table
from scenario.views.tables.partners import partners
from scenario.views.tables.statement import statement as profits
from scenario.views.tables.table import Table, rows_of
from scenario.views.words.quantity_names import uncertainty_name

FILE = "pack.json"
"""What a pack tells beside a study, in the study's folder: the board's block, the matrix, the YAML."""
CAUSES = 3


class Pack(Board):
    """What a board is given to decide on.

    Parameters
    ----------
    study, language, written, assumptions
        See `Board`
    others : sequence of Study
        The options and stresses, on the same luck
    asked : the `board:` block of the file, if it has one
    matrix : the sensitivity matrix, if there is one
    yaml : the project as it was simulated, to be taken along
    """

    others: Sequence[Study] = ()
    asked: Asked | None = None
    matrix: Matrix | None = None
    yaml: str = ""

    @classmethod
    def read(cls, folder: str, options: Sequence[str], language: Language, written: str) -> Pack:
        """Open a study and those beside it. Raises StudyError when there is none."""
        pack = cls(open_study(folder), language, written, Assumptions.open(Path(folder)))
        pack.others = [open_study(other) for other in options]
        if (Path(folder) / FILE).exists():
            told = json.loads((Path(folder) / FILE).read_text(encoding="utf-8"))
            pack.asked = Asked.model_validate(told["board"]) if told["board"] else None
            pack.matrix = Matrix(**told["matrix"]) if told["matrix"] else None
            pack.yaml = told["yaml"]
        return pack

    # What is to be decided ------------------------------------------------------------------------

    @cached_property
    def options(self) -> list[Option]:
        """The options, best first."""
        names = self.asked.options if self.asked is not None else ()
        chosen = [each for each in self.others if each.scenario in names]
        return options_of(self.study, chosen) if self.study.project.targets else []

    def decision(self) -> Html:
        """What is to be decided, the options, and what is recommended on which conditions."""
        say, parts = self.say, []
        if self.asked is not None and self.asked.decision is not None:
            parts.append(f"<p><strong>{escape(say.name(self.asked.decision))}</strong></p>")
        if self.study.project.targets:
            told = options.recommendation(self.study, self.options, say)
            items = "".join(f"<li>{escape(text)}</li>" for text in told)
            parts.append(f'<h3>{say.say("Recommendation", "建议")}</h3><ul class="told">{items}</ul>')
        if self.options:
            parts.append(f"<h3>{say.say('Options', '方案')}</h3>")
            parts.append(self._table(options.option_table(self.options, say)))
            note = say.say(
                "Ranked by odds gained for each yuan, on the same luck run by run. Costs: what more is spent"
                " on land, works, marketing and administration, before taxes and interest.",
                "按每元提高的达成概率排序, 逐次模拟同一随机数。增加支出: 土地、建安、营销、管理费, 税息前。",
            )
            parts.append(self._note(note))
        return self._section("To be decided", "决策事项", *parts) if parts else Html("")

    def verdict(self) -> Html:
        """Whether it can be promised, by which rule; three causes; the dates that can be."""
        if not self.study.project.targets:
            return Html("")
        say = self.say
        chart = self._figure(odds_bars(self.study, self.language), "odds")
        parts = [f"<p>{escape(self._rule())}</p>", chart]
        parts.append(self._table(first_look.targets(self.study, self.language)))
        causes = self._causes()
        if causes:
            items = "".join(f"<li>{escape(text)}</li>" for text in causes)
            parts.append(f"<h3>{say.say('What moves it most', '主要原因')}</h3><ol class='told'>{items}</ol>")
        dates = self._dates_kept()
        if dates.rows:
            parts.append(
                f"<h3>{say.say('Dates that can be promised', '可承诺日期')}</h3>{self._table(dates)}"
            )
        return self._section("Verdict", "结论", *parts)

    def _causes(self) -> list[str]:
        """Return what moves the target with the lowest odds most, in sentences; none where it is chance."""
        say, rows = self.say, self.study.odds_rows()
        weakest = min(range(len(rows)), key=lambda place: float(rows[place]["odds"]))
        target = self.study.project.targets[weakest]
        of = target.measure or nodes_of(self.study, target)[-1]
        try:
            bars = tornado_bars(self.study, of)[:CAUSES]
        except (MissingValuesError, KeyError):
            return []
        name = say.measure(of) if target.measure else say.node(self.study, of)
        return [self._cause(bar, of, name, target.measure is not None) for bar in bars]

    def _cause(self, bar: TornadoBar, of: str, name: str, measured: bool) -> str:
        say = self.say
        if measured:
            scale = say.scale(of, [bar.low, bar.high])
            ends = [say.value(end, of, scale) for end in (bar.low, bar.high)]
        else:
            ends = [say.date(self.study.date(end)) for end in (bar.low, bar.high)]
        what = uncertainty_name(self.study, bar.name, say)
        if bar.kind == "event":
            text = f"{what}: {name} {ends[1]} where it comes, {ends[0]} where it does not (mean)."
            return say.say(text, f"{what}: 发生时{name}平均{ends[1]}, 未发生时{ends[0]}。")
        return say.say(
            f"{what}: {name} {ends[0]} in the lowest fifth of its values, {ends[1]} in the highest (mean).",
            f"{what}: 取值最低两成时{name}平均{ends[0]}, 最高两成时{ends[1]}。",
        )

    def _dates_kept(self) -> Table:
        say, study = self.say, self.study
        asked = dict.fromkeys(
            node for target in study.project.targets if target.node for node in nodes_of(study, target)
        )
        nodes = list(asked or dict.fromkeys(study.nodes))
        summary, planned = rows_of(study.node_summary(tuple(nodes))) if nodes else {}, planned_days(study)
        rows = [
            (
                say.node(study, node),
                say.date(study.date(planned[node])),
                *(say.date(study.date(summary[node][key])) for key in ("p50", "p80", "p90")),
            )
            for node in nodes
        ]
        heads = say.say("Node|Plan|P50|P80: may be promised|P90", "节点|计划|P50|P80(可承诺)|P90")
        return Table("", tuple(heads.split("|")), rows)

    # The project and its money --------------------------------------------------------------------

    def project(self) -> Html:
        """The project on one page: site, areas, products and prices, partners."""
        say = self.say
        rows = "".join(
            f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
            for name, value in site.facts(self.study, say)
        )
        parts = [f'<table class="text narrow"><tbody>{rows}</tbody></table>']
        told = [site.products(self.study, say), *partners(self.study, self.language)]
        parts += [self._titled(table) for table in told if table is not None]
        return self._section("The project", "项目概况", *parts)

    def money(self) -> Html:
        """Value, cost, taxes and profit: as planned, beside what is simulated."""
        if not self.study.months:
            return Html("")
        say = self.say
        tables = [
            statement.sales(self.study, say),
            site.costs(self.study, say),
            statement.taxes(self.study, say),
            profits(self.study, self.language),
        ]
        parts = [self._titled(table) for table in tables if table is not None and table.rows]
        if tables[-1] is not None:
            parts.append(self._note(self._of_profit()))
        return self._section("Value, cost, taxes, profit", "货值、成本、税费与利润", *parts)

    def quarters(self) -> Html:
        """Cash by quarter with funding and escrow, and the cash that is tied up."""
        if not self.study.months:
            return Html("")
        say = self.say
        table = quarter_table(self.study, say)
        values = [abs(value) for value in self._amounts()]
        unit = say.money_unit(values).called
        note = say.say(
            f"{say.currency} {unit}. Flows of the most-likely run; balances at the quarter's end: most-likely"
            " run / P50 of all runs.",
            f"单位: {unit}{say.currency}。流量为最可能情形; 余额为季末值: 最可能情形 / P50。",
        )
        body = f'<div class="across">{self._table(table, "numbers fine")}{self._note(note)}</div>'
        chart = self._figure(cash_fan(self.study, self.language), "cash")
        return self._section("Cash, funding and escrow by quarter", "季度资金、融资与监管", chart, body)

    def _amounts(self) -> list[float]:
        from scenario.views.tables.pack.quarters import quarters

        return [value for row in quarters(self.study) for value in (*row.likely, *row.middle)]

    def sensitivity(self) -> Html:
        """What becomes of a measure and of the odds where prices and costs are higher or lower."""
        if self.matrix is None:
            return Html("")
        tables = "".join(self._titled(table) for table in matrix_tables(self.matrix, self.say))
        note = self.say.say(
            f"{self.matrix.runs} runs a cell on the same luck. Prices: asking and market prices together.",
            f"每格{self.matrix.runs}次模拟, 随机数相同。售价: 报价与市场价同步变动。",
        )
        return self._section("Sensitivity", "敏感性矩阵", tables, self._note(note))

    def scenarios(self) -> Html:
        """The scenarios side by side."""
        if not self.others:
            return Html("")
        table = self._table(options.side_by_side(self.study, self.others, self.say))
        note = self.say.say(
            "All targets: share of runs that meet all of them. Measures: P50. The same luck in all.",
            "全部目标: 全部达成的模拟占比。指标: P50。各情景随机数相同。",
        )
        return self._section("Scenarios side by side", "情景对比", table, self._note(note))

    def _of_profit(self) -> str:
        """Return how the profit statement is to be read."""
        return self.say.say(
            "Before gross profit: land less the VAT that it saves, works without input VAT, interest. The"
            " most-likely run, and the mean of all; both add up to the cent.",
            "毛利之上: 土地成本(扣除其抵减的销项税额)、开发成本(不含可抵扣进项税)、利息。"
            "分别为最可能情形与全部模拟的平均, 各行相加与合计一分不差。",
        )

    # Risks, assumptions, method -------------------------------------------------------------------

    def risks(self) -> Html:
        """The register: chance, effect, measure, its cost, who answers."""
        if not self.study.project.risks:
            return Html("")
        table = self._table(register.risks(self.study, self.asked, self.say), "text register")
        return self._section("Risks", "风险登记", f'<div class="across">{table}</div>')

    def sources(self) -> Html:
        """What differs from the file, and where values come from."""
        say = self.say
        own = (
            self._table(self.assumed.table(self.language), "text")
            if self.assumed.rows
            else self._note(say.say("Nothing differs from the file as it stands.", "与文件原值无差异。"))
        )
        table, more = register.sources(self.study, say)
        parts = [own]
        if table.rows:
            parts += [f"<h3>{say.say('Sources', '来源')}</h3>", self._table(table, "text sources")]
        if more:
            parts.append(self._note(say.say(f"{more} more in the file.", f"文件中另有{more}项。")))
        return self._section("Assumptions and sources", "假设与来源", *parts)

    def provenance(self) -> Html:
        """How it is reckoned, and what it takes to get it again."""
        say = self.say
        text = say.say(
            "Each run draws every uncertainty anew, simulates works, permits, people, sales, escrow, loan and"
            " taxes month by month, and judges all targets. Odds are shares of runs with their 95 % Wilson"
            " interval. The same file, seed and version give the same digits. The project as simulated is"
            " attached to the PDF.",
            "每次模拟对全部不确定量重新抽样, 逐月模拟工程、报建、人员、销售、监管、贷款与税费, "
            "并判断各项目标。概率为模拟占比, 附95%威尔逊区间。文件、种子与版本相同则结果逐位相同。"
            "PDF附有所模拟的完整项目文件。",
        )
        found = str(super().provenance()).replace("<section>", '<section class="keep">', 1)
        found = found.replace("</h2>", f"</h2><p>{text}</p>", 1)
        if not self.yaml:
            return Html(found)
        data = base64.b64encode(self.yaml.encode()).decode()
        name = say.say("The project as simulated (YAML)", "所模拟的项目文件(YAML)")
        link = f'<a download="project.yaml" href="data:text/yaml;base64,{data}">{name}</a>'
        return Html(found.replace("</section>", f'<p class="screen">{link}</p></section>'))

    def _titled(self, table: Table) -> str:
        return f'<div class="keep"><h3>{escape(table.title)}</h3>{self._table(table)}</div>'
