"""Every number of the sample is in play: changed by a quarter it moves a headline measure, or is idle."""

from __future__ import annotations

import fnmatch
from pathlib import Path

import pytest

from scenario.project import ProjectError, load
from scenario.project.files.reading import parse
from scenario.project.sections.root import Project
from tests.model.in_play import changed, headline, moves, numbers

SAMPLE = Path(__file__).parents[2] / "params" / "riverside.yaml"
RUNS = 100
BLOCKS = ("project", "activities", "land", "products", "cost", "expenses", "funding")
"""Scenarios and targets move nothing of the file as it stands."""
IDLE = {
    "project.horizon": "the books end before it",
    "land.idle.*": "construction begins long before the land counts as idle",
    "products.absorption.pace_floor": "prices stand at the market's, so that the factor is 1",
    "products.absorption.pace_cap": "prices stand at the market's, so that the factor is 1",
    "products.absorption.elasticity.*": "prices stand at the market's, so that the factor is 1",
    "products.late_handover.*": "the buffer holds nearly always; compensation is that of risk R25",
    "products.first_pass_rate": "a measure of its own, no money",
    "products.types.parking.unit_size": "a little of the land tax's floor",
    "products.types.*.unit_size": "households count for the first-pass rate alone",
}
"""Numbers that move nothing, by path, with the reason."""


def is_idle(path: str) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in IDLE)


@pytest.mark.long
def test_every_number_of_the_sample_moves_something_or_is_idle_for_a_reason() -> None:
    data = load(SAMPLE).resolved()
    own = parse(SAMPLE.read_text(encoding="utf-8"), SAMPLE.name).data
    places = [place for place in numbers(own) if place[0] in BLOCKS]
    base = headline(Project.model_validate(data), RUNS)
    still = []
    for place in places:
        for factor in (1.25, 0.75):
            try:
                other = Project.model_validate(changed(data, place, factor))
            except (ProjectError, ValueError):
                continue
            if moves(base, headline(other, RUNS)):
                break
        else:
            still.append(".".join(map(str, place)))

    assert [path for path in still if not is_idle(path)] == []
