"""Ledgers written by hand, on the books of the sample project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.analysis import Study
from scenario.model.money import accounts
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import EXTRA
from scenario.study.pools.chunk import Arrays

PARAMS = Path(__file__).parents[2] / "params"


@pytest.fixture(scope="session")
def riverside() -> Plan:
    """The sample project, with a first-pass rate so that it has every measure."""
    project = scenario.load(PARAMS / "riverside.yaml", {"products.first_pass_rate": 0.9})
    return compile_plan(project)


@pytest.fixture
def by_hand(riverside: Plan) -> Callable[..., Study]:
    """Make a study of one run: postings {account: {month: amount}}, terms, extras, finish days by activity.

    Terms are 0, everything is finished at the start and nothing refused unless said.
    """

    def made(ledger: dict[str, dict[int, float]], **given: dict[str, Any]) -> Study:
        arrays = Arrays(*(np.zeros_like(array) for array in Arrays.empty(riverside, 1)))
        arrays.extra[0, EXTRA.index("refused_by")] = -1.0
        for account, postings in ledger.items():
            for month, amount in postings.items():
                arrays.ledger[0, month, accounts.NAMES.index(account)] = amount
        for name, value in given.get("terms", {}).items():
            arrays.terms[0, riverside.term_names.index(name)] = value
        for name, value in given.get("extra", {}).items():
            arrays.extra[0, EXTRA.index(name)] = value
        for name, day in given.get("finish", {}).items():
            arrays.finish[0, riverside.timetable.ids.index(name)] = day
        return Study(riverside, 1, 0, arrays, arrays)

    return made
