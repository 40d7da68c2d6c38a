import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import scenario
from scenario.measures import MEASURES

from .conftest import CASH, MINIMAL, PARAMS, RIVERSIDE, SCHEDULE

STATISTICS = {"mean", "sd", "p10", "p50", "p80", "p90"}


def test_check_says_of_each_file_that_it_can_be_used(command):
    told = command("check", RIVERSIDE, SCHEDULE, CASH, MINIMAL)

    assert told.code == 0
    assert told.err == ""
    assert told.out.count("can be used") == 4
    scenarios = len(scenario.load(RIVERSIDE).scenarios)
    assert f"94 activities, 5 targets, {scenarios} scenarios" in told.out


def test_check_of_the_sample_answers_within_a_second_and_a_half():
    before = os.times()

    subprocess.run(
        [sys.executable, "-m", "scenario.cli", "check", RIVERSIDE], check=True, capture_output=True
    )

    after = os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    assert spent < 1.5


def test_check_loads_nothing_heavy():
    code = (
        "import sys; from scenario.cli import main; main(['check', sys.argv[1]]);"
        "sys.exit(', '.join({'numpy', 'pandas', 'numba', 'altair', 'simpy'} & set(sys.modules)) or 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, RIVERSIDE], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_run_tells_targets_nodes_and_measures(command):
    told = command("run", SCHEDULE, "-n", "100")

    assert told.code == 0
    for text in (
        "Clinic move",
        "100 runs, seed 1",
        "New clinic open by 2027-07-31",
        "Both together",
        "Key nodes",
    ):
        assert text in told.out
    assert re.search(r"New clinic open +2027-07-08 +2027-0\d-\d\d +2027-0\d-\d\d", told.out)
    assert "Not measured" in told.out


def test_run_of_flows_alone_tells_money(command):
    told = command("run", CASH, "-n", "200")

    assert told.code == 0
    assert "Project IRR ≥ 9 %" in told.out
    assert "money in CNY" in told.out
    assert "Key nodes" not in told.out


def test_run_of_the_sample_in_a_scenario_with_a_value_set(command):
    told = command("run", RIVERSIDE, "-n", "20", "--scenario", "stress", "--set", "staff.procurement=5")

    assert told.code == 0
    assert "scenario: Stress" in told.out
    assert "Equity IRR ≥ 8 %" in told.out


def test_run_speaks_chinese_with_its_units(command):
    told = command("run", RIVERSIDE, "-n", "20", "--lang", "zh")

    assert told.code == 0
    assert "江畔里" in told.out
    assert "目标" in told.out
    assert re.search(r"\d亿", told.out)
    assert "开盘 (一期) 自竞得土地" in told.out


def test_a_page_in_a_pipe_is_plain_and_at_most_100_wide(command):
    from rich.cells import cell_len

    for language in ("en", "zh"):
        told = command("run", RIVERSIDE, "-n", "20", "--lang", language)

        assert "\x1b" not in told.out + told.err
        assert max(cell_len(line) for line in told.out.splitlines()) <= 100


def test_a_table_stands_in_columns_though_chinese_is_twice_as_wide(command):
    from rich.cells import cell_len

    told = command("run", SCHEDULE, "-n", "20", "--lang", "zh")

    lines = told.out.splitlines()
    rule = next(i for i, line in enumerate(lines) if line.startswith("───"))
    ends = {cell_len(line) for line in lines[rule - 1 : rule + 4]}
    assert len(ends) == 1


def test_json_is_the_document_of_the_design(command, tmp_path):
    target = tmp_path / "study.json"

    told = command("run", RIVERSIDE, "-n", "20", "--json", target)

    document = json.loads(target.read_text(encoding="utf-8"))
    assert told.code == 0
    assert {"project", "scenario", "runs", "seed", "version"} <= set(document)
    assert (document["project"], document["scenario"], document["runs"], document["seed"]) == (
        "Riverside",
        "base",
        20,
        1,
    )
    assert {"target", "odds", "low", "high", "runs"} <= set(document["targets"][0])
    assert STATISTICS | {"p50_date", "p80_date"} <= set(document["nodes"]["sales_launch.p1"])
    assert {"start", "finish", "duration", "criticality"} <= set(document["activities"]["topping_out.p2"])
    assert STATISTICS | {"missing"} <= set(document["measures"]["equity_irr"])


def test_json_to_stdout_comes_alone(command):
    told = command("run", SCHEDULE, "-n", "20", "--json", "-")

    assert told.code == 0
    assert json.loads(told.out)["project"] == "Clinic move"
    assert told.err == ""


def test_several_scenarios_are_several_documents(command):
    told = command("run", SCHEDULE, "-n", "20", "-s", "base", "-s", "one_more_fitter", "--json", "-")

    studies = json.loads(told.out)["studies"]
    assert [study["scenario"] for study in studies] == ["base", "one_more_fitter"]


def test_the_same_seed_gives_the_same_document_for_any_number_of_workers(command):
    one = command("run", SCHEDULE, "-n", "600", "--json", "-")
    two = command("run", SCHEDULE, "-n", "600", "--json", "-", "--workers", "2")

    assert one.code == two.code == 0
    assert one.out == two.out


@pytest.mark.parametrize(("sampling", "told"), [("sobol", "Sobol sequence"), ("lhs", "Latin hypercube")])
def test_the_page_and_the_document_tell_the_sampling(command, sampling, told):
    page = command("run", SCHEDULE, "-n", "20", "--sampling", sampling)
    document = json.loads(command("run", SCHEDULE, "-n", "20", "--sampling", sampling, "--json", "-").out)

    assert f"20 runs, seed 1, {told}" in page.out
    assert document["sampling"].partition(":")[0] == sampling


def test_a_run_beyond_a_latin_hypercube_is_refused(command):
    told = command("run", SCHEDULE, "-n", "20", "--sampling", "lhs", "--only-run", "20")

    assert told.code == 2
    assert "--sampling: sampling 'lhs:20' has no runs 20 to 20; its runs are 0 to 19" in told.err


def test_until_tells_how_many_runs_it_took_and_why(command):
    page = command("run", SCHEDULE, "--until", "0.02")
    document = json.loads(command("run", SCHEDULE, "--until", "0.02", "--json", "-").out)

    needed = document["until"]
    assert page.code == 0
    assert f"{needed['runs']:,} runs, so that all odds are within ± 2 points" in page.out
    assert document["runs"] == needed["runs"]
    assert all(row["high"] - row["low"] <= 0.04 for row in document["targets"])


def test_until_goes_on_with_the_runs_that_a_folder_holds(command, tmp_path):
    command("run", SCHEDULE, "-n", "250", "--out", tmp_path / "kept")
    told = command("run", SCHEDULE, "--until", "0.02", "--out", tmp_path / "kept", "--json", "-")

    study = scenario.open_study(tmp_path / "kept")
    fresh = scenario.simulate(scenario.load(SCHEDULE), until=0.02)
    assert told.code == 0
    assert json.loads(told.out)["until"]["runs"] == study.runs
    assert study.met.equals(fresh.met)


def test_convergence_tells_odds_after_fewer_runs(command):
    page = command("run", SCHEDULE, "-n", "600", "--convergence", "--lang", "zh")
    document = json.loads(command("run", SCHEDULE, "-n", "600", "--convergence", "--json", "-").out)

    rows = [row for row in document["convergence"] if row["kind"] == "target"]
    assert "250次" in page.out
    assert {row["runs"] for row in rows} == {250, 500, 600}
    assert rows[2]["value"] == document["targets"][0]["odds"]


def test_until_refuses_what_contradicts_it(command):
    told = command("run", SCHEDULE, "--until", "0.6", "-n", "5", "--only-run", "3")

    assert told.code == 2
    assert "--until: 0.6 is more than 0.25; 0.01 is one point of odds" in told.err
    assert "-n: --until decides how many runs; leave one out" in told.err
    assert "--only-run: --until decides how many runs; leave one out" in told.err


def test_out_stores_a_study_that_opens(command, tmp_path):
    import scenario

    told = command("run", SCHEDULE, "-n", "20", "--out", tmp_path / "kept")

    assert told.code == 0
    assert scenario.open_study(tmp_path / "kept").runs == 20


def test_compare_pairs_runs_on_the_same_luck(command):
    told = command("compare", CASH, "-s", "base", "-s", "dear_refit", "-n", "200", "--json", "-")

    document = json.loads(told.out)
    change = document["changes"][0]
    profit = next(entry for entry in change["measures"] if entry["name"] == "net_profit")
    assert told.code == 0
    assert document["scenario"] == "base"
    assert change["scenario"] == "dear_refit"
    assert profit["difference"] < 0
    assert profit["better"] == 0.0
    assert profit["low"] <= profit["difference"] <= profit["high"]
    assert profit["pairs"] == 200
    assert all(entry["difference"] <= 0 for entry in change["targets"])


def test_a_setting_on_one_side_is_compared_with_the_other(command):
    name = "activities.permit.duration"
    document = command("compare", SCHEDULE, "--set-b", f"{name}=90", "-n", "50", "--json", "-")
    told = json.loads(document.out)

    assert document.code == 0
    assert told["scenario"] == "base"
    assert told["changes"][0]["scenario"] == f"base + {name}=90"
    assert any(change["difference"] for change in told["changes"][0]["nodes"])


def test_a_setting_that_overwrites_what_a_scenario_changes_is_told(command):
    told = command("compare", SCHEDULE, "-s", "one_more_fitter", "--set", "staff.building=9", "-n", "20")
    other = command("compare", SCHEDULE, "-s", "one_more_fitter", "--set", "staff.planning=2", "-n", "20")

    assert "--set staff.building=9 overwrites what scenario 'one_more_fitter' changes" in told.err
    assert "overwrites" not in other.err


def test_one_scenario_is_compared_with_the_file_as_it_stands(command):
    told = command("compare", SCHEDULE, "-s", "one_more_fitter", "-n", "50")

    assert told.code == 0
    assert "one_more_fitter against base" in told.out
    assert "50 pairs of runs" in told.out


def test_schema_holds_for_the_samples(command):
    from ruamel.yaml import YAML

    told = command("schema")

    document = YAML(typ="safe", pure=True).load(Path(CASH).read_text(encoding="utf-8"))
    assert told.code == 0
    jsonschema.validate(json.loads(json.dumps(document, default=str)), json.loads(told.out))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_measures_lists_every_one_with_its_definition(command, language):
    told = command("measures", "--lang", language)

    text = "".join(told.out.split())
    assert told.code == 0
    for name, measure in MEASURES.items():
        assert name in told.out
        definition = measure.definition if language == "en" else measure.definition_zh
        assert "".join(definition.split()) in text


def test_progress_is_shown_to_a_person_only():
    def run(stderr):
        argv = [sys.executable, "-m", "scenario.cli", "run", SCHEDULE, "-n", "300", "--json", os.devnull]
        return subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=stderr, check=True)

    assert run(subprocess.PIPE).stderr == b""
    ours, theirs = pty.openpty()
    run(theirs)
    os.close(theirs)
    assert b"Clinic move" in os.read(ours, 65536)
    os.close(ours)


