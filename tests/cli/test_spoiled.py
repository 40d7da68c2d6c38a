"""What `check` lets through must run: values of a file with every block are spoiled, one at a time."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from scenario.cli import main
from scenario.project import Project
from scenario.project.files import load
from scenario.project.files.assembly import apply
from scenario.project.files.reading import Document, read, walk
from scenario.project.files.validation import validated
from scenario.project.problems import ProjectError

EVERYTHING = Path(__file__).parents[1] / "project" / "files" / "everything.yaml"
SPOILS: list[Any] = [
    *(None, "", " ", "x", "\x00", "\ufffe", "=1+1", "江畔" * 99, [], {}, [None], {"x": None}, True, False),
    *(0, 1, -1, 2.5, 1e-320, 1e-9, 1e6, 1e15, 1e16, 1e300, float("nan"), float("inf"), 10**30),
    *(dt.date(1950, 1, 1), dt.date(2200, 12, 31), dt.date.max, "2026-02-30", "100 years", "1200 months"),
    *({"pert": [0, 0, 0]}, {"pert": [0, 1e-300, 1e4]}, {"lognormal": [1e-300, 1e-300]}),
    *({"lognormal": [10, 1e14]}, {"normal": [1, 1e9], "min": 0, "max": 1}, {"exponential": 1e-300}),
    *({"discrete": {"0": 1}}, {"uniform": [0, 1e-300]}, {"triangular": [0, 0, 1e-9]}, "0 days"),
    *({"p10_p90": [0, 1e-300], "min": 0}, {"value": 0, "min": -1e15, "max": 1e15}, "all", "previous"),
    *("continuous", "base", "@presale_image", "previous.a", "a.b.c", "a:start", "01-01", "12-31"),
]
COMMANDS = (
    ("run", "-n", "6", "--workers", "1"),
    ("plan", "-n", "6", "--workers", "1"),
    ("commit", "-n", "6", "--workers", "1"),
)


def spoiled(document: Document) -> Iterator[tuple[str, Any, Document]]:
    """Yield the file with each of its values replaced by each of the spoils, in a fixed random order."""
    places = [
        where for where, _ in walk(document.data) if where[0] not in ("overrides", "scenarios", "extends")
    ]
    cases = [(where, spoil) for where in places for spoil in range(len(SPOILS))]
    random.Random(7).shuffle(cases)
    for where, spoil in cases:
        data = _with(document.data, where, SPOILS[spoil])
        yield ".".join(map(str, where)), SPOILS[spoil], document._replace(data=data)


def _with(data: Any, where: tuple, value: Any) -> Any:
    if not where:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[where[0]] = _with(copy[where[0]], where[1:], value)
    return copy


def let_through(document: Document) -> Project | None:
    """Return the project of a file that passes the check."""
    try:
        return validated(apply(document, None, {}))
    except ProjectError:
        return None


def failures(cases: int, most_run: int, capsys: Any) -> list[str]:
    """Return what failed of some spoiled files: those that pass the check are run, planned and committed."""
    found: list[str] = []
    run = 0
    for path, spoil, changed in islice(spoiled(read(EVERYTHING)), cases):
        try:
            project = let_through(changed)
        except Exception as error:
            found.append(f"check {path}={spoil!r}: {type(error).__name__}: {error}")
            continue
        if project is None or run == most_run:
            continue
        run += 1
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(load, "load_scenarios", lambda *_, project=project: {"base": project})
            for command in COMMANDS:
                code = main([command[0], str(EVERYTHING), *command[1:]])
                said = capsys.readouterr().err
                if code not in (0, 2):
                    found.append(f"{command[0]} {path}={spoil!r}: exit {code} {said[-300:]}")
    assert run == most_run or cases > 10**6
    return found


@pytest.mark.slow
def test_what_is_let_through_runs(capsys):
    assert failures(300, 12, capsys) == []


@pytest.mark.long
def test_whatever_is_let_through_runs(capsys):
    assert failures(10**9, 2500, capsys) == []
