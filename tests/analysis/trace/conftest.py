"""Runs of the sample, with their ledgers."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenario
from scenario.analysis import Study

SAMPLE = Path(__file__).parents[3] / "params" / "riverside.yaml"


@pytest.fixture(scope="session")
def sample() -> Study:
    """Some runs of the sample."""
    return scenario.simulate(scenario.load(SAMPLE), runs=60)
