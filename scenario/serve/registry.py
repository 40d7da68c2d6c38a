"""The kinds of pages that a project has; each registers itself, so that others add theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from scenario.project.sections.root import Project


class PageKind(NamedTuple):
    """A kind of page.

    Attributes
    ----------
    name : as it stands in addresses
    en, zh : what people call it
    make : makes the page of (file, language, follow); what it returns is a `Running` or has its `widget`
    applies : whether a project has such a page
    """

    name: str
    en: str
    zh: str
    make: Callable[..., Any]
    applies: Callable[[Project], bool] = lambda project: True


_KINDS: dict[str, PageKind] = {}


def register(kind: PageKind) -> PageKind:
    """Add a kind of page. Raises ValueError when there is one of this name."""
    if kind.name in _KINDS:
        raise ValueError(f"there is a page '{kind.name}' already")
    _KINDS[kind.name] = kind
    return kind


def kinds(project: Project) -> list[PageKind]:
    """Return the pages that a project has, in the order in which they were registered."""
    return [kind for kind in _KINDS.values() if kind.applies(project)]
