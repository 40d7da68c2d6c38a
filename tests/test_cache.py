"""What is kept for the next command: found again, and never where it could be wrong or another's."""

from __future__ import annotations

import json
import os

import pytest

from scenario import cache


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.SWITCH, str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_what_was_kept_is_found_again(place):
    cache.keep("things", "one", {"a": [1, 2.5, None, "街"]})

    assert cache.recall("things", "one") == {"a": [1, 2.5, None, "街"]}
    assert cache.recall("things", "two") is None
    assert not list(place.rglob(".*"))


def test_a_damaged_or_renamed_entry_is_not_read(place):
    cache.keep("things", "one", [1, 2, 3])
    file = place / "things" / "one.json"
    file.with_name("two.json").write_bytes(file.read_bytes())
    file.write_text(file.read_text("utf-8").replace("3]", "4]"), encoding="utf-8")

    assert cache.recall("things", "one") is None
    assert cache.recall("things", "two") is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"sum": 1}', "[" * 100_000, "\ud800".encode(errors="replace").decode()]
)
def test_what_is_no_entry_is_not_read(place, text):
    (place / "things").mkdir(parents=True)
    (place / "things" / "one.json").write_text(text, encoding="utf-8")

    assert cache.recall("things", "one") is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="profiles are apart")
def test_nothing_is_read_from_a_folder_that_others_can_write_to(place):
    cache.keep("things", "one", 1)
    place.chmod(0o777)

    assert cache.recall("things", "one") is None


def test_nothing_is_kept_where_that_is_not_wanted(monkeypatch):
    monkeypatch.setenv(cache.SWITCH, "off")

    cache.keep("things", "one", 1)

    assert cache.folder() is None
    assert cache.recall("things", "one") is None


def test_a_place_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(cache.SWITCH, str(tmp_path / "file"))

    cache.keep("things", "one", 1)

    assert cache.recall("things", "one") is None


def test_the_oldest_go_when_there_are_too_many(place, monkeypatch):
    monkeypatch.setattr(cache, "MOST_ENTRIES", 3)
    for age, key in enumerate("edcba"):
        cache.keep("things", key, key)
        os.utime(place / "things" / f"{key}.json", (age, age))
    cache.keep("things", "new", 1)

    assert {path.stem for path in place.rglob("*.json")} == {"b", "a", "new"}


def test_an_edit_of_the_program_makes_another_program(monkeypatch, tmp_path):
    (tmp_path / "one.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(cache, "PACKAGE", tmp_path)
    before = cache.program.__wrapped__()
    (tmp_path / "one.py").write_text("12", encoding="utf-8")

    assert cache.program.__wrapped__() != before


def test_no_two_lists_of_parts_run_together():
    assert cache.digest(["ab", "c"]) != cache.digest(["a", "bc"])


def test_an_entry_is_plain_json(place):
    cache.keep("things", "one", {"x": 1})

    assert json.loads((place / "things" / "one.json").read_text("utf-8"))["value"] == {"x": 1}
