"""What must hold of every service, whatever its numbers."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

import scenario
from scenario.operations.loop import Loop
from scenario.operations.ticks import WEEK
from scenario.project.operations.needs import LEAVES
from scenario.project.operations.service import Service

EXAMPLES = Path(__file__).parents[1] / "project" / "operations"

CLINIC = {
    "rosters": {"day": [{"days": "mon-sat", "from": "08:00", "to": "18:00", "share": 1}]},
    "people": {"doctor": {"count": 3, "roster": "day"}, "clerk": {"count": 1, "roster": "day"}},
    "places": {"room": {"count": 2}},
    "visitors": {"come": {"rate": 90, "hours": {"08": 0.4, "09": 0.6}, "enters": "desk"}},
    "path": {
        "desk": {"needs": {"clerk": 1}, "takes": {"lognormal": {"mean": 3, "cv": 0.5}}, "next": "doctor"},
        "doctor": {
            "needs": [{"doctor": 1, "room": 1}, {"clerk": 1}],
            "takes": {"lognormal": {"mean": 9, "cv": 0.6}},
            "patience": {"exponential": 60},
            "next": {"desk": 0.1, "leaves": 0.9},
        },
    },
}


@pytest.fixture(scope="module")
def clinic():
    return Loop(Service.model_validate(CLINIC), 3).run(1)


@pytest.fixture(scope="module")
def desk():
    project = scenario.load(EXAMPLES / "desk.yaml")
    return Loop(project.operations["desk"], 1).run(1)


def test_nobody_holds_more_seats_than_there_are(clinic):
    for pool, count in (("room", 2), ("clerk", 1), ("doctor", 2)):
        changes = [
            (instant, sign)
            for visit in clinic
            if visit.began >= 0 and pool in dict(visit.holds)
            for instant, sign in ((visit.began, 1), (visit.ended if visit.ended >= 0 else WEEK, -1))
        ]
        held = peak = 0
        for _, sign in sorted(changes):
            held += sign
            peak = max(peak, held)
        assert peak == count


def test_whoever_comes_is_seen_leaves_or_is_still_there(clinic, desk):
    for visits in (clinic, desk):
        assert len(visits) > 400
        ways = defaultdict(list)
        for visit in visits:
            assert visit.joined <= (visit.began if visit.began >= 0 else WEEK)
            assert visit.began < 0 or visit.left < 0
            ways[visit.entity.key].append(visit)
        for way in ways.values():
            assert all(before.outcome == after.step for before, after in pairwise(way))
            last = way[-1]
            assert last.outcome == LEAVES or (last.ended < 0 and last.left < 0)


def test_another_doctor_changes_no_patients_own_times(clinic):
    more = Service.model_validate(
        CLINIC | {"people": {**CLINIC["people"], "doctor": {"count": 4, "roster": "day"}}}
    )
    more = more.model_copy(update={"places": {"room": more.places["room"].model_copy(update={"count": 4})}})

    others = Loop(more, 3).run(1)

    first = {(v.entity.key, v.step): v for v in reversed(clinic)}
    assert {v.entity.key for v in others} == {v.entity.key for v in clinic}
    shared = [
        (first[k], v) for v in reversed(others) if (k := (v.entity.key, v.step)) in first and v.step == "desk"
    ]
    assert len(shared) > 300
    spans = [
        (a.ended - a.began, b.ended - b.began)
        for a, b in shared
        if min(a.ended, b.ended) >= 0 and a.joined == b.joined
    ]
    assert len(spans) > 300
    assert all(before == after for before, after in spans)


def test_the_same_seed_gives_the_same_visits(clinic):
    again = Loop(Service.model_validate(CLINIC), 3).run(1)

    assert [(v.entity, v.began, v.ended, v.left) for v in again] == [
        (v.entity, v.began, v.ended, v.left) for v in clinic
    ]


def test_whoever_speaks_english_is_helped_by_those_who_do(desk):
    told = {pool for v in desk if v.step == "triage" and v.entity.group == "en" for pool, _ in v.holds}

    assert told == {"agent_en"}


def test_guards_share_swimmers():
    described = Service.model_validate(
        {
            "people": {"guard": {"count": 2}},
            "visitors": {"come": {"rate": 1_000, "enters": "swim"}},
            "path": {
                "swim": {"needs": {"guard": {"per": 5}}, "takes": {"fixed": 60}, "patience": {"fixed": 0}}
            },
        }
    )
    visits = Loop(described, 1).run(1 / 7)
    seen = [v for v in visits if v.began >= 0]

    most = max(
        sum(1 for other in seen if other.began <= v.began < other.began + (seen[0].ended - seen[0].began))
        for v in seen
    )

    assert most == 10
