"""The projects of a folder: what is served, and nothing beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from scenario.project.files.load import load_scenarios
from scenario.project.problems import ProjectError
from scenario.project.sections.root import BASE, Project

_IS_PROJECT = re.compile(r"^(project|extends):", re.MULTILINE)
DEEPEST = 2
"""Folders below the one that is served, in which projects are looked for."""
LARGEST = 5_000_000
"""Larger files are no project files [bytes]."""


class Served(NamedTuple):
    """A file of the folder: its name as it stands in addresses, its project, or what is wrong with it."""

    name: str
    path: Path
    project: Project | None
    scenarios: tuple[str, ...]
    problems: tuple[str, ...]


def names(folder: Path) -> list[str]:
    """Return the project files of a folder, as they stand in addresses: relative, with forward strokes."""
    root = folder.resolve()
    found = (path for path in root.rglob("*.y*ml") if len(path.relative_to(root).parts) <= DEEPEST + 1)
    return sorted(path.relative_to(root).as_posix() for path in found if _is_project(path, root))


def _is_project(path: Path, root: Path) -> bool:
    if any(part.startswith(".") for part in path.relative_to(root).parts) or not path.is_file():
        return False
    if not path.resolve().is_relative_to(root) or path.stat().st_size > LARGEST:
        return False  # a link that leads out of the folder
    return _IS_PROJECT.search(path.read_text(encoding="utf-8-sig", errors="replace")) is not None


def path_of(folder: Path, name: str) -> Path:
    """Return the file of a name. Raises LookupError for all that is not listed."""
    if name not in names(folder):
        raise LookupError(f"there is no project '{name}' in the folder that is served")
    return folder.resolve() / name


def served(folder: Path) -> list[Served]:
    """Return each project of a folder, with its scenarios or with what is wrong."""
    return [_read(folder.resolve() / name, name) for name in names(folder)]


def _read(path: Path, name: str) -> Served:
    try:
        projects = load_scenarios(path)
        return Served(name, path, projects[BASE], tuple(projects), ())
    except ProjectError as error:
        return Served(name, path, None, (), tuple(_told(error.problems)))


def _told(problems: Iterable[object]) -> list[str]:
    return [f"line {getattr(each, 'line', None)}: {getattr(each, 'message', each)}" for each in problems]
