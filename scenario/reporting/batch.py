"""Reports by the dozen: names, and one report of one study."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scenario.disk.under_way import exchange_folder
from scenario.reporting.forms import Told, write_forms

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language
    from scenario.views.tables.assumptions import Assumptions


def stems(projects: Iterable[Project], template: str, languages: Iterable[Language]) -> list[list[str]]:
    """Return for each project a file name a language, without ending: letters, digits, dashes; none alike."""
    languages = list(languages)
    taken: set[str] = set()
    found = []
    for project in projects:
        scenario = "" if project.scenario == "base" else f"-{slug(project.scenario)}"
        stem, number = f"{slug(Path(project.file).stem)}{scenario}-{slug(template)}", 1
        while (whole := f"{stem}{'' if number == 1 else f'-{number}'}") in taken:
            number += 1
        taken.add(whole)
        suffix = "" if number == 1 else f"-{number}"
        found.append([f"{stem}-{language}{suffix}" for language in languages])
    return found


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
    """Write the report of a study that is in memory to one HTML file and return its path.

    Parameters
    ----------
    study : Study
        What was simulated; the notebook only presents it
    path : Path
        The file, `.html`; its folder is made
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
    told = Told(template, language)
    if written is not None:
        told = replace(told, written=written)
    with exchange_folder("report") as room:
        folder = study.save(room / "study")
        assumptions.save(folder)
        return write_forms(folder, study, path.with_suffix(""), told)[0]
