"""What is known at a data date: by hand, conditional on what has passed, the same on both clocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.model.engines import SimpyClock, compare_clocks, new_results
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import Results
from scenario.project.problems import ProjectError
from scenario.project.sections.root import Project

PROJECT = """\
project: {name: Quay, start: 2026-03-02}
calendars: {work: {week: mon-fri}}
activities:
  piles: {duration: 5, calendar: work}
  deck: {duration: {pert: [5, 10, 20]}, calendar: work, after: [piles]}
  rails: {duration: 5, calendar: work, after: ["piles+10 work"]}
  crane: {duration: 2, calendar: work, after: [deck, rails]}
  open: {duration: 0, milestone: finish, after: [crane]}
"""


def quay(folder: Path, statement: str, project: str = PROJECT) -> Project:
    """Return the project with a statement at 16 March."""
    (folder / "quay.yaml").write_text(project)
    text = f"form: scenario-actuals-1\nproject: Quay\n{statement}"
    (folder / "quay.actuals.yaml").write_text(text)
    return scenario.load(folder / "quay.yaml", actuals=folder / "quay.actuals.yaml")


def known(activities: str, more: str = "") -> str:
    """Return a statement."""
    return f"data_date: 2026-03-16\n{more}\nactivities: {{{activities}}}\n"


def simulated(plan: Plan, runs: int = 1) -> Results:
    """Return runs on the simpy clock."""
    results = new_results(plan, runs)
    SimpyClock(plan).run_many(plan.numbers(1, 0, runs)[1], results)
    return results


def planned(project: Project) -> dict[str, tuple[float, float]]:
    """Return start and finish of each activity in the most-likely plan [days]."""
    table = compile_plan(project).timetable
    dates = zip(table.planned_start.tolist(), table.planned_finish.tolist(), strict=True)
    return dict(zip(table.ids, dates, strict=True))


def test_finished_work_is_fixed_and_nothing_is_done_before_the_data_date(tmp_path: Path) -> None:
    plan = planned(quay(tmp_path, known("piles: {started: 2026-03-03, finished: 2026-03-05}")))

    assert plan["piles"] == (1.0, 4.0)
    assert plan["deck"] == (14.0, 26.0)  # ten days from Monday 16 March on
    assert plan["rails"] == (18.0, 25.0)  # ten days behind Thursday 5 March, not behind the data date


def test_running_work_has_its_remaining(tmp_path: Path) -> None:
    told = "piles: {finished: 2026-03-06}, deck: {started: 2026-03-09, remaining: 3}"

    plan = planned(quay(tmp_path, known(told)))

    assert plan["deck"] == (7.0, 17.0)  # it started on the 9th, and its last three days are 16 to 18 March
    assert plan["crane"] == (28.0, 30.0)


@pytest.mark.parametrize(("progress", "finish"), [("retained", 19.0), ("override", 17.0)])
def test_retained_logic_waits_for_a_predecessor_and_override_does_not(
    progress: str, finish: float, tmp_path: Path
) -> None:
    told = "piles: {started: 2026-03-11, remaining: 2}, deck: {started: 2026-03-12, remaining: 3}"

    plan = planned(quay(tmp_path, known(told, f"progress: {progress}")))

    assert plan["deck"] == (10.0, finish)


def test_what_waits_behind_finished_work_out_of_sequence_waits_on(tmp_path: Path) -> None:
    told = "piles: {started: 2026-03-11, remaining: 5}, deck: {started: 2026-03-12, finished: 2026-03-13}"

    plan = planned(quay(tmp_path, known(told)))

    assert plan["deck"] == (10.0, 12.0)
    assert plan["crane"][0] >= plan["piles"][1] == 19.0


def test_cancelled_work_takes_no_time_and_keeps_its_links(tmp_path: Path) -> None:
    plan = planned(quay(tmp_path, known("piles: {finished: 2026-03-06}, deck: {cancelled: true}")))

    assert plan["deck"] == pytest.approx((14.0, 14.0), abs=1e-5)
    assert plan["crane"][0] == 28.0


def test_a_share_that_is_done_leaves_the_rest(tmp_path: Path) -> None:
    told = "piles: {finished: 2026-03-06}, deck: {started: 2026-03-09, done: 0.4}"

    assert planned(quay(tmp_path, known(told)))["deck"] == (7.0, 22.0)  # six of ten days


def test_work_that_has_lasted_longer_is_drawn_from_what_is_left_of_its_law(tmp_path: Path) -> None:
    told = "piles: {finished: 2026-03-06}, deck: {started: 2026-03-02}"  # ten working days have passed
    plan = compile_plan(quay(tmp_path, known(told)))
    whole = compile_plan(quay(tmp_path, known("piles: {finished: 2026-03-06}")))
    deck = plan.timetable.ids.index("deck")
    slot = plan.layout.slot("activity", deck, "work")

    left = plan.numbers(1, 0, 4000)[1][:, slot]
    total = whole.numbers(1, 0, 40_000)[1][:, slot]
    expected = total[total > 10.0] - 10.0

    assert left.min() >= 0.0
    spread = expected.std() * (1 / len(left) + 1 / len(expected)) ** 0.5
    assert abs(left.mean() - expected.mean()) < 4 * spread
    assert np.abs(np.quantile(left, [0.2, 0.5, 0.8]) - np.quantile(expected, [0.2, 0.5, 0.8])).max() < 0.3


def test_work_that_has_lasted_longer_than_it_can_ends_after_an_overrun(tmp_path: Path) -> None:
    told = "data_date: 2026-05-04\nactivities: {deck: {started: 2026-03-02}}\n"  # 45 days of at most 20
    plan = compile_plan(quay(tmp_path, told))
    assert plan.known is not None

    beyond = plan.known.put(plan.luck.draw(1, 0, 500))
    left = plan.numbers(1, 0, 500)[1][
        :, plan.layout.slot("activity", plan.timetable.ids.index("deck"), "work")
    ]

    assert beyond.all()
    assert left.min() > 0.0
    assert left.mean() == pytest.approx(1.0, rel=0.15)  # 10 % of the mode of 10 days


def test_an_empty_statement_on_the_first_day_is_the_study_without_one(tmp_path: Path) -> None:
    project = quay(tmp_path, "data_date: 2026-03-02\nactivities: {}\n")
    bare = scenario.load(tmp_path / "quay.yaml")

    ours, theirs = simulated(compile_plan(project), 5), simulated(compile_plan(bare), 5)

    for field in ("ready", "start", "finish", "work"):
        assert (getattr(ours, field) == getattr(theirs, field)).all()


def test_both_clocks_agree_to_the_bit(tmp_path: Path) -> None:
    told = "piles: {started: 2026-03-11, remaining: {pert: [1, 2, 9]}}, deck: {started: 2026-03-12}"
    plan = compile_plan(quay(tmp_path, known(told)))

    compare_clocks(plan, plan.numbers(1, 0, 20)[1], 1, 0)  # raises where they differ


@pytest.mark.parametrize(
    ("activities", "told"),
    [
        ("piles: {finished: 2026-03-16}", "is not before the data date 2026-03-16, and so not known yet"),
        ("piles: {started: 2026-03-09, finished: 2026-03-05}", "is before it started, 2026-03-09"),
        ("piles: {started: 2026-02-27}", "is before the project's start 2026-03-02"),
        ("pile: {started: 2026-03-09}", "did you mean 'piles'?"),
        ("piles: {remaining: 3}", "it has not started; write `started` too"),
        ("piles: {finished: 2026-03-09, remaining: 3}", "it is finished, and nothing is left of it"),
        ("piles: {started: 2026-03-09, remaining: 3, done: 0.5}", "`remaining` says already"),
        ("piles: {not_before: 2026-03-09}", "is before the data date"),
        ("piles: {started: 2026-03-09, cancelled: true}", "it was begun; write `finished`"),
    ],
)
def test_a_statement_that_cannot_be_is_told_with_its_line(activities: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as error:
        quay(tmp_path, known(activities))

    (problem,) = error.value.problems
    assert told in problem.message
    assert problem.file.endswith("quay.actuals.yaml")
    assert problem.line == 5


def test_the_statement_of_another_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="it is of 'Quay', and the project's name is 'Dock'"):
        quay(tmp_path, known(""), PROJECT.replace("Quay", "Dock"))


CREW = """\
project: {name: Quay, start: 2026-03-02}
staff: {crew: 1}
activities:
  piles: {duration: 30, staff: {crew: 1}}
  fence: {duration: 3, staff: {crew: 1}, priority: 1}
"""


def test_people_of_work_under_way_are_taken_before_anybody_is_granted_any(tmp_path: Path) -> None:
    plan = compile_plan(quay(tmp_path, known("piles: {started: 2026-03-12, remaining: 5}"), CREW))

    (piles, fence) = simulated(plan).start[0].tolist()

    assert piles == 10.0
    assert fence == 19.0  # five days from 16 March, although it ranks first
