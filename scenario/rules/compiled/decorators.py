"""Compilation: the one place that asks for numba, and says where its machine code is kept.

numba renews kept code when the file of a function changes, not when a function that it calls in another file
does. So the code is kept in a folder named after the content of every file that may be compiled: change one
rule, and all that calls it is compiled anew.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core.event import Listener, register

from scenario.rules.compiled.compiler import Compiler, InnerCompiler

Function = TypeVar("Function", bound=Callable[..., Any])

SOURCES = ("rules", "draws", "model")
"""The folders of the package whose functions may be compiled."""


def _fingerprint(package: Path) -> str:
    """Return a short hash of the sources, of numba and of Python."""
    content = hashlib.blake2b(f"{numba.__version__} {sys.version_info[:3]}".encode(), digest_size=8)
    for folder in SOURCES:
        for file in sorted((package / folder).rglob("*.py")):
            content.update(file.read_bytes())
    return content.hexdigest()


def _kept_in() -> Path:
    """Return the folder for machine code: NUMBA_CACHE_DIR, else the first of these that can be written to."""
    package = Path(__file__).parents[2]
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    choices = [Path(chosen)] if chosen else [package / "__pycache__", caches / "scenario-workbench"]
    for base in choices:
        try:
            base.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(base, os.W_OK):
            return base / _fingerprint(package)
    return Path(tempfile.gettempdir()) / "scenario-workbench" / _fingerprint(package)


KEPT_IN = _kept_in()
numba.config.CACHE_DIR = str(KEPT_IN)  # type: ignore[attr-defined]


class _Compiling(Listener):
    """Counts the functions that are being compiled now: the outermost, and those that it calls."""

    def __init__(self) -> None:
        self.depth = 0
        self.begun: list[Callable[[], None]] = []

    def on_start(self, event: Any) -> None:
        """One more; tell when it is the first."""
        self.depth += 1
        if self.depth == 1:
            for tell in list(self.begun):
                tell()

    def on_end(self, event: Any) -> None:
        """One less."""
        self.depth -= 1


_COMPILING = _Compiling()
register("numba:compile", _COMPILING)


def is_compiling() -> bool:
    """Return whether a function is being compiled now; not while machine code that is kept is loaded."""
    return _COMPILING.depth > 0


@contextmanager
def told_when_compiling(tell: Callable[[], None]) -> Iterator[None]:
    """Have a function called whenever a compilation begins, until the end of the block."""
    _COMPILING.begun.append(tell)
    try:
        yield
    finally:
        _COMPILING.begun.remove(tell)


def is_kept(module: str, function: str) -> bool:
    """Return whether machine code of a function has been kept for this version: its first call is quick."""
    return any(KEPT_IN.glob(f"*/{module}.{function}-*.nbi"))


def _compiled(function: Function, **options: Any) -> Function:
    """Have a function compiled on its first call; nothing is made for calls from C."""
    options = {"pipeline_class": Compiler, "no_cfunc_wrapper": True} | options
    compiled = cast(Any, numba).njit(**options)
    return cast(Function, compiled(function))


def njit(function: Function) -> Function:
    """Compile a function on its first call, and keep the machine code for the next process."""
    return _compiled(function, cache=True)


def kernel(function: Function) -> Function:
    """Compile a function that makes no arrays, without counting references to those it is given.

    For functions that pass tuples of dozens of arrays to each other: counting all of them at every call took
    0.3 µs, ten times as long as the work. A function that makes an array does not compile this way. It lets
    other threads run meanwhile, so that several can simulate at once, each into arrays of its own.
    """
    return _compiled(function, cache=True, _nrt=False, nogil=True)


def codes(count: int) -> list[int]:
    """Return the whole numbers 0 … count − 1 to name cases by, in a form that compiled functions share.

    Of a function that is called with a written int, numba compiles one more for each value.
    """
    return cast(list[int], list(np.arange(count)))


INNER = {"_nrt": False, "no_cpython_wrapper": True}
"""For what only compiled code calls: nothing is made for calls from Python, as unpacking dozens of arrays
would be most of what there is to compile."""


def part(function: Function) -> Function:
    """Compile a part of a kernel, which only compiled code calls."""
    return _compiled(function, pipeline_class=InnerCompiler, **INNER)


def inlined(function: Function) -> Function:
    """Compile a part of a kernel that is called so often that the call would cost more than the work."""
    return _compiled(function, forceinline=True, pipeline_class=InnerCompiler, **INNER)


def woven(function: Function) -> Function:
    """Weave a function into the kernel that calls it, before anything is compiled.

    For the outer layers of a kernel: compiled by itself, each layer would compile anew all that it calls.
    """
    return _compiled(function, inline="always", **INNER)
