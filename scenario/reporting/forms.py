"""The kinds of file that a report is written as: HTML, PDF, a workbook, a document of Word."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from scenario.disk.whole import named, write_document, write_whole
from scenario.reporting.document import document_of
from scenario.reporting.pdf import Attached, pdf_of
from scenario.reporting.presenting import REPORTS, executed, page_of

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

Form = Literal["html", "pdf", "xlsx", "docx"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells, and how.

    Attributes
    ----------
    template : a notebook of `reports/`
    language : of the report
    forms : the kinds of file
    written : the day that it bears
    options : folders of the studies that stand beside that of the project, if the template knows of any
    """

    template: str
    language: Language
    forms: tuple[Form, ...] = ("html",)
    written: dt.date = field(default_factory=dt.date.today)
    options: tuple[str, ...] = ()


def write_forms(folder: Path, study: Study, stem: Path, told: Told) -> list[Path]:
    """Write the report of a stored study and return its files, in the order of the forms.

    Parameters
    ----------
    folder : Path
        Where the study is stored, which the notebook opens
    study : Study
        The same, opened
    stem : Path
        The files without their endings; the folder is made
    told : Told
        What the report tells

    Raises
    ------
    ReportFailed
        The notebook failed, or the page would load something from a network.
    PdfUnavailable
        What sets pages on paper is not installed.
    """
    with named(stem):
        stem.parent.mkdir(parents=True, exist_ok=True)
    page = _page(folder, study, told) if {"html", "pdf", "docx"} & set(told.forms) else ""
    paths = []
    for form in told.forms:
        path = stem.with_name(f"{stem.name}.{form}")
        if form == "html":
            paths.append(write_whole(path, page))
        elif form == "pdf":
            paths.append(write_document(path, pdf_of(page, (resolved(study.project),))))
        elif form == "docx":
            paths.append(write_document(path, document_of(page, told.language)))
        else:
            paths.append(_write_book(path, study, told))
    return paths


def resolved(project: Project) -> Attached:
    """Return the project as it was simulated, merged and with its scenario applied, as a file of YAML."""
    from ruamel.yaml import YAML

    written = io.StringIO()
    yaml = YAML()
    yaml.width = 100
    yaml.dump(_plain(project.resolved()), written)
    name = f"{Path(project.file).stem or 'project'}-{project.scenario}-resolved.yaml"
    return Attached(name, f"{project.scenario}, {project.fingerprint}", written.getvalue())


def _plain(value: Any) -> Any:
    """Return data without tuples, which YAML does not know."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _page(folder: Path, study: Study, told: Told) -> str:
    parameters: dict[str, Any] = {
        "study": str(folder),
        "language": told.language,
        "written": told.written.isoformat(),
    }
    if told.options:
        parameters["options"] = list(told.options)
    notebook = executed(REPORTS / f"{told.template}.ipynb", parameters)
    return page_of(notebook, study.project.project.name.to(told.language), told.language)


def _write_book(path: Path, study: Study, told: Told) -> Path:
    from scenario.analysis.schedule.plan_levels import Choice
    from scenario.views.tables.plans import Plans
    from scenario.views.workbook.workbook import write_workbook

    made = study.project.project.start
    plans = Plans(study, told.language) if study.project.activities else None
    if told.template == "schedule" and plans is not None:
        return write_workbook(path, plans.in_book(Choice()), plans.notes(), plans.say, made)
    from scenario.views.tables.pack.board_book import sheets_of
    from scenario.views.workbook.money.money_book import money_sheets

    tables, notes, say = sheets_of(study, told.language)
    return write_workbook(path, tables, notes, say, made, money_sheets(study, say))


def wrong_forms(text: str) -> tuple[tuple[Form, ...], Sequence[str]]:
    """Return the forms that a text lists, and those of it that are none.

    >>> wrong_forms("html,pdf"), wrong_forms("doc")
    ((('html', 'pdf'), []), ((), ['doc']))
    """
    asked = list(dict.fromkeys(part.strip() for part in text.split(",")))
    return tuple(form for form in FORMS if form in asked), [each for each in asked if each not in FORMS]
