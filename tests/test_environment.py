"""The three lists of what is installed agree: pyproject.toml, environment.yml, constraints.txt."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LISTS = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
DECLARED = [Requirement(line) for each in LISTS for line in each if not line.startswith(PROJECT["name"])]
PYTHONS = ["3.11", "3.13"]


def conda_lines() -> list[str]:
    """Every requirement of environment.yml, conda's own and those left to pip."""
    lines = YAML(typ="safe").load(ROOT / "environment.yml")["dependencies"]
    plain = [line for line in lines if isinstance(line, str)]
    by_pip = next(line["pip"] for line in lines if isinstance(line, dict))
    return [*plain, *(line for line in by_pip if not line.startswith("-"))]


def constraint_lines() -> list[str]:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pinned(python: str) -> list[Requirement]:
    """What the constraints say to one Python."""
    required = map(Requirement, constraint_lines())
    return [r for r in required if r.marker is None or r.marker.evaluate({"python_version": python})]


def bounds(requirements: list[Requirement]) -> dict[str, str]:
    return {canonicalize_name(r.name): str(r.specifier) for r in requirements}


def test_conda_users_get_what_pyproject_declares():
    conda = bounds([Requirement(line) for line in conda_lines()])
    python = conda.pop("python")
    conda.pop("pip")

    assert python == PROJECT["requires-python"]
    assert conda == bounds(DECLARED)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("requirement", DECLARED, ids=str)
def test_every_dependency_is_pinned_within_its_bounds(requirement, python):
    pin = bounds(pinned(python)).get(canonicalize_name(requirement.name))

    assert pin is not None, f"{requirement.name} is not pinned in constraints.txt for Python {python}"
    assert pin.startswith("==")
    assert requirement.specifier.contains(pin.removeprefix("=="))


@pytest.mark.parametrize("python", PYTHONS)
def test_no_release_is_pinned_twice(python):
    names = [canonicalize_name(r.name) for r in pinned(python)]

    assert len(names) == len(set(names))


def test_constraints_name_releases_and_no_address():
    release = re.compile(r'[\w.-]+==[\w.]+( ; python_version [<>=]+ "[\d.]+")?')

    assert [line for line in constraint_lines() if not release.fullmatch(line)] == []
