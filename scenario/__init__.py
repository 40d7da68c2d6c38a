"""A scenario-planning workbench for property developers.

>>> import scenario
>>> project = scenario.load("params/riverside.yaml")  # doctest: +SKIP
>>> study = scenario.simulate(project, runs=1000)  # doctest: +SKIP
>>> study.odds()  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenario.analysis import Study, open_study
    from scenario.analysis.precision.replicates import replicate
    from scenario.analysis.precision.until import runs_needed
    from scenario.analysis.simulate import simulate
    from scenario.analysis.studies import Studies, StudiesInterrupted, study_many
    from scenario.measures import MEASURES
    from scenario.project import Project, ProjectError, load
    from scenario.project.files.case_grid import load_cases
    from scenario.project.files.saving import save_scenario
    from scenario.study.gather import StudyInterrupted
    from scenario.study.retention import NotKept
    from scenario.study.storage.manifest import StudyError
    from scenario.tracking.track import track

    __version__: str

__all__ = [
    "MEASURES",
    "NotKept",
    "Project",
    "ProjectError",
    "Studies",
    "StudiesInterrupted",
    "Study",
    "StudyError",
    "StudyInterrupted",
    "__version__",
    "load",
    "load_cases",
    "open_study",
    "replicate",
    "runs_needed",
    "save_scenario",
    "simulate",
    "study_many",
    "track",
]

_ROOMS = {
    "scenario.analysis": ("Study", "open_study", "simulate"),
    "scenario.measures": ("MEASURES",),
    "scenario.analysis.precision.replicates": ("replicate",),
    "scenario.analysis.studies": ("Studies", "StudiesInterrupted", "study_many"),
    "scenario.project.files.case_grid": ("load_cases",),
    "scenario.project.files.saving": ("save_scenario",),
    "scenario.analysis.precision.until": ("runs_needed",),
    "scenario.project": ("Project", "ProjectError", "load"),
    "scenario.study.gather": ("StudyInterrupted",),
    "scenario.study.retention": ("NotKept",),
    "scenario.study.storage.manifest": ("StudyError",),
    "scenario.tracking.track": ("track",),
}
"""Where each public name lives; imported on its first use, so that importing `scenario` is quick."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("scenario-workbench")
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(importlib.import_module(room), name)
    raise AttributeError(f"module 'scenario' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
