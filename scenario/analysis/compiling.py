"""The first study of a version is compiled by two processes: this one the clock, another what else it takes.

What one of them has compiled is kept, and the other finds it there. The other one gets at it by doing it: it
simulates a small project in simpy, whose months are closed by compiled code, and takes its measures. Compiled
code is the same for all projects.
"""

from __future__ import annotations

import atexit
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from scenario.analysis.simulate import simulate
from scenario.model.money.settle import open_books
from scenario.model.project_plan import compile_plan
from scenario.model.run import new_state
from scenario.project.sections.root import Project
from scenario.rules.money.returns import annual_irr_many
from scenario.rules.money.xirr import xirr_of_months

SMALL: dict[str, Any] = {
    "project": {"name": "Small", "start": "2026-01-05", "horizon": "2 months"},
    "activities": {"works": {"duration": {"pert": [20, 30, 50]}}},
    "cash": [
        {"on": "2026-01-05", "account": "land", "amount": -1},
        {"node": "works", "account": "sales", "amount": 2},
    ],
    "funding": {"minimum_cash": 0},
    "targets": [
        {"measure": name, "at_least": 0.1} for name in ("project_irr", "project_xirr", "equity_xirr")
    ],
}
"""A project with luck, dates and money, and hurdles on all kinds of returns."""
RARELY = (100_000, 50, 100)
"""How many objects more than before have Python look for rubbish, see `gc.set_threshold`. A compiler makes
millions, and nearly all are kept: looking at them time and again takes a tenth of the time."""


def compile_but_for_the_clock() -> None:
    """Compile what a study takes besides its clock."""
    simulate(Project.model_validate(SMALL), 1, engine="simpy").to_json()


def compile_while_books_are_made() -> None:
    """Compile how books are opened, which the other process comes to next, then rates of return and draws.

    This process begins with them, so that the other one has kept the months' books when the clock, which they
    are part of, is compiled. A clock that does not find them compiles them again, for five seconds.
    """
    plan = compile_plan(Project.model_validate(SMALL))
    assert plan.books is not None
    open_books(plan.books, plan.layout.views(plan.base.copy()), new_state(plan)[1])
    annual_irr_many(np.zeros((1, 2)))
    xirr_of_months(np.arange(2.0), np.zeros((1, 2)), np.zeros((1, 1)), np.zeros((1, 1)))
    plan.numbers(1, 0, 1)


@contextmanager
def helped_to_compile() -> Iterator[None]:
    """Have another process compile meanwhile what comes after the runs, where a second core is free for it.

    Nobody waits for it, and nothing is lost when it fails: what it has not kept is compiled here.
    """
    before, helper = gc.get_threshold(), None
    if (os.cpu_count() or 1) > 1:
        module = [sys.executable, "-m", __name__]
        helper = subprocess.Popen(module, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        atexit.register(helper.kill)  # a command that is stopped while it compiles ends at once
    gc.set_threshold(*RARELY)
    try:
        compile_while_books_are_made()
        yield
    finally:
        gc.set_threshold(*before)
        if helper is not None:
            helper.kill()
            helper.wait()
            atexit.unregister(helper.kill)


if __name__ == "__main__":
    gc.set_threshold(*RARELY)
    compile_but_for_the_clock()
