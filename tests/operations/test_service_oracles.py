"""Services against queueing theory: simulated means within 3.5 standard errors of the exact ones."""

from __future__ import annotations

import math
from statistics import fmean, stdev

import pytest

from scenario.operations.loop import Loop
from scenario.operations.ticks import minutes, ticks
from scenario.operations.visits import Visit
from scenario.project.operations.service import Service

A_DAY = 1_440
RUNS = 6


def service(**described) -> Service:
    return Service.model_validate(described)


def queue(rate, servers, takes, **step) -> Service:
    return service(
        places={"server": {"count": servers}},
        visitors={"come": {"rate": rate * A_DAY, "enters": "served"}},
        path={"served": {"needs": {"server": 1}, "takes": takes, **step}},
    )


def per_run(described, number, days=1.0):
    return [number(Loop(described, seed).run(days / 7)) for seed in range(RUNS)]


def mean_wait(step=None, rank=None):
    def reckoned(visits: list[Visit]) -> float:
        seen = [
            visit.began - visit.joined
            for visit in visits
            if visit.began >= 0 and step in (None, visit.step) and rank in (None, visit.rank)
        ]
        return minutes(fmean(seen))

    return reckoned


def agrees(values, exact):
    error = stdev(values) / math.sqrt(len(values))
    assert abs(fmean(values) - exact) <= 3.5 * error, (fmean(values), error, exact)


@pytest.mark.parametrize(
    ("takes", "servers", "rate", "exact"),
    [
        ({"exponential": 1}, 3, 2.4, 1.0786516854),  # M/M/3, Erlang C
        ({"uniform": [0, 2]}, 1, 0.8, 2.6666666667),  # Pollaczek, Khinchine
        ({"fixed": 1}, 1, 0.8, 2.0),  # M/D/1
    ],
    ids=["erlang_c", "uniform", "fixed"],
)
def test_waits_are_those_of_theory(takes, servers, rate, exact):
    agrees(per_run(queue(rate, servers, takes), mean_wait()), exact)


def test_who_finds_no_server_is_lost_as_erlang_says():
    described = queue(8, 10, {"lognormal": {"mean": 1, "cv": 1.5}}, patience={"fixed": 0})

    lost = per_run(described, lambda visits: fmean(visit.left >= 0 for visit in visits), days=0.3)

    agrees(lost, 0.1216610643)


def test_classes_wait_as_cobham_says():
    described = service(
        places={"server": {"count": 3}},
        classes=["first", "later"],
        visitors={
            "first": {"rate": 0.6 * A_DAY, "enters": "served", "class": "first"},
            "later": {"rate": 1.8 * A_DAY, "enters": "served", "class": "later"},
        },
        path={"served": {"needs": {"server": 1}, "takes": {"exponential": 1}}},
    )

    agrees(per_run(described, mean_wait(rank=0)), 0.2696629213)
    agrees(per_run(described, mean_wait(rank=1)), 1.3483146067)


def test_a_network_with_feedback_waits_as_jackson_says():
    described = service(
        places={"a": {"count": 2}, "b": {"count": 1}, "c": {"count": 3}},
        visitors={"x": {"rate": A_DAY, "enters": "a"}, "y": {"rate": 0.5 * A_DAY, "enters": "b"}},
        path={
            "a": {
                "needs": {"a": 1},
                "takes": {"exponential": 1 / 1.2},
                "next": {"b": 0.6, "c": 0.2, "leaves": 0.2},
            },
            "b": {
                "needs": {"b": 1},
                "takes": {"exponential": 1 / 1.6},
                "next": {"a": 0.1, "c": 0.5, "leaves": 0.4},
            },
            "c": {"needs": {"c": 1}, "takes": {"exponential": 2}, "next": {"a": 0.25, "leaves": 0.75}},
        },
    )

    runs = [Loop(described, seed).run(1 / 7) for seed in range(RUNS)]

    for step, exact in (("a", 0.3984809634), ("b", 2.9339519651), ("c", 0.6748850878)):
        agrees([mean_wait(step)(visits) for visits in runs], exact)


def test_arrivals_of_an_hour_are_a_poisson_number():
    hours = {"09": 0.25, "10": 0.75}
    described = service(
        visitors={"come": {"rate": 40, "hours": hours, "enters": "pass"}},
        path={"pass": {"takes": {"fixed": 0}}},
    )
    visits = Loop(described, 1).run(40)
    late = [0] * 280

    for visit in visits:
        late[visit.joined // ticks(A_DAY)] += visit.joined % ticks(A_DAY) >= ticks(600)

    agrees(late, 30.0)
    assert fmean(late) * 0.85 < stdev(late) ** 2 < fmean(late) * 1.15


def test_work_begun_before_a_break_is_ended_in_it():
    """Five jobs of 25 minutes at midnight, one server, none from 60 to 90: 25, 50, 75, 115, 140."""
    described = service(
        people={"server": {"count": 1, "roster": "day"}},
        rosters={
            "day": [
                {"days": "mon-sun", "from": "00:00", "to": "24:00", "share": 1},
                {"days": "mon-sun", "from": "01:00", "to": "01:30", "share": 0},
            ]
        },
        visitors={"come": {"rate": 0, "enters": "job"}},
        path={"job": {"needs": {"server": 1}, "takes": {"fixed": 25}}},
    )
    loop = Loop(described, 1)
    for position in range(5):
        loop.welcome("come", position)

    visits = loop.run(1)

    span, after = ticks(25), ticks(90)
    assert [visit.ended for visit in visits] == [span, 2 * span, 3 * span, after + span, after + 2 * span]
