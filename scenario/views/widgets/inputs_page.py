"""Inputs: every value of a file to search, shapes of uncertainties, values from Excel, a new project."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import numpy as np

from scenario.data import data
from scenario.disk.whole import write_whole
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.dotted_paths import quantities
from scenario.project.files.load import load, load_scenarios
from scenario.project.problems import ProjectError
from scenario.project.sections.root import BASE
from scenario.project.values.names import Language
from scenario.views.figures.shape import shape
from scenario.views.figures.static import svg
from scenario.views.tables.table import Table
from scenario.views.widgets.input_controls import moved
from scenario.views.widgets.looks import BESIDE, Style, red, side_by_side
from scenario.views.widgets.saving_box import SavingBox
from scenario.views.widgets.tried import Values
from scenario.views.words.input_values import InputValue, input_values
from scenario.views.words.typed import TypedNumberError, typed_number
from scenario.views.words.wording import Wording

MOST = 60
"""Rows that are shown at a time; a word in the search box finds the others."""
DRAWS = 4000
"""Draws in a picture of an uncertainty [runs]."""
TEMPLATES = ("minimal", "riverside")


class InputsPage:
    """Every value of a project file, searchable.

    Parameters
    ----------
    file : str or Path
        The project file
    language : {"en", "zh"}
        Of labels and tables
    may_save : bool
        Whether pasted values can be saved as a scenario, and a project begun
    """

    def __init__(self, file: str | Path, language: Language = "en", may_save: bool = True) -> None:
        self.file = Path(file)
        self.projects = load_scenarios(self.file)
        self.base = self.projects[BASE]
        self.say = Wording.about(self.base, language)
        self.pasted: dict[str, Any] = {}
        self._plan: Plan | None = None
        self._build(may_save)
        self._search()
        self.style.carry(self.widget)

    def _build(self, may_save: bool) -> None:
        text = self.say.say
        self.words = widgets.Text(
            description=text("Search", "查找"), placeholder=text("land, price, 2,900 …", "地价、售价、2,900…")
        )
        self.scenario = widgets.Dropdown(
            options=[(self.say.scenario(name), name) for name in self.projects],
            description=text("Scenario", "情景"),
        )
        self.only = widgets.Checkbox(description=text("changed values alone", "只看有改动的"), indent=False)
        self.picked = widgets.Dropdown(
            description=text("Shape of", "分布"), layout=widgets.Layout(width="420px")
        )
        self.table, self.told, self.picture = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.table.add_class("odds")
        self.picture.add_class("figure")
        for part in (self.words, self.scenario, self.only):
            part.observe(lambda _: self._search(), "value")
        self.picked.observe(lambda change: self._draw(change["new"]), "value")
        self.style = Style(self.say.language)
        title = widgets.HTML(f"<h3>{escape(self.say.name(self.base.project.name))}</h3>")
        head = widgets.HBox(
            [self.words, self.scenario, self.only], layout=widgets.Layout(flex_flow="row wrap")
        )
        head.add_class("scenario-controls")
        beside: list[Any] = [self.picked, self.picture]
        if may_save:
            beside += [*self._pasting(), *self._beginning()]
        right = widgets.VBox(beside, layout=widgets.Layout(flex="0 1 480px"))
        right.add_class("scenario-controls")
        left = widgets.VBox([self.told, self.table], layout=widgets.Layout(**BESIDE, overflow="auto"))
        self.widget = widgets.VBox([self.style.widget, title, head, side_by_side(left, right)])
        self.widget.add_class("scenario-page")

    # Looking --------------------------------------------------------------------------------------

    def _search(self) -> None:
        """Show the values that the words find."""
        rows = input_values(self.base, self.projects[self.scenario.value], self.say)
        found = [row for row in rows if row.has(self.words.value) and (row.changed or not self.only.value)]
        self.table.value = self._shown(found[:MOST])
        self.told.value = escape(
            self.say.say(
                f"{len(found):,} of {len(rows):,} values; {min(MOST, len(found))} are shown",
                f"共{len(rows):,}项, 找到{len(found):,}项, 显示{min(MOST, len(found))}项",
            )
        )
        uncertain = [row for row in found if row.kind][:MOST]
        none = self.say.say("choose …", "请选择…")
        self.picked.options = [(none, ""), *((f"{row.name} ({row.path})", row.path) for row in uncertain)]
        self.style.carry(self.widget)

    def _shown(self, rows: list[InputValue]) -> str:
        text = "Value|Is|Unit|Distribution|In the scenario|Source|Path"
        heads = self.say.say(text, "参数|取值|单位|分布|情景中|来源|路径").split("|")
        told = [
            (f"{row.block}: {row.name}", row.value, row.unit, row.kind, row.changed and f"→ {row.changed}",
             row.source, row.path)
            for row in rows
        ]  # fmt: skip
        return Table(self.say.say("Values of the file", "文件中的参数"), tuple(heads), told).html()

    def _draw(self, path: str | None) -> None:
        """Show the shape of an uncertainty, as it is drawn."""
        if not path:
            self.picture.value = ""
            return
        self._plan = self._plan or compile_plan(self.base)
        names = list(self._plan.luck.names)
        if path not in names:
            self.picture.value = escape(self.say.say("It is drawn with others.", "随其他参数一并抽样。"))
            return
        drawn = np.asarray(self._plan.luck.draw(1, 0, DRAWS))[names.index(path)]
        row = next(each for each in input_values(self.base, self.base, self.say) if each.path == path)
        likely = quantities(self.base)[path].most_likely
        self.picture.value = svg(shape(drawn, likely, row.name, row.unit, self.say.language), "shape")
        self.style.carry(self.widget)

    # Pasting and beginning ------------------------------------------------------------------------

    def _pasting(self) -> list[Any]:
        text = self.say.say
        self.paste = widgets.Textarea(
            description=text("Paste", "粘贴"),
            placeholder=text("from Excel: path, then value; a line each", "自Excel粘贴: 每行为路径和数值"),
            rows=4,
            continuous_update=False,
            layout=widgets.Layout(width="460px"),
        )
        self.read = widgets.HTML()
        self.paste.observe(lambda change: self._take(change["new"]), "value")
        self.saving = SavingBox(self.file, self.say, self._values, lambda path, name: None)
        return [self.paste, self.read, self.saving.widget]

    def _values(self) -> Values:
        return Values(self.scenario.value, self.pasted, tuple(self.pasted))

    def _take(self, text: str) -> None:
        """Read lines that were copied from a sheet, and say what they change or what is wrong with each."""
        found, problems = pasted_values(text, quantities(self.projects[self.scenario.value]), self.say)
        if not problems and found:
            try:
                load(self.file, found, None if self.scenario.value == BASE else self.scenario.value)
            except ProjectError as error:
                problems = [str(error)]
        self.pasted = {} if problems else found
        told = self.say.say(
            f"{len(found)} values are read; save them as a scenario", f"已读取{len(found)}项, 可另存为情景"
        )
        self.read.value = "".join(map(red, problems)) or (escape(told) if text.strip() else "")

    def _beginning(self) -> list[Any]:
        text = self.say.say
        self.template = widgets.Dropdown(options=TEMPLATES, description=text("Template", "模板"))
        self.new_name = widgets.Text(value="new_project", description=text("New project", "新项目"))
        self.begin_button = widgets.Button(description=text("Begin", "新建"), icon="plus")
        self.begun = widgets.HTML()
        self.begin_button.on_click(lambda _: self.begin())
        return [widgets.HBox([self.template]), widgets.HBox([self.new_name, self.begin_button]), self.begun]

    def begin(self) -> Path | None:
        """Write a new project file beside this one, from a template; nothing is replaced."""
        name = self.new_name.value.strip()
        if not name.replace("_", "").replace("-", "").isalnum():
            self.begun.value = red(self.say.say("write letters, digits, _ and -", "请使用文字、数字、_ 和 -"))
            return None
        target = self.file.with_name(f"{name}.yaml")
        if target.exists():
            self.begun.value = red(self.say.say(f"there is a {target.name} already", f"已有{target.name}"))
            return None
        write_whole(target, data("params", f"{self.template.value}.yaml").read_text(encoding="utf-8"))
        told = self.say.say(
            f"{target.name} is written; the start page lists it", f"已新建{target.name}, 见起始页"
        )
        self.begun.value = escape(told)
        return target


def pasted_values(text: str, known: Mapping[str, Any], say: Wording) -> tuple[dict[str, Any], list[str]]:
    """Return what lines of a sheet change, by path, and what is wrong with the others.

    A line has a path in its first cell and a number in its last; cells are apart by tabs. Its unit is the
    file's, and an uncertainty keeps its shape.
    """
    found: dict[str, Any] = {}
    problems = []
    for line in filter(str.strip, text.splitlines()):
        cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
        path = cells[0]
        if path not in known:
            problems.append(say.say(f"{path}: there is no such value", f"{path}：没有此参数"))
            continue
        try:
            value = typed_number(cells[-1] if len(cells) > 1 else "", say).number
        except TypedNumberError as error:
            problems.append(f"{path}: {error}")
            continue
        found[path] = moved(known[path], value) if known[path].is_uncertain else value
    return found, problems
