"""Differences of scenarios: each told once, and what does not change folded."""

from collections import Counter

import pytest

import scenario
from scenario.project.files.load import load_scenarios
from scenario.views.tables.comparison import comparison, unchanged
from scenario.views.tables.side_by_side import overview

ATTAINMENT = "Key-node attainment"
FILE = """\
project: {name: works, start: 2026-01-05}
activities:
  a: {name: Design, duration: {pert: [3, 5, 9]}, level: 1}
  b: {name: Works, duration: {pert: [10, 20, 40]}, after: [a], level: 1}
targets: [{node: a, within: 6 days}, {node: b, within: 28 days}]
overrides: {slow: {activities.b.duration: 30}, none: {activities.b.department: null}}
scenarios: {slow: [slow], none: [none]}
names: {slow: {en: Slow works, zh: 施工慢}}
"""


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    file = tmp_path_factory.mktemp("compared") / "works.yaml"
    file.write_text(FILE, encoding="utf-8")
    return {name: scenario.simulate(project, 50) for name, project in load_scenarios(file).items()}


def test_rows_without_any_change_are_named_once_and_left_out(studies):
    tables = comparison(studies["base"], studies["slow"], "en")
    rows = [row[0] for table in tables for row in table.rows]

    assert rows == ["Works within 28 days of start", "All together", "Works", ATTAINMENT]
    assert unchanged(studies["base"], studies["slow"], "en") == ["Design within 6 days of start", "Design"]
    assert tables[0].columns[1:3] == ("base", "Slow works")


def test_nothing_changes_between_a_scenario_and_one_like_it(studies):
    assert not [row for table in comparison(studies["base"], studies["none"], "zh") for row in table.rows]
    assert unchanged(studies["base"], studies["none"], "zh") == ["全部目标", "全部关键节点", "关键节点达成率"]


def test_what_an_overview_tells_is_not_told_again_of_each_scenario(studies):
    base, others = studies["base"], [studies["slow"], studies["none"]]
    told = [table for other in others for table in comparison(base, other, "en", least=True)]
    of_all = overview(base, others, "en")
    counted = Counter((table.title, row[0]) for table in (*of_all, *told) for row in table.rows)

    assert set(counted.values()) == {1}
    assert ("Nodes: change of the mean day ± s.e.", "Works") in counted
    assert "Design" not in {row for _, row in counted}
