"""One small base project, and what tests change in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenario.project import Project
from scenario.project.dotted_paths import set_path

DATA: dict[str, Any] = {
    "project": {"name": "Riverside", "start": "2026-01-05"},
    "phases": ["p1", "p2"],
    "activities": {
        "award": {"duration": 30},
        "design": {"duration": {"pert": [20, 30, 50]}, "after": ["award"]},
        "build": {"duration": 100, "after": ["design"], "scope": "phase"},
        "launch": {"duration": 1, "after": ["build"], "scope": "phase"},
        "review": {"duration": 5, "after": ["launch"]},
    },
}


@pytest.fixture
def project() -> Callable[..., Project]:
    """Make the base project with values at some paths changed."""

    def changed(changes: dict[str, Any] | None = None) -> Project:
        data = DATA
        for path, value in (changes or {}).items():
            data = set_path(data, path, value)
        return Project.model_validate(data)

    return changed


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of a project and return its path."""

    def written(text: str, name: str = "project.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written
