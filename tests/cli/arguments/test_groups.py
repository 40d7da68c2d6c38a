"""Records of options are shown as their fields, and handed over as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer
from typer.testing import CliRunner

from scenario.cli.app import app
from scenario.cli.arguments.groups import grouped

Count = Annotated[int, typer.Option("--count")]


@dataclass(frozen=True)
class HowMany:
    name: Annotated[str, typer.Argument()]
    count: Count = 3


def test_a_command_gets_its_record_with_defaults_and_what_was_given() -> None:
    got: list[object] = []

    def command(what: HowMany, loud: Annotated[bool, typer.Option("--loud")] = False) -> None:
        """Tell."""
        got.append((what, loud))

    told = typer.Typer()
    told.command()(grouped(command))

    assert CliRunner().invoke(told, ["x"]).exit_code == 0
    assert CliRunner().invoke(told, ["y", "--count", "5", "--loud"]).exit_code == 0
    assert got == [(HowMany("x", 3), False), (HowMany("y", 5), True)]


def test_every_command_that_simulates_takes_the_same_options() -> None:
    commands = {"run", "report", "plan", "figures", "study", "decide", "commit", "compare"}
    shared = ("--runs", "--seed", "--sampling", "--workers", "--cluster", "--engine")
    for name in sorted(commands):
        page = CliRunner().invoke(app, [name, "--help"]).output
        assert [option for option in shared if option not in page] == [], name
