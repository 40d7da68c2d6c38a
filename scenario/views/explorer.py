"""The explorer: sliders over a project file, a run that can be cancelled, odds and two charts.

It works without a kernel too (`asyncio.run(explorer.run())`), so that it can be tested as it stands.
"""

from __future__ import annotations

import asyncio
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from scenario.measures import Study
from scenario.project.load import load, load_scenarios
from scenario.project.names import Language
from scenario.project.problems import ProjectError
from scenario.project.root import BASE
from scenario.views import figures, tables
from scenario.views.growing import growing
from scenario.views.levers import Lever, levers, setting
from scenario.views.static import svg
from scenario.views.wording import Wording

CHUNK = 10
"""Runs between two looks at what the person does: 0.2 s even where a run takes 20 ms [runs]."""
PAUSE = 0.001
"""Long enough for the kernel to take in a moved slider or a pressed button [seconds]."""
HALF_STEP = 0.5
"""A slider nearer than this to where it stood has not been moved [steps]."""
LOOKS = (
    "<style>.odds table{border-collapse:collapse;margin:6px 0}.odds th,.odds td{padding:3px 14px 3px 0;"
    "text-align:right;border-bottom:1px solid #dde3e9;font-weight:400}.odds th:first-child{text-align:left}"
    ".odds thead th{color:#5c6876}.figure svg{max-width:100%;height:auto}</style>"
)


class Explorer:
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
        if runs < 1 or seed < 0:
            raise ValueError(f"runs is {runs}, seed is {seed}; take at least one run and no negative seed")
        self.file, self.runs, self.seed = Path(file), runs, seed
        self.projects = load_scenarios(self.file)
        base = self.projects[BASE]
        self.say = Wording(language, base.project.currency)
        self.study: Study | None = None
        self.before: dict[str, str] = {}
        self.levers: list[Lever] = []
        self.sliders: dict[str, Any] = {}
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False
        self._build(base.project.name)
        self._rebuild_sliders()

    # The page -------------------------------------------------------------------------------------

    def _build(self, name: Any) -> None:
        say = self.say
        options = [(say.scenario(scenario), scenario) for scenario in self.projects]
        self.scenario = widgets.Dropdown(options=options, value=BASE, description=say.say("Scenario", "情景"))
        self.scenario.observe(lambda _: self._rebuild_sliders(), "value")
        self.slider_box = widgets.VBox([])
        self.run_button = widgets.Button(
            description=say.say("Run", "运行"), button_style="primary", icon="play"
        )
        self.cancel_button = widgets.Button(description=say.say("Cancel", "取消"), icon="stop", disabled=True)
        self.reset_button = widgets.Button(description=say.say("Reset", "还原"), icon="undo")
        self.run_button.on_click(lambda _: self.start())
        self.cancel_button.on_click(lambda _: self.cancel())
        self.reset_button.on_click(lambda _: self._rebuild_sliders())
        self.progress = widgets.IntProgress(value=0, max=self.runs, layout=widgets.Layout(width="220px"))
        self.status = widgets.HTML()
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
        right = widgets.VBox([self.odds, *self.charts], layout=widgets.Layout(flex="1 1 0%", min_width="0"))
        self.widget = widgets.VBox([title, widgets.HBox([left, right])])

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.widget)  # type: ignore[no-untyped-call]

    def _rebuild_sliders(self) -> None:
        """Set every slider to what the chosen scenario says."""
        self.levers = levers(self.projects[self.scenario.value], self.say)
        self.sliders = {lever.path: self._slider(lever) for lever in self.levers}
        self.slider_box.children = tuple(self.sliders.values())

    def _slider(self, lever: Lever) -> Any:
        slider = widgets.FloatSlider(
            value=lever.value,
            min=lever.low,
            max=lever.high,
            step=lever.step,
            description=lever.label,
            readout_format=lever.format,
            continuous_update=False,
            style={"description_width": "230px"},
            layout=widgets.Layout(flex="0 0 auto", width="450px"),
        )
        if abs(slider.value - lever.value) > 1e-9 * max(1.0, abs(lever.value)):
            raise ValueError(f"{lever.path}: {lever.value} is outside its slider")
        return slider

    # What was chosen ------------------------------------------------------------------------------

    @property
    def overrides(self) -> dict[str, Any]:
        """The values that were moved, by path; what was not moved stays as the file has it."""
        project = self.projects[self.scenario.value]
        return {
            lever.path: setting(project, lever, self.sliders[lever.path].value)
            for lever in self.levers
            if abs(self.sliders[lever.path].value - lever.value) > HALF_STEP * lever.step
        }

    # Running --------------------------------------------------------------------------------------

    def start(self) -> asyncio.Task[None] | None:
        """Begin to run beside everything else; where nothing else runs, run to the end."""
        if self._task is not None and self.run_button.disabled:
            return self._task
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            asyncio.run(self.run())
            return None
        self._task = loop.create_task(self.run())
        return self._task

    def cancel(self) -> None:
        """Stop after the chunk under way; the runs that were finished are shown."""
        self._cancelled = True

    async def run(self) -> None:
        """Simulate what is chosen, and show it."""
        self._cancelled = False
        self._busy(True)
        self.status.value, self.progress.value = self.say.say("Running …", "运行中…"), 0
        try:
            await self._simulate()
        except ProjectError as error:
            self.status.value = f"<pre>{escape(str(error))}</pre>"
        finally:
            self._busy(False)

    async def _simulate(self) -> None:
        await asyncio.sleep(PAUSE)
        name = self.scenario.value
        project = load(self.file, self.overrides, None if name == BASE else name)
        study: Study | None = None
        for study in growing(project, self.runs, self.seed, CHUNK):
            self.progress.value = study.runs
            await asyncio.sleep(PAUSE)
            if self._cancelled:
                break
        self.status.value = self._told(0 if study is None else study.runs)
        self._busy(False)
        if study is not None and study.runs:
            await self._show(study)

    def _told(self, done: int) -> str:
        if self._cancelled:
            text = self.say.say(
                f"Cancelled after {done:,} of {self.runs:,} runs", f"已取消: 完成{done:,}/{self.runs:,}次"
            )
        else:
            text = self.say.say(f"{done:,} runs, seed {self.seed}", f"{done:,}次模拟, 种子{self.seed}")
        return escape(text)

    def _busy(self, busy: bool) -> None:
        self.run_button.disabled, self.cancel_button.disabled = busy, not busy

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
        table = tables.targets(study, self.say.language)
        columns = (*table.columns[:2], self.say.say("Before", "此前"), *table.columns[2:])
        rows = [(*row[:2], self.before.get(row[0], ""), *row[2:]) for row in table.rows]
        self.before = {row[0]: row[1] for row in table.rows}
        return tables.Table(table.title, columns, rows).html()

    def _drawn(self, study: Study) -> list[str]:
        return [svg(figure, f"explorer{place}") for place, figure in enumerate(self._figures(study))]

    def _figures(self, study: Study) -> list[Any]:
        """Return the two charts that say most of this project."""
        language = self.say.language
        found = []
        measure = figures.first_measure(study)
        if measure is not None and measure != "key_node_attainment":
            found.append(figures.distribution(study, measure, language))
        if study.nodes:
            found.append(figures.key_nodes(study, language))
        if study.months:
            found.append(figures.cash_fan(study, language))
        return [*found, figures.odds_bars(study, language)][:2]
