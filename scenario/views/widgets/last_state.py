"""A page in a notebook, and beside it what it showed last, for whoever opens it without a kernel."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape
from typing import Any, Protocol

from scenario.views.figures.looks import FONTS
from scenario.views.figures.static import font_faces
from scenario.views.words.wording import Wording

_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
_TAG = re.compile("<[^>]*>")


class Page(Protocol):
    """What is displayed: widgets, those of them that show what came of it, and whose it is."""

    widget: Any
    whose: Any
    tried: Any
    say: Wording

    @property
    def shown(self) -> Mapping[str, Any]:
        """The widgets that show what came of it, by name."""

    @property
    def title(self) -> str:
        """What the page is about."""


def display_page(page: Page) -> None:
    """Display the widgets, and a static picture of them that is seen only where they are not."""
    from IPython.display import HTML, display

    display(page.widget)  # type: ignore[no-untyped-call]
    handle = display(HTML(last_state(page)), display_id=True)  # type: ignore[no-untyped-call]

    def keep(_: Any) -> None:
        if handle is not None:
            handle.update(HTML(last_state(page)))  # type: ignore[no-untyped-call]

    page.tried.observe(keep, "value")


def last_state(page: Page) -> str:
    """Return what the page shows without scripts; pictures are images, which any viewer takes."""
    told = page.say.say(
        "This is the last state; no kernel runs. Choose Run, Run All Cells to move sliders again.",
        "此处为最后状态, 内核未运行。请选择“运行全部单元格”以继续操作。",
    )
    shown = "".join(_SVG.sub(_image, part.value) for part in page.shown.values())
    body = f"<h3>{escape(page.title)}</h3><p><em>{escape(told)}</em></p><p>{page.whose.value}</p>{shown}"
    return f'<div class="scenario-last-state" style="font-family:{FONTS}">{_faces(body)}{body}</div>'


def _faces(page: str) -> str:
    """Return a style sheet with the glyphs that a page or a picture needs."""
    return f"<style>{font_faces(_TAG.sub('', page))}</style>"


def _image(found: re.Match[str]) -> str:
    """Return a picture as an image of its own."""
    drawn = found.group().replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    drawn = drawn.replace(">", f">{_faces(drawn)}", 1)  # an image takes no font of the page
    title = re.search(r'aria-label="([^"]*)"', drawn)
    data = base64.b64encode(drawn.encode()).decode()
    return f'<p><img alt="{title.group(1) if title else ""}" src="data:image/svg+xml;base64,{data}"></p>'
