"""The explorer: sliders over a project file, a run that can be cancelled, odds and two charts.

It works without a kernel too (`asyncio.run(explorer.run())`), so that it can be tested as it stands.
"""

from __future__ import annotations

import asyncio
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from scenario.analysis import Study
from scenario.analysis.first_look import first_measure
from scenario.project.values.names import Language
from scenario.views.figures.cash import cash_fan
from scenario.views.figures.histogram import distribution
from scenario.views.figures.nodes import key_nodes
from scenario.views.figures.odds import odds_bars
from scenario.views.figures.static import svg
from scenario.views.tables import first_look
from scenario.views.tables.table import Table
from scenario.views.widgets.input_controls import HALF_STEP, InputControl, input_controls, setting
from scenario.views.widgets.running import Running

LOOKS = (
    "<style>.odds table{border-collapse:collapse;margin:6px 0;line-height:1.4}"
    ".odds th,.odds td{padding:3px 9px 3px 0;text-align:right;white-space:nowrap;font-weight:400;"
    "border-bottom:1px solid #dde3e9}"
    ".odds th:first-child{text-align:left;white-space:normal}"
    ".odds thead th{color:#5c6876;white-space:normal;word-break:keep-all}"
    ".figure svg{max-width:100%;height:auto}.wide svg{max-width:none}"
    ".scenario-controls .widget-dropdown,.scenario-controls .widget-slider{height:auto;align-items:center}"
    ".scenario-controls select{height:var(--jp-widgets-inline-height)}"
    ".scenario-controls .widget-label{white-space:normal;line-height:1.2;height:auto;display:flex;"
    "align-items:center;justify-content:flex-end;min-height:var(--jp-widgets-inline-height)}</style>"
)
"""Dates and numbers stay on one line, names take as many as they need; what is wide is scrolled."""
BESIDE = {"flex": "1 1 420px", "min_width": "0"}
"""What stands beside the controls: below them where the window is narrow."""


def side_by_side(left: Any, right: Any) -> Any:
    """Return two boxes beside each other, or one below the other where there is no room."""
    return widgets.HBox([left, right], layout=widgets.Layout(flex_flow="row wrap", grid_gap="0 24px"))


class Explorer(Running):
    """Sliders over a project file, and what they do to the odds.

    Parameters
    ----------
    file : str or Path
        The project file
    runs, seed : int
        How many runs a press of the button takes, and their luck: the same luck each time, so that what
        changes is the slider's doing
    language : {"en", "zh"}
        Of labels and charts

    Raises
    ------
    ProjectError
        The file cannot be used.
    """

    def __init__(self, file: str | Path, runs: int = 300, seed: int = 1, language: Language = "en") -> None:
        super().__init__(file, runs, seed, language)
        self.before: dict[str, str] = {}
        self.controls: list[InputControl] = []
        self.sliders: dict[str, Any] = {}
        self._build(self.base.project.name)
        self._rebuild_sliders()

    # The page -------------------------------------------------------------------------------------

    def _build(self, name: Any) -> None:
        say = self.say
        self.scenario.observe(lambda _: self._rebuild_sliders(), "value")
        self.slider_box = widgets.VBox([])
        self.reset_button = widgets.Button(description=say.say("Reset", "还原"), icon="undo")
        self.reset_button.on_click(lambda _: self._rebuild_sliders())
        self.odds = widgets.HTML()
        self.odds.add_class("odds")
        self.charts = (widgets.HTML(), widgets.HTML())
        for chart in self.charts:
            chart.add_class("figure")
            chart.layout = widgets.Layout(width="100%")
        title = widgets.HTML(f"{LOOKS}<h3>{escape(say.name(name))}</h3>")
        buttons = widgets.HBox([self.run_button, self.cancel_button, self.reset_button])
        left = widgets.VBox(
            [self.scenario, self.slider_box, buttons, self.progress, self.status],
            layout=widgets.Layout(flex="0 0 auto", width="470px"),
        )
        left.add_class("scenario-controls")
        right = widgets.VBox([self.odds, *self.charts], layout=widgets.Layout(**BESIDE))
        self.widget = widgets.VBox([title, side_by_side(left, right)])

    def _rebuild_sliders(self) -> None:
        """Set every slider to what the chosen scenario says."""
        self.controls = input_controls(self.projects[self.scenario.value], self.say)
        self.sliders = {control.path: self._slider(control) for control in self.controls}
        self.slider_box.children = tuple(self.sliders.values())

    def _slider(self, control: InputControl) -> Any:
        slider = widgets.FloatSlider(
            value=control.value,
            min=control.low,
            max=control.high,
            step=control.step,
            description=control.label,
            readout_format=control.format,
            continuous_update=False,
            style={"description_width": "230px"},
            layout=widgets.Layout(flex="0 0 auto", width="450px"),
        )
        if abs(slider.value - control.value) > 1e-9 * max(1.0, abs(control.value)):
            raise ValueError(f"{control.path}: {control.value} is outside its slider")
        return slider

    # What was chosen ------------------------------------------------------------------------------

    @property
    def overrides(self) -> dict[str, Any]:
        """The values that were moved, by path; what was not moved stays as the file has it."""
        project = self.projects[self.scenario.value]
        return {
            control.path: setting(project, control, self.sliders[control.path].value)
            for control in self.controls
            if abs(self.sliders[control.path].value - control.value) > HALF_STEP * control.step
        }

    # What came of it ------------------------------------------------------------------------------

    async def _show(self, study: Study) -> None:
        self.study = study
        self.odds.value = self._odds(study)
        # in a thread: it takes half a second at first, in which sliders would stand still
        for place, drawn in enumerate(await asyncio.to_thread(self._drawn, study)):
            if self.study is study:
                self.charts[place].value = drawn

    def _odds(self, study: Study) -> str:
        """Return the targets with their odds, beside those of the run before."""
        table = first_look.targets(study, self.say.language)
        columns = (*table.columns[:2], self.say.say("Before", "此前"), *table.columns[2:])
        rows = [(*row[:2], self.before.get(row[0], ""), *row[2:]) for row in table.rows]
        self.before = {row[0]: row[1] for row in table.rows}
        return Table(table.title, columns, rows).html()

    def _drawn(self, study: Study) -> list[str]:
        return [svg(figure, f"explorer{place}") for place, figure in enumerate(self._figures(study))]

    def _figures(self, study: Study) -> list[Any]:
        """Return the two charts that say most of this project."""
        language = self.say.language
        found = []
        measure = first_measure(study)
        if measure is not None and measure != "key_node_attainment":
            found.append(distribution(study, measure, language))
        if study.nodes:
            found.append(key_nodes(study, language))
        if study.months:
            found.append(cash_fan(study, language))
        return [*found, odds_bars(study, language)][:2]
