"""Saving what was tried as a scenario: a name, where to, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets

from scenario.project.files.saving import save_scenario
from scenario.project.problems import ProjectError
from scenario.views.widgets.looks import red
from scenario.views.widgets.tried import Values

if TYPE_CHECKING:
    from scenario.views.words.wording import Wording


class SavingBox:
    """A name to save under, and a button that saves.

    Parameters
    ----------
    file : Path
        The project file
    say : Wording
        The language
    values : callable
        Returns what stands on the controls
    on_saved : callable
        Called with the file that holds the scenario and with its name
    """

    def __init__(
        self,
        file: Path,
        say: Wording,
        values: Callable[[], Values],
        on_saved: Callable[[Path, str], None],
    ) -> None:
        self.file, self.say, self._values, self._on_saved = file, say, values, on_saved
        text = say.say
        narrow = widgets.Layout(width="300px")
        self.name = widgets.Text(value="what_if", description=text("Save as", "另存为"), layout=narrow)
        places = [(text("a new file", "新文件"), "new"), (text("this file", "本文件"), "same")]
        self.onto = widgets.RadioButtons(options=places, value="new")
        self.replace = widgets.Checkbox(
            description=text("replace if it is there", "同名则替换"), indent=False
        )
        self.save_button = widgets.Button(description=text("Save", "保存"), icon="save")
        self.save_button.on_click(lambda _: self.save())
        self.saved = widgets.HTML()
        row = widgets.HBox([self.name, self.save_button])
        self.widget = widgets.VBox([row, widgets.HBox([self.onto, self.replace]), self.saved])

    def save(self) -> Path | None:
        """Write what was moved as a scenario and return its file; where it cannot be, tell why."""
        values = self._values()
        try:
            path = save_scenario(
                self.file,
                self.name.value.strip(),
                dict(values.overrides),
                values.scenario,
                onto=self.onto.value,
                replace=self.replace.value,
            )
        except ProjectError as error:
            self.saved.value = red(str(error))
            return None
        name = self.name.value.strip()
        self._on_saved(path, name)
        again = f"scenario run {path.name} --scenario {name}"
        told = self.say.say(f"Saved in {path.name}: {again}", f"已保存至{path.name}: {again}")
        self.saved.value = escape(told)
        return path
