"""One file with every block: nothing in it is refused, and nothing put in its place ends in a traceback."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from scenario.project import Project, check, load, load_scenarios
from scenario.project.dotted_paths import quantities
from scenario.project.files.reading import parse, walk
from scenario.project.files.schema import schema
from scenario.project.sections.root import Project as Root

FILE = Path(__file__).parent / "files" / "everything.yaml"
DATA = parse(FILE.read_text(encoding="utf-8"), FILE.name).data
WAYS = sorted((way for way, _ in walk(DATA)), key=str)
OTHERS = [
    None,
    True,
    -1,
    1e300,
    "text",
    "2026-02-30",
    [],
    [1],
    {},
    {"x": 1},
    [[]],
    {"pert": [3, 1, 2]},
    "a.b",
    "",
]
LEAKS = re.compile(r"Traceback|pydantic|ruamel|type=|input_value|<class|None\b|cannot be used")


def test_every_block_is_there():
    without_money = {"statement"}

    keys = {field.alias or name for name, field in Root.model_fields.items()}

    assert set(DATA) == keys - {"extends"} - without_money


def test_nothing_is_refused():
    assert check(FILE) == []


def test_every_scenario_loads_back_from_its_content():
    for project in load_scenarios(FILE).values():
        assert Project.model_validate(project.resolved()).fingerprint == project.fingerprint


def test_every_scenario_is_another_project():
    projects = load_scenarios(FILE)

    assert len({project.fingerprint for project in projects.values()}) == len(projects)


def test_the_schema_accepts_the_file():
    written = json.loads(json.dumps(DATA, default=str))

    errors = list(jsonschema.Draft202012Validator(schema()).iter_errors(written))

    assert [(error.json_path, error.message) for error in errors] == []


def test_every_path_can_be_set_to_what_it_is():
    project = load(FILE)
    paths = {path: quantity.plain() for path, quantity in quantities(project).items()}

    assert load(FILE, paths).fingerprint == project.fingerprint


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_whatever_is_put_anywhere_is_answered_in_words(other, tmp_path):
    path = tmp_path / "project.yaml"
    for way in WAYS[OTHERS.index(other) :: 3 * len(OTHERS)]:
        data = copy.deepcopy(DATA)
        place = data
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = other
        text = json.dumps(data, default=str, ensure_ascii=False, indent=1)
        path.write_text(re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", text), encoding="utf-8")

        problems = check(path)

        assert all(problem.line for problem in problems)
        assert not LEAKS.search("\n".join(str(problem) for problem in problems)), (way, problems)


def test_checking_a_file_of_100_activities_is_quick_and_starts_no_engine(tmp_path):
    path = tmp_path / "hundred.yaml"
    lines = ["project: {name: Hundred, start: 2026-01-05}", "activities:", "  a0: {duration: 5}"]
    for n in range(1, 100):
        lines += [
            f"  a{n}:",
            f"    name: {{en: Activity {n}, zh: 工作}}",
            f"    after: [a{n - 1}, 'a{n // 2}:SS+5']",
        ]
        lines += ["    duration: {pert: [10, 20, 40]}", "    staff: {crew: 0.25}", "    level: 3"]
    path.write_text("\n".join([*lines, "staff: {crew: 4}"]), encoding="utf-8")
    code = (
        "import sys, time; from scenario.project import check; assert check(sys.argv[1]) == [];"
        "print(time.process_time(), *{'numpy', 'pandas', 'numba', 'scipy', 'simpy'} & set(sys.modules))"
    )

    runs = [subprocess.check_output([sys.executable, "-c", code, path], text=True).split() for _ in range(3)]

    assert min(float(run[0]) for run in runs) < 0.6
    assert runs[0][1:] == []
