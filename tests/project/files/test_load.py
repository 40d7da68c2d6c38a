"""From files to a project: extends, overrides, scenarios, precedence, and files that mean harm."""

from __future__ import annotations

import datetime as dt
import pickle
import time

import pytest
from ruamel.yaml import YAML

from scenario.project import Project, ProjectError, check, load, load_scenarios
from scenario.project.files import assembly, reading
from scenario.project.files.load import parse_settings
from scenario.project.files.reading import LARGEST

HEAD = "project: {name: Riverside, start: 2026-01-05}\n"
WORK = "activities:\n  design: {duration: 20}\n  build: {duration: 100, after: [design]}\n"
SCENARIOS = """staff: {procurement: 3}
overrides:
  slow: {activities.build.duration: {pert: [100, 120, 180]}}
  clerk: {staff.procurement: 4}
scenarios: {stress: [slow], what_if: [slow, clerk]}
"""


def refusal(path, **arguments):
    with pytest.raises(ProjectError) as caught:
        load(path, **arguments)
    return str(caught.value)


# --- values


def test_yaml_is_read_as_version_1_2(write):
    text = HEAD + (
        "activities: {a: {duration: 2.6e4, source: NO}, b: {duration: 010}, c: {duration: 1_000.5}}\n"
        "cash: [{on: 2026-02-28, account: land, amount: -726_000_000}]\n"
    )

    project = load(write(text))

    assert project.activities["a"].duration.most_likely == 26000
    assert project.activities["a"].source == "NO"
    assert project.activities["b"].duration.most_likely == 10
    assert project.activities["c"].duration.most_likely == 1000.5
    assert project.cash[0].on == dt.date(2026, 2, 28)
    assert project.cash[0].amount.most_likely == -726_000_000


def test_names_have_two_languages(write):
    project = load(write("project: {name: {en: Riverside, zh: 江畔里}, start: 2026-01-05}\n" + WORK))

    assert project.project.name.to("zh") == "江畔里"
    assert project.project.name.to("en") == "Riverside"


def test_aliases_are_written_out(write):
    project = load(write(HEAD + "activities:\n  a: &a {duration: 20}\n  b: *a\n"))

    assert project.activities["b"] == project.activities["a"]


def test_a_problem_in_an_alias_stands_where_it_is_used(write):
    text = (
        HEAD + "activities:\n  a: {duration: &d 20}\n  b: {duration: 3, pass: {probability: *d, redo: 1}}\n"
    )

    assert "line 4: activities.b.pass.probability: 20 is 2000 %" in refusal(write(text))


def test_a_byte_order_mark_is_no_matter(tmp_path):
    path = tmp_path / "project.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + WORK).encode())

    assert load(path).project.name.en == "Riverside"


# --- what a project is


def test_a_project_knows_its_file_and_scenario(write):
    path = write(HEAD + WORK + SCENARIOS)

    assert load(path).file == str(path)
    assert load(path).scenario == "base"
    assert load(path, scenario="stress").scenario == "stress"


def test_the_resolved_content_loads_back_to_the_same_project(write, tmp_path):
    project = load(write(HEAD + WORK + SCENARIOS), scenario="what_if")
    with (tmp_path / "again.yaml").open("w") as stream:
        YAML().dump(project.resolved(), stream)

    again = load(tmp_path / "again.yaml")

    assert again.fingerprint == project.fingerprint
    assert Project.model_validate(project.resolved()).fingerprint == project.fingerprint
    assert again.activities == project.activities


def test_the_fingerprint_is_of_what_matters(write):
    plain = load(write(HEAD + WORK + SCENARIOS)).fingerprint

    assert load(write(HEAD + "# a comment\n" + WORK + SCENARIOS, "other.yaml")).fingerprint == plain
    assert load(write(HEAD + WORK + SCENARIOS, "third.yaml"), {"staff.procurement": 4}).fingerprint != plain


def test_a_project_travels_between_processes(write):
    project = load(write(HEAD + WORK + SCENARIOS), scenario="stress")

    assert pickle.loads(pickle.dumps(project)) == project


# --- extends


def test_files_are_merged_first_to_last_and_this_file_wins(write):
    write("staff: {a: 1, b: 1, c: 1}\nphases: [x, y]\n", "packs/one.yaml")
    write("staff: {b: 2, c: 2}\n", "packs/two.yaml")

    project = load(write("extends: [packs/one.yaml, packs/two.yaml]\nstaff: {c: 3}\n" + HEAD + WORK))

    assert project.staff == {"a": 1, "b": 2, "c": 3}
    assert project.phases == ("x", "y")


