"""What is described: one record file for each top-level key of a project file, and `load`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenario.project.files.load import check, load, load_scenarios
    from scenario.project.problems import Problem, ProjectError
    from scenario.project.sections.root import Project
    from scenario.project.values.quantity import Quantity

__all__ = ["Problem", "Project", "ProjectError", "Quantity", "check", "load", "load_scenarios"]

_ROOMS = {
    "Problem": "problems",
    "Project": "sections.root",
    "ProjectError": "problems",
    "Quantity": "values.quantity",
    "check": "files.load",
    "load": "files.load",
    "load_scenarios": "files.load",
}
"""Where each lives; imported on its first use, since the records take 0.2 s that `--help` does not need."""


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return getattr(importlib.import_module(f"{__name__}.{_ROOMS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
