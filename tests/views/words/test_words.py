"""The words of the documentation are those of the package and of the files that come with it."""

import re
from pathlib import Path

import pytest

import scenario
from scenario.project.sections.root import Project
from scenario.views.words.plan_words import CONTROLS, STAGES, TITLES

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", TEXT, re.MULTILINE)
CODED: dict[str, list[str]] = {}
for first, chinese in ROWS:
    for code in re.findall(r"`(\w+)`", first):
        CODED.setdefault(code, []).append(chinese)
CELLS = {cell for row in ROWS for cell in row}


@pytest.fixture(scope="module")
def riverside() -> Project:
    return scenario.load(ROOT / "params" / "riverside.yaml")


def plain(chinese: str) -> str:
    """Return a term without its number and what stands in brackets."""
    return re.sub(r"[（(].*?[）)]|[①-⑳]", "", chinese).strip()


def agree(one: str, other: str) -> bool:
    """Return whether two ways to say a thing are the same, or one says more than the other."""
    return plain(one) in other or plain(other) in one


def test_files_call_nodes_departments_and_regimes_what_the_words_say(riverside: Project) -> None:
    regime = riverside.regime
    assert regime is not None
    named = {**riverside.activities, **riverside.departments, **regime.rules}
    told = {name: each.name.to("zh") for name, each in named.items() if each.name is not None}
    both = {name: (said, CODED[name]) for name, said in told.items() if name in CODED}

    assert len(both) > 15
    assert [each for each in both.items() if not any(agree(each[1][0], word) for word in each[1][1])] == []


def test_every_department_and_regime_has_a_word(riverside: Project) -> None:
    assert riverside.regime is not None
    assert {*riverside.departments, *riverside.regime.rules} <= set(CODED)


def test_stages_are_called_what_the_words_say() -> None:
    assert [stage for stage, (_, chinese) in STAGES.items() if chinese not in CODED[stage]] == []


@pytest.mark.parametrize("table", [CONTROLS, TITLES], ids=["controls", "plans"])
def test_what_plans_are_told_by_is_among_the_words(table: dict[object, tuple[str, str]]) -> None:
    assert [chinese for _, chinese in table.values() if chinese not in CELLS] == []
