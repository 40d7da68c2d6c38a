"""What was made of one project of a batch, and what is known of it the next time."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenario.cache import digest, program
from scenario.disk.whole import write_whole
from scenario.reporting.batch import slug
from scenario.reporting.presenting import REPORTS

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.sections.root import Project
    from scenario.study.settings import RunSettings

KEPT = ".made"
"""The folder of what is known of reports, in that of the reports."""
STUDIES = "studies"
"""The folder of the studies that reports present, in that of the reports."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one project in one scenario.

    Attributes
    ----------
    file, scenario : of the project
    name : of the project, in English and Chinese
    files : those written, relative to the folder of the reports, by language and form
    row : what the index page tells of it
    error : why nothing was made; empty where all went well
    unusable : whether that is the fault of the input
    again : whether everything was there already
    """

    file: str
    scenario: str
    name: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    row: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    unusable: bool = False
    again: bool = False

    @property
    def paths(self) -> list[str]:
        """The files, in the order in which they were asked for."""
        return [path for forms in self.files.values() for path in forms.values()]


def recall(out: Path, stem: str, key: str) -> Made | None:
    """Return what was made of the very same before; None when there is none, or a file of it is gone."""
    try:
        known = json.loads((out / KEPT / f"{stem}.json").read_text(encoding="utf-8"))
        sizes, made = known["sizes"], Made(**{**known["made"], "again": True})
        same = known["key"] == key and all((out / path).stat().st_size == sizes[path] for path in made.paths)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if same else None


def keep(out: Path, stem: str, key: str, made: Made) -> None:
    """Note what was made, so that it is not made again."""
    (out / KEPT).mkdir(exist_ok=True)
    sizes = {path: (out / path).stat().st_size for path in made.paths}
    text = json.dumps({"key": key, "sizes": sizes, "made": asdict(made)}, ensure_ascii=False, indent=1)
    write_whole(out / KEPT / f"{stem}.json", text)


def key_of(project: Project, others: list[Project], settings: RunSettings, *more: object) -> str:
    """Return a hash of all that a report depends on: projects, luck, what is told, program, pages."""
    pages = [path.read_bytes() for path in sorted(REPORTS.rglob("*")) if path.is_file() and _ours(path)]
    board = "" if project.board is None else project.board.model_dump_json()
    parts = [program(), project.file, project.scenario, project.fingerprint, board]
    parts += [f"{each.scenario} {each.fingerprint}" for each in others]
    parts += [str(settings.runs), str(settings.seed), str(settings.spread), *map(repr, more)]
    return digest([*parts, *pages])


def _ours(path: Path) -> bool:
    inside = path.relative_to(REPORTS).parts
    return "out" not in inside and not any(part.startswith(".") for part in inside)


def stored(project: Project, settings: RunSettings, out: Path) -> tuple[Path, Study]:
    """Return the folder of a project's study and the study; one that is there goes on where it stopped.

    Folders of the same project as it was before are removed. Where another process is making the same study,
    as for a scenario that two reports compare with, it is waited for.
    """
    from filelock import FileLock

    from scenario.analysis.study import study_of
    from scenario.study.storage.manifest import StudyError

    stem = f"{slug(Path(project.file).stem)}-{slug(project.scenario)}"
    spread = slug(str(settings.spread))
    end = f"{settings.seed}-{spread}-{settings.keep}"
    folder = out / STUDIES / f"{stem}-{project.fingerprint[:12]}-{end}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f".{stem}-{end}.lock"):
        for old in folder.parent.glob(f"{stem}-{'?' * 12}-{end}"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
        try:
            return folder, study_of(project, settings, folder)
        except StudyError:  # of another version, or with more runs than are asked for
            shutil.rmtree(folder)
            return folder, study_of(project, settings, folder)
