"""What two files differ in, by path, and in which groups of values."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from pydantic import ValidationError

from scenario.analysis.trace.account_inputs import values_in
from scenario.project.files.reading import Document, Place
from scenario.project.files.validation import validated
from scenario.project.problems import ProjectError
from scenario.project.sections.root import Project

GROUPS: Mapping[str, tuple[str, ...]] = {
    "activities": ("phases", "calendars", "staff", "departments", "activities", "hammocks", "fallbacks"),
    "risks": ("risks", "drivers", "correlations"),
    "land": ("site", "land", "auction"),
    "price": ("products", "market"),
    "cost": ("cost", "expenses", "buffers"),
    "funding": ("funding", "partners"),
    "tax": ("tax",),
    "regime": ("regime",),
}
"""The blocks of each group; what is in none of them is of the group of its own block."""
TOLD_ONLY = ("overrides", "scenarios", "extends", "board", "targets", "statement")
"""Blocks that no run depends on, or that are judged and not simulated."""
MISSING: Any = None
"""Stands where a file has no value."""


class Change(NamedTuple):
    """A value that differs: its path, what both files say (None for nothing), and its group."""

    path: str
    old: Any
    new: Any
    group: str


def group_of(block: str) -> str:
    """Return the group of a block; `targets` and what no run depends on have their own names.

    >>> group_of("land"), group_of("expenses"), group_of("cash")
    ('land', 'cost', 'cash')
    """
    return next((group for group, blocks in GROUPS.items() if block in blocks), block)


def changes_between(old: Project, new: Project) -> list[Change]:
    """Return every value that differs, in the order of the new file; what it has no longer comes last."""
    before, after = _values(old), _values(new)
    paths = [*after, *(path for path in before if path not in after)]
    return [
        Change(path, before.get(path, MISSING), after.get(path, MISSING), group_of(path.split(".")[0]))
        for path in paths
        if before.get(path, MISSING) != after.get(path, MISSING)
    ]


def _values(project: Project) -> dict[str, Any]:
    """Return the values of a project by path, as a file would write them; names and sources are left out."""
    data = _lists(project.resolved())
    left = ("overrides", "scenarios", "extends")
    found = {key: value for key, value in data.items() if key not in left}
    return {".".join(map(str, where)): value for where, value in values_in(found, ())}


def _lists(data: Any) -> Any:
    """Return data with lists where there are tuples."""
    if isinstance(data, Mapping):
        return {key: _lists(inner) for key, inner in data.items()}
    return [_lists(inner) for inner in data] if isinstance(data, (list, tuple)) else data


class Mixture:
    """Projects between two: some groups of values from the new one, all others from the old.

    Odds are of the new project's targets, where both can be judged by them; else of those both have.

    Parameters
    ----------
    old, new : Project
        The two
    """

    def __init__(self, old: Project, new: Project) -> None:
        self.old, self.new = old.resolved(), new.resolved()
        blocks = dict.fromkeys([*self.old, *self.new])
        apart = [b for b in blocks if b not in TOLD_ONLY and self.old.get(b) != self.new.get(b)]
        self.targets = self.new.get("targets", [])
        if self._made([]) is None:
            shared = [each for each in self.targets if each in self.old.get("targets", [])]
            self.targets = shared
        self.groups = self._joined(
            {group: [b for b in apart if group_of(b) == group] for group in map(group_of, apart)}
        )

    def _joined(self, groups: dict[str, list[str]]) -> dict[str, list[str]]:
        """Return groups of which any may come before any other; what needs each other is one group."""
        while len(groups) > 1:
            names = list(groups)
            alone = next((g for g in names if not self._may_part(groups, g)), None)
            if alone is None:
                break
            others = [g for g in names if g != alone]
            helped = [g for g in others if self._may_part(self._with(groups, alone, g), f"{alone} + {g}")]
            groups = self._with(groups, alone, (helped or others)[0])
        return groups

    def _may_part(self, groups: dict[str, list[str]], group: str) -> bool:
        """Return whether a group may be the only new one, the only old one, and new beside any other."""
        own, every = groups[group], [block for blocks in groups.values() for block in blocks]
        rest = [block for block in every if block not in own]
        pairs = [own + groups[other] for other in groups if other != group]
        return all(self._made(blocks) is not None for blocks in (own, rest, *pairs))

    @staticmethod
    def _with(groups: dict[str, list[str]], one: str, other: str) -> dict[str, list[str]]:
        kept = {name: blocks for name, blocks in groups.items() if name not in (one, other)}
        return {f"{one} + {other}": groups[one] + groups[other], **kept}

    def project(self, groups: Iterable[str]) -> Project:
        """Return the project in which these groups are new.

        Raises
        ------
        ProjectError
            It contradicts itself.
        """
        return self._project([block for group in groups for block in self.groups[group]])

    def _made(self, blocks: Sequence[str]) -> Project | None:
        try:
            return self._project(blocks)
        except (ProjectError, ValidationError):
            return None

    def _project(self, blocks: Sequence[str]) -> Project:
        keys = [key for key in dict.fromkeys([*self.old, *self.new]) if key not in ("overrides", "scenarios")]
        data = {key: (self.new if key in blocks else self.old).get(key) for key in keys}
        data = {key: value for key, value in data.items() if value is not None}
        data["targets"], data["extends"] = self.targets, []
        return validated(Document(_lists(data), ChainMap({(): Place("both files", None)})))


def coalitions(groups: Sequence[str]) -> list[tuple[str, ...]]:
    """Return every choice of groups, none and all included, in the order of the groups."""
    return [chosen for count in range(len(groups) + 1) for chosen in combinations(groups, count)]
