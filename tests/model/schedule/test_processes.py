"""Processes of one's own: they watch, delay, stop and post; what they leave alone stays as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import given, settings

import scenario
from scenario.cli import main
from scenario.draws import uniforms
from scenario.model.engines import SimpyClock, clock_of, engine_of, new_results
from scenario.model.processes import Process, Works, process_name, process_named
from scenario.model.project_plan import compile_plan
from scenario.model.results import Results
from scenario.project.sections.root import Project
from scenario.study.pools.chunk import RunFailed
from tests.laws.projects import projects
from tests.model.clock import project as schedule
from tests.model.schedule.own_processes import Story, halting, idle, inspecting

PARAMS = Path(__file__).parents[3] / "params"
LEAD = re.compile(r"-[\d.]+$")
DATA: dict[str, Any] = {
    "project": {"name": "Small", "start": "2026-01-05", "horizon": "24 months"},
    "staff": {"crew": 2},
    "activities": {
        "design": {"duration": 30, "level": 1},
        "left": {"duration": 10, "after": ["design"], "staff": {"crew": 1}},
        "right": {"duration": 12, "after": ["design"], "staff": {"crew": 1}},
        "opening": {"duration": 1, "after": ["left", "right"]},
    },
    "cash": [{"node": "opening", "account": "rent", "amount": 100}],
}


def small(**blocks: Any) -> Project:
    return Project.model_validate({**DATA, **blocks})


def one_run(project: Project, process: Process) -> dict[str, tuple[float, float]]:
    """Return start and finish of each activity in the most-likely run."""
    study = scenario.simulate(project, 1, processes=[process])
    dates = study.most_likely
    return {name: (float(dates.starts[name].iloc[0]), float(dates.days[name].iloc[0])) for name in study.ids}


def without_leads(project: Project) -> Project:
    """Return a project whose negative lags are none: with processes a lead cannot reach back."""
    data = project.resolved()
    for activity in data["activities"].values():
        activity["after"] = [LEAD.sub("", str(link)) for link in activity.get("after", [])]
    return Project.model_validate(data)


def results(project: Project, processes: list[Process], runs: int = 5) -> Results:
    plan = compile_plan(project, processes=processes)
    found = new_results(plan, runs)
    SimpyClock(plan).run_many(plan.numbers(1, 0, runs)[1], found, (1, 0))
    return found


def test_a_process_that_does_nothing_changes_nothing() -> None:
    project = without_leads(scenario.load(PARAMS / "riverside.yaml"))

    ours, theirs = results(project, [idle]), results(project, [])

    assert np.array_equal(ours.finish, theirs.finish)
    assert np.allclose(ours.ledger, theirs.ledger, atol=0.005)


@settings(max_examples=60)
@given(project=projects(without=["fallbacks"]))
def test_a_stop_that_is_taken_back_at_once_changes_nothing(project: Project) -> None:
    halted, left = results(project, [halting], 3), results(project, [idle], 3)

    assert np.allclose(halted.finish, left.finish, atol=1e-6)
    assert np.allclose(halted.ledger, left.ledger, atol=0.005)


def test_work_that_is_stopped_ends_as_much_later() -> None:
    def stopping(env: simpy.Environment, works: Works) -> Story:
        yield works.started("left")
        yield env.timeout(4)
        works.stop("left")
        yield env.timeout(3)
        assert works.is_under_way("left")
        works.resume("left")

    assert one_run(small(), stopping)["left"] == (30, 43)


def test_work_that_is_not_begun_waits_until_it_may_and_lets_others_pass() -> None:
    def forbidding(env: simpy.Environment, works: Works) -> Story:
        works.stop("left")
        yield env.timeout(31)
        works.resume("left")

    dates = one_run(small(staff={"crew": 1}), forbidding)

    assert dates["right"] == (30, 42)
    assert dates["left"] == (42, 52)  # the crew of one is with the right side


def test_who_stops_twice_must_resume_twice() -> None:
    def twice(env: simpy.Environment, works: Works) -> Story:
        works.stop("design")
        works.stop("design")
        yield env.timeout(2)
        works.resume("design")
        yield env.timeout(2)
        works.resume("design")

    assert one_run(small(), twice)["design"] == (4, 34)


@pytest.mark.parametrize(("when", "begun"), [(0, False), (35, True)])
def test_work_takes_as_much_longer_as_it_is_delayed(when: float, begun: bool) -> None:
    def delaying(env: simpy.Environment, works: Works) -> Story:
        yield env.timeout(when)
        assert works.is_under_way("left") is begun
        works.delay("left", 2.5)

    assert one_run(small(), delaying)["left"] == (30, 42.5)


def test_work_is_delayed_in_its_own_calendar() -> None:
    def delaying(env: simpy.Environment, works: Works) -> Story:
        yield works.started("a")
        works.delay("a", 1)

    project = schedule(
        {"a": {"duration": 5, "calendar": "office"}}, calendars={"office": {"week": "mon-fri"}}
    )

    assert one_run(project, delaying)["a"] == (0, 8)  # Monday to Monday


def test_people_stay_with_work_that_is_stopped() -> None:
    def stopping(env: simpy.Environment, works: Works) -> Story:
        yield works.started("right")
        works.stop("right")
        yield env.timeout(100)
        works.resume("right")

    assert one_run(small(staff={"crew": 1}), stopping)["left"][0] == 142


def test_what_is_posted_belongs_to_the_month_that_the_clock_has_come_to() -> None:
    def fined(env: simpy.Environment, works: Works) -> Story:
        at = yield works.finished("design")
        assert (at, works.today.isoformat()) == (30, "2026-02-04")
        works.post("administration", -7)
        works.post("rent", 5)

    study = scenario.simulate(small(), 1, processes=[fined])

    booked = study.cash.loc[0].loc["2026-02-01"]
    assert (booked["administration"], booked["rent"]) == (-7, 105)
    assert booked["free_cash"] == 98


def test_what_is_earned_while_works_stand_still_waits_with_them() -> None:
    project = scenario.load(PARAMS / "riverside.yaml")
    ids = compile_plan(project).timetable.ids
    (name, *_) = [each for each in ids if each.startswith("structure_third")]

    def story(env: simpy.Environment, works: Works) -> Story:
        yield works.started(name)
        yield env.timeout(10)
        works.stop(name)
        yield env.timeout(100)
        works.resume(name)

    stopped, idling = results(project, [story], 1), results(project, [idle], 1)

    at = ids.index(name)
    assert stopped.finish[0, at] == pytest.approx(
        idling.finish[0, at] + 100, abs=40
    )  # a festival comes between
    assert stopped.ledger[0].sum(axis=0)[3] == pytest.approx(idling.ledger[0].sum(axis=0)[3], rel=0.02)


def test_luck_of_a_name_is_that_of_the_run() -> None:
    asked: list[tuple[int, float]] = []

    def asking(env: simpy.Environment, works: Works) -> Story:
        asked.append((works.run, works.uniform("x")))
        yield env.timeout(0)

    scenario.simulate(small(), 3, seed=9, processes=[asking])

    drawn = uniforms(9, ["processes.x"], 0, 3)[0]
    assert asked == [(-1, 0.5), *enumerate(drawn)]


def test_workers_and_chunks_do_not_matter() -> None:
    studies = [
        scenario.simulate(small(), 40, workers=workers, chunk=chunk, processes=[inspecting])
        for workers, chunk in ((1, 40), (2, 7))
    ]

    assert studies[0].days.equals(studies[1].days)
    assert studies[0].days["left"].nunique() == 40


@pytest.mark.parametrize(
    ("act", "complaint"),
    [
        (lambda works: works.stop("lefd"), "there is no activity 'lefd'; did you mean 'left'?"),
        (lambda works: works.post("rend", 1), "did you mean 'rent'?"),
        (lambda works: works.post("free_cash", 1), "there is no account 'free_cash'"),
        (lambda works: works.delay("left", -1), "cannot be delayed by -1 days"),
        (lambda works: works.resume("left"), "nobody has stopped it"),
    ],
)
def test_a_process_that_errs_is_told_with_its_run(act: Callable[[Works], None], complaint: str) -> None:
    def erring(env: simpy.Environment, works: Works) -> Story:
        yield env.timeout(1)
        act(works)

    with pytest.raises(RunFailed, match=r"run -1 of seed 1 could not be simulated: ValueError") as failed:
        scenario.simulate(small(), 5, processes=[erring])

    assert complaint in str(failed.value)


def test_only_simpy_knows_processes() -> None:
    plan = compile_plan(small(), processes=[idle])

    assert isinstance(clock_of(plan), SimpyClock)
    assert engine_of(compile_plan(small())) == "auto"
    with pytest.raises(ValueError, match=r"compiled clock knows no processes .*own_processes:idle"):
        scenario.simulate(small(), 5, engine="compiled", processes=[idle])


def test_a_stored_study_is_not_continued_with_other_processes(tmp_path: Path) -> None:
    scenario.simulate(small(), 5, processes=[idle], out=tmp_path / "study")

    with pytest.raises(scenario.StudyError, match=r"processes\.tests\.model\.schedule\.own_processes:idle"):
        scenario.simulate(small(), 10, processes=[inspecting], out=tmp_path / "study")


def test_a_process_is_found_by_its_name() -> None:
    assert process_named(process_name(idle)) is idle


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("no_such_module:f", "is its folder on PYTHONPATH"),
        ("tests.model.schedule.own_processes:nobody", "cannot be imported"),
        ("os:getcwd", "is no process"),
        ("idle", "cannot be imported"),
    ],
)
def test_what_is_no_process_is_refused(name: str, complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(PARAMS / "schedule-only.yaml"), "--process", name]) == 2
    told = capsys.readouterr().err
    assert "--process" in told
    assert complaint in told


def test_the_example_runs_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    sample = str(PARAMS / "riverside.yaml")
    example = ["--process", "docs.examples.inspector:inspector"]

    assert main(["run", sample, "-n", "10", *example, "--engine", "compiled"]) == 2
    assert main(["run", sample, "-n", "10", *example]) == 0
    with_inspector = capsys.readouterr().out
    assert main(["run", sample, "-n", "10", "--engine", "simpy"]) == 0
    assert capsys.readouterr().out != with_inspector
