"""The three examples of a service are read as they stand, and their loads are told."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenario
from scenario.project.checks.service_load import loads
from scenario.project.files.notes import notes
from scenario.project.operations.service import Service
from scenario.project.operations.week import seat_minutes, seats_of

EXAMPLES = Path(__file__).parents[1] / "project" / "operations"


@pytest.mark.parametrize(
    ("file", "name", "steps", "streams"),
    [("hospital", "hospital", 14, 4), ("venue", "sports_centre", 4, 3), ("desk", "desk", 6, 3)],
)
def test_an_example_is_read_and_written_as_it_was(file, name, steps, streams):
    service = scenario.load(EXAMPLES / f"{file}.yaml").operations[name]

    assert (len(service.path), len(service.visitors)) == (steps, streams)
    assert Service.model_validate(service.model_dump(by_alias=True)) == service


@pytest.mark.parametrize(("count", "there"), [(13, 10), (15, 11), (17, 13), (18, 14)])
def test_of_the_doctors_employed_some_are_there(count, there):
    project = scenario.load(EXAMPLES / "hospital.yaml", {"operations.hospital.people.doctor.count": count})

    seats = dict(seats_of(project.operations["hospital"], "doctor"))

    assert (seats[0], seats[8 * 60]) == (0, there)


def test_a_scenario_changes_a_service():
    assert scenario.load(EXAMPLES / "hospital.yaml").operations["hospital"].people["doctor"].count == 15


def test_a_load_is_minutes_offered_over_minutes_on_roster():
    service = Service.model_validate(
        {
            "rosters": {"day": [{"days": "mon-fri", "from": "08:00", "to": "18:00", "share": 0.5}]},
            "people": {"nurse": {"count": 4, "roster": "day"}},
            "visitors": {"come": {"rate": 50, "weekdays": {"sat": 0, "sun": 0}, "enters": "seen"}},
            "path": {
                "seen": {"needs": {"nurse": 1}, "takes": {"fixed": 10}, "next": {"seen": 0.2, "leaves": 0.8}}
            },
        }
    )

    assert seat_minutes(seats_of(service, "nurse")) == 2 * 600 * 5
    assert loads(service)["nurse"].all == pytest.approx(5 * 50 * 1.25 * 10 / 6000)


def test_an_overloaded_service_is_told_with_its_load():
    told = list(notes(scenario.load(EXAMPLES / "desk.yaml").resolved()))

    assert any("on_call: it is asked for 452%" in note and "grows for ever" in note for note in told)


def test_targets_of_services_are_left_to_operate():
    project = scenario.load(EXAMPLES / "desk.yaml")

    assert len(project.all_targets) == 2
    assert project.targets == ()
