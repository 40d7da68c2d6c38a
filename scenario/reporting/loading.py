"""What a page would load or run when it is opened: a report does neither. Addresses as text are text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

TAGS = frozenset({"script", "iframe", "frame", "object", "embed", "applet", "base", "link"})
"""Elements that load or run something, or have others load it from elsewhere."""
ADDRESSES = frozenset({"src", "srcset", "poster", "background", "xlink:href", "href", "data", "manifest"})
"""Attributes whose value is loaded; that of a link is not, until somebody follows it."""
STYLES = re.compile(r"style|fill|stroke|filter|mask|cursor|clip-path|marker(-\w+)?")
"""Attributes that are read as style."""
INSIDE = ("#", "data:")
"""How an address within the page begins."""
_URL = re.compile(r"url\(\s*['\"]?\s*([^)'\"]*)|@import\s*([^;]*)", re.IGNORECASE)


def loaded_by(page: str) -> list[str]:
    """Return what a page would load or run: element, attribute and address.

    >>> loaded_by('<p title="http://a.b">http://a.b</p><a href="http://a.b">see</a>')
    []
    >>> loaded_by('<img src="http://a.b"><style>p {background: url(x.png)}</style>')
    ['img src http://a.b', 'style url x.png']
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        if tag in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            self._attribute(tag, name, (value or "").strip())

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self._style("style", data)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or (name, value.casefold()) == ("http-equiv", "refresh"):
            self.found.append(f"{tag} {name}")
        elif name in ADDRESSES and tag != "a" and value and not value.startswith(INSIDE):
            self.found.append(f"{tag} {name} {value[:60]}")
        elif STYLES.fullmatch(name):
            self._style(tag, value)

    def _style(self, tag: str, text: str) -> None:
        addresses = ((found[1] or found[2] or "").strip() for found in _URL.finditer(text))
        self.found += [f"{tag} url {address[:60]}" for address in addresses if not address.startswith(INSIDE)]
