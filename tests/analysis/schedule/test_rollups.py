"""Hammocks and the work breakdown structure: first start and last finish, run by run."""

from __future__ import annotations

import numpy as np
import pytest

from scenario.analysis import simulate
from scenario.analysis.schedule.plan_rows import plan_rows
from scenario.analysis.schedule.rollups import branches, hammocks
from scenario.analysis.study import Study
from scenario.project.sections.root import Project

OFFICE = {"office": {"week": "mon-fri"}}


@pytest.fixture(scope="module")
def study() -> Study:
    clerk = {"staff": {"clerk": 1}}
    activities = {
        "permit": {"duration": {"uniform": [5, 9]}, "wbs": "Land/Permits", **clerk},
        "survey": {"duration": 4, "wbs": "Land", **clerk},
        "build": {"duration": {"uniform": [20, 40]}, "after": ["permit"], "wbs": "Works"},
        "acceptance": {"duration": 2, "after": ["build"], "calendar": "office", "wbs": "Works"},
        "archive": {"duration": 3, "after": ["permit"], "calendar": "office"},
    }
    management = {"from": ["build:start", "survey"], "to": ["acceptance", "archive"], "name": "Management"}
    data = {
        "project": {"name": "Rolled up", "start": "2026-01-05"},
        "calendars": OFFICE,
        "staff": {"clerk": 1},
    }
    return simulate(
        Project.model_validate({**data, "activities": activities, "hammocks": {"management": management}}), 20
    )


def test_a_hammock_hangs_between_the_first_and_the_last_of_its_events(study: Study) -> None:
    (found,) = hammocks(study)
    days, starts = study.days, study.starts

    assert found.name["zh"] == "Management"
    assert found.start.tolist() == np.minimum(starts["build"], days["survey"]).tolist()
    assert found.finish.tolist() == np.maximum(days["acceptance"], days["archive"]).tolist()
    assert found.planned == (4.0, 39.0)  # permit 7, build 30, and two working days from Wednesday on


def test_branches_roll_up_the_works_below_them(study: Study) -> None:
    found = {branch.id: branch for branch in branches(study)}

    assert list(found) == ["Land", "Land/Permits", "Works"]
    assert found["Land"].members == (0, 1)
    assert found["Land"].finish.tolist() == study.days[["permit", "survey"]].max(axis=1).tolist()
    assert found["Land"].planned == (0.0, 7.0)
    assert found["Land"].levelled == (0.0, 11.0)  # one clerk does one after the other


def test_a_row_tells_both_plans_and_its_floats(study: Study) -> None:
    rows = {row.id: row for row in plan_rows(study)}
    survey, archive, build = (rows[name] for name in ("survey", "archive", "build"))

    assert (survey.planned_finish, survey.levelled_finish) == (4.0, 11.0)
    assert (survey.total_float, survey.free_float) == (35.0, 35.0)
    assert (build.total_float, build.free_float) == (0.0, 0.0)
    assert (archive.planned_finish, archive.total_float, archive.working_float) == (10.0, 29.0, 21.0)
    assert survey.wbs == "Land"
