"""Small studies of the samples, simulated once."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenario
from scenario.analysis import Study

PARAMS = Path(__file__).parents[2] / "params"


@pytest.fixture(scope="session")
def studies() -> dict[str, Study]:
    """A study of each sample."""
    runs = {"riverside": 40, "schedule-only": 100, "cash-only": 100}
    return {
        name: scenario.simulate(scenario.load(PARAMS / f"{name}.yaml"), count) for name, count in runs.items()
    }
