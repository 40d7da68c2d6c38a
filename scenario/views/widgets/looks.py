"""What pages of widgets look like: one style sheet, boxes beside each other, the glyphs that they need."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from scenario.views.figures.looks import FONTS
from scenario.views.figures.static import font_faces

LOOKS = (
    f".scenario-page,.scenario-page .widget-label,.scenario-page input,.scenario-page button,"
    f".scenario-page select{{font-family:{FONTS}}}"
    ".scenario-page .odds table{border-collapse:collapse;margin:6px 0;line-height:1.4}"
    ".scenario-page .odds caption{text-align:left;font-weight:700;color:#1f2d3d}"
    ".scenario-page .odds th,.scenario-page .odds td{padding:3px 9px 3px 0;text-align:right;"
    "white-space:nowrap;font-weight:400;color:#1f2d3d;border-bottom:1px solid #dde3e9}"
    ".scenario-page .odds th:first-child{text-align:left;white-space:normal}"
    ".scenario-page .odds thead th{color:#55606d;white-space:normal;word-break:keep-all}"
    ".scenario-page .figure svg{max-width:100%;height:auto}.scenario-page .wide svg{max-width:none}"
    ".scenario-page .stale{opacity:.4;filter:grayscale(1)}"
    ".scenario-page .whose{line-height:1.5;color:#1f2d3d}.scenario-page .whose strong{color:#9a4a00}"
    ".scenario-page .error{color:#a3190f;white-space:pre-wrap;line-height:1.4}"
    ".scenario-page .note span{color:#a3190f;font-size:12px;line-height:1.3;display:block;"
    "padding:0 0 4px 204px}"
    ".scenario-controls .widget-dropdown,.scenario-controls .widget-slider,.scenario-controls .widget-text"
    "{height:auto;align-items:center}"
    ".scenario-controls select{height:var(--jp-widgets-inline-height)}"
    ".scenario-controls .widget-label{white-space:normal;line-height:1.5;height:auto;display:flex;"
    "align-items:center;justify-content:flex-end;min-height:var(--jp-widgets-inline-height)}"
    ".scenario-page :focus-visible{outline:2px solid #2f6690;outline-offset:1px}"
    ".scenario-page .jupyter-widgets-disconnected::before{content:none}"
    ".scenario-last-state{display:none}"  # while the page lives; without a kernel no style hides it
)
"""Dates and numbers stay on one line, names take as many as they need; what is wide is scrolled."""
ENDED = {
    "en": "The kernel has ended: what stands here is the last state. Choose Run, Run All Cells to go on.",
    "zh": "内核已停止: 此处为最后状态。请选择“运行全部单元格”继续。",
}
BESIDE = {"flex": "1 1 420px", "min_width": "0"}
"""What stands beside the controls: below them where the window is narrow."""


def side_by_side(left: Any, right: Any) -> Any:
    """Return two boxes beside each other, or one below the other where there is no room."""
    return widgets.HBox([left, right], layout=widgets.Layout(flex_flow="row wrap", grid_gap="0 24px"))


NOTES = "不是数字请写成或有歧义未输入仍为的单位应最多少至亿万千百元天人个月此前尚按当数值运行已取消完次失败"
"""What may be said beside a box at any time, for its glyphs."""


def _texts(widget: Any) -> str:
    """Return all text of a widget and of what it holds."""
    found = [getattr(widget, name, "") for name in ("value", "description", "placeholder")]
    found += [label if isinstance(label, str) else str(label[0]) for label in getattr(widget, "options", ())]
    found += getattr(widget, "titles", ())
    own = "".join(text for text in found if isinstance(text, str) and not text.startswith("<style"))
    return own + "".join(_texts(child) for child in getattr(widget, "children", ()))


def red(text: str) -> str:
    """Return what went wrong as a page shows it."""
    return f'<div class="error" role="alert">{escape(text)}</div>'


class Style:
    """A style sheet that carries the glyphs of what is shown, each once, wherever the page is opened.

    Attributes
    ----------
    widget : stands in the page, and shows nothing
    """

    def __init__(self, language: str) -> None:
        ended = (
            f'.scenario-page.jupyter-widgets-disconnected::before{{content:"{ENDED[language]}";'
            "font-family:inherit;color:#a3190f;font-size:14px;display:block;padding:6px 0}"
        )
        self._rules, self._carried = [LOOKS, ended], set[str]()
        letters = "".join(map(chr, range(33, 127)))
        self.widget = widgets.HTML(self.glyphs(letters + NOTES + ENDED[language]))
        self.widget.layout.height = "0"
        self.widget.layout.margin = "0"

    def carry(self, page: Any, further: str = "") -> None:
        """Take in the glyphs of all that a page says, and of a further text."""
        style = self.glyphs(_texts(page) + further)
        if style is not None:
            self.widget.value = style

    def glyphs(self, text: str) -> str | None:
        """Return the style sheet with the glyphs of a text too, None when it has them already."""
        wanted = {letter for letter in text if letter.isprintable()} - self._carried
        if not wanted:
            return None
        self._carried |= wanted
        self._rules.append(font_faces("".join(sorted(wanted)), only=True))
        return f"<style>{''.join(self._rules)}</style>"
