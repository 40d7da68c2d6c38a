"""Running beside everything else: a button that runs, one that cancels, and how far it has come.

It works without a kernel too (`asyncio.run(page.run())`), so that it can be tested as it stands.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
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
from scenario.study.pools.chunk import RunFailed
from scenario.views.figures.axes import Axes
from scenario.views.widgets.growing import QUICK, growing
from scenario.views.widgets.looks import red
from scenario.views.widgets.moved import overrides_of, usable, words_of
from scenario.views.widgets.saving_box import SavingBox
from scenario.views.widgets.tried import History, Trial, Values
from scenario.views.words.wording import Wording

CHUNK = 10
"""Runs between two looks at what the person does, at first: 0.2 s even where a run takes 20 ms [runs]."""
PAUSE = 0.001
"""Long enough for the kernel to take in a moved slider or a pressed button [seconds]."""
LOOK = 2.0
"""Between two looks at whether the project file has changed [seconds]."""


class Running(ABC):
    """A page over a project file that simulates what is chosen on it, again and again, on the same luck.

    What is shown always says whose it is; after anything was moved it is greyed until it was run again.

    Parameters
    ----------
    file : str or Path
        The project file
    runs, seed : int
        How many runs a press of the button takes, and their luck
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

    def __init__(
        self,
        file: str | Path,
        runs: int,
        seed: int,
        language: Language,
        follow: bool = False,
        may_save: bool = True,
    ) -> None:
        if runs < 1 or seed < 0:
            raise ValueError(f"runs is {runs}, seed is {seed}; take at least one run and no negative seed")
        self.file, self.runs, self.seed = Path(file), runs, seed
        self.say = Wording(language)
        self.projects = load_scenarios(self.file)
        self.live = LiveProject(self.file)
        self.say = Wording.about(self.base, language)
        self.study: Study | None = None
        self.base_study: Study | None = None
        self.shown_of: Values | None = None
        self.history, self.axes = History(), Axes()
        self.elsewhere: dict[str, Any] = {}
        self.on_values: Callable[[], None] = _nothing
        self.on_base: Callable[[Study], None] = _nothing
        self.may_save = may_save
        self._task: asyncio.Task[None] | None = None
        self._cancelled, self._generation = False, 0
        self._moving = True  # until the page stands
        self._build_controls(follow)

    @property
    def base(self) -> Project:
        """The project as its file has it."""
        return self.projects[BASE]

    @property
    def title(self) -> str:
        """What the page is about: the project."""
        return self.say.name(self.base.project.name)

    # What stands on the page ----------------------------------------------------------------------

    @abstractmethod
    def moved_here(self) -> dict[str, Any]:
        """Return what was moved on this page, as its controls have it; see `moved` for the keys."""

    @abstractmethod
    def set_controls(self, moved: Mapping[str, Any]) -> set[str]:
        """Set every control to what the chosen scenario says, and then to what was moved.

        Returns that of it which this page has controls for.
        """

    @property
    def overrides(self) -> dict[str, Any]:
        """What was moved, by path; what was not stays as the file has it."""
        return overrides_of(self.projects[self.scenario.value], self.snapshot(), self.say)

    @property
    def changes(self) -> tuple[str, ...]:
        """The same in words."""
        return words_of(self.projects[self.scenario.value], self.snapshot(), self.say)

    def snapshot(self) -> dict[str, Any]:
        """Return what was moved, on this page and on others that it came from."""
        return {**self.elsewhere, **self.moved_here()}

    def stand(self, snapshot: Mapping[str, Any]) -> None:
        """Stand at what the chosen scenario says, and then at what was moved."""
        known = usable(self.projects[self.scenario.value], snapshot, self.say)
        here = self.set_controls(known)
        self.elsewhere = {key: value for key, value in known.items() if key not in here}

    def take_over(self, scenario: str, moved: Mapping[str, Any]) -> None:
        """Stand at a scenario and at what was moved on another page, or stands in an address."""
        self._moving = True
        try:
            self.scenario.value = scenario
            self.stand(moved)
        finally:
            self._moving = False
        self._mark()

    @abstractmethod
    async def _show(self, study: Study) -> None:
        """Show what came of it."""

    @property
    @abstractmethod
    def shown(self) -> dict[str, Any]:
        """The widgets that show what came of it, by name."""

    @property
    def values(self) -> Values:
        """What stands on the controls now."""
        return Values(self.scenario.value, self.overrides, self.changes)

    widget: Any

    def _ipython_display_(self) -> None:
        from scenario.views.widgets.last_state import display_page

        display_page(self)

    def _build_controls(self, follow: bool) -> None:
        say = self.say
        options = [(say.scenario(scenario), scenario) for scenario in self.projects]
        self.scenario = widgets.Dropdown(options=options, value=BASE, description=say.say("Scenario", "情景"))
        self.scenario.observe(lambda _: self._other_scenario(), "value")
        self.run_button = widgets.Button(
            description=say.say("Run", "运行"), button_style="primary", icon="play"
        )
        self.cancel_button = widgets.Button(description=say.say("Cancel", "取消"), icon="stop", disabled=True)
        self.reset_button = widgets.Button(description=say.say("Reset", "还原"), icon="undo")
        self.run_button.on_click(lambda _: self.start())
        self.cancel_button.on_click(lambda _: self.cancel())
        self.reset_button.on_click(lambda _: self.reset())
        self.follow = widgets.Checkbox(
            value=follow,
            description=say.say("run when something is moved", "改动后自动运行"),
            indent=False,
            layout=widgets.Layout(width="auto"),
        )
        self.progress = widgets.IntProgress(value=0, max=self.runs, layout=widgets.Layout(width="160px"))
        self.status, self.whose, self.file_note = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.whose.add_class("whose")
        self.tried = widgets.Dropdown(
            options=[], description=say.say("Tried", "已试"), layout=widgets.Layout(width="440px")
        )
        self.tried.layout.display = "none"
        self.tried.observe(self._picked, "value")

    @property
    def run_bar(self) -> Any:
        """The buttons, how far it is, and what was tried."""
        buttons = widgets.HBox([self.run_button, self.cancel_button, self.reset_button])
        telling = widgets.HBox([self.progress, self.follow])
        parts = [buttons, telling, self.status, self.file_note, self.tried]
        if self.may_save:
            self.saving = SavingBox(self.file, self.say, lambda: self.values, self._saved)
            parts.append(self.saving.widget)
        return widgets.VBox(parts)

    # What a person does ---------------------------------------------------------------------------

    def moved(self) -> None:
        """Something was moved: what is shown is of other values now, or is run anew."""
        if self._moving:
            return
        self._mark()
        self.on_values()
        if self.follow.value and (self.shown_of is None or self.values.key != self.shown_of.key):
            self.start(anew=True)

    def reset(self) -> None:
        """Set everything to what the chosen scenario says."""
        self._stand({})
        self.moved()

    def _other_scenario(self) -> None:
        """Keep what was moved; what was not moved stands at what the other scenario says."""
        if not self._moving:
            self._stand(self.snapshot())
            self.moved()

    def _stand(self, snapshot: Mapping[str, Any]) -> None:
        self._moving = True
        try:
            self.stand(snapshot)
        finally:
            self._moving = False

    def go_back(self, place: int) -> None:
        """Stand where something was tried before, and show what came of it then."""
        trial = self.history.trials[place]
        self._moving = True
        try:
            self.scenario.value = trial.values.scenario
            self.stand(trial.snapshot)
        finally:
            self._moving = False
        if trial.study is None:  # long ago: its values were kept, not what was shown
            self.moved()
            return
        self._generation += 1  # what is under way is no longer wanted
        self._busy(False)
        self.study, self.shown_of = trial.study, trial.values
        for name, value in trial.shown.items():
            self.shown[name].value = value
        self.status.value = self._told(trial.study.runs, self.runs)
        self._mark()

    def _picked(self, change: Mapping[str, Any]) -> None:
        if change["new"] is not None and not self._moving:
            self.go_back(change["new"])

    def _mark(self) -> None:
        """Say whose results are shown, and grey them when they are of other values than stand on the page."""
        stale = self.shown_of is not None and self.values.key != self.shown_of.key
        for part in self.shown.values():
            (part.add_class if stale else part.remove_class)("stale")
        if self.shown_of is None:
            self.whose.value = ""
            return
        of = escape(self.shown_of.told(self.say))
        text = self.say.say(f"Odds and pictures of: {of}", f"以下结果对应: {of}")
        if stale:
            not_yet = self.say.say("Not yet run with these values.", "尚未按当前数值运行。")
            text = f'<strong role="status">{not_yet}</strong> {text}'
        self.whose.value = text

    def _saved(self, path: Path, name: str) -> None:
        """Offer a scenario that was saved into this very file, and stand on it."""
        if path != self.file:
            return
        self.projects, self.live = load_scenarios(self.file), LiveProject(self.file)
        self._moving = True
        self.scenario.options = [(self.say.scenario(each), each) for each in self.projects]
        self.scenario.value = name
        self._moving = False
        self.reset()

    # Running --------------------------------------------------------------------------------------

    def start(self, anew: bool = False) -> asyncio.Task[None] | None:
        """Begin to run beside everything else; where nothing else runs, run to the end.

        What is under way goes on, unless it is to begin `anew`: then its answer is no longer wanted.
        """
        if self._task is not None and self.run_button.disabled and not anew:
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
        """Simulate what is chosen, and show it; an answer that is no longer wanted is dropped."""
        self._generation += 1
        mine, self._cancelled = self._generation, False
        self._busy(True)
        self.status.value, self.progress.value = self.say.say("Running …", "运行中…"), 0
        try:
            await self._simulate(mine)
        except (ProjectError, RunFailed, ValueError) as error:
            if mine == self._generation:
                self.status.value = red(str(error))
        finally:
            if mine == self._generation:
                self._busy(False)

    async def _simulate(self, mine: int) -> None:
        await asyncio.sleep(PAUSE)
        self.take_in_file()
        values, snapshot = self.values, self.snapshot()
        if self.base_study is None and values.key != Values(BASE).key:
            self.base_study = await self._grown(self.live.project(), mine)
        name = values.scenario
        project = self.live.project(values.overrides, None if name == BASE else name)
        study = await self._grown(project, mine)
        if mine != self._generation or study is None:
            return
        self.status.value = self._told(study.runs, self.runs)
        self._busy(False)
        if study.runs == 0:
            self._mark()
            return
        if values.key == Values(BASE).key and not self._cancelled:
            self.base_study = study
            self.on_base(study)
        self.study, self.shown_of = study, values
        self._mark()
        await self._show(study)
        if mine == self._generation:
            self._remember(values, snapshot, study)

    async def _grown(self, project: Project, mine: int) -> Study | None:
        """Return the study of all runs, or of those until it was cancelled; None when it is not wanted.

        A thread simulates: machine code that is not there yet takes a minute, in which the page must show.
        """
        study: Study | None = None
        steps = growing(project, self.runs, self.seed, CHUNK, quick=QUICK)
        while (grown := await asyncio.to_thread(next, steps, None)) is not None:
            study = grown
            if mine != self._generation:
                return None
            self.progress.value = study.runs
            await asyncio.sleep(PAUSE)
            if self._cancelled:
                break
        return study if mine == self._generation else None

    def _remember(self, values: Values, snapshot: Mapping[str, Any], study: Study) -> None:
        shown = {name: part.value for name, part in self.shown.items()}
        self.history.add(Trial(values, snapshot, study, self._summary(study), shown))
        self._moving = True
        self.tried.options = self.history.options(self.say)
        self.tried.value = len(self.history.trials) - 1
        self.tried.layout.display = "" if len(self.history.trials) > 1 else "none"
        self._moving = False
        self._mark()

    def _summary(self, study: Study) -> str:
        """Return the odds of all targets in a word."""
        if not study.project.targets:
            return self.say.say("run", "已运行")
        return self.say.share(study.joint_row()["odds"])

    def _told(self, done: int, wanted: int) -> str:
        if self._cancelled:
            text = self.say.say(
                f"Cancelled after {done:,} of {wanted:,} runs", f"已取消: 完成{done:,}/{wanted:,}次"
            )
        else:
            text = self.say.say(f"{done:,} runs, seed {self.seed}", f"{done:,}次模拟, 种子{self.seed}")
        return escape(text)

    def _busy(self, busy: bool) -> None:
        self.run_button.disabled, self.cancel_button.disabled = busy, not busy

    # The file -------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Look every now and then whether the file has changed on disk, and tell so."""
        while True:
            await asyncio.sleep(LOOK)
            if self.live.has_changed and not self.file_note.value:
                self.file_note.value = red(
                    self.say.say(
                        f"{self.file.name} has changed on disk; the next run takes it in",
                        f"{self.file.name}已在磁盘上改动; 下次运行将采用新内容",
                    )
                )

    def take_in_file(self) -> None:
        """Read the file anew when it has changed; what was moved stays moved. Raises ProjectError."""
        if not self.live.has_changed:
            return
        projects, live = load_scenarios(self.file), LiveProject(self.file)
        self.projects, self.live, self.base_study = projects, live, None
        self.history, self.shown_of = History(), None
        kept = self.snapshot()
        self._moving = True
        try:
            chosen = self.scenario.value if self.scenario.value in projects else BASE
            self.scenario.options = [(self.say.scenario(name), name) for name in projects]
            self.scenario.value = chosen
            self.stand(kept)
        finally:
            self._moving = False
        self.file_note.value = escape(
            self.say.say(f"{self.file.name} had changed and was read again", f"{self.file.name}已重新读取")
        )


def _nothing(*_: object) -> None:
    """Tell nobody."""
