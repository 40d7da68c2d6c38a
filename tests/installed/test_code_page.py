"""A console of the Chinese code page 936 shows Chinese, and what it has no sign for stops nothing."""

from __future__ import annotations

import io
import sys

import pytest

from scenario.cli.main import entry


class Console(io.TextIOWrapper):
    """A console whose encoding is not ours to choose."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch, text: str) -> str:
    """What a console of code page 936 gets when a command prints a text."""
    console = Console(io.BytesIO(), encoding="gbk")
    monkeypatch.setattr(sys, "stdout", console)
    monkeypatch.setattr(sys.modules["scenario.cli.main"], "main", lambda: print(text) or 0)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit) as ended:
        entry()
    console.flush()
    assert ended.value.code == 0
    return console.buffer.getvalue().decode("gbk")


def test_chinese_is_shown_as_it_is(monkeypatch):
    assert shown(monkeypatch, "净利润 ± 2 °").strip() == "净利润 ± 2 °"


def test_a_sign_that_the_code_page_lacks_is_replaced(monkeypatch):
    assert shown(monkeypatch, "m² 街角公寓").strip() == "m? 街角公寓"