def test_lists_are_replaced(write):
    write("phases: [x, y]\n" + WORK, "pack.yaml")

    project = load(write("extends: [pack.yaml]\nphases: [z]\nactivities: {build: {after: []}}\n" + HEAD))

    assert project.phases == ("z",)
    assert project.activities["build"].after == ()
    assert project.activities["build"].duration.most_likely == 100


def test_one_uncertainty_replaces_another_with_its_bounds_and_source(write):
    write("activities: {a: {duration: {normal: [30, 5], min: 0, source: register}}}\n", "pack.yaml")

    project = load(write("extends: [pack.yaml]\nactivities: {a: {duration: {pert: [1, 2, 3]}}}\n" + HEAD))

    assert project.activities["a"].duration.plain() == {"pert": [1, 2, 3]}


def test_an_extended_file_may_extend_another_beside_it(write):
    write(WORK, "packs/deep/network.yaml")
    write("extends: deep/network.yaml\n", "packs/all.yaml")

    project = load(write("extends: packs/all.yaml\n" + HEAD))

    assert list(project.activities) == ["design", "build"]
    assert project.extends == ("packs/all.yaml",)


def test_a_problem_is_told_in_the_file_it_stands_in(write, tmp_path):
    write("# network\nactivities:\n  design: {duration: -3}\n", "packs/network.yaml")
    path = write("extends: [packs/network.yaml]\nstaff: {a: -1}\n" + HEAD)

    text = refusal(path)

    assert (
        f"{tmp_path}/packs/network.yaml: 1 value cannot be used\n  line 3: activities.design.duration: -3"
        in text
    )
    assert f"{path}: 1 value cannot be used\n  line 2: staff.a: -1 people cannot be" in text


def test_a_circle_of_files_is_named(write):
    write("extends: [two.yaml]\n", "one.yaml")
    write("extends: [one.yaml]\n", "two.yaml")

    text = refusal(write("extends: [one.yaml]\n" + HEAD + WORK))

    assert "'one.yaml' extends itself: one.yaml → two.yaml → one.yaml" in text


def test_a_link_out_of_the_folder_is_refused(write, tmp_path):
    secret = write("staff: {a: 1}\n", "secret.yaml")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link.yaml").symlink_to(secret)

    text = refusal(write("extends: [link.yaml]\n" + HEAD + WORK, "inside/project.yaml"))

    assert "'link.yaml' leads out of the project's folder" in text


def test_an_extended_folder_is_refused(write, tmp_path):
    (tmp_path / "packs").mkdir()

    assert "this is a folder" in refusal(write("extends: [packs]\n" + HEAD + WORK))


# --- overrides and scenarios


def test_precedence_is_extends_file_scenario_set(write):
    write("staff: {a: 1, b: 1, c: 1, d: 1}\n", "pack.yaml")
    text = "extends: [pack.yaml]\nstaff: {b: 2, c: 2, d: 2}\n" + HEAD + WORK
    text += "overrides: {more: {staff.c: 3, staff.d: 3}}\nscenarios: {more: [more]}\n"

    project = load(write(text), {"staff.d": 4}, scenario="more")

    assert project.staff == {"a": 1, "b": 2, "c": 3, "d": 4}


def test_a_scenario_applies_its_overrides(write):
    projects = load_scenarios(write(HEAD + WORK + SCENARIOS))

    assert list(projects) == ["base", "stress", "what_if"]
    assert projects["base"].activities["build"].duration.most_likely == 100
    assert projects["stress"].activities["build"].duration.most_likely == 120
    assert projects["what_if"].staff["procurement"] == 4


def test_an_override_may_replace_a_list_or_one_of_its_values(write):
    path = write(HEAD + WORK + "cash: [{on: 2026-02-01, account: land, amount: 5}]\n")

    assert load(path, {"activities.build.after": []}).activities["build"].after == ()
    assert load(path, {"cash.0.amount": 7}).cash[0].amount.most_likely == 7


def test_an_override_may_add_a_named_thing_that_the_schema_knows(write):
    path = write(HEAD + WORK)

    assert load(path, {"activities.test": {"duration": 3}}).activities["test"].duration.most_likely == 3
    assert load(path, {"staff.engineering": 3}).staff == {"engineering": 3}
    assert "there is no key 'budget' here" in refusal(path, overrides={"budget": 3})


