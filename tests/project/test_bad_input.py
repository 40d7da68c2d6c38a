"""A corpus of spoiled files; each says in its first lines which errors it must give, and in which line."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from scenario.project import ProjectError, check

CORPUS = sorted((Path(__file__).parents[1] / "bad_input").glob("*.yaml"))
LEAKS = re.compile(r"Traceback|pydantic|ruamel|type=|input_value|<class|None\b")


def wanted(text: str) -> list[tuple[str, str | None]]:
    found = re.findall(r"^# expect: (.+)\n(?:# line: (\d+)\n)?", text, flags=re.MULTILINE)
    return [(message, line or None) for message, line in found]


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_a_spoiled_file_gives_its_errors(file):
    expected = wanted(file.read_text(encoding="utf-8"))
    began = time.process_time()

    lines = [str(problem) for problem in check(file)]

    assert time.process_time() - began < 1
    assert expected
    for message, line in expected:
        start = f"line {line}: " if line else ""
        assert any(said.startswith(start) and message in said for said in lines), lines
    assert len(lines) == len(expected), lines
    assert not LEAKS.search("\n".join(lines))


def test_the_corpus_is_large():
    assert len(CORPUS) >= 70


def test_an_error_reads_as_one_paragraph_a_file():
    file = next(file for file in CORPUS if file.stem == "all_at_once")

    text = str(ProjectError(check(file)))

    assert text.startswith(f"{file}: 8 values cannot be used\n  line 17: project.discount_rate: 8 is 800 %")
