"""Scenarios side by side with the base: pictures on the same axes, and paired differences."""

from __future__ import annotations

import asyncio
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from scenario.analysis import Study
from scenario.analysis.first_look import first_measure
from scenario.project.files.load import load_scenarios
from scenario.project.problems import ProjectError
from scenario.project.sections.root import BASE
from scenario.project.values.names import Language
from scenario.study.pools.chunk import RunFailed
from scenario.views.figures.axes import Axes
from scenario.views.figures.histogram import distribution
from scenario.views.figures.odds import odds_bars
from scenario.views.figures.static import svg
from scenario.views.tables.comparison import comparison
from scenario.views.tables.side_by_side import overview
from scenario.views.widgets.growing import QUICK, growing
from scenario.views.widgets.looks import Style, red
from scenario.views.words.wording import Wording

MOST = 4
"""Scenarios beside the base: more do not fit a page."""
CHUNK, PAUSE = 10, 0.001


class Comparing:
    """Scenarios to choose from, what each changes against the base, run by run on the same luck.

    Parameters
    ----------
    file : str or Path
        The project file
    runs, seed : int
        How many runs of each scenario, and their luck
    language : {"en", "zh"}
        Of labels, tables and charts
    """

    def __init__(self, file: str | Path, runs: int = 1000, seed: int = 1, language: Language = "en") -> None:
        self.file, self.runs, self.seed = Path(file), runs, seed
        self.projects = load_scenarios(self.file)
        base = self.projects[BASE]
        self.say = Wording.about(base, language)
        self._task: asyncio.Task[None] | None = None
        self._generation = 0
        self.studies: dict[str, Study] = {}
        text = self.say.say
        names = [name for name in self.projects if name != BASE]
        self.chosen = widgets.SelectMultiple(
            options=[(self.say.scenario(name), name) for name in names],
            value=names[:2],
            rows=min(10, max(3, len(names))),
            description=text("Scenarios", "情景"),
            layout=widgets.Layout(width="380px"),
        )
        self.run_button = widgets.Button(
            description=text("Compare", "对比"), button_style="primary", icon="play"
        )
        self.cancel_button = widgets.Button(description=text("Cancel", "取消"), icon="stop", disabled=True)
        self.run_button.on_click(lambda _: self.start())
        self.cancel_button.on_click(lambda _: self.cancel())
        self.chosen.observe(lambda _: self._mark(), "value")
        self.progress = widgets.IntProgress(value=0, max=runs, layout=widgets.Layout(width="160px"))
        self.status, self.tables = widgets.HTML(), widgets.HTML()
        self.tables.add_class("odds")
        self.pictures = widgets.HBox([], layout=widgets.Layout(flex_flow="row wrap"))
        self.style = Style(language)
        hint = text(
            f"Ctrl or Shift chooses several, at most {MOST}.", f"按住Ctrl或Shift可多选, 最多{MOST}个。"
        )
        buttons = widgets.HBox([self.run_button, self.cancel_button, self.progress])
        head = widgets.VBox([self.chosen, widgets.HTML(escape(hint)), buttons, self.status])
        head.add_class("scenario-controls")
        title = widgets.HTML(f"<h3>{escape(self.say.name(base.project.name))}</h3>")
        self.widget = widgets.VBox([self.style.widget, title, head, self.tables, self.pictures])
        self.widget.add_class("scenario-page")
        self.style.carry(self.widget)
        self._of: tuple[str, ...] = ()

    def start(self) -> asyncio.Task[None] | None:
        """Begin beside everything else; where nothing else runs, run to the end."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            asyncio.run(self.run())
            return None
        self._task = loop.create_task(self.run())
        return self._task

    def cancel(self) -> None:
        """Stop after the chunk under way; nothing is shown of what was not finished."""
        self._generation += 1
        self._busy(False)
        self.status.value = escape(self.say.say("Cancelled", "已取消"))

    async def run(self) -> None:
        """Simulate the base and what was chosen, and show how they differ."""
        self._generation += 1
        mine, names = self._generation, (BASE, *self.chosen.value)
        if not 2 <= len(names) <= MOST + 1:
            self.status.value = red(self.say.say(f"choose 1 to {MOST} scenarios", f"请选择1至{MOST}个情景"))
            return
        self._busy(True)
        try:
            for name in names:
                self.status.value = escape(self.say.scenario(name))
                if not await self._simulated(name, mine):
                    return
            await self._show(names)
        except (ProjectError, RunFailed) as error:
            self.status.value = red(str(error))
        finally:
            if mine == self._generation:
                self._busy(False)

    async def _simulated(self, name: str, mine: int) -> bool:
        """Simulate a scenario that was not yet; return whether it is still wanted."""
        if name not in self.studies:
            study: Study | None = None
            steps = growing(self.projects[name], self.runs, self.seed, CHUNK, quick=QUICK)
            while (grown := await asyncio.to_thread(next, steps, None)) is not None:
                study = grown
                self.progress.value = study.runs
                await asyncio.sleep(PAUSE)
                if mine != self._generation:
                    return False
            assert study is not None
            self.studies[name] = study
        return mine == self._generation

    async def _show(self, names: tuple[str, ...]) -> None:
        studies = [self.studies[name] for name in names]
        language, (first, *others) = self.say.language, studies
        tables = (
            comparison(first, others[0], language) if len(others) == 1 else overview(first, others, language)
        )
        axes, drawn = Axes(), []
        for place, study in enumerate(studies):
            drawn.append(await asyncio.to_thread(self._pictures, study, axes, place))
        page = "".join(table.html() for table in tables if table.rows)
        await asyncio.to_thread(self.style.carry, self.widget, page + "".join(drawn))
        self.tables.value, self._of = page, names
        self.pictures.children = tuple(_figure(each) for each in drawn)
        told = f"{self.runs:,}"
        self.status.value = escape(
            self.say.say(f"{told} runs of each, seed {self.seed}", f"各{told}次模拟, 种子{self.seed}")
        )
        self._mark()

    def _pictures(self, study: Study, axes: Axes, place: int) -> str:
        measure = first_measure(study)
        figures = [] if measure is None else [distribution(study, measure, self.say.language, axes)]
        figures.append(odds_bars(study, self.say.language))
        head = f"<h4>{escape(self.say.scenario(study.scenario))}</h4>"
        return head + "".join(svg(each, f"compare{place}-{n}") for n, each in enumerate(figures))

    def _mark(self) -> None:
        """Grey what is shown when other scenarios are chosen."""
        stale = bool(self._of) and self._of != (BASE, *self.chosen.value)
        for part in (self.tables, self.pictures):
            (part.add_class if stale else part.remove_class)("stale")

    def _busy(self, busy: bool) -> None:
        self.run_button.disabled, self.cancel_button.disabled = busy, not busy


def _figure(drawn: str) -> Any:
    part = widgets.HTML(drawn, layout=widgets.Layout(width="460px", margin="0 16px 16px 0"))
    part.add_class("figure")
    return part
