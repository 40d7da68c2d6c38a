"""The engine that runs report notebooks in this process: a batch would start a kernel for each otherwise."""

from __future__ import annotations

import ast
from typing import Any, cast

from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

NAME = "inside"
"""Under which papermill knows it."""


class Inside(Engine):  # type: ignore[misc] # papermill ships no types
    """Runs cells one after the other; a cell shows what its last expression is.

    A report's cells only open a study and name its pages, so nothing of IPython's own is known here.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **_: Any
    ) -> NotebookNode:
        """Run the cells of a notebook up to the first that fails; its error is kept as its output."""
        names: dict[str, Any] = {"__name__": "report"}
        for place, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code":
                continue
            nb_man.cell_start(cell, place)
            cell.execution_count = place
            cell.outputs = outputs_of(cell.source, names, f"cell {place}")
            nb_man.cell_complete(cell, place)
            if any(output.output_type == "error" for output in cell.outputs):
                break
        notebook: NotebookNode = nb_man.nb
        return notebook


def outputs_of(source: str, names: dict[str, Any], where: str) -> list[NotebookNode]:
    """Run a cell and return what it shows: its last expression as HTML, or its error.

    >>> outputs_of("a = 1", {}, "cell")
    []
    >>> outputs_of("1 / 0", {}, "cell")[0].ename
    'ZeroDivisionError'
    """
    try:
        shown = _run(source, names, where)
    except Exception as error:
        return [_output("error", ename=type(error).__name__, evalue=str(error), traceback=[])]
    to_html = getattr(shown, "_repr_html_", None)
    return [] if to_html is None else [_output("display_data", data={"text/html": to_html()})]


def _output(kind: str, **named: Any) -> NotebookNode:
    return cast(NotebookNode, new_output(kind, **named))  # type: ignore[no-untyped-call]


def _run(source: str, names: dict[str, Any], where: str) -> Any:
    body = ast.parse(source, where).body
    shown = body[-1] if body else None
    last = shown.value if isinstance(shown, ast.Expr) else None
    if last is not None:
        body.pop()
    exec(compile(ast.Module(body, []), where, "exec"), names)
    return None if last is None else eval(compile(ast.Expression(last), where, "eval"), names)


papermill_engines.register(NAME, Inside)
