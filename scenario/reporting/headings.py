"""Headings of a page: each can be led to, and the contents list them."""

from __future__ import annotations

import re

from scenario.project.values.names import Language
from scenario.views.pages.board import CONTENTS

_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)


def with_contents(page: str, language: Language) -> str:
    """Return a page whose headings are numbered and can be led to, with the list of them.

    >>> with_contents("<!-- contents --><h2>A</h2>", "en").count('href="#part-1"')
    1
    """
    found: list[str] = []

    def marked(heading: re.Match[str]) -> str:
        found.append(heading[1])
        return f'<h2 id="part-{len(found)}"><span class="no">{len(found)}</span> {heading[1]}</h2>'

    page = _HEADING.sub(marked, page)
    lines = "".join(
        f'<li><a href="#part-{number}"><span class="no">{number}</span> {text}</a></li>'
        for number, text in enumerate(found, 1)
    )
    head = "目录" if language == "zh" else "Contents"
    nav = f'<nav class="contents"><p class="head">{head}</p><ol>{lines}</ol></nav>' if found else ""
    return page.replace(CONTENTS, nav, 1)
