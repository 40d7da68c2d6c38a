"""The two parsers: what the fast one reads, it reads as the careful one does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scenario.project.files import events, reading
from scenario.project.files.building import Allowance, Builder
from scenario.project.files.events import FastError, YAMLError, careful_events, fast_events, is_fast
from scenario.project.problems import ProjectError

ROOT = Path(__file__).parents[3]
FILES = [*sorted((ROOT / "params").rglob("*.yaml")), *sorted((ROOT / "tests" / "bad_input").glob("*.yaml"))]
FRAGMENTS = [
    "a", "b: ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", ",", ": ", ":", "\"x\"", "'y'",
    "|\n  ", ">\n  ", "|-\n  ", ">+\n  ", " #c", " &q ", " *q", "1", "-", "--- ", "...", "!", "%", "@",
    "`", "|", ">", "“", "：", "\\", " ", "\"a: b\"", "\"\\n\"", "key: [1, 2]\n", "k2: {a: b, c}\n",
    "*q : ", "<<", "=", "~", "\"", "'", "a:b", "::", "- - x", "-1", "?x", "\r\n", "\r", "\u3000", ".",
    "x\ny", "+", "- a: 1\n  b: 2\n", "\n\n", "\n- ", "\"\\x41", "\\u4e00\"", "\"\\/\"", "\"a\\\n  b\"",
    "[a: b]", "{a:1}", "{\"a\":1}", "[\"a\":1]", "[a, b]: c\n", "\xa0", "é", "\t", "?", "? ",
    "x: |2\n    t\n", "x: >\n  a\n\n   b\n  c\n", "%YAML 1.1\n", "2026-01-05", "0x1", "1_0",
    "\"\\ud800\"", "\x85", "\ufeff", "- {", "- [", "a: ", "  a: ", "  - ",
]  # fmt: skip


def built(events, text: str):
    """What a parser makes of a text: data, places and what is wrong; or only that it refuses it."""
    builder = Builder("x", text, Allowance(10**6))
    try:
        builder.build(events(text))
    except ProjectError as error:
        return str(error)
    except (YAMLError, FastError, RecursionError, ValueError):
        return None
    lines = {where: place for where, place in builder.places.items() if where}
    return builder.root, lines, builder.problems


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_fast_parser_reads_our_files_as_the_careful_one(file):
    text = file.read_text(encoding="utf-8")
    fast = built(fast_events, text) if is_fast(text) else None

    assert fast is None or fast == built(careful_events, text)


def test_the_fast_parser_reads_what_nobody_writes_as_the_careful_one():
    choose = random.Random(20260105)
    read = 0
    for _ in range(6000):
        text = "".join(choose.choices(FRAGMENTS, k=choose.randint(1, 10)))
        fast = built(fast_events, text) if is_fast(text) else None
        if fast is not None:
            read += 1
            assert fast == built(careful_events, text), repr(text)
    assert read > 1000


def test_most_files_are_read_fast():
    assert sum(is_fast(file.read_text(encoding="utf-8")) for file in FILES) > 0.95 * len(FILES)


def test_long_text_is_left_to_the_fast_parser_with_its_errors(monkeypatch):
    monkeypatch.setattr(events, "LARGEST_SLOW", 10)

    with pytest.raises(ProjectError) as caught:
        reading.parse("project: {name: x}\nactivities: {build: [1, 2}\n", "x.yaml")

    assert "line 2: this is no YAML: while parsing a flow sequence" in str(caught.value)


def test_without_libyaml_everything_is_read_by_the_parser_in_python(monkeypatch):
    monkeypatch.setattr("scenario.project.files.events.CParser", None)

    assert not is_fast("a: 1\n")
    assert reading.parse("a: [1, 2]\n", "x.yaml").data == {"a": [1, 2]}
