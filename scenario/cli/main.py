"""From arguments to an exit code: what went wrong is told in words, never by a traceback."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TextIO

from scenario.cli.exit_codes import DONE, FAILED, STOPPED, TERMINATED, UNUSABLE
from scenario.cli.waiting import wait_for_use

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
    from scenario.project.problems import ProjectError

    # What typer raises for wrong options; the module it is in differs between releases.
    usage_error: Any = typer.BadParameter.__bases__[0]
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = app(args=arguments, prog_name="scenario", standalone_mode=False)
        sys.stdout.flush()
    except usage_error as error:
        error.show()
        return UNUSABLE
    except ProjectError as error:
        return _told(str(error), UNUSABLE)
    except (KeyboardInterrupt, typer.Abort):
        return _told("Stopped.", STOPPED)
    except MemoryError as error:
        why = f" ({error})" if str(error) else ""
        return _told(
            f"There is not enough memory for so many runs{why}: take fewer with -n, keep less of each with"
            " --keep measures, or store them with --out",
            UNUSABLE,
        )
    except BrokenPipeError:
        return _silenced()
    except OSError as error:
        return _not_written(error)
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
    stop = _Stop()
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as in the background of a shell
                signal.signal(number, stop)
        gc.set_threshold(50_000, 20, 50)
        # Tables, which a page does without, and what numba looks for and we do not use.
        wait_for_use("pandas", "scipy.linalg.cython_blas", "yaml")
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # Chinese is written even where the terminal has none
                stream.reconfigure(errors="replace", **({} if stream.isatty() else {"encoding": "utf-8"}))
        code = main()
        gc.freeze()
    except KeyboardInterrupt:  # before the command began, or while its end was told
        code = _told("Stopped.", STOPPED)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if code == STOPPED:
        _end(stop.code)
    sys.exit(code)


class _Stop:
    """What Ctrl-C and SIGTERM do: the runs that are finished are told, and kept where they are stored.

    While machine code is made there are none, and its maker would swallow the exception: the process ends.
    """

    at_once = True
    code = STOPPED

    def __call__(self, number: int, _: Any) -> None:
        """Stop."""
        self.code = TERMINATED if number == signal.SIGTERM else STOPPED
        compiled = sys.modules.get("scenario.rules.compiled.decorators")
        is_compiling = getattr(compiled, "is_compiling", None)  # it may be being imported just now
        if is_compiling is not None and is_compiling():
            _end(_told("Stopped.", self.code))
        raise KeyboardInterrupt


def _end(code: int) -> None:
    """End the process with this code, after what is registered for its end was done.

    Where a text was being executed as code when Ctrl-C came, say while a class was made, Python would
    end the process by a signal instead, whatever was caught.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _stop(terminated: list[int], number: int, _: Any) -> None:
    """Stop as Ctrl-C does."""
    terminated.append(number)
    raise KeyboardInterrupt


def _told(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _failed(error: Exception) -> int:
    if os.environ.get(TRACEBACK):
        raise error
    name = type(error).__name__
    if name in _OF_THE_INPUT:
        return _told(str(error), UNUSABLE)
    if name == "StoreFailed":  # nor is a full disk one of the program
        return _told(str(error), FAILED)
    detail = str(error) if name in _OWN else f"{name}: {error}"
    return _told(f"The program failed: {detail}\n  {TRACEBACK}=1 shows where, for a bug report", FAILED)


_OWN = ("RunFailed", "WorkerLost", "PoolFailed", "ReportFailed", "Disagreement")
"""Failures whose message says all."""
_OF_THE_INPUT = ("ClusterError", "StudyError", "NotKept")
"""Failures of what was asked for; their modules are not imported just to name them."""


def _not_written(error: OSError) -> int:
    """Tell of a disk, or a limit on files, that is used up; any other error is a failure."""
    import tempfile

    from scenario.disk.whole import FULL

    if error.errno not in FULL:
        return _failed(error)
    where = f"'{error.filename}'" if error.filename else "what is printed, or a file,"
    _to_nowhere(sys.stdout)
    return _told(
        f"{where} cannot be written ({error.strerror}): make room and give the command again. What was stored"
        f" with --out is kept, and the same command goes on from it. Besides, {tempfile.gettempdir()} takes"
        f" files (TMPDIR names another folder), and so does where machine code is kept (NUMBA_CACHE_DIR)",
        FAILED,
    )


def _silenced() -> int:
    """Let a closed pipe (`scenario schema | head`) end the command without a word."""
    _to_nowhere(sys.stdout)
    return FAILED


def _to_nowhere(stream: TextIO) -> None:
    """Have what a stream still holds go nowhere, so that closing it does not fail once more."""
    with suppress(OSError, ValueError):  # it is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
