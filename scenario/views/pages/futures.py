"""In which futures a target is missed: boxes in words, in a table and in a figure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import altair as alt
import pandas as pd

from scenario.analysis.sensitivity.boxes import Box
from scenario.analysis.sensitivity.discovery import ProjectModel
from scenario.project.sections.root import Project
from scenario.project.values.names import Language
from scenario.study.outcomes import Outcomes
from scenario.study.pools.chunk import Arrays
from scenario.views.figures.looks import BLUE, GREY, INK, WHOLE, Figure, finished, nothing
from scenario.views.figures.static import svg
from scenario.views.tables.table import Table, rows_of
from scenario.views.words.quantity_names import name_of
from scenario.views.words.wording import Wording

ROW = 58
"""Of the figure [pixels]."""


class BoxPages:
    """Boxes as people read them.

    Parameters
    ----------
    project : Project
    boxes : sequence of Box
        Futures of interest, in the order in which they were found
    language : {"en", "zh"}
    target : str
        What is missed in them, as a person says it
    """

    def __init__(self, project: Project, boxes: Sequence[Box], language: Language, target: str) -> None:
        self.project, self.boxes, self.target = project, list(boxes), target
        self.say = Wording.about(project, language)

    @classmethod
    def of(cls, model: ProjectModel, boxes: Sequence[Box], language: Language, target: int) -> BoxPages:
        """Return the pages of a model's boxes; the target is counted from 1 as in the file."""
        model.target(target)
        plan = model.plan(model.variants[0], ())
        none = Arrays.empty(plan, 0)
        study = Outcomes(plan, model.seed, 0, none, none)
        name = Wording.of(study, language).target(study, model.project.targets[target - 1])
        return cls(model.project, boxes, language, name)

    def sentences(self) -> list[str]:
        """Return what each box says, in plain words."""
        return [self._sentence(box) for box in self.boxes]

    def table(self) -> Table:
        """Return the limits of the boxes."""
        rows = [
            (
                f"{number}. {', '.join(self._limits(box))}",
                self.say.share(box.mass),
                self.say.share(box.density),
                self.say.share(box.coverage),
            )
            for number, box in enumerate(self.boxes, 1)
        ]
        columns = self.say.say(
            "Futures in which|Share of all|Missed in|Of all misses", "未来情形|占全部|其中未达成|占全部未达成"
        )
        title = self.say.say(f"{self.target}: missed", f"{self.target}: 未达成")
        return Table(title, tuple(columns.split("|")), rows)

    def figure(self) -> Figure:
        """Return how many of all futures are in each box, and in how many of them the target is missed."""
        if not self.boxes:
            return nothing(self.target, self.say)
        rows = pd.DataFrame(
            [*(self._bar(place, box) for place, box in enumerate(self.boxes, 1)), self._rest()]
        )
        band = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0.62, paddingOuter=0.5))
        base = alt.Chart(rows).encode(y=band)
        x = alt.X(
            "missed:Q", title=self.say.say("share of all futures", "占全部情形"), axis=alt.Axis(format="%")
        )
        layers: list[Any] = [
            base.mark_bar(color=GREY).encode(x=x, x2=alt.datum(0)),
            base.mark_bar(color=BLUE).encode(x="missed:Q", x2="mass:Q"),
            base.mark_text(align="left", dx=6, color=INK, fontSize=11).encode(x="mass:Q", text="text:N"),
            base.mark_text(align="left", dy=-19, color=INK, fontSize=12).encode(
                x=alt.datum(0), text="name:N"
            ),
        ]
        title = self.say.say(f"Where {self.target} is missed", f"{self.target}: 何时未达成")
        marks = self.say.say("grey: missed, blue: met", "灰: 未达成, 蓝: 达成")
        return finished(alt.layer(*layers), title, marks, ROW * len(rows), WHOLE)

    def _bar(self, place: int, box: Box) -> dict[str, Any]:
        text = self.say.say(
            f"missed in {self.say.share(box.density)}; {self.say.share(box.coverage)} of all misses",
            f"{self.say.share(box.density)}未达成; 占全部未达成的{self.say.share(box.coverage)}",
        )
        name = f"{place}. {self.say.say(' and ', '且').join(self._limits(box))}"
        return {
            "place": place,
            "name": name,
            "mass": box.mass,
            "missed": box.mass * box.density,
            "text": text,
        }

    def _rest(self) -> dict[str, Any]:
        """Return the bar of the futures that are in no box."""
        mass = 1.0 - sum(box.mass for box in self.boxes)
        missed = self.boxes[0].base * (1.0 - sum(box.coverage for box in self.boxes))
        share = self.say.share(missed / mass if mass else float("nan"))
        text = self.say.say(f"missed in {share}", f"{share}未达成")
        name = self.say.say("all other futures", "其余情形")
        return {"place": len(self.boxes) + 1, "name": name, "mass": mass, "missed": missed, "text": text}

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{escape(sentence)}.</p>" for sentence in self.sentences())
        return f"{told}{self.table().html()}{svg(self.figure(), 'boxes')}"

    # Words ----------------------------------------------------------------------------------------

    def _sentence(self, box: Box) -> str:
        say = self.say
        where = say.say(" and ", "且").join(self._limits(box))
        return say.say(
            f"{self.target} is missed in {say.share(box.density)} of the futures in which {where}",
            f"在{where}的情形中, {self.target}有{say.share(box.density)}未达成",
        )

    def _limits(self, box: Box) -> list[str]:
        return [self._limit(str(row["name"]), row) for row in rows_of(box.limits.reset_index()).values()]

    def _limit(self, name: str, row: dict[str, Any]) -> str:
        label = self.label(name)
        if pd.isna(row["low"]):
            happens = bool(row["happens"])
            en = f"'{label}' {'happens' if happens else 'does not happen'}"
            return self.say.say(en, f"{'发生' if happens else '不发生'}“{label}”")
        bounds = []
        if row["low"] > row["least"]:
            bounds.append(self.say.say(f"above {number(row['low'])}", f"高于{number(row['low'])}"))
        if row["high"] < row["greatest"]:
            bounds.append(self.say.say(f"below {number(row['high'])}", f"低于{number(row['high'])}"))
        return self.say.say(f"{label} is {' and '.join(bounds)}", f"{label}{'且'.join(bounds)}")

    def label(self, uncertainty: str) -> str:
        """Return what an uncertainty is called."""
        block, _, rest = uncertainty.partition(".")
        name = None
        if block == "drivers" and rest in self.project.drivers:
            name = self.project.drivers[rest].name
        elif block == "risks" and rest in self.project.risks:
            name = self.project.risks[rest].name
        else:
            rest = name_of(uncertainty, self.project, self.say)
        return rest.replace("_", " ") if name is None else self.say.name(name)


def number(value: float) -> str:
    """Return a value to three digits that tell.

    >>> number(0.97234), number(12345.6), number(-2.5)
    ('0.972', '12,300', '-2.5')
    """
    return f"{float(f'{value:.3g}'):,.15g}"
