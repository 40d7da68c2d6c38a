"""Paths and values in words, in one language."""

import re
from pathlib import Path

import pytest

from scenario.project.dotted_paths import quantities
from scenario.project.files.load import load_scenarios
from scenario.views.words.path_words import field_of, path_in_words, value_in_words
from scenario.views.words.wording import Wording

PARAMS = sorted((Path(__file__).parents[3] / "params").glob("*.yaml"))


@pytest.mark.parametrize("file", PARAMS, ids=lambda path: path.stem)
def test_every_value_of_a_project_and_of_its_overrides_has_a_name(file):
    base = load_scenarios(file)["base"]
    changed = [path for override in base.overrides.values() for path in override]

    for path in (*quantities(base), *changed):
        for language in ("en", "zh"):
            assert field_of(path, Wording(language)), path


@pytest.mark.parametrize(
    ("path", "en", "zh"),
    [
        ("products.absorption.hazard", "monthly sell-through", "月去化率"),
        ("products.types.high_rise.price", "High-rise homes (18 floors) · price", "高层18F · 售价"),
        ("products.types.*.price", "price", "售价"),
        ("staff.engineering", "Engineering · people", "工程部 · 人数"),
        ("activities.piling.duration", "Piling and pile tests · duration", "桩基施工与检测 · 工期"),
        ("tax.lat.prepay.parking", "LAT prepaid, parking", "土增税预征率(车位)"),
        ("nothing.of.the_kind", "nothing.of.the_kind", "nothing.of.the_kind"),
    ],
)
def test_a_path_is_told_as_thing_and_field(path, en, zh):
    base = load_scenarios(PARAMS[0].parent / "riverside.yaml")["base"]

    assert path_in_words(path, base, Wording("en")) == en
    assert path_in_words(path, base, Wording("zh")) == zh


@pytest.mark.parametrize(
    ("path", "value", "zh"),
    [
        ("products.absorption.hazard", {"pert": [0.1, 0.14, 0.16]}, "14%(10–16%)"),
        ("products.absorption.hazard", 0.07, "7%"),
        ("land.price", 726_000_000, "7.26亿"),
        ("activities.piling.duration", {"pert": [20, 30, 50]}, "30(20–50)"),
        ("drivers.market.quantity", {"normal": [1.0, 0.1]}, "≈ 1"),
        ("risks.late.mitigated", True, "是"),
        ("regime.use", "legacy", None),
        ("land.price", None, "—"),
    ],
)
def test_a_value_is_told_in_the_unit_of_its_field(path, value, zh):
    assert value_in_words(path, value, Wording("zh")) == zh


def test_scenarios_and_overrides_are_called_by_their_names():
    base = load_scenarios(PARAMS[0].parent / "riverside.yaml")["base"]

    for name in {**base.scenarios, **base.overrides}:
        assert not re.search("[a-z_]", Wording.about(base, "zh").scenario(name)), name
    assert Wording.about(base, "en").scenario("slow_market") == "Slow market"
    assert Wording("zh").scenario("base") == "基准"
    assert Wording("en").scenario("slow_market") == "slow_market"
