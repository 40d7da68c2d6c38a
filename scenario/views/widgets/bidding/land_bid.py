"""The land bid beside sliders: move a price, a cost or a duration, and see what may be paid for the land."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from scenario.analysis import Study
from scenario.analysis.bidding.bid import Bid, bid
from scenario.study.settings import RunSettings
from scenario.views.figures.bid_curve import bid_curve
from scenario.views.figures.static import svg
from scenario.views.tables.bidding.auction import auction_in_words
from scenario.views.tables.bidding.bid import BidPage
from scenario.views.widgets.explorer import Explorer

ODDS = 0.8
"""Required of targets that do not say their own, at first [fraction]."""


class LandBid(Explorer):
    """The price to pay, the bid curve and what no price can help; parameters as of `Explorer`."""

    charts_shown = 3
    found: Bid | None = None

    def _build(self) -> None:
        super()._build()
        self.charts[-1].add_class("odds")  # a table, not a picture

    def _choices(self) -> list[Any]:
        self.required = widgets.FloatSlider(
            value=ODDS,
            min=0.05,
            max=0.99,
            step=0.01,
            readout_format=".0%",
            description=self.say.say("Odds required", "要求概率"),
            tooltip=self.say.say("of targets that do not say their own", "未自行规定概率的目标"),
            style={"description_width": "120px"},
            layout=widgets.Layout(width="420px"),
            continuous_update=False,
        )
        self.required.observe(lambda _: self._asked_anew(), "value")
        return [self.required]

    def _asked_anew(self) -> None:
        """Ask again with other odds: the answer that is shown is to another question."""
        if self.study is None:
            return
        self._grey(True)
        self.start(anew=True)

    def _grey(self, stale: bool) -> None:
        for chart in self.charts:
            (chart.add_class if stale else chart.remove_class)("stale")

    async def _show(self, study: Study) -> None:
        self._grey(True)
        await super()._show(study)
        if self.study is study:
            self._mark()

    def _drawn(self, study: Study) -> list[str]:
        """Return the answer, the curve, and what else is told of the bid."""
        settings = RunSettings(runs=study.runs, seed=self.seed)
        self.found = bid(study.project, self.required.value, None, settings)
        page = BidPage(self.found, self.say.language)
        return [_answer(page), svg(bid_curve(self.found, self.say.language), "bid"), _details(page)]


def _answer(page: BidPage) -> str:
    answer, *rest = page.answer()
    more = "".join(f"<p>{escape(text)}</p>" for text in rest)
    return f'<p role="status"><strong>{escape(answer)}</strong></p>{more}'


def _details(page: BidPage) -> str:
    say = page.say
    parts = [page.required().html()]
    for title, sentences in (
        (say.say("What no price can help", "地价无法改善"), page.hopeless()),
        (say.say("The auction", "竞买"), auction_in_words(page)),
        (say.say("How to read it", "说明"), page.notes()),
    ):
        if sentences:
            told = "".join(f"<li>{escape(text)}</li>" for text in sentences)
            parts.append(f"<h4>{escape(title)}</h4><ul>{told}</ul>")
    return "".join(parts)
