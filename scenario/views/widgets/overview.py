"""The overview: the explorer with lights, what drives the first target, and the cash that is tied up."""

from __future__ import annotations

from html import escape
from typing import Any

from scenario.analysis import Study
from scenario.analysis.first_look import first_measure
from scenario.views.figures.album import first_node
from scenario.views.figures.cash import cash_fan
from scenario.views.figures.histogram import distribution
from scenario.views.figures.nodes import key_nodes
from scenario.views.figures.tornado import tornado
from scenario.views.widgets.explorer import Explorer
from scenario.views.words.lights import light_of


class Overview(Explorer):
    """Targets with lights, what drives, cash; parameters as of `Explorer`."""

    charts_shown = 4

    def lights(self, study: Study) -> str:
        """Return a light for each target, with a mark and a word beside its colour."""
        rows = [
            (self.say.target(study, target), float(odds["odds"]))
            for target, odds in zip(study.project.targets, study.odds_rows(), strict=True)
        ]
        cells = []
        for name, odds in rows:
            light = light_of(odds)
            word = escape(self.say.say(light.en, light.zh))
            text = f"{light.mark} {word} {self.say.share(odds)}"
            cells.append(f'<li><strong style="color:{light.colour}">{text}</strong> {escape(name)}</li>')
        return f'<ul style="list-style:none;padding:0;line-height:1.6">{"".join(cells)}</ul>'

    def _odds(self, study: Study, last: Study | None) -> str:
        return self.lights(study) + super()._odds(study, last)

    def _figures(self, study: Study) -> list[Any]:
        language, found = self.say.language, []
        measure, node = first_measure(study), first_node(study)
        if measure is not None and measure != "key_node_attainment":
            found += [distribution(study, measure, language, self.axes), tornado(study, measure, language, 8)]
        elif node is not None:
            found.append(tornado(study, node, language, 8))
        if study.months:
            found.append(cash_fan(study, language, self.axes))
        if study.nodes:
            found.append(key_nodes(study, language, self.axes))
        return found[: self.charts_shown]
