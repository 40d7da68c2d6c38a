"""The pages of a schedule report: what may be promised, the plan, what decides it, who waits."""

from __future__ import annotations

from functools import cached_property
from html import escape

from scenario.analysis.first_look import first_measure
from scenario.analysis.schedule.delay import Delay, delay_by_cause
from scenario.analysis.schedule.last_target import last_target
from scenario.analysis.schedule.plan_levels import Choice
from scenario.analysis.schedule.plan_odds import planned_days
from scenario.views.figures.album import MASTER, first_node
from scenario.views.figures.curve import nodes_of, s_curve
from scenario.views.figures.delay import delay_bars
from scenario.views.figures.gantt import gantt_pages
from scenario.views.figures.joint import joint_confidence
from scenario.views.figures.tornado import tornado
from scenario.views.figures.waiting import waiting_months
from scenario.views.pages.board import ACROSS, Board, Html
from scenario.views.tables.plan_table import PlanTable, shown
from scenario.views.tables.planning.deadlines import deadlines, paths
from scenario.views.tables.plans import Plans
from scenario.views.tables.table import Table, rows_of
from scenario.views.words.plan_words import plan_named

CURVES = 3
"""Nodes whose S-curve is drawn, at most."""
TOLD = ("activity", "owner", "finish_p50", "finish_p80", "float", "critical", "waits")
"""Columns of the critical path for which a page has room."""


class SchedulePages(Board):
    """What a planner tells of one study: everything is about the node that a target asks for first."""

    @cached_property
    def node(self) -> str | None:
        """The node that the report is about."""
        return first_node(self.study)

    @cached_property
    def counted(self) -> str | None:
        """The node to which floats and criticality count."""
        return last_target(self.study.project, self.study.plan.timetable) or self.node

    @cached_property
    def delay(self) -> Delay:
        """What delays the node, each cause switched off on the study's own luck."""
        return delay_by_cause(self.study, [self.node] if self.node else [])

    def headline(self) -> Html:
        """Which dates the node keeps, in one sentence."""
        say, study = self.say, self.study
        name = escape(say.name(study.project.project.name))
        scenario = escape(say.scenario(study.scenario))
        kicker = say.say(f"Schedule report · scenario {scenario}", f"进度报告 · 情景: {scenario}")
        return self._cover(kicker, name, self._dates())

    def _dates(self) -> str:
        """Return plan, P50 and P80 of each node that a target asks for, with the odds of the target."""
        say, study = self.say, self.study
        if self.node is None:
            return f"<p>{say.say('There are no activities to plan.', '没有可计划的工作项。')}</p>"
        summary, planned = rows_of(study.node_summary(study.ids)), planned_days(study)
        cards = []
        for node in self._asked():
            plan, likely, safe = (
                say.date(study.date(day))
                for day in (planned[node], summary[node]["p50"], summary[node]["p80"])
            )
            beside = f"P50 {likely}, {plan_named(study, say)} {plan}"
            cards.append((f"{say.node(study, node)}, P80", safe, beside))
        told = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}<small>{escape(beside)}</small></dd></div>"
            for name, value, beside in cards
        )
        return f'<dl class="cards">{told}</dl>'

    def _asked(self) -> list[str]:
        """Return the nodes that targets ask for, else the one that the report is about; three at most."""
        targets = self.study.project.targets
        wanted = {node for target in targets for node in nodes_of(self.study, target)}
        asked = [node for node in self.study.ids if node in wanted]
        return (asked or [node for node in [self.node] if node])[:CURVES]

    def promises(self) -> Html:
        """In which share of the runs each node that is asked for comes by each date."""
        charts = [
            self._figure(s_curve(self.study, node, self.language), f"curve{place}")
            for place, node in enumerate(self._asked())
        ]
        due = deadlines(self.study, self.say)
        if due.rows:
            charts.append(f"<h3>{escape(due.title)}</h3>{self._table(due)}")
        return self._section("What may be promised", "可承诺日期", *charts) if charts else Html("")

    def plan(self) -> Html:
        """The Gantt chart of the master plan, or of everything where no levels are told, in pages."""
        if self.node is None:
            return Html("")
        levels = {activity.level for activity in self.study.project.activities.values()}
        wanted = MASTER if levels >= {1, 2} else (1, 2, 3, 4)
        pages = gantt_pages(self.study, self.language, wanted, self.counted)
        charts = (self._figure(page, f"gantt{place}") for place, page in enumerate(pages))
        return self._section("Master plan", "主项计划", *charts)

    def causes(self) -> Html:
        """What adds to the node's delay, and with what its date swings."""
        if self.node is None:
            return Html("")
        delay = delay_bars(self.study, self.delay, self.node, self.language)
        swing = tornado(self.study, self.node, self.language)
        charts = (self._figure(delay, "delay"), self._figure(swing, "swing"))
        return self._section("What decides the date", "影响因素", *charts)

    def path(self) -> Html:
        """The activities that are critical for the node in most runs."""
        if self.node is None:
            return Html("")
        plans = Plans(self.study, self.language, self.counted)
        found = plans.watched(Choice(only=("critical_path",)))
        told = paths(self.study, self.node, self.say)
        table = self._table(self._texts(found), "plan")
        parts = [f"<div {ACROSS}>{table}</div>", f"<h3>{escape(told.title)}</h3>", self._table(told)]
        return self._section("Critical path of the runs", "关键路径", *parts)

    def _texts(self, plan: PlanTable) -> Table:
        """Return a plan as a table of text, its activities first."""
        kept = plan.only(TOLD)
        rows = [
            tuple(shown(cell, column.kind, self.say) for cell, column in zip(row, kept.columns, strict=True))
            for row in kept.rows
        ]
        return Table("", tuple(column.label for column in kept.columns), rows)

    def waiting(self) -> Html:
        """Who keeps work waiting, month by month."""
        if not self.study.project.staff or self.node is None:
            return Html("")
        chart = waiting_months(self.study, self.language)
        return self._section("Waiting for people", "等待人手", self._figure(chart, "waiting"))

    def together(self) -> Html:
        """The node's date and the first measure of money in the same run."""
        measure = first_measure(self.study)
        if self.node is None or measure is None or not self.study.months:
            return Html("")
        chart = joint_confidence(self.study, self.node, measure, self.language)
        return self._section("Date and money together", "日期与指标", self._figure(chart, "joint"))
