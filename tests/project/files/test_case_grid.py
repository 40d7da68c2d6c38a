"""Grids: every combination of scenarios and values, and all that is wrong at once, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.project.files.case_grid import Axis, load_cases, parse_axes
from scenario.project.problems import ProjectError

TEXT = """
project: {name: A, start: 2026-01-05}
staff: {crew: 2}
activities:
  dig: {duration: {pert: [10, 20, 40]}, staff: {crew: 1}}
  build: {duration: 30, after: [dig], staff: {crew: 1}}
targets: [{node: build, by: 2026-03-15}]
overrides: {late: {activities.build.duration: 40}}
scenarios: {stress: [late]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def problems(error: pytest.ExceptionInfo[ProjectError]) -> str:
    return str(error.value)


def test_every_scenario_meets_every_combination_of_values(file: Path) -> None:
    axes = parse_axes(["activities.dig.duration=10:20:3", "staff.crew=1,2"])

    cases = load_cases(file, None, axes)

    assert len(cases) == 2 * 3 * 2
    assert cases[0].name == "base, activities.dig.duration=10, staff.crew=1"
    assert [case.scenario for case in cases] == ["base"] * 6 + ["stress"] * 6
    assert {case.project.activities["dig"].duration.most_likely for case in cases} == {10, 15, 20}
    assert cases[-1].project.activities["build"].duration.most_likely == 40
    assert cases[-1].project.scenario == "stress"
    assert len({case.project.fingerprint for case in cases}) == 12


def test_axes_may_be_given_as_values_by_path(file: Path) -> None:
    assert load_cases(file, ["base"], {"staff.crew": [1, 2]}) == load_cases(
        file, ["base"], [Axis("staff.crew", (1.0, 2.0))]
    )


def test_the_ends_of_an_axis_are_those_that_are_written() -> None:
    (axis,) = parse_axes(["x=0.1:0.7:7"])

    assert (axis.values[0], axis.values[-1]) == (0.1, 0.7)
    assert axis.values == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("land.price", "land.price: '' is not a number"),
        ("land.price=1:2", "land.price=1:2: write path=first:last:count"),
        ("land.price=1:2:x", "'x' is not a number"),
        ("land.price=1:2:1", "count 1 is not a whole number from 2 to 1000"),
        ("land.price=1:2:2.5", "count 2.5 is not a whole number from 2 to 1000"),
        ("land.price=1,1", "a value stands twice; keep one"),
        ("land.price=1,inf", "'inf' is not a number"),
        ("=1,2", "=1,2: write path=first:last:count"),
    ],
)
def test_an_axis_that_cannot_be_read_is_refused(text: str, told: str) -> None:
    with pytest.raises(ProjectError) as error:
        parse_axes([text])

    assert told in problems(error)


def test_all_that_is_wrong_with_axes_and_names_is_told_at_once(file: Path) -> None:
    axes = parse_axes(["staff.crews=1,2", "project.start=1,2", "activities.dig.duration=1,2"])

    with pytest.raises(ProjectError) as error:
        load_cases(file, ["base", "stres", "base"], axes, {"activities.dig.duration": 5})

    told = problems(error)
    assert "staff.crews: there is no 'crews'; did you mean 'crew'?" in told
    assert "project.start: it does not hold a number; an axis takes a number's path" in told
    assert "activities.dig.duration: it is set by --set too; keep one" in told
    assert "there is no scenario 'stres'; did you mean 'stress'?" in told
    assert "'base' is named twice; keep one" in told


def test_every_value_out_of_bounds_is_told_with_the_axis_that_brought_it(file: Path) -> None:
    axes = parse_axes(["activities.dig.duration=5,-1,-2", "staff.crew=1,-3"])

    with pytest.raises(ProjectError) as error:
        load_cases(file, None, axes)

    told = problems(error)
    assert "activities.dig.duration: -1: " in told
    assert "activities.dig.duration: -2: " in told
    assert "staff.crew: -3: " in told


def test_a_value_that_only_fits_elsewhere_is_told_with_its_case(file: Path) -> None:
    with pytest.raises(ProjectError) as error:
        load_cases(file, ["base"], {"staff.crew": [0, 1]})

    assert "(in base, staff.crew=0)" in problems(error)
    assert "staff.crew=1" not in problems(error)


def test_more_cases_than_anyone_reads_are_refused(file: Path) -> None:
    with pytest.raises(ProjectError, match="1,002 cases are more than 1,000"):
        load_cases(file, None, parse_axes(["activities.dig.duration=1:2:501"]))
    with pytest.raises(ProjectError, match="10,000 combinations are more than 1,000"):
        parse_axes(["a=1:2:100", "b=1:2:100"])
