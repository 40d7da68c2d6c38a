"""Nothing that only one system has: the sources are read, since the tests run on one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "scenario").rglob("*.py"))
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
WINDOWS_MODULES = {"_winapi", "msvcrt", "nt", "winreg", "winsound"}
ONLY_POSIX = {
    "os": {"chown", "fork", "forkpty", "getloadavg", "getpgid", "geteuid", "getuid", "killpg", "mkfifo",
           "nice", "setpgid", "setsid", "sched_getaffinity", "statvfs", "sysconf", "wait", "uname"},
    "signal": {"SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP",
               "SIGTSTP", "SIGUSR1", "SIGUSR2", "alarm", "pthread_sigmask", "setitimer"},
    "time": {"tzset"},
    "asyncio": {"open_unix_connection"},
}  # fmt: skip


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def dotted(module: ast.Module) -> Iterator[str]:
    """Yield each `module.name` that is used."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def of_one_system(source: str) -> list[str]:
    """What of a source only one system has, and what it does not ask for first: `hasattr(os, "sysconf")`."""
    module = ast.parse(source)
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    asked = {
        f"{ast.unparse(call.args[0])}.{ast.literal_eval(call.args[1])}"
        for call in calls
        if ast.unparse(call.func) == "hasattr" and isinstance(call.args[1], ast.Constant)
    }
    modules = [name for name in imported(module) if name.split(".")[0] in POSIX_MODULES | WINDOWS_MODULES]
    forbidden = {f"{module}.{name}" for module, names in ONLY_POSIX.items() for name in names}
    used = [name for name in (*imported(module), *dotted(module)) if name in forbidden]
    return modules + [name for name in used if name not in asked]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_used_that_only_one_system_has(path):
    assert of_one_system(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["import fcntl", "from os import fork", "import os\nos.fork()", "import signal\nsignal.SIGKILL",
     "def f():\n    import resource"],
)  # fmt: skip
def test_what_only_one_system_has_is_found(source):
    assert of_one_system(source)


def opens_text(call: ast.Call) -> bool:
    """Tell whether a call opens a text file without saying in which encoding: Windows takes its code page."""
    of_path = isinstance(call.func, ast.Attribute)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in (("read_text", "write_text") if of_path else ("open",)):
        return False
    words = {keyword.arg for keyword in call.keywords}
    modes = [arg.value for arg in call.args[1:2] if isinstance(arg, ast.Constant)]
    binary = name == "open" and any("b" in str(mode) for mode in modes)
    return not binary and "encoding" not in words


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_file_says_its_encoding(path):
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and opens_text(node)]

    assert [ast.unparse(call) for call in calls] == []
