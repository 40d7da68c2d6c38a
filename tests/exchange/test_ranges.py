"""Ranges by rules: the first that fits, scaled to the duration; what can be no rule, with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenario.analysis.exchange.imports import Import, import_schedule
from scenario.analysis.exchange.ranges import SETS, read_rules
from scenario.cli.main import main
from scenario.model.engines import SimpyClock, new_results
from scenario.model.project_plan import compile_plan
from scenario.project.problems import ProjectError
from tests.exchange.xer import link, task, write

RULES = """\
form: scenario-ranges-1
drivers: {crew: {quantity: {normal: [1.0, 0.1]}}}
rules:
  - {match: {name: "(?i)permit"}, duration: {pert: [0.5, 1.0, 2.0]}}
  - {match: {longer_than: 20, calendar: five_days}, duration: {uniform: [0.9, 1.3]}, driver: crew}
  - {match: {id: "A-3*"}, duration: {lognormal: [1.1, 0.2]}}
"""


def ranged(folder: Path, rules: str) -> Import:
    """Import a small schedule with rules."""
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    rows = [
        task("1", 80, task_name="Building permit"),
        task("2", 400, task_name="Works"),
        task("3", 40, task_name="Tests"),
        task("4", 16, task_name="Rest"),
        task("5", 80, task_name="Fire permit", status_code="TK_Active", act_start_date="2026-03-02 08:00",
             remain_drtn_hr_cnt="40"),
        task("6", 8, task_name="Award", status_code="TK_Complete", act_start_date="2026-03-02 08:00",
             act_end_date="2026-03-02 16:00"),
        task("7", 0, task_name="Permit milestone", task_type="TT_FinMile"),
    ]  # fmt: skip
    path = write(folder / "a.xer", rows, [link("1", "2"), link("2", "3")], at="2026-03-09 08:00")
    return import_schedule(path, rules=read_rules(str(folder / "rules.yaml")))


def test_the_first_rule_that_fits_scales_its_range_to_the_duration(tmp_path: Path) -> None:
    found = ranged(tmp_path, RULES)

    duration = {name: row["duration"] for name, row in found.made.data["activities"].items()}
    assert duration["a_1"] == {"pert": [5.0, 10.0, 20.0]}
    assert duration["a_2"] == {"uniform": [45.0, 65.0]}
    assert duration["a_3"] == {"lognormal": [5.5, 1.0]}
    assert (duration["a_4"], duration["a_6"], duration["a_7"]) == (2.0, 1.0, 0)
    assert found.made.statement["activities"]["a_5"]["remaining"] == {"pert": [2.5, 5.0, 10.0]}
    assert found.ranged is not None
    assert found.ranged.counts == [2, 1, 1, 1]
    assert found.made.data["drivers"] == {
        "crew": {"quantity": {"normal": [1.0, 0.1]}, "multiplies": ["activities.a_2.duration"]}
    }


def test_without_drivers_a_common_factor_widens_the_spread_of_the_end(tmp_path: Path) -> None:
    plain = "form: scenario-ranges-1\nrules: [{match: {all: true}, duration: {pert: [0.9, 1.0, 1.2]}}]\n"

    def spread(rules: str) -> float:
        plan = compile_plan(ranged(tmp_path, rules).project)
        results = new_results(plan, 400)
        SimpyClock(plan).run_many(plan.numbers(1, 0, 400)[1], results)
        return float(np.std(results.finish.max(axis=1)))

    assert spread(plain) > 1.4 * spread(plain + "common: none\n")


def test_three_points_may_come_from_user_fields(tmp_path: Path) -> None:
    rules = "form: scenario-ranges-1\nrules: [{match: {udf: [LOW, LIKELY, HIGH]}, duration: udf}]\n"

    found = ranged(tmp_path, rules)

    assert found.ranged is not None
    assert found.ranged.counts == [0, 5]  # nobody has such fields here


@pytest.mark.parametrize("name", SETS)
def test_the_sets_that_come_with_the_package_are_labelled_assumed(name: str) -> None:
    rules = read_rules(name)

    assert rules.assumed
    assert rules.rules[-1].match == {"all": True}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- {match: {wbz: x}, duration: {pert: [1, 1, 2]}}", "did you mean 'wbs'?"),
        ("- {match: {all: true}, duration: {pert: [2, 1, 3]}}", "low 2 is above mode 1"),
        ("- {match: {all: true}, duration: 5}", "a range is a pert"),
        ("- {match: {name: '('}, duration: {pert: [1, 1, 2]}}", "no regular expression"),
        ("- {match: {all: true}, duration: udf}", "needs match: {udf: [LOW, LIKELY, HIGH]}"),
        ("- {match: {all: true}, duration: {pert: [1, 1, 2]}, driver: crew}", "there is no driver 'crew'"),
        ("- {match: {longer_than: long}, duration: {pert: [1, 1, 2]}}", "write a number of days"),
    ],
)
def test_what_is_no_rule_is_told_with_its_line(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(f"form: scenario-ranges-1\nrules:\n{line}\n")

    with pytest.raises(ProjectError) as error:
        read_rules(str(tmp_path / "rules.yaml"))

    assert told in str(error.value)
    assert "line 3" in str(error.value)


def test_the_page_tells_which_rule_took_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.xer", [task("1", 80, task_name="施工许可证"), task("2", 16)], [])

    assert main(["import", str(path), "--check", "--rules", "high", "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert "规则: high(假定值" in told
    assert "1 项工作: name" in told
