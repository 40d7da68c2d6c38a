import asyncio
from collections import Counter
from pathlib import Path

import pytest

from scenario.project import ProjectError, load
from scenario.views.widgets.explorer import Explorer
from scenario.views.widgets.growing import growing
from scenario.views.widgets.input_controls import input_controls, setting
from scenario.views.widgets.running import CHUNK
from scenario.views.words.wording import Wording

PARAMS = Path(__file__).parents[3] / "params"
SAMPLES = ("riverside", "schedule-only", "cash-only")


def explorer(sample="schedule-only", runs=30, **options):
    return Explorer(PARAMS / f"{sample}.yaml", runs, **options)


@pytest.mark.parametrize("sample", SAMPLES)
def test_sliders_stand_at_what_the_file_says(sample):
    project = load(PARAMS / f"{sample}.yaml")
    made = explorer(sample)

    assert 4 <= len(made.controls) <= 8
    for control in made.controls:
        slider = made.sliders[control.path]
        assert slider.min <= slider.value <= slider.max
        assert slider.value == pytest.approx(control.value)
    assert {control.path for control in input_controls(project, Wording())} == set(made.sliders)
    assert made.overrides == {}


def test_the_sample_has_the_controls_that_people_ask_about():
    assert {
        "land.price",
        "products.absorption.launch",
        "products.types.high_rise.price",
        "staff.procurement",
    } <= set(explorer("riverside").sliders)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("end", ["low", "high"])
def test_each_control_alone_may_go_to_its_end(sample, end):
    path = PARAMS / f"{sample}.yaml"
    project = load(path)

    for control in input_controls(project, Wording()):
        try:
            load(path, {control.path: setting(project, control, getattr(control, end))})
        except ProjectError:
            assert control.path.startswith("staff."), (
                control
            )  # fewer people than an activity asks for are refused


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_run_shows_odds_and_two_charts(sample):
    made = explorer(sample, runs=20)

    asyncio.run(made.run())

    assert made.study is not None
    assert made.study.runs == made.progress.value == 20
    assert "<table>" in made.odds.value
    assert all(chart.value.startswith("<svg") for chart in made.charts)
    assert not made.run_button.disabled
    assert made.cancel_button.disabled


def test_the_button_runs_where_no_loop_runs():
    made = explorer()

    made.run_button.click()

    assert made.study is not None


def test_a_moved_slider_changes_the_odds_and_the_old_ones_stand_beside():
    made = explorer("cash-only", runs=50)
    asyncio.run(made.run())
    before = made.before.copy()

    made.sliders["cash.5.amount"].value = made.sliders["cash.5.amount"].max
    asyncio.run(made.run())

    assert list(made.overrides) == ["cash.5.amount"]
    assert made.before != before
    assert all(odds in made.odds.value for odds in before.values())


def test_the_same_luck_gives_the_study_of_the_command():
    import scenario

    project = load(PARAMS / "schedule-only.yaml")
    grown = list(growing(project, 25, 3, 10))

    assert [study.runs for study in grown] == [0, 10, 20, 25]
    assert grown[-1].days.equals(scenario.simulate(project, 25, 3).days)


def test_cancel_stops_after_the_runs_under_way_and_shows_what_was_done():
    made = explorer("riverside", runs=100_000)

    async def press_run_then_cancel() -> int:
        made.run_button.click()
        while made.progress.value < 20:
            await asyncio.sleep(0)
        done = made.progress.value
        made.cancel_button.click()
        assert made._task is not None
        await made._task
        return done

    done = asyncio.run(press_run_then_cancel())

    assert made.study is not None
    assert done <= made.study.runs <= done + CHUNK
    assert not made.run_button.disabled
    assert "Cancelled" in made.status.value


def test_the_loop_stays_alive_while_it_runs():
    made = explorer("riverside", runs=60)
    turns = Counter()

    async def watch() -> None:
        task = made.start()
        while not task.done():
            turns[made.progress.value] += 1
            await asyncio.sleep(0)

    asyncio.run(watch())

    assert set(turns) == {0, 10, 20, 30, 40, 50, 60}  # others have a turn after each ten runs
    assert turns[60] > 10  # and while it draws


def test_a_value_that_cannot_be_used_is_told_in_words():
    made = explorer()
    made.sliders["staff.building"].value = 1.0

    asyncio.run(made.run())

    assert "it could never start" in made.status.value
    assert made.study is None
    assert not made.run_button.disabled


def test_a_scenario_sets_the_sliders_to_its_own_values():
    made = explorer("riverside")

    made.scenario.value = "slow_market"

    assert made.sliders["products.absorption.launch"].value == pytest.approx(30.0)


def test_names_of_the_project_are_escaped(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(
        "project: {name: '<script>alert(1)</script>', start: 2026-01-05}\n"
        "activities: {a: {name: '<b>a</b>', duration: {pert: [3, 5, 9]}, level: 1}}\n"
        "targets: [{node: a, within: 5 days}]\n"
    )
    made = Explorer(file, 20)

    asyncio.run(made.run())

    pages = [made.widget.children[0].value, made.odds.value, *(chart.value for chart in made.charts)]
    assert not any("<script" in page or "<b>" in page for page in pages)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="at least one run"):
        explorer(runs=0)
