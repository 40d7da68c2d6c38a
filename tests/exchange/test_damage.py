"""Files that are damaged, cut off or mean harm: a message with the place, never a traceback."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest

from scenario.exchange.readers import text
from scenario.exchange.readers.read import read_schedule
from scenario.exchange.recipe import Recipe
from scenario.exchange.source import SourceError

FILES = Path(__file__).parent / "files"
SPOILS = (b"", b"\t", b"9", b"(", b"\xff", b"-", b"<")
NAMES = ["cyrillic.xer", "two-projects.xer", "bid.mspdi.xml"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_cut_off_is_told(name: str, tmp_path: Path) -> None:
    content = (FILES / name).read_bytes()
    path = tmp_path / name
    for cut in random.Random(1).sample(range(1, len(content) - 200), 25):
        path.write_bytes(content[:cut])
        with pytest.raises(SourceError, match=r"cannot be used\n"):
            read_schedule(path)


@pytest.mark.parametrize("name", NAMES)
def test_spoiled_bytes_give_a_schedule_or_a_sentence(name: str, tmp_path: Path) -> None:
    content = (FILES / name).read_bytes()
    chance, path = random.Random(2), tmp_path / name
    for _ in range(25):
        spoiled = bytearray(content)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(spoiled))
            spoiled[at : at + chance.randrange(3)] = chance.choice(
                (b"", b"\t", b"9", b"(", b"\xff", b"-", b"<")
            )
        path.write_bytes(spoiled)
        with contextlib.suppress(SourceError):
            source = read_schedule(path)
            for project in source.projects:
                Recipe(source, project).reckon()


def test_entities_are_refused_before_they_unfold(tmp_path: Path) -> None:
    path = tmp_path / "laughs.xml"
    levels = "".join(f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 10))
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY l0 "ha">{levels}]><Project>&l9;</Project>')

    with pytest.raises(SourceError, match="declares a document type"):
        read_schedule(path)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.xer"
    with path.open("wb") as file:
        file.truncate(text.MOST_BYTES + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))

    with pytest.raises(SourceError, match="larger than 200 MB"):
        read_schedule(path)


def test_every_problem_of_an_xer_file_is_told_with_its_table_and_line(tmp_path: Path) -> None:
    content = (FILES / "two-projects.xer").read_text(encoding="cp1251")
    path = tmp_path / "spoiled.xer"
    path.write_text(
        content.replace("TT_Task", "TT_Taxi").replace("PR_FS", "PR_FX"), encoding="cp1251", newline=""
    )

    with pytest.raises(SourceError) as error:
        read_schedule(path)

    told = error.value.problems
    assert any("table TASK, line" in problem and "'TT_Taxi'" in problem for problem in told)
    assert any("table TASKPRED, line" in problem and "'PR_FX'" in problem for problem in told)


def test_a_file_of_ms_project_itself_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "plan.mpp"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))

    with pytest.raises(SourceError, match="save it as XML in MS Project"):
        read_schedule(path)
