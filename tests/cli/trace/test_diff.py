"""The command `diff`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.cli.conftest import RIVERSIDE, SCHEDULE


@pytest.fixture
def dearer(tmp_path: Path) -> str:
    """The sample with dearer land and works."""
    text = Path(RIVERSIDE).read_text("utf-8")
    changed = text.replace("price: 726_000_000", "price: 700_000_000")
    changed = changed.replace("amount: 110_000_000", "amount: 120_000_000")
    path = tmp_path / "second.yaml"
    path.write_text(changed, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("lang", "said"), [("en", "Odds of the targets"), ("zh", "目标概率及影响")])
def test_diff_tells_changes_and_what_each_group_does(
    lang: str,
    said: str,
    dearer: str,
    command: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    written = tmp_path / "diff.json"

    told = command("diff", RIVERSIDE, dearer, "-n", "40", "--lang", lang, "--json", written)
    document = json.loads(written.read_text("utf-8"))

    assert told.code == 0
    assert said in told.out
    assert "land.price" in told.out
    assert max(cell_len(line) for line in told.out.splitlines()) <= 80
    profit = document["measures"]["net_profit"]
    assert sum(profit["effects"].values()) == pytest.approx(profit["new"] - profit["old"])
    assert {each["path"]: each["group"] for each in document["changes"]} == {
        "land.price": "land", "cost.items.structure.amount": "cost",
    }  # fmt: skip


def test_files_that_do_not_differ_are_told_so(command: Callable[..., Any]) -> None:
    told = command("diff", SCHEDULE, SCHEDULE, "-n", "20")

    assert told.code == 0
    assert "No value differs." in told.out


def test_what_cannot_be_compared_is_refused(command: Callable[..., Any], dearer: str, tmp_path: Path) -> None:
    other = tmp_path / "dollars.yaml"
    other.write_text(
        Path(dearer).read_text("utf-8").replace("currency: CNY", "currency: USD"), encoding="utf-8"
    )

    assert "two currencies" in command("diff", RIVERSIDE, other).err
    assert command("diff", RIVERSIDE, tmp_path / "none.yaml").code == 2
    assert "20 fit a page" in command("diff", RIVERSIDE, dearer, "--top", "0").err
