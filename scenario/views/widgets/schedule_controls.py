"""Controls of a schedule: sliders for durations and staff, menus for risks and the presale regime."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets

from scenario.project.dotted_paths import quantities
from scenario.project.sections.root import Project
from scenario.views.widgets.input_controls import HALF_STEP, InputControl, control_of, setting
from scenario.views.widgets.risk_controls import (
    STATES,
    RiskControl,
    regime_of,
    regime_setting,
    regimes,
    risk_controls,
    risk_setting,
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
    """

    def __init__(self, project: Project, shown: list[str], say: Wording) -> None:
        self.say, self.shown = say, shown
        self.durations, self.staff, self.risks = (widgets.VBox([]) for _ in range(3))
        self.risks.layout = widgets.Layout(max_height="360px", overflow="auto")
        self.more = widgets.Dropdown(description=say.say("Add", "添加"), layout=widgets.Layout(**WIDE))
        self.regime = widgets.Dropdown(layout=widgets.Layout(**WIDE))
        self.more.observe(lambda change: self.add(change["new"]), "value")
        self.widget = self._folded(project)
        self.rebuild(project)

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

    def rebuild(self, project: Project) -> None:
        """Set everything to what a project says."""
        self.project = project
        self.controls: dict[str, InputControl] = {}
        self.sliders: dict[str, Any] = {}
        self._place(f"activities.{name}.duration" for name in self.shown)
        self._place(f"staff.{pool}" for pool in project.staff)
        self.risk_controls = {
            control.risk: self._risk(control) for control in risk_controls(project, self.say)
        }
        self.risks.children = tuple(self.risk_controls.values())
        self.regime.options = regimes(project, self.say)
        self.regime.value = regime_of(project)
        self._offer()

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
            self.controls[path] = control_of(path, self.project, self.say)
            self.sliders[path] = _slider(self.controls[path])
        for box, block in ((self.durations, "activities."), (self.staff, "staff.")):
            box.children = tuple(slider for path, slider in self.sliders.items() if path.startswith(block))

    def _risk(self, control: RiskControl) -> Any:
        return widgets.Dropdown(
            options=[(self.say.say(*STATES[state]), state) for state in control.states],
            value=control.state,
            description=control.label,
            style={"description_width": "290px"},
            layout=widgets.Layout(flex="0 0 auto", width="430px"),
        )

    @property
    def overrides(self) -> dict[str, Any]:
        """What was moved, by path; what was not stays as the file has it."""
        found = {
            path: setting(self.project, control, self.sliders[path].value)
            for path, control in self.controls.items()
            if abs(self.sliders[path].value - control.value) > HALF_STEP * control.step
        }
        for control in risk_controls(self.project, self.say):
            state = self.risk_controls[control.risk].value
            if state != control.state:
                found |= risk_setting(self.project, control.risk, state)
        if self.regime.value != regime_of(self.project):
            found |= regime_setting(self.regime.value)
        return found


def _slider(control: InputControl) -> Any:
    return widgets.FloatSlider(
        value=control.value,
        min=control.low,
        max=control.high,
        step=control.step,
        description=control.label,
        readout_format=control.format,
        continuous_update=False,
        style={"description_width": "220px"},
        layout=widgets.Layout(**WIDE),
    )
