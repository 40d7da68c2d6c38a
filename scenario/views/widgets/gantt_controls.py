"""What a Gantt chart shows: plan levels, a department, how critical, links, and how wide it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from scenario.analysis.schedule.plan_rows import PlanRow
from scenario.project.sections.root import Project
from scenario.views.figures.gantt import SCREEN, GanttExtras, Sheet
from scenario.views.words.wording import Wording

ZOOM = (1.0, 1.5, 2.0, 3.0)
"""How much wider than a screen the chart may be; it is scrolled then."""
SHARES = (0.0, 0.05, 0.2, 0.5)
"""Of the runs in which a work is critical, at least."""


class GanttControls:
    """Menus above a Gantt chart.

    Parameters
    ----------
    project : Project
        Whose levels and departments are offered
    levels : tuple of int
        The levels that are shown at first
    say : Wording
        The language
    on_change : callable
        Called after another choice
    """

    def __init__(
        self, project: Project, levels: tuple[int, ...], say: Wording, on_change: Callable[[], None]
    ) -> None:
        text = say.say
        every = text("all levels", "全部级别")
        named = [
            (text("key nodes and master plan", "关键节点与主项"), (1, 2)),
            (text("key nodes", "关键节点"), (1,)),
        ]
        self.levels = _menu([(every, (1, 2, 3, 4)), *named], levels, text("Levels", "级别"))
        departments = [(say.name(each.name), key) for key, each in project.departments.items()]
        self.department = _menu(
            [(text("all departments", "全部部门"), ""), *departments], "", text("Department", "部门")
        )
        shares = [(text("any", "不限") if not share else f"≥ {say.share(share)}", share) for share in SHARES]
        self.critical = _menu(shares, 0.0, text("Critical", "关键度"))
        links = [
            (text("none", "无"), "none"),
            (text("critical", "关键"), "critical"),
            (text("all", "全部"), "all"),
        ]
        self.links = _menu(links, "none", text("Links", "逻辑关系"))
        self.zoom = _menu([(f"{zoom:g} ×", zoom) for zoom in ZOOM], 1.0, text("Zoom", "缩放"))
        parts = [self.levels, self.department, self.critical, self.links, self.zoom]
        for part in parts:
            part.observe(lambda _: on_change(), "value")
        self.widget = widgets.HBox(parts, layout=widgets.Layout(flex_flow="row wrap"))
        self.widget.add_class("scenario-controls")

    @property
    def extras(self) -> GanttExtras:
        """Links and width, as chosen."""
        sheet = Sheet(names=SCREEN.names, wide=round(SCREEN.wide * self.zoom.value))
        return GanttExtras(links=self.links.value, sheet=sheet)

    def shows(self, row: PlanRow) -> bool:
        """Whether a row is shown."""
        wanted = self.department.value
        return row.critical >= self.critical.value and (not wanted or row.department == wanted)


def _menu(options: list[tuple[str, Any]], value: Any, name: str) -> Any:
    return widgets.Dropdown(
        options=options, value=value, description=name, layout=widgets.Layout(width="250px")
    )
