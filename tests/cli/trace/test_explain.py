"""The command `explain`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CASH, RIVERSIDE

EXPLAIN = ("explain", RIVERSIDE, "-n", "40")


def test_explain_tells_accounts_rules_lines_and_what_differs(
    command: Callable[..., Any], tmp_path: Path
) -> None:
    written = tmp_path / "why.json"

    told = command(*EXPLAIN, "--measure", "net_profit", "--run", "7", "--json", written)
    document = json.loads(written.read_text("utf-8"))
    line = next(
        n
        for n, text in enumerate(Path(RIVERSIDE).read_text("utf-8").splitlines(), 1)
        if "price: 726_" in text
    )

    assert told.code == 0
    assert "Net profit · run 7:" in told.out
    assert f"riverside.yaml:{line})" in told.out
    assert "[rules.money.tax.eit]" in told.out
    first = document["runs_told"][0]
    assert first["run"] == 7
    assert first["parts"]["total"] == pytest.approx(first["value"])
    months = sum(sum(each["months"]) for each in first["parts"]["accounts"].values())
    assert months + sum(first["parts"]["beside"].values()) == pytest.approx(first["value"])
    assert document["inputs"]["land"][0] | {"drawn": []} == {
        "path": "land.price", "written": 726_000_000, "file": RIVERSIDE, "line": line, "drawn": [],
        "moved_by": [],
    }  # fmt: skip


def test_explain_tells_in_chinese_within_80_columns(
    command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "80")

    told = command(*EXPLAIN, "--measure", "equity_irr", "--lang", "zh")

    assert "自有资金内部收益率 · P10 第" in told.out
    assert "两次模拟的差异来源" in told.out
    assert "土地款 × 各期比例" in told.out
    assert max(cell_len(line) for line in told.out.splitlines()) <= 80


def test_explain_of_dated_flows_names_the_flow(command: Callable[..., Any]) -> None:
    told = command("explain", CASH, "-n", "20", "--measure", "net_profit")

    assert told.code == 0
    assert "cash.0.amount" in told.out
    assert "cash-only.yaml:" in told.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--measure", "equity_ir"], "did you mean 'equity_irr'"),
        (["--measure", "key_node_attainment"], "made of no flows; write one of"),
        (["--measure", "npv", "--run", "40"], "there is no run 40; write one from 0 to 39"),
        (["--measure", "npv", "--top", "0"], "0 is no number of rows"),
    ],
)
def test_what_cannot_be_explained_is_refused(
    options: list[str], said: str, command: Callable[..., Any]
) -> None:
    told = command(*EXPLAIN, *options)

    assert told.code == 2
    assert said in told.err
