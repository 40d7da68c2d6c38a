"""JupyterLab on this machine and a browser that shows it: nothing of either is left behind."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from playwright.sync_api import BrowserContext, sync_playwright

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/extensionmanager-extension:plugin": {"enabled": False},
    "@jupyterlab/notebook-extension:tracker": {
        "windowingMode": "none"
    },  # the whole page, not what is in view
}
"""Settings of the lab: it asks nobody about news, and lays out every cell."""
PATIENCE = 60.0
"""How long the lab may take to answer [s]."""
LAB = """
import os, signal, sys, threading
from jupyterlab.labapp import main

def end_with_parent():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=end_with_parent, daemon=True).start()
main()
"""
"""A lab that ends when its input does: whoever started it may have been killed."""


def browser_path() -> str | None:
    """Return a Chromium of this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Lab(NamedTuple):
    """A lab that runs.

    Attributes
    ----------
    folder : a copy of the notebooks and the projects
    url, token : where it is, and what lets one in
    """

    folder: Path
    url: str
    token: str

    def address(self, notebook: str) -> str:
        """Return the address of a notebook, in a workspace of its own."""
        return f"{self.url}lab/workspaces/{secrets.token_hex(4)}/tree/notebooks/{notebook}?token={self.token}"


@contextmanager
def lab_of(folder: Path) -> Iterator[Lab]:
    """Start a lab over a copy of the notebooks and the projects; end it with its kernels."""
    home, served, settings = folder / "home", folder / "served", folder / "settings"
    for part in ("notebooks", "params"):
        shutil.copytree(ROOT / part, served / part, ignore=shutil.ignore_patterns(".*"))
    settings.mkdir()
    (settings / "overrides.json").write_text(json.dumps(QUIET))
    token = secrets.token_hex(16)
    command = ("-c", LAB, "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0")
    choices = (
        f"--ServerApp.root_dir={served}",
        f"--LabApp.app_settings_dir={settings}",
        f"--LabApp.user_settings_dir={home}/user",
        f"--LabApp.workspaces_dir={home}/workspaces",
        "--LabApp.expose_app_in_browser=True",
    )
    with (folder / "lab.log").open("w") as log:
        process = psutil.Popen(
            [sys.executable, *command, *choices],
            cwd=served,
            env={**_environment(home), "JUPYTER_TOKEN": token},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Lab(served, _answering(process, home / "run", folder / "lab.log"), token)
    finally:
        _end(process)


def _environment(home: Path) -> dict[str, str]:
    """Return what a lab starts with: kernels know the package, and nobody's home is written to."""
    places = {"CONFIG": "config", "DATA": "data", "RUNTIME": "run"}
    jupyter = {f"JUPYTER_{name}_DIR": str(home / place) for name, place in places.items()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTEST"))}
    return {**kept, **jupyter, "IPYTHONDIR": str(home / "ipython"), "PYTHONPATH": str(ROOT)}


def _answering(process: psutil.Popen, runtime: Path, log: Path) -> str:
    """Return the address of a lab once it answers; it chooses a free port itself and writes it down."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        for told in runtime.glob("jpserver-*.json"):
            try:
                url: str = json.loads(told.read_text())["url"]
                with urlopen(f"{url}api"):
                    return url
            except (ValueError, KeyError, URLError):
                pass  # half written, or not yet listening
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab does not answer:\n{log.read_text()}")


def _end(process: psutil.Popen) -> None:
    """End a lab: it ends its kernels itself, unless it takes too long over it."""
    family = [process, *process.children(recursive=True)] if process.is_running() else []
    process.stdin.close()
    _, left = psutil.wait_procs(family, timeout=10)
    for each in left:
        each.kill()
    psutil.wait_procs(left, timeout=10)


@contextmanager
def browser_of(folder: Path) -> Iterator[BrowserContext]:
    """Start a browser that knows nobody, and has the fonts of the package; end it."""
    (folder / "data").mkdir()
    (folder / "data" / "fonts").symlink_to(ROOT / "fonts")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=browser_path(),
            args=list(FLAGS),
            env={**os.environ, "XDG_DATA_HOME": str(folder / "data")},
            viewport={"width": 1440, "height": 1000},
        )
        try:
            yield context
        finally:
            context.close()
