"""What a page shows as files to take along: PDF, workbook, pictures, tables, the project as it stands."""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ipywidgets as widgets

from scenario.project.values.names import Language
from scenario.views.widgets.looks import red
from scenario.views.words.wording import Wording

if TYPE_CHECKING:
    from scenario.analysis import Study

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that a table is UTF-8."""
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "zip": "application/zip",
    "csv": "text/csv",
    "yaml": "application/yaml",
}
KINDS = ("pdf", "xlsx", "png", "csv", "yaml")
"""The buttons, in their order."""
_PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)


class Taken(NamedTuple):
    """A file to take along: its name and its content."""

    name: str
    content: bytes


class NothingToTakeError(LookupError):
    """The page shows nothing of the kind."""


class Downloads:
    """A row of buttons, each of which makes a file of what the page shows and offers it.

    Parameters
    ----------
    stem : str
        How file names begin
    language : {"en", "zh"}
        Of the files
    shown : callable
        Returns the page that is shown; it has a `widget`, and may have the `study` that it tells
    """

    def __init__(self, stem: str, language: Language, shown: Callable[[], Any]) -> None:
        self.stem, self.language, self.shown = stem, language, shown
        self.say = Wording(language)
        self.buttons = {kind: self._button(kind) for kind in KINDS}
        self.told = widgets.HTML()
        self.told.add_class("scenario-download")
        label = widgets.HTML(f"<span>{self.say.say('Download', '下载')}</span>")
        self.widget = widgets.HBox([label, *self.buttons.values(), self.told])
        self.widget.add_class("scenario-downloads")

    def _button(self, kind: str) -> Any:
        tip = self.say.say(f"Download what is shown as {kind.upper()}", f"将当前内容下载为{kind.upper()}")
        button = widgets.Button(description=kind.upper(), tooltip=tip, layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: self.offer(kind))
        return button

    def offer(self, kind: str) -> Taken | None:
        """Make a file and offer it as a link, which the page follows by itself; tell why there is none."""
        self.told.value = self.say.say("making it …", "正在生成…")
        try:
            taken = self.taken(kind)
        except (NothingToTakeError, RuntimeError) as error:
            self.told.value = red(str(error))
            return None
        data = base64.b64encode(taken.content).decode()
        ending = taken.name.rpartition(".")[2]
        size = f"{max(1, round(len(taken.content) / 1000)):,} kB"
        self.told.value = (
            f'<a download="{escape(taken.name)}" href="data:{TYPES[ending]};base64,{data}">'
            f"{escape(taken.name)}</a> {size}"
        )
        return taken

    def taken(self, kind: str) -> Taken:
        """Return what the page shows as a file of a kind.

        Raises
        ------
        NothingToTakeError
            The page shows nothing of it.
        RuntimeError
            A report cannot be made here, such as a PDF where nothing sets pages.
        """
        page = self.shown()
        if kind == "png":
            return self._pictures(page)
        if kind == "csv":
            return Taken(f"{self.stem}.csv", as_csv(list(tables_of(page.widget))))
        study = getattr(page, "study", None)
        if study is None or not study.runs:
            raise NothingToTakeError(
                self.say.say("run it first; this page has no simulation to tell", "请先运行模拟")
            )
        return self._yaml(study) if kind == "yaml" else self._report(study, kind)

    def _pictures(self, page: Any) -> Taken:
        """Return the picture of a page, or all that it has in one archive."""
        found = [as_png(picture) for picture in pictures_of(page.widget)]
        if not found:
            raise NothingToTakeError(self.say.say("there is no picture here", "本页没有图"))
        if len(found) == 1:
            return Taken(f"{self.stem}.png", found[0])
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            for number, picture in enumerate(found, 1):
                archive.writestr(f"{self.stem}-{number}.png", picture)
        return Taken(f"{self.stem}-png.zip", written.getvalue())

    def _yaml(self, study: Study) -> Taken:
        from scenario.reporting.forms import resolved

        made = resolved(study.project)
        return Taken(made.name, made.content.encode())

    def _report(self, study: Study, kind: str) -> Taken:
        from scenario.disk.under_way import exchange_folder
        from scenario.reporting.forms import Told, write_forms, wrong_forms
        from scenario.reporting.many import save_pack

        template = "board" if study.months else "schedule"
        forms, _ = wrong_forms(kind)
        with exchange_folder("download") as room:
            folder = study.save(room / "study")
            if template == "board":
                save_pack(folder, study, study.project)
            (path,) = write_forms(folder, study, Path(room) / self.stem, Told(template, self.language, forms))
            return Taken(path.name, path.read_bytes())


def texts_of(widget: Any) -> Iterator[str]:
    """Yield the HTML that a widget and those in it show, in their order; nothing of what is hidden."""
    if getattr(getattr(widget, "layout", None), "display", None) == "none":
        return
    if isinstance(widget, widgets.HTML):
        yield widget.value
    for part in getattr(widget, "children", ()):
        yield from texts_of(part)


def pictures_of(widget: Any) -> Iterator[str]:
    """Yield the pictures that a widget shows."""
    for text in texts_of(widget):
        yield from _PICTURE.findall(text)


def as_png(picture: str) -> bytes:
    """Return a picture of a page as PNG."""
    import vl_convert

    from scenario.views.figures.static import registered_fonts

    registered_fonts()
    whole = picture.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    drawn: bytes = vl_convert.svg_to_png(whole, scale=2.0)
    return drawn


def tables_of(widget: Any) -> Iterator[list[list[str]]]:
    """Yield the tables that a widget shows as rows of text, the caption first."""
    from lxml import html

    for text in texts_of(widget):
        if "<table" not in text:
            continue
        for table in html.fragment_fromstring(text, create_parent=True).iter("table"):
            rows = [[_plain(cell) for cell in row] for row in table.iter("tr")]
            caption = table.find("caption")
            yield rows if caption is None else [[_plain(caption)], *rows]


def as_csv(tables: list[list[list[str]]]) -> bytes:
    """Return tables one below the other, a free line between them, as CSV that Excel reads.

    What begins as a formula would is told as text. Raises NothingToTakeError where there is no table.
    """
    if not tables:
        raise NothingToTakeError("there is no table here")
    written = io.StringIO()
    writer = csv.writer(written)
    for number, rows in enumerate(tables):
        writer.writerows([[]] if number else [])
        writer.writerows([[_inert(cell) for cell in row] for row in rows])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def _plain(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _inert(text: str) -> str:
    """Return a cell that no program takes for a formula.

    >>> _inert("=1+1"), _inert("-12.5"), _inert("+3 %"), _inert("@SUM(1)")
    ("'=1+1", '-12.5', '+3 %', "'@SUM(1)")
    """
    harmless = re.match(r"[+-]?[\d.,]", text) is not None
    return f"'{text}" if text[:1] in "=+-@" and text and not harmless else text
