"""Reports in batch: a study is stored, a notebook presents it, one file comes out that needs no network."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenario.data import data
from scenario.disk.under_way import exchange_folder
from scenario.disk.whole import named, write_whole
from scenario.project.problems import unknown
from scenario.reporting.loading import loaded_by

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language
    from scenario.views.tables.assumptions import Assumptions

REPORTS = data("reports")
"""The notebooks, and below `templates/` how they become pages."""
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


def file_names(projects: Iterable[Project], template: str, language: Language) -> list[str]:
    """Return a file name for the report of each project: letters, digits, dashes; no two alike."""
    names: list[str] = []
    for project in projects:
        scenario = "" if project.scenario == "base" else f"-{slug(project.scenario)}"
        stem = f"{slug(Path(project.file).stem)}{scenario}-{slug(template)}-{language}"
        number = 1
        while (name := f"{stem}{'' if number == 1 else f'-{number}'}.html").casefold() in names:
            number += 1
        names.append(name.casefold())
    return names


def slug(text: str) -> str:
    """Return a text as part of a file name, never as a path.

    >>> slug("../Riverside (2)"), slug("江畔里"), slug("...")
    ('riverside-2', '江畔里', 'project')
    """
    return re.sub(r"[\W_]+", "-", text).strip("-").casefold()[:60] or "project"


def write_report(
    study: Study,
    path: Path,
    template: str,
    language: Language,
    assumptions: Assumptions,
    written: dt.date | None = None,
) -> Path:
    """Write the report of a study to one HTML file and return its path.

    Parameters
    ----------
    study : Study
        What was simulated; the notebook only presents it
    path : Path
        The file; its folder is made
    template : str
        Name of a notebook in `reports/`
    language : {"en", "zh"}
        Of the report
    assumptions : Assumptions
        What differs from the project file
    written : date, optional
        The day to print; today by default

    Raises
    ------
    ReportFailed
        The notebook failed, or the page would load something from a network.
    """
    with exchange_folder("report") as room:
        folder = study.save(room / "study")
        assumptions.save(folder)
        parameters = {
            "study": str(folder),
            "language": language,
            "written": (written or dt.date.today()).isoformat(),
        }
        notebook = executed(REPORTS / f"{template}.ipynb", parameters, room)
    page = _page(notebook, study.project.project.name.to(language), language)
    with named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, page)


def executed(notebook: Path, parameters: dict[str, Any], cwd: Path) -> Any:
    """Return a notebook run with parameters. Raises ReportFailed.

    papermill takes a misspelt parameter without a word; here it is refused before anything runs.
    """
    import papermill

    known = papermill.inspect_notebook(str(notebook))
    for name in parameters:
        if name not in known:
            raise ReportFailed(f"{notebook.name}: {unknown('parameter', name, known)}")
    from scenario.reporting.kernel import kernels_in

    try:
        with kernels_in(cwd) as kernel:
            return papermill.execute_notebook(
                str(notebook),
                None,
                parameters=parameters,
                kernel_name="python3",
                cwd=str(cwd),
                progress_bar=False,
                extra_arguments=["--IPKernelApp.log_level=50"],  # what fails is told by the cell
                kernel_manager_class=kernel,
            )
    except papermill.PapermillExecutionError as error:
        raise ReportFailed(
            f"{notebook.name}, cell {error.exec_count}: {error.ename}: {error.evalue}"
        ) from None


def _page(notebook: Any, title: str, language: Language) -> str:
    """Return the page of an executed notebook, with the glyphs that it uses."""
    from nbconvert import HTMLExporter

    from scenario.views.figures.static import font_faces

    exporter: Any = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name=LAYOUT, extra_template_basedirs=[str(REPORTS / "templates")]
    )
    page, _ = exporter.from_notebook_node(notebook, resources={"language": language, "title": title})
    page = re.sub(r"[ \t]+\n", "\n", str(page))
    page = page.replace(FONTS_HERE, font_faces(page), 1)
    if found := loaded_by(page):
        raise ReportFailed(f"the page would load what is not in it: {'; '.join(found[:3])}")
    return page
