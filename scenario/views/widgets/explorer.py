"""The explorer: values of a project file to move, a run that can be cancelled, odds and two charts.

It works without a kernel too (`asyncio.run(explorer.run())`), so that it can be tested as it stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
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
from scenario.views.tables.tried_odds import tried_odds
from scenario.views.widgets.input_controls import input_controls
from scenario.views.widgets.looks import BESIDE, Style, side_by_side
from scenario.views.widgets.number_control import NumberControl
from scenario.views.widgets.running import Running


class Explorer(Running):
    """Values of a project file to move, and what they do to the odds.

    Parameters
    ----------
    file : str or Path
        The project file
    runs, seed : int
        How many runs a press of the button takes, and their luck: the same luck each time, so that what
        changes is what was moved
    language : {"en", "zh"}
        Of labels and charts
    follow : bool
        Whether to run whenever something was moved
    may_save : bool
        Whether what was moved can be saved as a scenario

    Raises
    ------
    ProjectError
        The file cannot be used.
    ValueError
        Another parameter cannot be used.
    """

    charts_shown = 2
    """Charts beside the odds, at most."""

    def __init__(
        self,
        file: str | Path,
        runs: int = 1000,
        seed: int = 1,
        language: Language = "en",
        follow: bool = False,
        may_save: bool = True,
    ) -> None:
        super().__init__(file, runs, seed, language, follow, may_save)
        self.sliders: dict[str, NumberControl] = {}
        self._build()
        self._stand({})
        self.style.carry(self.widget)

    # The page -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.slider_box = widgets.VBox([])
        self.odds = widgets.HTML()
        self.odds.add_class("odds")
        self.charts = tuple(widgets.HTML() for _ in range(self.charts_shown))
        for chart in self.charts:
            chart.add_class("figure")
            chart.layout = widgets.Layout(width="100%")
        self.style = Style(self.say.language)
        title = widgets.HTML(f"<h3>{escape(self.say.name(self.base.project.name))}</h3>")
        left = widgets.VBox(
            [self.scenario, self.slider_box, self.run_bar],
            layout=widgets.Layout(flex="0 0 auto", width="470px"),
        )
        left.add_class("scenario-controls")
        parts = [self.whose, self.odds, *self._choices(), *self.charts]
        right = widgets.VBox(parts, layout=widgets.Layout(**BESIDE))
        self.widget = widgets.VBox([self.style.widget, title, side_by_side(left, right)])
        self.widget.add_class("scenario-page")

    @property
    def shown(self) -> dict[str, Any]:
        """The widgets that show what came of it, by name."""
        return {"odds": self.odds, **{f"chart {place}": each for place, each in enumerate(self.charts)}}

    def _choices(self) -> list[Any]:
        """Return what chooses between pictures of the same runs, above them."""
        return []

    def set_controls(self, moved: Mapping[str, Any]) -> set[str]:
        """Set every control to what the chosen scenario says, and then to what was moved."""
        controls = {each.path: each for each in input_controls(self.projects[self.scenario.value], self.say)}
        if [*controls] != [*self.sliders]:
            self.sliders = {
                path: NumberControl(control, self.say, self.moved) for path, control in controls.items()
            }
            self.slider_box.children = tuple(slider.widget for slider in self.sliders.values())
        for path, slider in self.sliders.items():
            slider.rest(controls[path])
            if path in moved:
                slider.plain = moved[path]
        return set(self.sliders)

    def moved_here(self) -> dict[str, Any]:
        """Return what was moved, in the units of the file."""
        return {path: slider.plain for path, slider in self.sliders.items() if slider.is_moved}

    # What came of it ------------------------------------------------------------------------------

    async def _show(self, study: Study) -> None:
        """Show the odds at once, then the pictures; a thread draws, so that sliders do not stand still."""
        assert self.shown_of is not None
        last = self.history.before(self.shown_of)
        self.odds.value = self._odds(study, None if last is None else last.study)
        drawn = await asyncio.to_thread(self._drawn, study)
        await asyncio.to_thread(self.style.carry, self.widget, "".join(drawn))
        if self.study is not study:
            return
        for chart, picture in zip(self.charts, [*drawn, *[""] * self.charts_shown], strict=False):
            chart.value = picture

    def _odds(self, study: Study, last: Study | None) -> str:
        """Return the odds, beside those of the base and of the last run."""
        return tried_odds(study, self.base_study, last, self.say).html()

    def _drawn(self, study: Study) -> list[str]:
        return [svg(figure, f"explorer{place}") for place, figure in enumerate(self._figures(study))]

    def _figures(self, study: Study) -> list[Any]:
        """Return the two charts that say most of this project."""
        language = self.say.language
        found = []
        measure = first_measure(study)
        if measure is not None and measure != "key_node_attainment":
            found.append(distribution(study, measure, language, self.axes))
        if study.nodes:
            found.append(key_nodes(study, language, self.axes))
        if study.months:
            found.append(cash_fan(study, language, self.axes))
        return [*found, odds_bars(study, language)][: self.charts_shown]