def test_an_almost_known_name_is_a_slip(write):
    path = write(HEAD + WORK + SCENARIOS)

    assert "did you mean 'procurement'?" in refusal(path, overrides={"staff.procurment": 4})


def test_a_given_value_is_named_as_given(write):
    path = write(HEAD + WORK)

    text = refusal(path, overrides={"activities.build.duration": -3})

    assert text.startswith("--set: 1 value cannot be used\n  activities.build.duration: -3 is below 0")


def test_given_paths_and_values_are_told_at_once_beside_the_file(write):
    path = write(HEAD + WORK.replace("20", "-20"))

    text = refusal(path, overrides={"activities.biuld.duration": 3, "activities.build.duration": -3})

    assert "--set: 2 values cannot be used\n" in text
    assert "  activities.biuld.duration: there is no 'biuld' in 'activities'; did you mean 'build'?" in text
    assert "  activities.build.duration: -3 is below 0" in text
    assert "line 3: activities.design.duration: -20 is below 0" in text


def test_extends_and_scenarios_cannot_be_overridden(write):
    path = write(HEAD + WORK + SCENARIOS)

    assert "'scenarios' cannot be overridden" in refusal(path, overrides={"scenarios.stress": []})


def test_a_plain_number_takes_the_place_of_a_correlated_distribution(write):
    file = write(
        """
        project: {name: Correlated, start: 2026-01-05, horizon: 12 months}
        activities:
          a: {duration: {uniform: [5, 15]}}
          b: {duration: {uniform: [5, 15]}}
          c: {duration: {uniform: [5, 15]}}
        correlations:
          - {between: [activities.a.duration, activities.b.duration], rho: 0.5}
          - {between: [activities.a.duration, activities.b.duration, activities.c.duration], rho: 0.5}
        """
    )

    project = load(file, {"activities.a.duration": 7})

    left = [correlation.between for correlation in project.correlations]
    assert left == [("activities.b.duration", "activities.c.duration")]
    assert project.activities["a"].duration.most_likely == 7


def test_an_unknown_scenario_is_refused(write):
    text = refusal(write(HEAD + WORK + SCENARIOS), scenario="strss")

    assert "there is no scenario 'strss'; did you mean 'stress'?" in text


def test_check_tells_a_problem_of_the_base_once(write):
    problems = check(write(HEAD + WORK.replace("20", "-20") + SCENARIOS))

    assert [problem.path for problem in problems] == ["activities.design.duration"]


def test_settings_are_read_as_yaml():
    settings = ["a.b=2.6e4", "c={pert: [1, 2, 4]}", "d = NO", "e=2026-02-28", "f="]

    values = parse_settings(settings)

    assert values == {
        "a.b": 26000.0,
        "c": {"pert": [1, 2, 4]},
        "d": "NO",
        "e": dt.date(2026, 2, 28),
        "f": None,
    }


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (["staff.a"], "write --set path=value"),
        (["a=1", "a=2"], "it is set twice"),
        (["a=[1, 2"], "this is no YAML"),
        (["a=1\nb: 2"], "write one value"),
    ],
)
def test_settings_that_cannot_be_read_are_refused(settings, message):
    with pytest.raises(ProjectError, match=message):
        parse_settings(settings)


# --- files that mean harm


def quick_refusal(path):
    began = time.process_time()
    text = refusal(path)
    assert time.process_time() - began < 1
    return text


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert "there is no such file" in quick_refusal(tmp_path / "nothing.yaml")
    assert "this is a folder" in quick_refusal(tmp_path)


def test_an_empty_file_says_what_it_needs(write):
    assert "the file is empty" in quick_refusal(write(""))


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "project.yaml"
    path.write_bytes(HEAD.encode() + "# 江畔里\n".encode("gb18030"))

    assert "line 2: the file is not UTF-8 text; save it as UTF-8" in quick_refusal(path)


def test_a_file_of_100_mb_is_refused_unread(tmp_path):
    path = tmp_path / "project.yaml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)

    assert "the file has 100 MB; at most 50 MB are read" in quick_refusal(path)


