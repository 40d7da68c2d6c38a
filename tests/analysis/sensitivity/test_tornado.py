import numpy as np
import pytest

import scenario
from scenario.analysis.sensitivity.reach import Reach
from scenario.analysis.sensitivity.tornado import MissingValuesError, events, tornado_bars

TWO = """\
project: {name: Two, start: 2026-01-05}
activities:
  strong: {duration: {uniform: [0, 100]}}
  weak: {duration: {uniform: [0, 20]}, after: [strong]}
  aside: {duration: {uniform: [0, 10]}}
risks:
  flood: {probability: 0.3, delay: {weak: 40}}
  storm: {probability: 0.2, per: year, delay: {aside: 1}}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    file = tmp_path_factory.mktemp("two") / "two.yaml"
    file.write_text(TWO)
    return scenario.simulate(scenario.load(file), 4000)


def test_a_swing_is_the_distance_between_the_means_of_the_outer_fifths(study):
    found = {bar.name: bar for bar in tornado_bars(study, "strong")}

    # the outer fifths of a uniform on 0 … 100 have means 10 and 90, up to the spread of 4,000 runs
    strong = found["activities.strong.duration"]
    assert (strong.low, strong.high) == (pytest.approx(10, abs=0.5), pytest.approx(90, abs=0.5))
    assert strong.correlation == pytest.approx(1.0)


def test_an_event_swings_by_what_it_delays(study):
    flood = next(bar for bar in tornado_bars(study, "weak") if bar.name == "risks.flood")

    assert flood.kind == "event"
    assert flood.high - flood.low == pytest.approx(40, abs=4)  # 4 standard errors


def test_the_widest_comes_first_and_chance_is_left_out(study):
    found = tornado_bars(study, "weak")

    assert [bar.width for bar in found] == sorted((bar.width for bar in found), reverse=True)
    assert {bar.name for bar in found} == {
        "activities.strong.duration", "activities.weak.duration", "risks.flood",
    }  # fmt: skip


REACH = """\
project: {name: Reach, start: 2026-01-05}
staff: {clerk: 1}
activities:
  mate: {duration: {uniform: [0, 50]}, staff: {clerk: 1}}
  first: {duration: {uniform: [0, 50]}}
  node: {duration: 10, after: [first], staff: {clerk: 1}, priority: 2}
  later: {duration: {uniform: [0, 50]}, after: [node]}
  twin: {duration: {uniform: [0, 50]}}
correlations: [{between: [activities.first.duration, activities.twin.duration], rho: 0.9}]
risks:
  flood: {probability: 0.5, delay: {later: 30}}
  strike: {probability: 0.5, factor: {first: 1.5}}
"""


def test_only_what_can_precede_a_node_moves_it(tmp_path):
    file = tmp_path / "reach.yaml"
    file.write_text(REACH)
    study = scenario.simulate(scenario.load(file), 400)
    found = {bar.name for bar in tornado_bars(study, "node")}

    # `mate` by the clerk that both need; `twin` goes with `first`, and `later` follows, but neither precedes
    assert found == {"activities.first.duration", "activities.mate.duration", "risks.strike"}
    assert "activities.later.duration" in {bar.name for bar in tornado_bars(study, "later")}


def test_money_reaches_a_node_that_waits_for_sales_and_no_other():
    sales = scenario.simulate(scenario.load("params/riverside.yaml", {}, "trigger_40"), 2)

    assert "products.absorption.launch" in Reach(sales, "construction_start.p2")
    assert "products.absorption.launch" not in Reach(sales, "land_award")
    assert "activities.sales_launch.p1.duration" in Reach(sales, "construction_start.p2")
    assert "activities.handover.p2.duration" not in Reach(sales, "construction_start.p2")


def test_the_node_that_decides_the_regime_precedes_what_the_regime_links():
    base = scenario.simulate(scenario.load("params/riverside.yaml"), 2)
    decides = base.project.regime.decide.node

    assert f"activities.{decides}.duration" in Reach(base, "presale_permit.p1")


def test_events_come_as_often_as_they_are_likely(study):
    assert events(study, "flood").mean() == pytest.approx(0.3, abs=0.03)
    assert set(np.unique(events(study, "flood"))) == {0.0, 1.0}
    assert events(study, "storm").max() > 1  # in several years


def test_missing_values_are_refused(tmp_path):
    unsold = {"products.absorption.launch": 0.01, "products.absorption.hazard": 0.0001}
    never = scenario.simulate(scenario.load("params/riverside.yaml", unsold, "trigger_60"), 30)

    with pytest.raises(MissingValuesError, match="missing in 30 of 30 runs"):
        tornado_bars(never, "handover.p2")


def test_a_certain_value_has_no_swings(study):
    certain = scenario.simulate(scenario.load("params/cash-only.yaml"), 40)

    assert [bar for bar in tornado_bars(certain, "project_irr") if not bar.width] == []
    with pytest.raises(KeyError):
        tornado_bars(certain, "nothing")
