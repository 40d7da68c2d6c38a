"""An import as a whole: a file is read, mapped, checked, planned, and its dates are compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from scenario.analysis.exchange.agreement import Agreement, agreement, checked_dates
from scenario.analysis.exchange.ranges import Rules, apply_rules
from scenario.analysis.exchange.source_health import source_health
from scenario.analysis.schedule.health import ProjectHealth
from scenario.exchange.hours import NoWorkError
from scenario.exchange.mapping.identifiers import slug
from scenario.exchange.mapping.imported import Imported, Mandatory, imported
from scenario.exchange.readers.read import read_schedule
from scenario.exchange.source import Source, SourceError, SourceProject
from scenario.exchange.yaml_text import document
from scenario.model.project_plan import compile_plan
from scenario.project.files.reading import parse
from scenario.project.files.statement import joined
from scenario.project.files.validation import validated
from scenario.project.problems import ProjectError
from scenario.project.sections.root import Project


@dataclass(frozen=True, slots=True)
class Import:
    """What became of a schedule.

    Attributes
    ----------
    name : what its files are called
    made : the mapping, its notes among it
    project : the project with its statement
    project_text, statement_text : the files
    agreement : stored dates beside ours
    health : what the usual checks find
    ranged : the rules that gave ranges, if any did
    """

    name: str
    made: Imported
    project: Project
    project_text: str
    statement_text: str
    agreement: Agreement
    health: ProjectHealth
    ranged: Ranged | None = None


class Ranged(NamedTuple):
    """Rules that gave ranges, and how many activities each took; the last count is of those without."""

    rules: Rules
    counts: list[int]


def import_schedule(
    path: Path,
    which: str | None = None,
    encoding: str | None = None,
    mandatory: Mandatory = "refuse",
    rules: Rules | None = None,
) -> Import:
    """Import one project of a planner's schedule.

    Parameters
    ----------
    path : Path
        The file: XER, PMXML or MSPDI
    which : str, optional
        The id of the project, where the file holds several
    encoding : str, optional
        The code page of an XER file
    mandatory : {"refuse", "as_soft"}
        What becomes of dates that break logic
    rules : Rules, optional
        How durations become ranges

    Raises
    ------
    SourceError
        Every problem of the file at once, each with its place
    """
    source = read_schedule(path, encoding)
    project = chosen(source, which)
    try:
        made = imported(source, project, mandatory)
        checked = checked_dates(made)
        ranged = Ranged(rules, apply_rules(made, rules)) if rules is not None else None
        name = slug(path.name.split(".")[0], "schedule")
        texts = document(made.data, _head(path, made)), document(made.statement, _head(path, made))
        ours = _project(name, *texts)
        plan = compile_plan(ours)
        return Import(
            name, made, ours, *texts, agreement(made, plan, checked), source_health(made, checked), ranged
        )
    except NoWorkError as error:
        raise SourceError(str(path), [f"{error}; give it working days"]) from None
    except ProjectError as error:
        problems = [_named(made, problem.path, problem.message) for problem in error.problems]
        raise SourceError(str(path), problems) from None


def chosen(source: Source, which: str | None) -> SourceProject:
    """Return the project of an id, or the only one. Raises SourceError."""
    known = {project.id: project for project in source.projects}
    if which is None and len(known) == 1:
        return source.projects[0]
    if which in known:
        return known[which]
    listed = ", ".join(f"{project.id} ({project.name})" for project in source.projects)
    what = f"there is no project {which!r}" if which is not None else f"it holds {len(known)} projects"
    raise SourceError(source.file, [f"{what}; say --project ID with one of {listed}"])


def imported_project(made: Imported) -> Project:
    """Return the project of a mapping, with its statement. Raises ProjectError."""
    return _project("imported", document(made.data, ""), document(made.statement, ""))


def _project(name: str, project_text: str, statement_text: str) -> Project:
    """Return the project that the files describe, read as they will be. Raises ProjectError."""
    described, known = parse(project_text, f"{name}.yaml"), parse(statement_text, f"{name}.actuals.yaml")
    project = validated(joined(described, known))
    project._file = f"{name}.yaml"
    return project


def _head(path: Path, made: Imported) -> str:
    at = f"{made.project.data_date:%Y-%m-%d %H:%M}"
    return f"made by scenario import from {path.name} ({made.source.made_by}), data date {at}"


def _named(made: Imported, path: str, message: str) -> str:
    """Return a problem of the file that would be written, told of the row that it comes from."""
    parts = path.split(".")
    uids = {name: uid for uid, name in made.ids.items()}
    rows = {task.uid: task for task in made.source.tasks}
    for part in parts:
        if part in uids:
            task = rows[uids[part]]
            return f"{task.where}: {task.code}: {message}"
    return f"{path}: {message}"
