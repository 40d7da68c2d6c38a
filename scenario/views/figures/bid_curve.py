"""The bid curve: the odds of each target, and of all together, over land prices."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from scenario.analysis.bidding.bid import Bid
from scenario.measures.targets import ALL_TARGETS
from scenario.project.values.names import Language
from scenario.views.figures.looks import AMBER, AMBER_TEXT, INK, WIDTH, Figure, finished
from scenario.views.tables.bidding.bid import BidPage

COLOURS = ("#2f6690", "#c8741a", "#4f7f3b", "#8a4f9e", "#a3344b", "#2b8a8a", "#7a6a3a", "#5c6876")
ALL = INK
"""The colour of all targets together."""


def bid_curve(bid: Bid, language: Language) -> Figure:
    """Return the odds over prices with their 95 % bands, the bid, and the price in the file."""
    page = BidPage(bid, language)
    say = page.say
    divisor, called = say.money_unit([bid.points[-1].price])
    frame = _frame(page, divisor)
    labels = list(frame["target"].unique())
    several = page.names[-1] not in frame["name"].iloc[0] and len(page.names) > 1
    colours = [COLOURS[place % len(COLOURS)] for place in range(len(labels))]
    if several:
        colours[-1] = ALL
    scale = alt.Scale(domain=labels, range=colours)
    legend = alt.Legend(
        title=None,
        orient="bottom",
        columns=1,
        labelLimit=WIDTH,
        symbolType="stroke",
        symbolOpacity=1.0,
        symbolStrokeWidth=3,
    )
    colour = alt.Color("target:N", scale=scale, legend=legend)
    unit = say.say(f"{say.currency} {called}".strip(), f"{called}{say.currency}")
    x = alt.X("price:Q", title=say.say(f"land price [{unit}]", f"地价[{unit}]"), scale=alt.Scale(nice=False))
    odds = alt.Y(
        "odds:Q", title=say.say("odds", "概率"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])
    )
    base = alt.Chart(frame)
    layers: list[Any] = [
        base.mark_area(opacity=0.14).encode(
            x=x, y=alt.Y("low:Q", title=say.say("odds", "概率")), y2="high:Q", color=colour
        ),
        base.mark_line(strokeWidth=2).encode(x=x, y=odds, color=colour),
        *_prices(page, divisor),
    ]
    title, text = _titles(page)
    return finished(alt.layer(*layers), title, text, 320)


def _frame(page: BidPage, divisor: float) -> pd.DataFrame:
    """Return a row for each target and price."""
    return pd.DataFrame(
        {
            "name": name,
            "target": _labelled(page, name, place),
            "price": point.price / divisor,
            "odds": float(point.odds[place]),
            "low": float(point.low[place]),
            "high": float(point.high[place]),
        }
        for place, name in enumerate(page.names)
        for point in page.bid.points
    )


def _labelled(page: BidPage, name: str, place: int) -> str:
    if name == ALL_TARGETS:
        return page.say.say(f"All {page.target(name)}", page.target(name))
    asked = page.asked.get(name)
    required = (
        ""
        if asked is None
        else page.say.say(f" (asked {page.say.share(asked.odds)})", f"（要求{page.say.share(asked.odds)}）")
    )
    return f"{page.letter(place)} {page.target(name)}{required}"


def _prices(page: BidPage, divisor: float) -> list[Any]:
    """Return a line at the price to pay, and one at the file's, each named."""
    bid, say = page.bid, page.say
    told = [(bid.file_price, say.say("file", "文件地价"), INK, [3, 3], 14)]
    if bid.low is not None and not bid.is_unlimited:
        told.append((bid.low, say.say("bid", "报价上限"), AMBER_TEXT, [], 2))
    layers = []
    for price, name, colour, dash, at in told:
        row = alt.Chart(pd.DataFrame({"price": [price / divisor], "text": [f"{name} {page.money(price)}"]}))
        line = AMBER if colour == AMBER_TEXT else colour
        layers.append(row.mark_rule(color=line, strokeWidth=1.6, strokeDash=dash).encode(x="price:Q"))
        text = row.mark_text(align="left", baseline="top", dx=5, color=colour, fontWeight="bold")
        layers.append(text.encode(x="price:Q", y=alt.value(at), text="text:N"))
    return layers


def _titles(page: BidPage) -> tuple[str, str]:
    bid, say = page.bid, page.say
    if bid.low is None or bid.is_unlimited:
        return page.answer()[0].rstrip(".。"), page.luck
    title = say.say(f"Pay up to {page.total(bid.low)}", f"报价不超过{page.total(bid.low)}")
    return title, page.luck
