"""The documentation as a site: it builds, needs no network, and what it says to type works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from scenario.cli import main
from scenario.project.sections.root import Project

ROOT = Path(__file__).parents[1]
START = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^## (.+?)\n.*?```sh\n(.*?)```", START, re.MULTILINE | re.DOTALL)
SIMULATE = {"run", "compare", "commit", "decide", "plan", "report"}
LOADED = re.compile(
    r"<(?:script|img|iframe)[^>]*\bsrc=[\"']?(?:https?:)?//|<link[^>]*\bhref=[\"']?(?:https?:)?//"
)


@pytest.mark.filterwarnings("default")
def test_the_site_builds_and_loads_nothing_from_elsewhere(tmp_path):
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    build(config)

    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "site").glob("*.html")}
    assert {
        "index.html",
        "start.html",
        "odds.html",
        "stress-des.html",
        "format.html",
        "measures.html",
    } <= set(pages)
    for name, page in pages.items():
        assert not LOADED.search(page), name
    for key, field in Project.model_fields.items():
        assert f"<code>{field.alias or key}</code>" in pages["format.html"]


def test_each_of_the_three_has_a_start():
    assert [name for name, _ in BLOCKS] == ["An investment analyst", "A planner", "A member of the board"]


@pytest.mark.parametrize(("commands"), [block for _, block in BLOCKS], ids=[name for name, _ in BLOCKS])
def test_what_a_start_says_to_type_works(tmp_path, monkeypatch, commands):
    monkeypatch.chdir(tmp_path)
    for line in commands.splitlines():
        program, *arguments = shlex.split(line)
        few = ["-n", "20"] if arguments[0] in SIMULATE else []

        assert program == "scenario"
        assert main([*arguments, *few]) == 0, line
