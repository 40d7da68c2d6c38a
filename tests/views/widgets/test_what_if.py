import asyncio
import re
import shutil
from pathlib import Path

import pytest

import scenario
from scenario.project.files.load import check, load
from scenario.views.widgets.growing import MOST
from scenario.views.widgets.risk_controls import risk_controls, risk_setting, state_of
from scenario.views.widgets.what_if import WhatIf
from scenario.views.words.wording import Wording

PARAMS = Path(__file__).parents[3] / "params"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the samples, to write into."""
    return Path(shutil.copytree(PARAMS, tmp_path_factory.mktemp("what_if") / "params"))


@pytest.fixture(scope="module")
def riverside(folder):
    return WhatIf(folder / "riverside.yaml", 20)


@pytest.fixture
def clinic(folder):
    return WhatIf(folder / "schedule-only.yaml", 20)


def test_what_was_not_moved_stays_as_the_file_has_it(riverside, clinic):
    assert riverside.overrides == clinic.overrides == {}
    assert riverside.node.value == "sales_launch.p1"
    assert {"scheme_design", "basement"} <= set(riverside.controls.shown)  # on the launch's longest path


def test_what_was_moved_is_what_the_project_gets(riverside):
    controls = riverside.controls
    controls.sliders["staff.procurement"].value = 4
    controls.risk_controls["scheme_sent_back"].value = "off"
    controls.regime.value = "topout"
    slider = controls.sliders["activities.basement.duration"]
    slider.value = slider.max

    moved = load(PARAMS / "riverside.yaml", riverside.overrides)

    assert moved.staff["procurement"] == 4
    assert state_of(moved.risks["scheme_sent_back"]) == "off"
    assert moved.regime.use == "topout"
    assert moved.activities["basement"].duration.most_likely == pytest.approx(slider.max)
    assert {"scheme_sent_back", "procurement"} & set(" ".join(riverside.changes).split()) == set()  # in words
    kept, before = riverside.snapshot(), riverside.overrides
    riverside.reset_button.click()
    assert riverside.overrides == {}
    riverside.stand(kept)
    assert riverside.overrides == before
    riverside.reset_button.click()


@pytest.mark.parametrize("state", ["on", "mitigated", "off"])
def test_each_risk_alone_can_be_put_in_a_state(state):
    project = load(PARAMS / "riverside.yaml")
    controls = [control for control in risk_controls(project, Wording()) if state in control.states]
    changes = [risk_setting(project, control.risk, state) for control in controls]

    moved = load(PARAMS / "riverside.yaml", {path: value for each in changes for path, value in each.items()})

    assert controls
    assert {state_of(moved.risks[control.risk]) for control in controls} == {state}


def test_a_risk_that_is_off_delays_nothing(clinic, folder):
    project = load(PARAMS / "riverside.yaml")
    off = {
        path: value
        for control in risk_controls(project, Wording())
        for path, value in risk_setting(project, control.risk, "off").items()
    }

    before, after = (scenario.simulate(load(PARAMS / "riverside.yaml", each), 20) for each in ({}, off))

    assert (after.days["handover.p2"] <= before.days["handover.p2"]).all()
    assert after.days["handover.p2"].mean() < before.days["handover.p2"].mean() - 10


def test_other_activities_are_added_by_name(clinic):
    offered = [name for _, name in clinic.controls.more.options if name]
    assert "brief" in {*offered, *clinic.controls.shown}

    clinic.controls.more.value = offered[0]

    assert f"activities.{offered[0]}.duration" in clinic.controls.sliders
    assert offered[0] not in [name for _, name in clinic.controls.more.options]
    assert clinic.controls.more.value == ""
    assert clinic.overrides == {}


def test_a_run_shows_dates_odds_gantt_and_delays(clinic):
    asyncio.run(clinic.run())
    before = clinic.gantt.value
    clinic.controls.sliders["staff.building"].value = 3
    clinic.controls.sliders["activities.equipment.duration"].value = clinic.controls.sliders[
        "activities.equipment.duration"
    ].min
    asyncio.run(clinic.run())

    again = scenario.simulate(load(PARAMS / "schedule-only.yaml", clinic.overrides), 20)
    p80 = again.node_summary()["p80"]["opening"]
    assert str(again.date(p80)) in clinic.table.value
    assert "Last P80" in clinic.table.value
    assert clinic.odds.value.startswith("<table>")
    assert clinic.gantt.value.startswith("<svg")
    assert clinic.gantt.value != before
    assert clinic.delay.value.startswith("<svg")
    assert clinic.cancel_button.disabled
    assert "20 runs" in clinic.status.value


def test_the_button_runs_where_no_loop_runs(clinic):
    clinic.run_button.click()

    assert clinic.study is not None
    assert clinic.delay.value.startswith("<svg")


def test_cancel_stops_the_runs_and_the_finding_out(folder):
    made = WhatIf(folder / "schedule-only.yaml", 200_000)

    async def press_run_then_cancel() -> int:
        made.run_button.click()
        while made.progress.value < 20:
            await asyncio.sleep(0)
        done = made.progress.value
        made.cancel_button.click()
        await made._task
        return done

    done = asyncio.run(press_run_then_cancel())

    assert done <= made.study.runs <= done + MOST
    assert "Cancelled" in made.status.value
    assert not made.run_button.disabled


def test_what_cannot_be_used_is_told_in_words(clinic):
    clinic.controls.sliders["staff.building"].value = clinic.controls.sliders["staff.building"].min

    asyncio.run(clinic.run())

    assert "it could never start" in clinic.status.value
    assert clinic.study is None


def test_saving_into_a_new_file_gives_the_same_numbers(clinic, folder):
    clinic.controls.sliders["staff.building"].value = 3
    clinic.saving.name.value = "three_fitters"
    asyncio.run(clinic.run())

    clinic.saving.save_button.click()

    saved = folder / "schedule-only-three_fitters.yaml"
    assert check(saved) == []
    assert scenario.simulate(load(saved, scenario="three_fitters"), 20).days.equals(clinic.study.days)
    assert (
        "scenario run schedule-only-three_fitters.yaml --scenario three_fitters" in clinic.saving.saved.value
    )


def test_saving_over_something_is_refused_until_it_is_asked_for(tmp_path):
    file = Path(shutil.copy(PARAMS / "schedule-only.yaml", tmp_path))
    made = WhatIf(file, 20)
    made.controls.sliders["staff.building"].value = 3
    made.saving.name.value, made.saving.onto.value = "one_more_fitter", "same"

    assert made.saving.save() is None
    assert "already" in made.saving.saved.value

    made.saving.replace.value = True
    assert made.saving.save() == file
    assert made.scenario.value == "one_more_fitter"
    assert made.overrides == {}
    assert load(file, scenario="one_more_fitter").staff["building"] == 3


def test_names_of_the_project_are_escaped(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(
        "project: {name: '<script>alert(1)</script>', start: 2026-01-05}\n"
        "staff: {crew: 1}\n"
        "activities:\n"
        "  a: {name: '<b>a</b>', duration: {pert: [3, 5, 9]}, level: 1, staff: {crew: 1}}\n"
        "  b: {name: '<i>b</i>', duration: {pert: [3, 5, 9]}, level: 1, staff: {crew: 1}}\n"
        "risks: {flood: {name: '<u>x</u>', probability: 0.5, delay: {a: 5}}}\n"
        "targets: [{node: a, within: 5 days}]\n"
    )
    made = WhatIf(file, 20)
    made.saving.name.value = "<script>"

    asyncio.run(made.run())
    made.saving.save()

    shown = [made.widget.children[1], made.table, made.odds, made.gantt, made.delay, made.saving.saved]
    assert not [part for part in shown for tag in ("<script", "<b>", "<i>", "<u>") if tag in part.value]


def test_a_project_of_money_alone_is_sent_to_the_explorer():
    with pytest.raises(ValueError, match="no activities"):
        WhatIf(PARAMS / "cash-only.yaml")
    with pytest.raises(ValueError, match="no activity 'launch'"):
        WhatIf(PARAMS / "schedule-only.yaml", node="launch")


def test_a_scenario_is_saved_under_a_chinese_name(tmp_path):
    file = Path(shutil.copy(PARAMS / "schedule-only.yaml", tmp_path))
    made = WhatIf(file, 20)
    made.controls.sliders["staff.building"].value = 3
    made.saving.name.value, made.saving.onto.value = "增派一人", "same"

    assert made.saving.save() == file

    assert made.scenario.value == "增派一人"
    assert load(file, scenario="增派一人").staff["building"] == 3
    assert "# people" in file.read_text()  # comments stay


def test_the_gantt_chart_is_filtered_linked_and_zoomed_without_new_runs(clinic):
    asyncio.run(clinic.run())
    study, whole = clinic.study, clinic.gantt.value
    rows = whole.count("role=") + whole.count("<text")

    clinic.chart.critical.value = 0.5
    few = clinic.gantt.value
    clinic.chart.links.value = "all"
    linked = clinic.gantt.value
    clinic.chart.zoom.value = 2.0

    assert clinic.study is study
    assert few.count("<text") < rows
    assert len({whole, few, linked, clinic.gantt.value}) == 4
    width = [float(re.search(r'width="([\d.]+)"', drawn).group(1)) for drawn in (linked, clinic.gantt.value)]
    assert width[1] > 1.5 * width[0]
