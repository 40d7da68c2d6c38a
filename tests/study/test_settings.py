"""Settings are judged where they are made, and all that is wrong is told at once."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import pytest

import scenario
from scenario.study.settings import RunSettings, SettingsRefused


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsRefused) as refused:
        RunSettings(runs=0, seed=-1, workers=0, chunk=0, cluster="somewhere")

    assert [each.setting for each in refused.value.complaints] == [
        "runs", "seed", "workers", "chunk", "cluster",
    ]  # fmt: skip


def test_a_sampling_without_these_runs_is_refused() -> None:
    with pytest.raises(SettingsRefused, match=r"sampling: .*lhs:10"):
        RunSettings(runs=20, sampling="lhs:10")


def test_settings_stay_as_they_were_judged() -> None:
    settings = RunSettings(5)

    with pytest.raises(FrozenInstanceError):
        settings.runs = 0  # type: ignore[misc]


def test_what_is_sent_to_workers_tells_no_progress() -> None:
    settings = RunSettings(5, progress=lambda done, runs: None)

    assert pickle.loads(pickle.dumps(settings.to_send())) == RunSettings(5)


def test_an_unknown_setting_of_a_study_is_refused() -> None:
    with pytest.raises(TypeError, match="wrokers"):
        scenario.simulate(None, 5, wrokers=2)  # type: ignore[arg-type, call-arg]
