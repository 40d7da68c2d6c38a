"""Whatever is cut off or spoiled, an import is a plan or one message, and leaves nothing half written."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.cli.main import main
from tests.exchange.xer import link, task, write

ROWS = [
    task("1", 40, task_name="桩基"),
    task("2", 16, cstr_type="CS_MSOA", cstr_date="2026-03-10 08:00"),
    task("3", 8, status_code="TK_Active", act_start_date="2026-03-02 08:00"),
]
LINKS = [link("1", "2"), link("2", "3", "PR_FF", 8)]


def imported(content: bytes) -> tuple[int, list[str]]:
    """Return the exit code of an import of these bytes, and the names of the files that it wrote."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xer"
        path.write_bytes(content)
        code = main(["import", str(path), "--out", str(Path(folder) / "out")])
        out = Path(folder) / "out"
        return code, sorted(file.name for file in out.iterdir()) if out.exists() else []


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file that can be used."""
    path = tmp_path_factory.mktemp("files") / "a.xer"
    return write(path, ROWS, LINKS, at="2026-03-03 08:00").read_bytes()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_cut_off_anywhere_is_refused_and_nothing_is_written(whole: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(whole) - 5))

    assert imported(whole[:cut]) == (2, [])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_spoiled_bytes_are_a_plan_or_a_message(whole: bytes, data: st.DataObject) -> None:
    spoiled = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(spoiled) - 1))
        spoiled[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b"\t", b"9", b"-", b"(", b"\xff", b"\r\n"])
        )

    code, files = imported(bytes(spoiled))

    assert (code, len(files)) in ((0, 4), (2, 0))


def test_bombs_and_vast_files_are_refused_within_a_second(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    levels = "".join(f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY l0 "ha">{levels}]><Project>&l9;</Project>'
    (tmp_path / "bomb.xml").write_text(bomb)
    with (tmp_path / "vast.xer").open("wb") as file:
        file.truncate(200_000_001)
    main(["import", str(tmp_path / "bomb.xml"), "--check"])  # modules are loaded

    for name, told in (("bomb.xml", "declares a document type"), ("vast.xer", "larger than 200 MB")):
        begun = time.process_time()
        assert main(["import", str(tmp_path / name), "--check"]) == 2
        assert time.process_time() - begun < 1.0
        assert told in capsys.readouterr().err
