"""Pages on paper: A4 with page heads, numbers, contents and bookmarks, without a browser.

WeasyPrint sets them. It knows what of CSS is for paper (page numbers in contents, heads that name the
section, pages across), takes files along, and needs no other process.
"""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

NEEDED = (
    "PDF needs WeasyPrint with the library Pango: `pip install weasyprint`, and on Windows or macOS Pango as"
    " https://doc.courtbouillon.org/weasyprint/stable/first_steps.html says; HTML and workbooks need neither"
)


class PdfUnavailable(RuntimeError):  # noqa: N818 - an event, not a kind of error
    """What sets pages is not there."""


class Attached(NamedTuple):
    """A file that a PDF takes along: its name, what it is, its content."""

    name: str
    title: str
    content: str


def pdf_of(page: str, attached: tuple[Attached, ...] = ()) -> bytes:
    """Return a page of HTML as PDF. Nothing is fetched from anywhere.

    Raises
    ------
    PdfUnavailable
        WeasyPrint, or the library that it needs, is not installed.
    """
    weasyprint = page_setter()
    files = [
        weasyprint.Attachment(string=each.content, name=each.name, description=each.title)
        for each in attached
    ]
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    content: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(attachments=files)
    return content


def page_setter() -> Any:
    """Return what sets pages. Raises PdfUnavailable."""
    try:
        import weasyprint
    except (ImportError, OSError):
        raise PdfUnavailable(NEEDED) from None
    for name in ("weasyprint", "fontTools"):  # what browsers alone understand of the style
        logging.getLogger(name).setLevel(logging.ERROR)
    return weasyprint
