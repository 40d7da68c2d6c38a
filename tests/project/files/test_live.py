"""A project file in a live session: as `load` would read it, and quickly."""

from __future__ import annotations

import time

import pytest

from scenario.data import data
from scenario.project import ProjectError, load
from scenario.project.files.live import LiveProject

RIVERSIDE = data("params", "riverside.yaml")
PROJECT = """project: {name: Live, start: 2026-01-05}
activities: {build: {duration: 100}}
overrides: {slow: {activities.build.duration: 150}}
scenarios: {slow: [slow]}
"""


def test_it_gives_what_load_gives():
    live, changes = LiveProject(RIVERSIDE), {"staff.procurement": 4}

    for scenario in (None, "second_clerk"):
        found = live.project(changes, scenario)
        assert found.fingerprint == load(RIVERSIDE, changes, scenario).fingerprint
        assert (found.file, found.scenario) == (str(RIVERSIDE), scenario or "base")


def test_a_change_of_one_value_takes_20_ms():
    live, took = LiveProject(RIVERSIDE), []
    for price in range(15_000, 15_010):
        began = time.process_time()
        live.project({"products.types.high_rise.price": price})
        took.append(time.process_time() - began)

    assert min(took) < 0.02


def test_a_wrong_value_is_told_and_the_next_is_right():
    live = LiveProject(RIVERSIDE)

    with pytest.raises(ProjectError, match="staff"):
        live.project({"staff.procurement": -1})
    assert live.project({"staff.procurement": 2}).staff["procurement"] == 2


def test_a_file_that_is_written_to_is_read_again(tmp_path):
    path = tmp_path / "live.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    live = LiveProject(path)
    assert live.project().activities["build"].duration.most_likely == 100
    path.write_text(PROJECT.replace("100", "1000"), encoding="utf-8")

    assert live.project().activities["build"].duration.most_likely == 1000
    assert live.project(scenario="slow").activities["build"].duration.most_likely == 150
