"""Dotted paths."""

from __future__ import annotations

import pytest

from scenario.project import load
from scenario.project.dotted_paths import PathError, did_you_mean, matching, quantities, set_path
from scenario.project.values.quantity import Quantity
from scenario.project.values.record import Record


def test_every_quantity_has_a_path_in_file_order(project):
    risk = {"probability": 0.1, "delay": {"build": 30}}
    gate = {"duration": 1, "pass": {"probability": 0.8, "redo": 3}}
    flow = {"on": "2026-02-01", "account": "land", "amount": -5}

    paths = quantities(project({"risks": {"geology": risk}, "activities.gate": gate, "cash": [flow]}))

    assert list(paths) == [
        "activities.award.duration",
        "activities.design.duration",
        "activities.build.duration",
        "activities.launch.duration",
        "activities.review.duration",
        "activities.gate.duration",
        "activities.gate.pass.probability",
        "activities.gate.pass.redo",
        "risks.geology.delay.build",
        "risks.geology.probability",
        "cash.0.amount",
    ]
    assert paths["activities.gate.pass.redo"].most_likely == 3


def test_no_quantity_of_the_sample_is_overlooked():
    sample = load("params/riverside.yaml")

    def walked(value, path):
        if isinstance(value, Quantity):
            return {path: value}
        if isinstance(value, Record):
            inner = {
                field.alias or name: getattr(value, name) for name, field in type(value).model_fields.items()
            }
        else:
            inner = (
                value
                if isinstance(value, dict)
                else dict(enumerate(value))
                if isinstance(value, tuple)
                else {}
            )
        return {
            k: q for key, each in inner.items() for k, q in walked(each, f"{path}.{key}".strip(".")).items()
        }

    assert list(quantities(sample).items()) == list(walked(sample, "").items())


def test_a_star_stands_for_one_name():
    paths = ["activities.a.duration", "activities.b.duration", "activities.b.pass.redo"]

    assert matching("activities.*.duration", paths) == paths[:2]
    assert matching("activities.b.*.redo", paths) == paths[2:]
    assert matching("activities.*", paths) == []
    assert matching("activities.b.duration", paths) == ["activities.b.duration"]


def test_setting_a_path_leaves_the_data_as_it_is():
    data = {"a": {"b": [1, {"c": 2}]}, "d": 3}

    changed = set_path(data, "a.b.1.c", 9)

    assert changed == {"a": {"b": [1, {"c": 9}]}, "d": 3}
    assert data["a"]["b"][1]["c"] == 2


def test_a_new_last_key_may_be_set():
    assert set_path({"staff": {}}, "staff.procurement", 4) == {"staff": {"procurement": 4}}


def test_a_key_may_hold_dots():
    data = {"risks": {"geology": {"delay": {"build.p1": 30}}}}

    assert set_path(data, "risks.geology.delay.build.p1", 5)["risks"]["geology"]["delay"] == {"build.p1": 5}


def test_a_block_that_is_left_out_may_be_set_into():
    assert set_path({"funding": {}}, "funding.equity.limit", 5) == {"funding": {"equity": {"limit": 5}}}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("activites.a.duration", "no 'activites' in the project; did you mean 'activities'?"),
        ("activities.b.duration", "no 'b' in 'activities'"),
        ("activities.a.duration.x.y", "'activities.a.duration' is a value of its own and holds no 'x'"),
        ("cash.3.amount", "no '3' in 'cash'"),
        ("cash.first", "no 'first' in 'cash'"),
        ("activities..duration", "no '' in 'activities'"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path, message):
    with pytest.raises(PathError) as caught:
        set_path({"activities": {"a": {"duration": 3}}, "cash": [{"amount": 1}]}, path, 5)

    assert message in str(caught.value)


def test_the_closest_word_is_meant():
    assert did_you_mean("struture", ["structure", "piling"]) == "did you mean 'structure'?"
    assert did_you_mean("xyz", ["structure"]) == ""