@pytest.mark.parametrize("line", ["- [1, 2, 3, 4, 5, 6, 7, 8]\n", "- a\n", "- {a: b}\n"])
def test_a_file_of_too_many_values_is_refused(write, monkeypatch, line):
    monkeypatch.setattr(assembly, "allowance", lambda: reading.Allowance(LARGEST, values=30_000))

    assert "the project has more than 3,000,000 values" in quick_refusal(write("a:\n" + line * 30_001))


def test_what_extended_files_hold_adds_up(write, monkeypatch):
    monkeypatch.setattr(assembly, "allowance", lambda: reading.Allowance(LARGEST, values=30_000))
    for number in range(4):
        write("staff: {" + ", ".join(f"a{number}_{k}: 1" for k in range(9_000)) + "}\n", f"{number}.yaml")

    text = quick_refusal(write("extends: [0.yaml, 1.yaml, 2.yaml, 3.yaml]\n" + HEAD + WORK))

    assert "3.yaml: 1 value cannot be used\n  line 1: the project has more than 3,000,000 values" in text


def test_bytes_of_extended_files_add_up(write, monkeypatch):
    monkeypatch.setattr(assembly, "allowance", lambda: reading.Allowance(1_500_000))
    write("# " + "x" * 1_000_000 + "\nstaff: {a: 1}\n", "one.yaml")
    write("# " + "x" * 1_000_000 + "\nstaff: {b: 1}\n", "two.yaml")

    text = quick_refusal(write("extends: [one.yaml, two.yaml]\n" + HEAD + WORK))

    assert "two.yaml: 1 value cannot be used\n  the file has 1 MB, with those before it 51 MB" in text


def test_text_that_aliases_repeat_is_bounded(write):
    lines = [f'source: &s "{"x" * 100_000}"', "activities:"]
    lines += [f"  a{n}: {{duration: 1, source: *s}}" for n in range(200)]

    text = quick_refusal(write("\n".join(lines)))

    assert "line 13: aliases repeat more than 1,000,000 characters of text" in text


@pytest.mark.slow
def test_a_schedule_of_20_000_activities_is_read_in_ten_seconds(write):
    lines = [HEAD, "calendars: {office: {week: mon-fri}}", "activities:"]
    lines += [
        f"  a{n}:\n    name: {{en: Activity {n}, zh: 工作{n}}}\n    calendar: office\n"
        f"    duration: {{pert: [5, {8 + n % 7}, 30]}}\n    after: [{f'a{n - 8}' if n >= 8 else ''}]\n"
        for n in range(20_000)
    ]
    path = write("\n".join(lines))
    began = time.process_time()

    project = load(path)

    assert time.process_time() - began < 10
    assert len(project.activities) == 20_000
    assert project.activities["a19999"].after[0].activity == "a19991"


def test_a_bomb_of_aliases_is_refused(write):
    lines = ["a0: &a0 {x: 1, y: 1}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]

    assert "aliases repeat more than 30,000 values" in quick_refusal(write("\n".join(lines)))


def test_an_alias_of_itself_is_refused(write):
    assert "stands for nothing" in quick_refusal(write(HEAD + "activities: &a {b: *a}\n"))


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 50_000, "- " * 20_000 + "1", "? " * 20_000])
def test_deep_nesting_is_refused(write, text):
    assert "cannot be used" in quick_refusal(write(text))


def test_control_characters_are_refused(write):
    assert "this is no YAML" in quick_refusal(write(HEAD + "a: \x00\n"))


def test_more_scenarios_than_can_be_judged_are_refused(write):
    lines = [
        HEAD + WORK + "overrides:",
        *(f"  o{n}: {{activities.build.duration: {n + 1}}}" for n in range(1001)),
    ]

    text = quick_refusal_of_all(
        write("\n".join([*lines, "scenarios:", *(f"  s{n}: [o{n}]" for n in range(1001))]))
    )

    assert "1,001 scenarios and unused overrides are more than 1,000; divide the file" in text


def quick_refusal_of_all(path):
    began = time.process_time()
    with pytest.raises(ProjectError) as caught:
        load_scenarios(path)
    assert time.process_time() - began < 2
    return str(caught.value)


def test_a_long_circle_of_work_is_found_soon_and_told_shortly(write):
    work = [f"  a{n}: {{duration: 1, after: [a{(n - 1) % 5000}]}}" for n in range(5000)]

    text = quick_refusal_of_all(write("\n".join([HEAD, "activities:", *work])))

    assert "the work waits for itself: a0 → a1 → " in text
    assert "(4981 more)" in text
    assert len(text) < 600
