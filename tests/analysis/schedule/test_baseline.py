"""A baseline is written, read back and compared with; one of another project is refused."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from scenario.analysis import Study
from scenario.analysis.schedule.baseline import against_baseline, baseline_of
from scenario.analysis.schedule.commitment import commitment
from scenario.project.files.baseline import Baseline, misfits
from tests.analysis.networks import after, network, study_of

NETWORK = {"a": {"uniform": [10, 20]}, "b": after("a", duration={"pert": [5, 8, 20]})}


@pytest.fixture(scope="module")
def study() -> Study:
    return study_of(NETWORK, 500)


def baseline(study: Study, odds: float = 0.8) -> Baseline:
    """Return the baseline of a study."""
    return baseline_of(study, commitment(study, odds), "Zhang San", dt.date(2026, 1, 2))


def test_plain_data_read_back_is_the_same_baseline(study: Study):
    written = baseline(study)

    assert Baseline.model_validate(written.to_plain()) == written
    assert (written.approved_by, written.approved_on) == ("Zhang San", dt.date(2026, 1, 2))
    assert written.fingerprint == study.project.fingerprint


def test_an_unchanged_project_keeps_its_promises_as_it_made_them(study: Study):
    told = against_baseline(study, baseline(study))

    assert told["shift"].tolist() == [0.0, 0.0]
    assert told["odds"].tolist() == told["odds_then"].tolist()
    assert (told["odds"] >= 0.8).all()
    assert ((told["low"] < told["odds"]) & (told["odds"] < told["high"])).all()


def test_a_later_project_shows_its_shift_and_the_odds_left(study: Study):
    later = study_of({**NETWORK, "a": {"uniform": [17, 27]}}, 500)

    told = against_baseline(later, baseline(study))

    assert told["shift"].tolist() == [7.0, 7.0]
    assert told["p50_shift"].tolist() == told["p80_shift"].tolist() == [7.0, 7.0]
    assert told.loc["b", "p80"] == told.loc["b", "now"]
    assert told.loc["b", "p50"] < told.loc["b", "p80"]
    assert told.loc["b", "odds"] < told.loc["b", "odds_then"] - 0.2
    assert told.loc["b", "now"] == told.loc["b", "promised"] + dt.timedelta(days=7)


def test_a_baseline_that_names_no_p50_has_no_shift_of_it(study: Study):
    plain = baseline(study).to_plain()
    del plain["nodes"]["b"]["p50"]

    told = against_baseline(study, Baseline.model_validate(plain))

    assert np.isnan(told.loc["b", "p50_shift"])
    assert told.loc["b", "p80_shift"] == 0.0


def test_a_node_that_never_comes_has_odds_of_nothing_and_no_shift(study: Study):
    refused = {"duration": 1, "gate": True, "refuse": {"probability": 1}}
    gone = study_of({**NETWORK, "a": refused}, 500)

    told = against_baseline(gone, baseline(study)).loc["b"]

    assert (told["odds"], told["now"], told["p50"]) == (0.0, None, None)
    assert np.isnan([told["shift"], told["p80_shift"]]).all()


def test_a_baseline_of_another_project_is_refused(study: Study):
    other = Baseline.model_validate({**baseline(study).to_plain(), "project": "Elsewhere"})

    with pytest.raises(ValueError, match="made of the project 'Elsewhere'"):
        against_baseline(study, other)


def test_a_promised_node_that_is_gone_is_named(study: Study):
    found = misfits(network({"a": 5}), baseline(study))

    assert len(found) == 1
    assert "'b'" in found[0]
