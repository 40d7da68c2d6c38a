"""The package opens on one screen: no circle of imports, no crowded folder, few parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "scenario"
MODULES = {
    ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}
MOST_MODULES = 20
MOST_PARAMETERS = 8
WITH_OPTIONS = "scenario.cli"
"""Of commands the parameters are options, which typer reads."""


def imports_of(source: str, known: Iterable[str]) -> Iterator[str]:
    """Yield the modules among those known that a source imports anywhere, in functions and for types too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known or node.module in known:
                    yield whole if whole in known else str(node.module)


def circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """Return a circle of a graph, none when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def crowded(folder: Path) -> int:
    """Return how many modules, its own folders not counted, a folder holds."""
    return sum(file.name != "__init__.py" for file in folder.glob("*.py"))


def wide(source: str) -> Iterator[str]:
    """Yield the functions of a source that take more parameters than they may, themselves not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            taken = node.args
            names = [each.arg for each in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]
            names += [each.arg for each in (taken.vararg, taken.kwarg) if each is not None]
            if len([name for name in names if name not in ("self", "cls")]) > MOST_PARAMETERS:
                yield node.name


def test_no_modules_import_each_other() -> None:
    graph = {name: set(imports_of(file.read_text("utf-8"), MODULES)) for name, file in MODULES.items()}

    assert len(graph["scenario.cli.app"]) > 5
    assert circle(graph) == []


@pytest.mark.parametrize(
    "folder", sorted({file.parent for file in MODULES.values()}), ids=lambda folder: folder.name
)
def test_a_folder_holds_no_more_modules_than_one_looks_through(folder: Path) -> None:
    assert crowded(folder) <= MOST_MODULES


def test_no_function_takes_more_than_eight_parameters() -> None:
    found = {
        f"{module}.{name}"
        for module, file in MODULES.items()
        if not module.startswith(WITH_OPTIONS)
        for name in wide(file.read_text("utf-8"))
    }

    assert found == set()


# What these find ---------------------------------------------------------------------------------------


def test_a_circle_is_seen_in_a_function_and_under_type_checking() -> None:
    sources = {
        "p.a": "def f():\n    from p import b\n",
        "p.b": "if TYPE_CHECKING:\n    from p.c import C\n",
        "p.c": "import p.a\n",
    }
    graph = {name: set(imports_of(source, sources)) for name, source in sources.items()}

    assert set(circle(graph)) == set(sources)
    assert circle({**graph, "p.c": set()}) == []


def test_parameters_are_counted_however_they_are_written() -> None:
    eight = "def of_eight(self, a, b, /, c, d, *e, f, g, **h): ...\n"
    nine = "async def of_nine(a, b, c, d, e, f, *, g, h, i): ...\n"

    assert list(wide(eight + nine)) == ["of_nine"]
