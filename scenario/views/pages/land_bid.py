"""The page of a bid: one HTML file that needs no network. All text of the project is escaped."""

from __future__ import annotations

from html import escape

from scenario.analysis.bidding.bid import Bid
from scenario.data import data
from scenario.project.values.names import Language
from scenario.views.figures.bid_curve import bid_curve
from scenario.views.figures.static import font_faces, svg
from scenario.views.tables.bidding.auction import auction_in_words
from scenario.views.tables.bidding.bid import BidPage
from scenario.views.tables.bidding.parcels import ParcelsPage
from scenario.views.tables.table import Table

SAFE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
EVERY = 40
"""Prices in the table of the page: those of the grid."""


def bid_page(bid: Bid, language: Language) -> str:
    """Return the page of a bid as HTML."""
    page = BidPage(bid, language)
    return _page(page.title, _body(page, language), language)


def parcels_page(page: ParcelsPage, language: Language) -> str:
    """Return the page of several bids as HTML."""
    say = page.say
    parts = [
        f"<header><h1>{escape(page.title)}</h1>",
        f'<p class="note">{escape(page.luck)}</p></header>',
        _numbers(page.table()),
        _section(say.say("What binds", "约束目标"), page.binds()),
        _section(say.say("How to read it", "说明"), page.notes()),
    ]
    return _page(page.title, "".join(parts), language)


def _page(title: str, body: str, language: Language) -> str:
    style = data("reports", "templates", "light", "style.css").read_text(encoding="utf-8")
    letters = font_faces(f"{body}{title}")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{SAFE_ONLY}">\n'
        f"<title>{escape(title)}</title>\n<style>{letters}\n{style}</style>\n</head>\n"
        f"<body><main>{body}</main></body>\n</html>\n"
    )


def _body(page: BidPage, language: Language) -> str:
    say, bid = page.say, page.bid
    kicker = say.say(
        f"Land bid · scenario {say.scenario(bid.project.scenario)}",
        f"拿地报价 · 情景：{say.scenario(bid.project.scenario)}",
    )
    answer, *rest = page.answer()
    grade = "safe" if bid.low is not None else "weak"
    parts = [
        f'<header><p class="kicker">{escape(kicker)}</p>',
        f"<h1>{escape(say.name(bid.project.project.name))}</h1>",
        f'<p class="answer {grade}"><strong>{escape(answer)}</strong></p>',
        *(f"<p>{escape(text)}</p>" for text in rest),
        f'<p class="note">{escape(page.luck)}</p></header>',
        f"<figure>{svg(bid_curve(bid, language), 'bid')}</figure>",
        _numbers(page.required()),
        _section(say.say("What no price can help", "地价无法改善"), page.hopeless()),
        _section(say.say("The auction", "竞买"), auction_in_words(page)),
        _section(say.say("How to read it", "说明"), page.notes()),
        _numbers(page.curve(EVERY)),
    ]
    return "".join(parts)


def _numbers(table: Table) -> str:
    return f'<div class="numbers">{table.html()}</div>'


def _section(title: str, sentences: list[str]) -> str:
    told = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    return f"<h2>{escape(title)}</h2><ul>{told}</ul>" if sentences else ""
