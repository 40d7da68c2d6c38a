"""Running beside everything else: a button that runs, one that cancels, and how far it has come.

It works without a kernel too (`asyncio.run(page.run())`), so that it can be tested as it stands.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from scenario.analysis import Study
from scenario.project.files.live import LiveProject
from scenario.project.files.load import load_scenarios
from scenario.project.problems import ProjectError
from scenario.project.sections.root import BASE, Project
from scenario.project.values.names import Language
from scenario.views.widgets.growing import growing
from scenario.views.words.wording import Wording

CHUNK = 10
"""Runs between two looks at what the person does: 0.2 s even where a run takes 20 ms [runs]."""
PAUSE = 0.001
"""Long enough for the kernel to take in a moved slider or a pressed button [seconds]."""


class Running(ABC):
    """A page over a project file that simulates what is chosen on it, again and again, on the same luck.

    Parameters
    ----------
    file : str or Path
        The project file
    runs, seed : int
        How many runs a press of the button takes, and their luck
    language : {"en", "zh"}
        Of labels and charts

    Raises
    ------
    ProjectError
        The file cannot be used.
    """

    def __init__(self, file: str | Path, runs: int, seed: int, language: Language) -> None:
        if runs < 1 or seed < 0:
            raise ValueError(f"runs is {runs}, seed is {seed}; take at least one run and no negative seed")
        self.file, self.runs, self.seed = Path(file), runs, seed
        self.projects = load_scenarios(self.file)
        self.live = LiveProject(self.file)
        self.say = Wording(language, self.base.project.currency)
        self.study: Study | None = None
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False
        self._build_controls()

    @property
    def base(self) -> Project:
        """The project as its file has it."""
        return self.projects[BASE]

    @property
    @abstractmethod
    def overrides(self) -> dict[str, Any]:
        """What was changed, by path."""

    @abstractmethod
    async def _show(self, study: Study) -> None:
        """Show what came of it."""

    def _build_controls(self) -> None:
        say = self.say
        options = [(say.scenario(scenario), scenario) for scenario in self.projects]
        self.scenario = widgets.Dropdown(options=options, value=BASE, description=say.say("Scenario", "情景"))
        self.run_button = widgets.Button(
            description=say.say("Run", "运行"), button_style="primary", icon="play"
        )
        self.cancel_button = widgets.Button(description=say.say("Cancel", "取消"), icon="stop", disabled=True)
        self.run_button.on_click(lambda _: self.start())
        self.cancel_button.on_click(lambda _: self.cancel())
        self.progress = widgets.IntProgress(value=0, max=self.runs, layout=widgets.Layout(width="220px"))
        self.status = widgets.HTML()

    widget: Any

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.widget)  # type: ignore[no-untyped-call]

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
        project = self.live.project(self.overrides, None if name == BASE else name)
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
