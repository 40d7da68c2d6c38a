"""Schedule what-ifs: durations, staff and risks, and what they do to key nodes, Gantt chart and delays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np

from scenario.analysis import Study
from scenario.analysis.schedule.criticality import driving_index
from scenario.analysis.schedule.delay import delay_by_cause
from scenario.project.values.names import Language
from scenario.views.figures.album import MASTER, first_node
from scenario.views.figures.delay import delay_bars
from scenario.views.figures.gantt import gantt
from scenario.views.figures.static import svg
from scenario.views.tables import first_look
from scenario.views.tables.table import Table
from scenario.views.tables.tried_odds import tried_odds
from scenario.views.widgets.gantt_controls import GanttControls
from scenario.views.widgets.growing import growing
from scenario.views.widgets.looks import BESIDE, Style, side_by_side
from scenario.views.widgets.running import Running
from scenario.views.widgets.schedule_controls import ScheduleControls

DURATIONS = 5
"""Durations that get a slider at first; more are added by name."""
FEW = 40
"""Up to so many activities are shown in full; of more only key nodes and master plan."""
LOOK = 0.05
"""Between two looks at whether what is being found out is still wanted [seconds]."""


class WhatIf(Running):
    """Controls over a project's schedule, and what they do.

    Parameters
    ----------
    file : str or Path
        The project file
    runs, seed : int
        How many runs a press of the button takes, and their luck: the same each time, so that what changes is
        the sliders' doing
    language : {"en", "zh"}
        Of labels and charts
    node : str, optional
        The activity whose delay is explained; by default the first that a target asks for
    follow : bool
        Whether to run whenever something was moved
    may_save : bool
        Whether what was moved can be saved as a scenario

    Raises
    ------
    ProjectError
        The file cannot be used.
    ValueError
        It has no activities, or not this one.
    """

    def __init__(
        self,
        file: str | Path,
        runs: int = 1000,
        seed: int = 1,
        language: Language = "en",
        node: str | None = None,
        follow: bool = False,
        may_save: bool = True,
    ) -> None:
        super().__init__(file, runs, seed, language, follow, may_save)
        if not self.base.activities:
            raise ValueError(f"{self.file} has no activities; the explorer is for projects of money alone")
        likely = next(growing(self.base, 1, seed, 1)).most_likely
        if node is not None and node not in likely.ids:
            raise ValueError(f"there is no activity '{node}'")
        explained = node or first_node(likely) or likely.ids[-1]
        shown = _longest_driving(likely, explained)
        self.controls = ScheduleControls(self.base, shown, self.say, self.moved)
        nodes = dict.fromkeys((*likely.nodes, explained))
        self.node = widgets.Dropdown(
            options=[(self.say.node(likely, name), name) for name in nodes],
            value=explained,
            description=self.say.say("Node", "节点"),
        )
        levels = {activity.level for activity in self.base.activities.values()}
        whole = len(likely.ids) <= FEW or not levels & set(MASTER)
        self.chart = GanttControls(self.base, (1, 2, 3, 4) if whole else MASTER, self.say, self._redraw)
        self._build()
        self._moving = False
        self.style.carry(self.widget)

    def set_controls(self, moved: Mapping[str, Any]) -> set[str]:
        """Set everything to what the chosen scenario says, and then to what was moved."""
        return self.controls.rebuild(self.projects[self.scenario.value], moved)

    def moved_here(self) -> dict[str, Any]:
        """Return what was moved, as the controls have it."""
        return self.controls.moved()

    @property
    def shown(self) -> dict[str, Any]:
        """The widgets that show what came of it, by name."""
        return {"dates": self.table, "odds": self.odds, "gantt": self.gantt, "delay": self.delay}

    # The page -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.table, self.odds, self.gantt, self.delay = (widgets.HTML() for _ in range(4))
        for part in (self.table, self.odds, self.gantt, self.delay):
            part.add_class("odds" if part in (self.table, self.odds) else "figure")
            part.layout = widgets.Layout(width="100%", flex="0 0 auto")
        self.gantt.layout.max_height, self.gantt.layout.overflow = "560px", "auto"
        self.gantt.add_class("wide")
        self.delay.layout.margin = "12px 0 0"
        chosen = [self.scenario, self.node, self.controls.widget]
        left = widgets.VBox(
            [*chosen, self.run_bar],
            layout=widgets.Layout(flex="0 0 auto", width="490px"),
        )
        left.add_class("scenario-controls")
        right = widgets.VBox([self.whose, self.table, self.odds], layout=widgets.Layout(**BESIDE))
        title = widgets.HTML(f"<h3>{escape(self.say.name(self.base.project.name))}</h3>")
        self.style = Style(self.say.language)
        parts = [
            self.style.widget,
            title,
            side_by_side(left, right),
            self.chart.widget,
            self.gantt,
            self.delay,
        ]
        self.widget = widgets.VBox(parts)
        self.widget.add_class("scenario-page")

    # What came of it ------------------------------------------------------------------------------

    async def _show(self, study: Study) -> None:
        """Show dates and odds at once, then the Gantt chart, then what delays the node."""
        self.study = study
        assert self.shown_of is not None
        last = self.history.before(self.shown_of)
        before = None if last is None else last.study
        self.table.value = self._dates(study, before)
        self.odds.value = tried_odds(study, self.base_study, before, self.say).html()
        told = self.status.value
        for part, drawing in ((self.gantt, self._gantt), (self.delay, self._delay)):
            drawn = await self._drawn(study, drawing)
            if drawn is None:
                break
            await asyncio.to_thread(self.style.carry, self.widget, drawn)
            part.value = drawn
        if self.study is study and not self.run_button.disabled:
            self.status.value, self.cancel_button.disabled = told, True

    async def _drawn(self, study: Study, drawing: Callable[[Study], str]) -> str | None:
        """Draw in a thread, so that sliders do not stand still; None when it is no longer wanted."""
        self.status.value = escape(self.say.say("Finding out what delays …", "正在分析延误原因…"))
        self.cancel_button.disabled = False
        work = asyncio.create_task(asyncio.to_thread(drawing, study))
        while not work.done():
            await asyncio.wait([work], timeout=LOOK)
            if self._cancelled or self.study is not study or self.run_button.disabled:
                return None
        return work.result()

    def _dates(self, study: Study, last: Study | None) -> str:
        """Return the key nodes with P50 and P80, beside the P80 of the base and of the last run."""
        table = first_look.nodes(study, self.say.language)
        say = self.say.say
        heads = (say("P80 of base", "基准P80"), say("Last P80", "上次P80"))
        safe = [self._safe(other) for other in (self.base_study, last)]
        columns = (*table.columns[:4], *heads, *table.columns[5:])
        rows = [(*row[:4], *(each.get(row[0], "") for each in safe), *row[5:]) for row in table.rows]
        return Table(table.title, columns, rows).html()

    def _safe(self, study: Study | None) -> dict[str, str]:
        """Return the P80 of each node by its name."""
        if study is None:
            return {}
        return {row[0]: row[3] for row in first_look.nodes(study, self.say.language).rows}

    def _gantt(self, study: Study) -> str:
        chart = self.chart
        drawn = gantt(
            study, self.say.language, chart.levels.value, self.node.value, chart.extras, chart.shows
        )
        return svg(drawn, "gantt")

    def _redraw(self) -> None:
        """Draw the chart of the same runs again, as is chosen above it."""
        if self.study is not None and self.study.runs:
            drawn = self._gantt(self.study)
            self.style.carry(self.widget, drawn)
            self.gantt.value = drawn

    def _delay(self, study: Study) -> str:
        node = self.node.value
        delay = delay_by_cause(study, (node,))
        return svg(delay_bars(study, delay, node, self.say.language), "delay")


def _longest_driving(likely: Study, node: str | None) -> list[str]:
    """Return the longest activities that drive the node's date in the most-likely run, in file order.

    Not the critical ones alone: a weekend between two forgives a day, and would hide all that lies before it.
    """
    drives = driving_index(likely, node).to_numpy() > 0
    work = np.where(drives, likely.durations.iloc[0].to_numpy(), 0.0)
    order = [likely.plan.timetable.base[i] for i in np.argsort(-work, kind="stable") if work[i] > 0]
    longest = list(dict.fromkeys(order))[:DURATIONS]
    return [name for name in likely.project.activities if name in longest]