def test_a_closed_pipe_ends_a_command_without_a_word():
    argv = [sys.executable, "-m", "scenario.cli", "schema"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_the_samples_are_all_tried_here():
    assert {path.name for path in PARAMS.glob("*.yaml")} == {
        "riverside.yaml",
        "schedule-only.yaml",
        "cash-only.yaml",
        "minimal.yaml",
    }


def test_a_run_is_repeated_alone(command, tmp_path):
    alone, many = tmp_path / "alone.json", tmp_path / "many.json"

    assert command("run", SCHEDULE, "--only-run", "7", "--json", str(alone)).code == 0
    assert command("run", SCHEDULE, "-n", "8", "--json", str(many)).code == 0

    told = json.loads(alone.read_text("utf-8"))
    study = scenario.simulate(scenario.load(SCHEDULE), runs=8)
    assert (told["runs"], told["first_run"]) == (1, 7)
    node = next(iter(told["nodes"]))
    assert told["nodes"][node]["mean"] == study.days[node].iloc[7]


def test_both_clocks_tell_the_same(command, tmp_path):
    told = []
    for engine in ("simpy", "compiled"):
        path = tmp_path / f"{engine}.json"
        assert command("run", SCHEDULE, "-n", "50", "--engine", engine, "--json", str(path)).code == 0
        told.append(path.read_text("utf-8"))

    assert told[0] == told[1]


def test_health_is_advice_and_never_an_error(command):
    told = command("check", SCHEDULE, CASH, "--health")

    assert told.code == 0
    assert "12 Critical-path test: 600 days" in told.out
    assert "2 Leads: design → tender FS-5, fit_out → services FF-5" in told.out
    assert "No activities: there is no schedule to judge." in told.out
    assert "关键路径测试" in command("check", SCHEDULE, "--health", "--lang", "zh").out
