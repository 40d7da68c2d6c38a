"""A stored study becomes a page: a notebook presents it, and what its cells show is one file of HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scenario.data import data
from scenario.project.problems import unknown
from scenario.reporting.headings import with_contents
from scenario.reporting.loading import loaded_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scenario.project.values.names import Language

REPORTS = data("reports")
"""The notebooks, and below `templates/` how they become pages."""
_TEXT = re.compile(r">[^<>]+<")
_NO_TEXT = re.compile(r"(<svg.*?</svg>|<style.*?</style>)", re.DOTALL)
LAYOUT = "light"
"""The nbconvert template of all reports."""
FONTS_HERE = "/* fonts */"
"""Where the page takes in its fonts."""


class ReportFailed(RuntimeError):  # noqa: N818 - an event, not a kind of error
    """A notebook that could not be run, or a page that is not what it must be."""


def templates() -> list[str]:
    """Return the names of the report notebooks."""
    return sorted(path.stem for path in REPORTS.glob("*.ipynb"))


def unknown_template(name: str) -> list[str]:
    """Return why there is no such template; nothing when there is."""
    return [] if name in templates() else [unknown("report template", name, templates())]


def executed(notebook: Path, parameters: dict[str, Any]) -> Any:
    """Return a notebook run with parameters. Raises ReportFailed.

    papermill takes a misspelt parameter without a word; here it is refused before anything runs.
    """
    import papermill

    from scenario.reporting import inside

    known = papermill.inspect_notebook(str(notebook))
    for name in parameters:
        if name not in known:
            raise ReportFailed(f"{notebook.name}: {unknown('parameter', name, known)}")
    try:
        return papermill.execute_notebook(
            str(notebook),
            None,
            parameters=parameters,
            engine_name=inside.NAME,
            kernel_name="python3",
            progress_bar=False,
        )
    except papermill.PapermillExecutionError as error:
        raise ReportFailed(
            f"{notebook.name}, cell {error.exec_count}: {error.ename}: {error.evalue}"
        ) from None


def page_of(notebook: Any, title: str, language: Language) -> str:
    """Return the page of an executed notebook, with the glyphs that it uses. Raises ReportFailed."""
    from nbconvert import HTMLExporter

    exporter: Any = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name=LAYOUT, extra_template_basedirs=[str(REPORTS / "templates")]
    )
    page, _ = exporter.from_notebook_node(notebook, resources={"language": language, "title": title})
    return finished(_set(with_contents(str(page), language), language))


def _set(page: str, language: Language) -> str:
    """Return a page whose text is set as its language is: units with their numbers, Chinese in full width.

    Pictures and styles stay as they are.
    """
    from scenario.views.tables.table import unbroken
    from scenario.views.words.punctuation import full_width

    set_: Callable[[str], str] = (lambda text: full_width(unbroken(text))) if language == "zh" else unbroken
    parts = _NO_TEXT.split(page)
    parts[::2] = [_TEXT.sub(lambda text: set_(text[0]), part) for part in parts[::2]]
    return "".join(parts)


def finished(page: str) -> str:
    """Return a page with the glyphs that it uses. Raises ReportFailed when it would load anything."""
    from scenario.views.figures.static import font_faces

    page = re.sub(r"[ \t]+\n", "\n", page)
    page = page.replace(FONTS_HERE, font_faces(page), 1)
    if found := loaded_by(page):
        raise ReportFailed(f"the page would load what is not in it: {'; '.join(found[:3])}")
    return page
