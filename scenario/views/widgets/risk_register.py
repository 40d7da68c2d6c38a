"""The risk register as a table that switches: chance, effect, measure and its cost, on, mitigated or off."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from scenario.analysis import Study
from scenario.project.sections.risks import Impact, Risk
from scenario.project.sections.root import Project
from scenario.project.values.names import Language
from scenario.project.values.quantity import Quantity
from scenario.views.tables.tried_odds import tried_odds
from scenario.views.widgets.looks import BESIDE, Style, side_by_side
from scenario.views.widgets.risk_controls import STATES, RiskControl, risk_controls
from scenario.views.widgets.running import Running
from scenario.views.words.target_words import node_in_words
from scenario.views.words.wording import Wording, clean

KEY = "risks."


class RiskRegister(Running):
    """A row a risk, with what stands in the register and a menu; parameters as of `Explorer`."""

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
        self.menus: dict[str, Any] = {}
        self.odds = widgets.HTML()
        self.odds.add_class("odds")
        self.rows = widgets.VBox([], layout=widgets.Layout(**BESIDE))
        self.style = Style(language)
        left = widgets.VBox(
            [self.scenario, self.run_bar, self.whose, self.odds], layout=widgets.Layout(flex="0 1 520px")
        )
        left.add_class("scenario-controls")
        title = widgets.HTML(f"<h3>{escape(self.title)}</h3>")
        self.widget = widgets.VBox([self.style.widget, title, side_by_side(left, self.rows)])
        self.widget.add_class("scenario-page")
        self._stand({})
        self.style.carry(self.widget)

    @property
    def shown(self) -> dict[str, Any]:
        """The widgets that show what came of it, by name."""
        return {"odds": self.odds}

    def set_controls(self, moved: Mapping[str, Any]) -> set[str]:
        """Set every menu to what the chosen scenario says, and then to what was moved."""
        project = self.projects[self.scenario.value]
        controls = risk_controls(project, self.say)
        if [control.risk for control in controls] != [*self.menus]:
            self.menus = {control.risk: self._menu(control) for control in controls}
            self.rows.children = tuple(self._row(control, project) for control in controls)
        for control in controls:
            self.menus[control.risk].value = moved.get(f"{KEY}{control.risk}", control.state)
        return {f"{KEY}{risk}" for risk in self.menus}

    def moved_here(self) -> dict[str, Any]:
        """Return the risks that are in another state than the scenario says."""
        controls = risk_controls(self.projects[self.scenario.value], self.say)
        states = {each.risk: each.state for each in controls}
        return {f"{KEY}{risk}": menu.value for risk, menu in self.menus.items() if menu.value != states[risk]}

    def _menu(self, control: RiskControl) -> Any:
        menu = widgets.Dropdown(
            options=[(self.say.say(*STATES[state]), state) for state in control.states],
            value=control.state,
            description=control.label,
            style={"description_width": "260px"},
            layout=widgets.Layout(flex="0 0 auto", width="370px"),
        )
        menu.observe(lambda _: self.moved(), "value")
        return menu

    def _row(self, control: RiskControl, project: Project) -> Any:
        words = escape(risk_in_words(project, project.risks[control.risk], self.say))
        told = widgets.HTML(
            f'<span class="whose">{words}</span>',
            layout=widgets.Layout(flex="1 1 320px", min_width="0"),
        )
        row = widgets.HBox([self.menus[control.risk], told], layout=widgets.Layout(flex_flow="row wrap"))
        row.add_class("scenario-controls")
        return row

    async def _show(self, study: Study) -> None:
        assert self.shown_of is not None
        last = self.history.before(self.shown_of)
        table = tried_odds(study, self.base_study, None if last is None else last.study, self.say)
        self.odds.value = table.html()
        self.style.carry(self.widget)


def risk_in_words(project: Project, risk: Risk, say: Wording) -> str:
    """Return chance and effects of a risk, its measure and what that costs, in one sentence each."""
    per = say.say("a year", "每年") if risk.per == "year" else ""
    chance = say.say(
        f"chance {_share(risk.probability, say)} {per}".rstrip(), f"概率{per}{_share(risk.probability, say)}"
    )
    parts = [chance, *_effects(project, risk, say)]
    text = say.say("; ", "；").join(parts)
    measure = risk.mitigation
    if measure is None:
        return text
    name = say.name(measure.name) if measure.name is not None else say.say("measure", "措施")
    found = (
        []
        if measure.probability is None
        else [
            say.say(f"chance {_share(measure.probability, say)}", f"概率{_share(measure.probability, say)}")
        ]
    )
    found += _effects(project, measure, say)
    spent = sum(amount.most_likely for amount in measure.spend.values())
    if spent:
        found.append(
            say.say(f"costs {say.currency} {say.money(spent)}", f"费用{say.money(spent)}{say.currency}")
        )
    return say.say(f"{text}. {name}: {'; '.join(found)}", f"{text}。{name}：{'；'.join(found)}")


def _effects(project: Project, impact: Impact, say: Wording) -> list[str]:
    found = [
        say.say(
            f"{node_in_words(project, node, say)} {days.most_likely:+g} d",
            f"{node_in_words(project, node, say)}{days.most_likely:+g}天",
        )
        for node, days in impact.delay.items()
    ]
    found += [
        f"{node_in_words(project, node, say)} × {factor.most_likely:g}"
        for node, factor in impact.factor.items()
    ]
    found += [
        say.say(
            f"{clean(calendar)} stands still {days.most_likely:g} d",
            f"{clean(calendar)}停工{days.most_likely:g}天",
        )
        for calendar, days in impact.stops.items()
    ]
    costs = project.cost.items if project.cost is not None else {}
    for item, share in impact.cost.items():
        known = costs.get(item)
        label = clean(item) if known is None or known.name is None else say.name(known.name)
        found.append(f"{label} {100 * share.most_likely:+.3g}{say.say(' %', '%')}")
    found += [f"{clean(path)} × {factor.most_likely:g}" for path, factor in impact.multiplies.items()]
    return found + [f"{clean(path)} {change.most_likely:+g}" for path, change in impact.adds.items()]


def _share(chance: Quantity, say: Wording) -> str:
    return say.share(chance.most_likely)
