"""Controls of a schedule: sliders for durations and staff, menus for risks and the presale regime."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from scenario.project.dotted_paths import quantities
from scenario.project.sections.people.staff import Pool
from scenario.project.sections.root import Project
from scenario.views.widgets.input_controls import control_of
from scenario.views.widgets.number_control import NumberControl
from scenario.views.widgets.risk_controls import (
    STATES,
    RiskControl,
    regime_of,
    regimes,
    risk_controls,
)
from scenario.views.words.wording import Wording

WIDE = {"flex": "0 0 auto", "width": "440px"}


class ScheduleControls:
    """What can be moved of a schedule, and what was moved.

    Parameters
    ----------
    project : Project
        Whose values they stand at
    shown : list of str
        The activities that have a slider; others are added by name
    say : Wording
        The language
    on_change : callable
        Called after something was moved
    """

    def __init__(
        self, project: Project, shown: list[str], say: Wording, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self.say, self.shown, self._on_change = say, shown, on_change
        self.sliders: dict[str, NumberControl] = {}
        self.risk_controls: dict[str, Any] = {}
        self.durations, self.staff, self.risks = (widgets.VBox([]) for _ in range(3))
        self.risks.layout = widgets.Layout(max_height="360px", overflow="auto")
        self.more = widgets.Dropdown(description=say.say("Add", "添加"), layout=widgets.Layout(**WIDE))
        self.regime = widgets.Dropdown(layout=widgets.Layout(**WIDE))
        self.more.observe(lambda change: self.add(change["new"]), "value")
        self.regime.observe(lambda _: self._on_change(), "value")
        self.widget = self._folded(project)
        self.rebuild(project, {})

    def _folded(self, project: Project) -> Any:
        """Return the controls in an accordion, without what the project does not have."""
        text = self.say.say
        parts = [
            (widgets.VBox([self.durations, self.more]), text("Durations [days]", "工期[天]"), True),
            (self.staff, text("Staff", "人手"), bool(project.staff)),
            (self.risks, text("Risks", "风险"), bool(project.risks)),
            (self.regime, text("Presale rules", "预售规则"), project.regime is not None),
        ]
        kept = [(part, title) for part, title, there in parts if there]
        titles = tuple(title for _, title in kept)
        return widgets.Accordion([part for part, _ in kept], titles=titles, selected_index=0)

    def rebuild(self, project: Project, moved: Mapping[str, Any]) -> set[str]:
        """Set everything to what a project says, and then to what was moved; return what has a control."""
        self.project = project
        for path in moved:
            if path.startswith("activities.") and path.split(".")[1] not in self.shown:
                self.shown.append(path.split(".")[1])
        self.sliders = {}
        self._place(f"activities.{name}.duration" for name in self.shown)
        plain = [pool for pool, people in project.staff.items() if not isinstance(people, Pool)]
        self._place(f"staff.{pool}" for pool in plain)
        self.risk_controls = {
            control.risk: self._risk(control) for control in risk_controls(project, self.say)
        }
        self.risks.children = tuple(self.risk_controls.values())
        self.regime.options = regimes(project, self.say)
        self.regime.value = regime_of(project)
        self._offer()
        targets = {path: self._of(path) for path in moved}
        for path, target in targets.items():
            if target is not None:
                setattr(target, "plain" if path in self.sliders else "value", moved[path])
        return {path for path, target in targets.items() if target is not None}

    def moved(self) -> dict[str, Any]:
        """Return what was moved, as the controls have it."""
        found: dict[str, Any] = {path: each.plain for path, each in self.sliders.items() if each.is_moved}
        found |= {f"risks.{control.risk}": state for control, state in self._switched()}
        return found | ({"regime": self.regime.value} if self.regime.value != regime_of(self.project) else {})

    def _of(self, path: str) -> Any:
        """Return the control that a part of a snapshot belongs to, None when the project has none."""
        if path == "regime":
            return self.regime if self.project.regime is not None else None
        if path.startswith("risks."):
            return self.risk_controls.get(path.removeprefix("risks."))
        return self.sliders.get(path)

    def _switched(self) -> list[tuple[RiskControl, Any]]:
        """Return the risks that are in another state than the project says, with it."""
        found = (
            (each, self.risk_controls[each.risk].value) for each in risk_controls(self.project, self.say)
        )
        return [(control, state) for control, state in found if state != control.state]

    def add(self, activity: str) -> None:
        """Give another activity a slider; an empty name adds none."""
        if activity and activity not in self.shown:
            self.shown.append(activity)
            self._place([f"activities.{activity}.duration"])
            self._offer()

    def _offer(self) -> None:
        """List the activities that take time and have no slider yet."""
        known = quantities(self.project)
        offered = [
            (name if each.name is None else self.say.name(each.name), name)
            for name, each in self.project.activities.items()
            if name not in self.shown and known[f"activities.{name}.duration"].most_likely > 0
        ]
        self.more.options = [(self.say.say("an activity …", "工作项…"), ""), *offered]
        self.more.value = ""

    def _place(self, paths: Iterable[str]) -> None:
        """Give values a slider each."""
        for path in paths:
            control = control_of(path, self.project, self.say)
            self.sliders[path] = NumberControl(control, self.say, self._on_change)
        for box, block in ((self.durations, "activities."), (self.staff, "staff.")):
            box.children = tuple(each.widget for path, each in self.sliders.items() if path.startswith(block))

    def _risk(self, control: RiskControl) -> Any:
        menu = widgets.Dropdown(
            options=[(self.say.say(*STATES[state]), state) for state in control.states],
            value=control.state,
            description=control.label,
            style={"description_width": "290px"},
            layout=widgets.Layout(flex="0 0 auto", width="430px"),
        )
        menu.observe(lambda _: self._on_change(), "value")
        return menu
