"""How a notebook begins: it finds its project, and tells what cannot be used in one red line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenario.project.problems import ProjectError
from scenario.views.widgets.looks import LOOKS, red

ERRORS = (ProjectError, ValueError)
"""What a wrong file or a wrong parameter raises; anything else is a fault of the program, told in full."""


def project_file(file: str | Path) -> Path:
    """Return a project file, named from the notebook's folder or the one above it.

    From here on what cannot be used is told in one red line in the place of a traceback. The file itself is
    judged by whoever reads it.
    """
    _tell_in_a_line()
    here = Path(file)
    return next((place for place in (here, Path("..") / here) if place.exists()), here)


def _tell_in_a_line() -> None:
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc(ERRORS, _told)


def _told(
    shell: Any, kind: type[BaseException], error: BaseException, trace: Any, tb_offset: Any = None
) -> None:
    """Show an error as a person reads it."""
    from IPython.display import HTML, display

    display(HTML(f'<style>{LOOKS}</style><div class="scenario-page">{red(str(error))}</div>'))  # type: ignore[no-untyped-call]
