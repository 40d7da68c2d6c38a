"""Which values of a study differ from the file as it stands, and who changed them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from scenario.project.dotted_paths import PathError, split_path
from scenario.project.sections.root import Project
from scenario.project.values.names import Language
from scenario.views.tables.table import Table
from scenario.views.words.path_words import path_in_words, value_in_words
from scenario.views.words.wording import MISSING, Wording, clean

FILE = "assumptions.json"
"""What they are stored in, beside the tables of a study."""
BY_HAND = "--set"
"""Stands for a value given on the command line, where an override's name stands otherwise."""


class Assumption(NamedTuple):
    """One value that differs: its path, what the file says, what was simulated, and which override did it.

    `words` has the same four as people say them, by language.
    """

    path: str
    base: str
    now: str
    override: str
    words: Mapping[str, Sequence[str]] = {}


class Assumptions(NamedTuple):
    """All values that differ, in the order in which they were applied."""

    rows: tuple[Assumption, ...] = ()

    @classmethod
    def of(cls, project: Project, base: Project, settings: Mapping[str, Any]) -> Assumptions:
        """Return what a scenario and settings by hand change of a base."""
        changes: dict[str, tuple[Any, str]] = {}
        for override in project.scenarios.get(project.scenario, ()):
            changes |= {path: (value, override) for path, value in project.overrides[override].items()}
        changes |= {path: (value, BY_HAND) for path, value in settings.items()}
        said = base.resolved()
        return cls(
            tuple(
                _assumption(path, _at(said, path), value, override, base)
                for path, (value, override) in changes.items()
            )
        )

    def table(self, language: Language) -> Table:
        """Return the table of what differs."""
        say = Wording(language)
        columns = say.say("Value|In the file|Simulated|By", "参数|文件值|模拟值|来源").split("|")
        told = [row.words.get(language, row[:4]) for row in self.rows]
        return Table("", tuple(columns), [tuple(clean(text) for text in row) for row in told])

    def save(self, folder: Path) -> None:
        """Write them to the folder of a study."""
        rows = [row._asdict() for row in self.rows]
        (folder / FILE).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Assumptions:
        """Read them from the folder of a study; none when nothing is stored."""
        path = folder / FILE
        if not path.exists():
            return cls()
        return cls(tuple(Assumption(**row) for row in json.loads(path.read_text(encoding="utf-8"))))


def _assumption(path: str, base: Any, now: Any, override: str, project: Project) -> Assumption:
    words = {}
    for language in get_args(Language):
        say = Wording.about(project, language)
        before, after = (value_in_words(path, value, say) or shown(value) for value in (base, now))
        by = say.say("by hand", "手工设定") if override == BY_HAND else say.scenario(override)
        words[language] = (path_in_words(path, project, say), before, after, by)
    return Assumption(path, shown(base), shown(now), override, words)


def _at(data: Any, path: str) -> Any:
    """Return the value at a path, None when there is none."""
    try:
        for key in split_path(data, path):
            data = data[key]
    except (PathError, KeyError, IndexError, TypeError):
        return None
    return data


def shown(value: Any) -> str:
    """Return a value as a project file writes it, without its source.

    >>> shown({"pert": [0.45, 0.55, 0.65], "source": "general practice"}), shown(13950000)
    ('pert [0.45, 0.55, 0.65]', '13,950,000')
    """
    if value is None:
        return MISSING
    if isinstance(value, Mapping):
        kept = {key: inner for key, inner in value.items() if key not in ("source", "as_of")}
        return "; ".join(
            f"{key} {shown(inner)}" if key != "value" else shown(inner) for key, inner in kept.items()
        )
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(shown(inner) for inner in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:,.15g}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
