"""A later export of a schedule: its files stand beside the earlier ones, and what changed is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenario
from scenario.cli.main import main
from tests.exchange.xer import link, task, write


def test_an_update_tells_what_changed_and_keeps_the_earlier_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [task("1", 40), task("2", 16), task("3", 8), task("4", 8)]
    links = [link("1", "2"), link("2", "3")]
    out = tmp_path / "out"
    assert main(["import", str(write(tmp_path / "harbour.xer", rows, links)), "--out", str(out)]) == 0
    first = (out / "harbour.yaml").read_bytes()
    done = {"status_code": "TK_Complete", "act_start_date": "2026-03-02 08:00"}
    later = [
        task("1", 40, **done, act_end_date="2026-03-06 16:00"),
        task("2", 24),
        task("3", 8, task_name="Handover", cstr_type="CS_MSOA", cstr_date="2026-04-01 08:00"),
        task("5", 8),
    ]
    links = [link("1", "2"), link("2", "3", "PR_SS"), link("2", "5")]
    path = write(tmp_path / "april.xer", later, links, at="2026-03-06 16:00")
    capsys.readouterr()

    code = main(["import", "--update", str(path), str(out)])

    told = " ".join(capsys.readouterr().out.split())
    assert code == 0
    for each in (
        "1 added: A-5 (Work 5)",
        "1 dropped: A-4 (Work 4)",
        "1 renamed: A-3 (Work 3 → Handover)",
        "1 with another duration: A-2 (2 → 3)",
        "1 with other links: A-3 (A-2 → A-2:SS)",
        "1 with other constraints: A-3 (— → not_before 2026-04-01)",
    ):
        assert each in told
    assert (out / "harbour.yaml").read_bytes() == first
    scenario.load(out / "harbour@2026-03-07.yaml", actuals=out / "harbour@2026-03-07.actuals.yaml")
    assert main(["import", "--update", str(path), str(out), "--check"]) == 0
    assert "Nothing but progress." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("folder", "options", "told"),
    [
        ("empty", ["--update"], "it holds no imported schedule"),
        ("empty", [], "a folder goes with --update alone"),
    ],
)
def test_a_folder_without_an_earlier_import_is_told(
    folder: str, options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / folder).mkdir()
    path = write(tmp_path / "a.xer", [task("1", 8)], [])

    assert main(["import", *options, str(path), str(tmp_path / folder)]) == 2
    assert told in capsys.readouterr().err
