"""What planners' tools read, by hand."""

import pytest

from scenario.analysis.planning.planner_rows import planner_rows
from scenario.analysis.schedule.plan_rows import Wait, plan_rows
from tests.analysis.networks import study_of

ACTIVITIES = {
    "dig": {"duration": {"pert": [4, 6, 12]}, "calendar": "site", "staff": {"crew": 1}},
    "cast": {
        "duration": 5,
        "calendar": "site",
        "after": ["dig:SS+2 site"],
        "staff": {"crew": 1},
        "wbs": "Works/Cast",
    },
    "cure": {"duration": 7, "after": ["cast", "dig:FF-1"]},
}
BLOCKS = {
    "staff": {"crew": 1},
    "calendars": {"site": {"week": "mon-sat"}},
    "risks": {
        "rock": {"probability": 0.3, "delay": {"dig": 3}},
        "rain": {"probability": 0.3, "per": "year", "stops": {"site": 2}},
        "flu": {"probability": 0.3, "per": "year", "absent": {"of": ["crew"], "share": 0.5, "days": 3}},
        "slow": {"probability": 0.3, "multiplies": {"activities.cure.duration": 1.5}},
    },
}


@pytest.fixture(scope="module")
def rows():
    study = study_of(ACTIVITIES, 40, **BLOCKS)
    return {row.plan.id: row for row in planner_rows(study, plan_rows(study))}


def test_three_points_and_calendar_are_those_of_the_file(rows):
    dig = rows["dig"]

    assert (dig.low, dig.mode, dig.high, dig.calendar) == (pytest.approx(4, abs=0.02), 6, dig.high, "site")
    assert 9 < dig.high <= 12
    assert dig.low <= dig.took
    assert rows["cure"].calendar == "continuous"


def test_links_are_told_from_both_ends(rows):
    assert rows["cast"].before == (Wait("SS", "dig", 2.0, calendar="site"),)
    assert rows["cure"].before == (Wait("FS", "cast"), Wait("FF", "dig", -1.0))
    assert rows["dig"].after == (Wait("SS", "cast", 2.0, calendar="site"), Wait("FF", "cure", -1.0))


def test_risks_strike_time_calendar_and_people(rows):
    assert rows["dig"].risks == ("rock", "rain", "flu")
    assert rows["cast"].risks == ("rain", "flu")
    assert rows["cure"].risks == ("slow",)


def test_the_levelled_plan_waits_for_people_and_the_critical_path_plan_does_not(rows):
    plan = rows["cast"].plan

    assert plan.planned(levelled=False)[0] < plan.planned(levelled=True)[0]
