"""From arguments to an exit code: what went wrong is told in words, never by a traceback."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Any

DONE, FAILED, UNUSABLE, STOPPED = 0, 1, 2, 130
"""Exit codes: done; the program failed; the input cannot be used; stopped by Ctrl-C."""
TRACEBACK = "SCENARIO_TRACEBACK"
"""Set in the environment, a failure of the program itself shows where it happened."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; by default those of this process
    """
    import typer

    from scenario.cli.app import app
    from scenario.project.files.problems import ProjectError

    # What typer raises for wrong options; the module it is in differs between releases.
    usage_error: Any = typer.BadParameter.__bases__[0]
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = app(args=arguments, prog_name="scenario", standalone_mode=False)
    except usage_error as error:
        error.show()
        return UNUSABLE
    except ProjectError as error:
        return _told(str(error), UNUSABLE)
    except (KeyboardInterrupt, typer.Abort):
        return _told("Stopped.", STOPPED)
    except MemoryError:
        return _told(
            "There is not enough memory for so many runs: take fewer with -n, keep less of each with"
            " --keep measures, or store them with --out",
            UNUSABLE,
        )
    except BrokenPipeError:
        return _silenced()
    except Exception as error:
        return _failed(error)
    if code == STOPPED:  # typer makes this of a Ctrl-C
        return _told("Stopped.", STOPPED)
    return code if isinstance(code, int) else DONE


def entry() -> None:
    """Run the command of this process and end it with the exit code.

    Modules and compiled code are made once and never become garbage: looking for some among them, while they
    are made and again at the end, took a quarter of a short command's time.
    """
    gc.set_threshold(50_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Chinese is written even where the terminal's encoding has none
            stream.reconfigure(errors="replace", **({} if stream.isatty() else {"encoding": "utf-8"}))
    code = main()
    gc.freeze()
    sys.exit(code)


def _told(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _failed(error: Exception) -> int:
    if os.environ.get(TRACEBACK):
        raise error
    name = type(error).__name__
    if name in _OF_THE_INPUT:
        return _told(str(error), UNUSABLE)
    detail = str(error) if name in _OWN else f"{name}: {error}"
    return _told(f"The program failed: {detail}\n  {TRACEBACK}=1 shows where, for a bug report", FAILED)


_OWN = ("RunFailed", "WorkerLost", "PoolFailed", "ReportFailed", "StoreFailed", "Disagreement")
"""Failures whose message says all."""
_OF_THE_INPUT = ("ClusterError", "StudyError", "NotKept")
"""Failures of what was asked for; their modules are not imported just to name them."""


def _silenced() -> int:
    """Let a closed pipe (`scenario schema | head`) end the command without a word."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED
