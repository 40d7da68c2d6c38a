import shutil
from pathlib import Path

import pytest

import scenario
from scenario.project.files.load import check, load
from scenario.project.files.saving import save_scenario
from scenario.project.problems import ProjectError

PARAMS = Path(__file__).parents[3] / "params"
CHANGES = {
    "staff.procurement": 4,
    "activities.scheme_design.duration": {"pert": [10.0, 15.0, 25.0]},
    "risks.scheme_sent_back.probability": 0,
    "regime.decide": None,
    "regime.use": "topout",
}


@pytest.fixture
def folder(tmp_path):
    """A copy of the samples, to write into."""
    return Path(shutil.copytree(PARAMS, tmp_path / "params"))


@pytest.mark.parametrize("onto", ["new", "same"])
def test_what_is_saved_reads_back_as_what_was_tried(folder, onto):
    file = folder / "riverside.yaml"
    tried = load(file, CHANGES)

    saved = save_scenario(file, "our_plan", CHANGES, onto=onto)

    assert check(saved) == []
    assert load(saved, scenario="our_plan").fingerprint == tried.fingerprint
    assert saved.name == ("riverside.yaml" if onto == "same" else "riverside-our_plan.yaml")


@pytest.mark.parametrize("sample", ["riverside", "schedule-only", "cash-only"])
def test_saving_into_the_file_adds_lines_and_changes_none(folder, sample):
    file = folder / f"{sample}.yaml"
    before = file.read_text(encoding="utf-8").splitlines()

    save_scenario(file, "later", {"project.horizon": "200 months"}, onto="same")

    after = file.read_text(encoding="utf-8").splitlines()
    added = [line for line in after if line not in before]
    assert [line for line in after if line not in added] == before
    assert any("later" in line for line in added)
    assert len(added) <= 5


def test_a_new_file_leaves_the_project_as_it_is(folder):
    file = folder / "riverside.yaml"
    before = file.read_bytes()

    saved = save_scenario(file, "our_plan", CHANGES)

    assert file.read_bytes() == before
    assert saved.read_text(encoding="utf-8").startswith("# A scenario of riverside.yaml")
    assert [path.name for path in folder.glob(".*")] == []


def test_the_saved_scenario_gives_the_same_numbers(folder):
    file = folder / "schedule-only.yaml"
    changes = {"activities.fit_out.duration": {"pert": [20.0, 24.0, 40.0]}, "staff.building": 3}
    tried = scenario.simulate(scenario.load(file, changes), 30)

    saved = save_scenario(file, "quick", changes)
    again = scenario.simulate(scenario.load(saved, scenario="quick"), 30)

    assert again.days.equals(tried.days)


def test_a_scenario_that_was_the_start_is_kept_in_the_list(folder):
    file = folder / "riverside.yaml"

    saved = save_scenario(file, "harder", {"staff.procurement": 2}, "stress")

    project = load(saved, scenario="harder")
    assert project.scenarios["harder"] == ("slow_market", "weak_prices", "tight_mortgages", "harder")
    assert list(project.overrides["harder"]) == ["staff.procurement"]


def test_a_value_that_the_start_sets_is_set_once(folder):
    file = folder / "riverside.yaml"

    saved = save_scenario(file, "third_clerk", {"staff.procurement": 5}, "second_clerk")

    project = load(saved, scenario="third_clerk")
    assert project.staff["procurement"] == 5
    assert project.scenarios["third_clerk"] == ("third_clerk",)


@pytest.mark.parametrize(
    ("name", "changes", "says"),
    [
        ("Our plan", {"staff.building": 4}, "is no name for a scenario"),
        ("../x", {"staff.building": 4}, "is no name for a scenario"),
        ("base", {"staff.building": 4}, "is no name for a scenario"),
        ("one_more_fitter", {"staff.building": 4}, "a scenario or an override 'one_more_fitter' already"),
        ("empty", {}, "nothing was changed"),
        ("wrong", {"staff.building": -1}, "staff.building"),
        ("wrong", {"staff.bilding": 1}, "did you mean 'building'?"),
    ],
)
def test_what_cannot_be_saved_is_told_and_nothing_is_written(folder, name, changes, says):
    before = sorted(folder.rglob("*"))

    with pytest.raises(ProjectError, match=says.replace("?", r"\?")):
        save_scenario(folder / "schedule-only.yaml", name, changes)

    assert sorted(folder.rglob("*")) == before


def test_a_scenario_that_is_replaced_by_itself_keeps_what_it_had(folder):
    file = folder / "schedule-only.yaml"
    save_scenario(file, "quick", {"staff.building": 3}, onto="same")

    save_scenario(file, "quick", {"staff.planning": 2}, "quick", onto="same", replace=True)

    assert load(file, scenario="quick").staff == {"planning": 2, "building": 3}


def test_nothing_is_replaced_unless_that_is_asked_for(folder):
    file = folder / "schedule-only.yaml"
    first = save_scenario(file, "quick", {"staff.building": 3})
    with pytest.raises(ProjectError, match="there is a file 'schedule-only-quick"):
        save_scenario(file, "quick", {"staff.building": 4})

    save_scenario(file, "quick", {"staff.building": 3}, onto="same")
    with pytest.raises(ProjectError, match="there is a scenario or an override 'quick' already"):
        save_scenario(file, "quick", {"staff.building": 4}, onto="same")

    again = save_scenario(file, "quick", {"staff.building": 4}, onto="same", replace=True)
    assert load(first, scenario="quick").staff["building"] == 3
    assert load(again, scenario="quick").staff["building"] == 4
