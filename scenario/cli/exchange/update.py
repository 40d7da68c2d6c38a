"""A later export of a schedule that was imported: what stands in its folder, and what has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenario.project.problems import Problem, ProjectError

ENDING = ".actuals.yaml"


def imported_before(folder: Path) -> tuple[str, dict[str, Any]]:
    """Return the name of what was imported into a folder first, and its latest project file as plain data.

    Raises
    ------
    ProjectError
        There is none, or there are several
    """
    from scenario.project.files.reading import read

    stems = sorted(path.name.removesuffix(ENDING) for path in folder.glob(f"*{ENDING}"))
    firsts = {stem.split("@")[0] for stem in stems}
    if len(firsts) != 1:
        told = "several schedules: " + ", ".join(sorted(firsts)) if firsts else "no imported schedule"
        message = f"it holds {told}; name the folder of an earlier `scenario import`, one for each schedule"
        raise ProjectError([Problem(str(folder), None, "", message)])
    latest = stems[-1] if len(stems) == 1 else max(stem for stem in stems if "@" in stem)
    return firsts.pop(), read(folder / f"{latest}.yaml").data
