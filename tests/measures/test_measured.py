"""Any chunk of runs can be measured by itself."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.analysis import Study
from scenario.measures.measured import measure_runs, modelled

RIVERSIDE = Path(__file__).parents[2] / "params" / "riverside.yaml"


@cache
def study() -> Study:
    return scenario.simulate(scenario.load(RIVERSIDE, scenario="trigger_60"), runs=120, seed=5)


@pytest.mark.parametrize("size", [1, 37, 120])
def test_a_run_is_measured_alike_in_chunks_of_any_size(size: int) -> None:
    arrays = study().arrays
    whole = measure_runs(study().plan, arrays)
    parts = [measure_runs(study().plan, arrays.rows(at, at + size)) for at in range(0, 120, size)]

    assert np.array_equal(np.vstack([part.values for part in parts]), whole.values, equal_nan=True)
    assert np.array_equal(np.vstack([part.statuses for part in parts]), whole.statuses)


def test_a_study_shows_what_its_runs_measure() -> None:
    measured = measure_runs(study().plan, study().arrays)

    assert measured.names == tuple(study().measures.columns) == modelled(study().project)
    assert np.array_equal(study().measures.to_numpy(), measured.values, equal_nan=True)
    assert (study().statuses == "ok").to_numpy().tolist() == (measured.statuses == 0).tolist()
