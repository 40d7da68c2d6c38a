"""What documents say of the tree: paths exist, no folder is left out, recipes forget no file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import scenario

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "benchmarks/*.md", "fonts/*.md", "tests/**/*.md")
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"  # tells what was
)
TOP = ("scenario", "tests", "docs", "params", "reports", "notebooks", "fonts", "benchmarks")
THEIRS = "/exchange/"
"""Planners' tools have words of their own, some of them ours."""
NOT_OURS = ("reports/out", "packs/our-rates.yaml")
"""What commands make, and what users may have."""
DESIGN = (ROOT / "DESIGN.md").read_text(encoding="utf-8")
MOST = {
    "a rule": 2,
    "a value of the file that moves money": 4,
    "a property of activities, in both clocks": 11,
    "a tax pack": 0,
    "a measure": 3,
    "a command": 2,
    "a figure": 3,
}
"""How many modules each recipe may take."""
PROJECT = """\
project: {name: Elsewhere, start: 2026-01-05, horizon: 60 months}
extends: [packs/elsewhere-tax.yaml]
phases: [a]
activities:
  permit: {duration: 60}
  build: {duration: 300, after: [permit], scope: phase}
  launch: {duration: 0, after: [permit], scope: phase}
  handover: {duration: 0, after: [build], scope: phase}
cost: {items: {works: {amount: 20_000_000, over: [build]}}}
products:
  launch: launch
  types: {homes: {kind: other, stock: {a: 4000}, price: 15000}}
  batches: [{share: 1}]
  absorption: {launch: 1, hazard: 0}
  collection: {mix: {full: 1, mortgage: 0, instalment: 0}, down_payment: 0.3, mortgage_lag: 2}
"""
RECIPES = dict(re.findall(r"^### … (.+?)\n(.*?)(?=^##)", DESIGN, re.MULTILINE | re.DOTALL))


FOLDERS = (
    "rules",
    "draws",
    "model",
    "study",
    "measures",
    "analysis",
    "views",
    "reporting",
    "cli",
    "exchange",
)
"""Folders whose names are no keys of a project file."""


@cache
def tree() -> frozenset[str]:
    """Return the paths of all files and folders of the project, whole and without their beginnings."""
    found = [path for top in TOP for path in (ROOT / top).rglob("*") if not _is_made(path)]
    found += [ROOT / top for top in TOP] + [path for path in ROOT.glob("*") if path.is_file()]
    parts = [path.relative_to(ROOT).parts for path in found]
    return frozenset("/".join(each[first:]) for each in parts for first in range(len(each)))


def _is_made(path: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in path.relative_to(ROOT).parts)


def paths_in(text: str) -> Iterator[str]:
    """Yield what stands in backticks and names a file or folder of the project."""
    folders = {path for path in tree() if "/" not in path and "." not in path}
    for said in re.findall(r"`([\w.-]+(?:/[\w.-]+)*/?)`", text):
        path = said.rstrip("/")
        if path in NOT_OURS:
            continue
        if path.endswith((".py", ".ipynb")) or ("/" in said and path.split("/")[0] in folders):
            yield path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_path_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")

    assert [path for path in paths_in(text) if path not in tree()] == []


def test_the_tree_tells_every_folder_of_the_package() -> None:
    folders = [path.parent.relative_to(ROOT) for path in (ROOT / "scenario").rglob("__init__.py")]
    told = re.findall(r"^\| `(scenario/[\w/]+)/` \|", DESIGN, re.MULTILINE)

    assert sorted(told) == sorted(str(path.as_posix()) for path in folders if path.name != "scenario")


def test_a_module_that_a_comment_names_exists() -> None:
    named = re.compile(rf"`((?:{'|'.join(FOLDERS)})(?:\.\w+)+)`")
    modules = (ROOT / "scenario").rglob("*.py")

    said = [(path.name, name) for path in modules for name in named.findall(path.read_text(encoding="utf-8"))]

    assert said
    assert [each for each in said if not is_in_package(each[1])] == []


def is_in_package(name: str) -> bool:
    """Return whether a dotted name leads to a folder or module of the package, or to a name in one.

    >>> is_in_package("model.clock"), is_in_package("model.clock.run.propagate"), is_in_package("model.site")
    (True, True, False)
    """
    place = ROOT / "scenario"
    parts = name.split(".")
    while parts and (place / parts[0]).is_dir():
        place /= parts.pop(0)
    if parts and (place / f"{parts[0]}.py").is_file():
        place /= f"{parts.pop(0)}.py"
    module = place if place.is_file() else place / "__init__.py"
    return not parts or parts[0] in words_of(module)


@cache
def words_of(module: Path) -> frozenset[str]:
    """Return the names and the texts of a module; words of comments and docstrings are none of them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.alias):
            found.add(node.name)
        elif isinstance(node, ast.keyword | ast.arg):
            found.add(node.arg or "")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return frozenset(found)


def modules_with(word: str) -> set[str]:
    """Return the modules of the package in which a word is a name or a text."""
    modules = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "scenario").rglob("*.py")}
    return {name for name, path in modules.items() if word in words_of(path) and THEIRS not in name}


def test_there_is_a_recipe_for_what_is_added_most_often() -> None:
    assert set(RECIPES) == set(MOST)


@pytest.mark.parametrize("recipe", MOST)
def test_a_recipe_names_all_code_that_its_example_is_in(recipe: str) -> None:
    text = RECIPES[recipe]
    like, code = re.search(r"^- Like `([^`]+)`\. Code: (.*?)(?=^- |\Z)", text, re.M | re.S).groups()  # type: ignore[union-attr]

    said = set(re.findall(r"`(scenario/[\w/]+\.py)`", code))

    assert said == modules_with(Path(like).stem)
    assert len(said) <= MOST[recipe]


def test_every_picture_of_the_album_is_told() -> None:
    module = ast.parse((ROOT / "scenario/views/figures/album.py").read_text(encoding="utf-8"))
    told = (ROOT / "docs/pictures.md").read_text(encoding="utf-8")
    keys = {
        node.slice.value
        for node in ast.walk(module)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    }
    keys |= {
        key.value
        for node in ast.walk(module)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }

    pictures = {key for key in keys if isinstance(key, str)} - {"finish"}  # a column of dates

    assert pictures
    assert {name for name in pictures if f"`{name}`" not in told} == set()


def test_the_tax_pack_of_the_recipe_is_all_that_another_country_takes(tmp_path: Path) -> None:
    pack = re.search(r"```yaml\n(.*?)```", RECIPES["a tax pack"], re.DOTALL).group(1)  # type: ignore[union-attr]
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "elsewhere-tax.yaml").write_text(pack, encoding="utf-8")
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")

    tax = scenario.load(tmp_path / "project.yaml").tax

    assert tax is not None
    assert tax.vat is not None
    assert (tax.lat, tax.eit, tax.surcharge) == (None, None, None)
