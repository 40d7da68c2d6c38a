"""The command `serve`: pages without code."""

from __future__ import annotations

import importlib.util
import secrets
from pathlib import Path
from typing import Annotated

import typer

from scenario.cli.arguments.options import Lang
from scenario.cli.inputs import COMMAND_LINE
from scenario.project.problems import Problem, ProjectError

LEAST_PORT, MOST_PORT = 0, 65535
LOOPBACK = ("127.0.0.1", "::1", "localhost")

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Whose projects are served.")]
Port = Annotated[int, typer.Option("--port", metavar="PORT", help="Where to listen; 0: any that is free.")]
Host = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="Others than this machine need a token to come in.")
]
Token = Annotated[
    str | None,
    typer.Option("--token", metavar="TEXT", help="What lets one in; a public address makes one up."),
]
ReadOnly = Annotated[bool, typer.Option("--read-only", help="Nothing can be saved: for the board.")]
Idle = Annotated[
    float, typer.Option("--idle", metavar="MINUTES", help="Pages that did nothing for so long are ended.")
]


def serve(
    folder: Folder = Path("."),
    port: Port = 8866,
    lang: Lang = "en",
    host: Host = "127.0.0.1",
    token: Token = None,
    read_only: ReadOnly = False,
    idle: Idle = 30.0,
) -> None:
    """Serve pages of a folder's projects to people who do not code, until Ctrl-C. It prints their address.

    This machine alone comes in unless `--host` says otherwise. A page sees the projects of the folder and no
    other file.
    """
    problems = []
    if not folder.is_dir():
        problems.append(_problem("FOLDER", f"there is no folder '{folder}'"))
    if not LEAST_PORT <= port <= MOST_PORT:
        problems.append(_problem("--port", f"{port} is no port; take one from {LEAST_PORT} to {MOST_PORT}"))
    if not 0.01 <= idle <= 10_000:
        problems.append(_problem("--idle", f"{idle:g} is no time to wait; take minutes from 0.01 to 10,000"))
    if importlib.util.find_spec("voila") is None:
        remedy = "pages need Voilà: pip install 'scenario-workbench[serve]'"
        problems.append(_problem("serve", remedy))
    if problems:
        raise ProjectError(problems)
    from scenario.serve.server import Address, serve
    from scenario.serve.settings import ServeSettings

    guarded = token or ("" if host in LOOPBACK else secrets.token_urlsafe(24))
    settings = ServeSettings(folder.resolve(), lang, read_only, told=_tell)
    _compile(folder)
    serve(settings, Address(host, port, guarded), idle)


def _compile(folder: Path) -> None:
    """Have the machine code made and kept, with a bar of progress, before the first page waits for it."""
    from scenario.cli.studies import simulated
    from scenario.serve.projects import served
    from scenario.study.settings import RunSettings

    usable = [each.project for each in served(folder) if each.project is not None]
    for project in sorted(usable, key=lambda project: not project.has_money)[:1]:
        simulated(project, RunSettings(2, 1))


def _tell(address: str) -> None:
    print(address, flush=True)


def _problem(option: str, message: str) -> Problem:
    return Problem(COMMAND_LINE, None, option, message)
