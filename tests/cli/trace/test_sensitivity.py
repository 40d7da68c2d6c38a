"""The command `sensitivity`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.cli.conftest import RIVERSIDE, SCHEDULE


@pytest.mark.parametrize(("lang", "said"), [("en", "Shares of variance"), ("zh", "须成立的条件")])
def test_sensitivity_tells_drivers_matrices_and_what_must_be_true(
    lang: str, said: str, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    written = tmp_path / "drivers.json"

    told = command("sensitivity", RIVERSIDE, "-n", "60", "--top", "2", "--lang", lang, "--json", written)
    document = json.loads(written.read_text("utf-8"))

    assert told.code == 0
    assert said in told.out
    assert max(cell_len(line) for line in told.out.splitlines()) <= 80
    assert document["measure"] == "equity_irr"
    assert [each["other"] for each in document["matrices"]] == ["matrix_cost", "matrix_pace"]
    assert len(document["must_hold"]) == 5
    total = sum(row["share"] for row in document["shares"]["rows"])
    assert total == pytest.approx(document["shares"]["explained"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--measure", "equity_ir"], "did you mean 'equity_irr'"),
        (["--odds", "80"], "80 are no odds"),
        (["--top", "0"], "8 fit a page"),
    ],
)
def test_what_cannot_be_driven_is_refused(options: list[str], said: str, command: Callable[..., Any]) -> None:
    told = command("sensitivity", RIVERSIDE, "-n", "40", *options)

    assert told.code == 2
    assert said in told.err


def test_of_a_schedule_the_activities_that_must_be_short_are_told(command: Callable[..., Any]) -> None:
    told = command("sensitivity", SCHEDULE, "-n", "40")

    assert told.code == 0
    assert "What must be true" in told.out
    assert "Equipment delivered" in told.out
