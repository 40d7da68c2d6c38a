import asyncio
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from scenario.project import ProjectError, load
from scenario.views.widgets.explorer import Explorer
from scenario.views.widgets.growing import MOST, growing
from scenario.views.widgets.input_controls import input_controls, setting
from scenario.views.widgets.last_state import last_state
from scenario.views.words.typed import typed_number
from scenario.views.words.wording import Wording

PARAMS = Path(__file__).parents[3] / "params"
SAMPLES = ("riverside", "schedule-only", "cash-only")


def explorer(sample="schedule-only", runs=30, **options):
    return Explorer(PARAMS / f"{sample}.yaml", runs, **options)


@pytest.mark.parametrize("sample", SAMPLES)
def test_sliders_stand_at_what_the_file_says(sample):
    project = load(PARAMS / f"{sample}.yaml")
    made = explorer(sample)

    assert 4 <= len(made.sliders) <= 8
    for slider in made.sliders.values():
        assert slider.min <= slider.slider.value <= slider.max
        assert slider.value == slider.slider.value == slider.control.value
        assert typed_number(slider.box.value).number == pytest.approx(slider.value)
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


def columns(made):
    """The columns of the table of odds, by head."""
    rows = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in made.odds.value.split("<tr>")[1:]]
    return {head: [row[place] for row in rows[1:]] for place, head in enumerate(rows[0])}


def test_odds_stand_beside_those_of_the_base_and_of_the_last_run():
    made = explorer("cash-only", runs=50)
    flow = made.sliders["cash.5.amount"]
    asyncio.run(made.run())
    base = columns(made)["Odds"]

    flow.value = flow.max
    asyncio.run(made.run())
    once = columns(made)["Odds"]
    flow.value = flow.min
    asyncio.run(made.run())

    assert list(made.overrides) == ["cash.5.amount"]
    assert once != base
    assert columns(made)["Base"] == base
    assert columns(made)["Last run"] == once
    points = [float(points) for points in columns(made)["Against base [points]"]]
    told = [percent(now) - percent(then) for now, then in zip(columns(made)["Odds"], base, strict=True)]
    assert points == pytest.approx(told, abs=1.0)


def percent(text):
    return float(text.removesuffix("%"))


def is_grey(made):
    return {"stale" in part._dom_classes for part in made.shown.values()}


def test_odds_are_grey_as_long_as_they_are_of_other_values():
    made = explorer("riverside", runs=20)
    asyncio.run(made.run())
    assert is_grey(made) == {False}

    for change in (lambda: set_value(made, 746), lambda: setattr(made.scenario, "value", "slow_market")):
        change()
        assert is_grey(made) == {True}
        assert "Not yet run with these values" in made.whose.value
        assert "of: base" in made.whose.value

    asyncio.run(made.run())
    assert is_grey(made) == {False}
    assert "of: Slow market, Land price 726 → 746\xa0CNY m" in made.whose.value  # what was moved is kept
    made.reset_button.click()
    assert is_grey(made) == {True}
    set_value(made, 746)
    assert is_grey(made) == {False}


def set_value(made, value):
    made.sliders["land.price"].value = value


def test_a_cancelled_run_leaves_no_odds_of_other_values():
    made = explorer("riverside", runs=20)
    asyncio.run(made.run())
    set_value(made, 900)

    async def cancel_at_once():
        task = made.start()
        await asyncio.sleep(0)
        made.cancel()
        await task

    asyncio.run(cancel_at_once())

    assert ("Land price" in made.whose.value) != (True in is_grey(made))


def test_what_was_tried_can_be_gone_back_to():
    made = explorer("riverside", runs=20)
    asyncio.run(made.run())
    odds, chart = made.odds.value, made.charts[0].value
    set_value(made, 900)
    asyncio.run(made.run())
    assert made.odds.value != odds

    made.tried.value = 0

    assert made.overrides == {}
    assert (made.odds.value, made.charts[0].value) == (odds, chart)
    assert is_grey(made) == {False}
    assert made.sliders["land.price"].value == 726


def test_a_stale_answer_never_overwrites_a_newer_one():
    made = explorer("riverside", runs=400, follow=True)

    async def move_twice():
        set_value(made, 900)
        first = made._task
        await asyncio.sleep(0.02)
        set_value(made, 600)
        await asyncio.gather(first, made._task)

    asyncio.run(move_twice())

    assert "726 → 600" in made.whose.value
    assert [trial.values.changes for trial in made.history.trials] == [("Land price 726 → 600\xa0CNY m",)]


def test_pictures_keep_their_axes_between_runs():
    made = explorer("riverside", runs=20)
    ranges = []
    for price in (726, 746, 700):
        set_value(made, price)
        asyncio.run(made.run())
        first, second = (figure.to_dict() for figure in made._figures(made.study))
        ranges.append((scales(first), scales(second)))

    assert ranges[0] == ranges[1] == ranges[2]


def scales(chart):
    return re.findall(r"'domain': \[[^]]*\]", str(chart))


def test_a_file_that_changed_on_disk_is_told_and_taken_in(tmp_path):
    file = Path(shutil.copy(PARAMS / "schedule-only.yaml", tmp_path))
    made = Explorer(file, 20)
    made.sliders["staff.building"].value = 3
    file.write_text(file.read_text().replace("building: 2", "building: 4", 1))

    asyncio.run(made.run())

    assert made.base.staff["building"] == 4
    assert made.overrides == {"staff.building": 3}
    assert "read again" in made.file_note.value


def test_without_a_kernel_the_last_state_is_a_static_picture():
    made = explorer("riverside", runs=20)
    asyncio.run(made.run())

    page = last_state(made)

    assert "<svg" not in page
    assert "<script" not in page
    assert page.count("data:image/svg+xml;base64,") == 2
    assert "Equity IRR" in page


def test_pictures_have_names_and_the_page_carries_their_glyphs():
    made = explorer("riverside", runs=20, language="zh")
    asyncio.run(made.run())

    assert all('role="img" aria-label="' in chart.value for chart in made.charts)
    assert "font/woff;base64" in made.style.widget.value
    assert all(f"U+{ord(letter):X}" in made.style.widget.value for letter in "地价目标概率")


def test_a_language_that_is_none_is_said_so():
    with pytest.raises(ValueError, match=r"language is 'cn'; write 'en' for English, 'zh' for Chinese"):
        explorer(language="cn")


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
    assert done <= made.study.runs <= done + MOST
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

    assert {0, 10, 60} <= set(turns)  # others have a turn after each chunk
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
    assert made.overrides == {}


def test_names_of_the_project_are_escaped(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(
        "project: {name: '<script>alert(1)</script>', start: 2026-01-05}\n"
        "activities: {a: {name: '<b>a</b>', duration: {pert: [3, 5, 9]}, level: 1}}\n"
        "targets: [{node: a, within: 5 days}]\n"
    )
    made = Explorer(file, 20)

    asyncio.run(made.run())

    pages = [made.widget.children[1].value, made.odds.value, *(chart.value for chart in made.charts)]
    assert not any("<script" in page or "<b>" in page for page in pages)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="at least one run"):
        explorer(runs=0)
