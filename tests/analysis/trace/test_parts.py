"""What measures are made of: it sums to them, in the sample, with partners, and in random projects."""

import numpy as np
import pytest
from hypothesis import given, settings

import scenario
from scenario.analysis import Study
from scenario.analysis.trace.account_inputs import READ, inputs_of, values_in
from scenario.analysis.trace.explained import explain
from scenario.analysis.trace.parts import MADE, NotOfFlowsError, Parts, is_of_flows, parts_of
from scenario.measures import MEASURES
from scenario.measures.inputs import MeasureInputs
from scenario.project.files.load import located
from scenario.project.sections.root import Project
from scenario.project.values.units import MONEY
from scenario.rules.money.returns import annual_irr_many
from scenario.views.words.account_words import ACCOUNTS
from tests.analysis.trace.conftest import SAMPLE
from tests.laws.money_projects import money_projects
from tests.test_documents import is_in_package

DATED = ("project_xirr", "equity_xirr", "equity_mirr")
"""Rates whose flows have days of their own, or grow at a rate of their own."""


def agrees(name: str, parts: Parts, inputs: MeasureInputs, values: np.ndarray) -> bool:
    """Return whether parts come to the measure in each run that has a value."""
    moved = np.abs(inputs.ledger).sum(axis=(1, 2)) + 1.0
    if parts.kind == "sum":
        made = parts.total
    elif parts.kind == "share":
        assert parts.over is not None
        values, made = values * parts.over.total, parts.total
    elif parts.kind == "rate" and name not in DATED:
        rates, statuses = annual_irr_many(np.ascontiguousarray(parts.monthly))
        told = np.isfinite(values) & (statuses == 0)
        return bool(np.allclose(rates[told], values[told], rtol=0.0, atol=1e-6))
    else:
        return True
    gap = np.abs(np.nan_to_num(values - made, nan=0.0))
    return bool((gap <= 1e-13 * moved + 0.01).all())


def wrong(study: Study) -> list[str]:
    """Return the measures that their parts do not come to."""
    inputs = MeasureInputs(study.plan, study.arrays)
    names = [name for name in study.measure_names if is_of_flows(name)]
    return [name for name in names if not agrees(name, parts_of(name, inputs), inputs, study.measure(name))]


def test_every_amount_of_money_is_made_of_flows() -> None:
    assert [name for name, each in MEASURES.items() if each.unit is MONEY and not is_of_flows(name)] == []


def test_the_parts_of_every_measure_of_the_sample_sum_to_it(sample: Study) -> None:
    assert wrong(sample) == []
    assert len([name for name in sample.measure_names if is_of_flows(name)]) > 40


def test_parts_that_leave_out_an_account_are_noticed(sample: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = MADE["net_profit"]
    monkeypatch.setitem(
        MADE, "net_profit", lambda inputs: whole(inputs)._replace(beside={"receivable": np.ones(inputs.runs)})
    )

    assert wrong(sample) == ["net_profit"]


def test_the_parts_of_partners_measures_sum_to_them() -> None:
    partners = {"shares": {"us": 0.6, "fund": 0.4}, "waterfall": [
        {"until": {"hurdle": 0.08}, "split": {"us": 0.6, "fund": 0.4}}, {"split": {"us": 0.7, "fund": 0.3}},
    ]}  # fmt: skip
    study = scenario.simulate(scenario.load(SAMPLE, {"partners": partners}), runs=12)

    assert wrong(study) == []
    assert "promote@us" in study.measure_names


@settings(max_examples=12)
@given(money_projects(most=4))
def test_the_parts_of_every_measure_of_a_random_project_sum_to_it(project: Project) -> None:
    study = scenario.simulate(project, runs=3, engine="simpy")

    assert wrong(study) == []


def test_the_equitys_flows_are_those_of_the_project_and_of_its_lenders(sample: Study) -> None:
    inputs = MeasureInputs(sample.plan, sample.arrays)

    monthly = parts_of("equity_irr", inputs).monthly

    assert np.abs(monthly - inputs.sums.owners).max() < 0.01


def test_a_day_is_made_of_no_flows(sample: Study) -> None:
    with pytest.raises(NotOfFlowsError):
        parts_of("key_node_attainment", MeasureInputs(sample.plan, sample.arrays))


def test_every_account_has_words_and_a_rule_that_is_there(sample: Study) -> None:
    inputs = MeasureInputs(sample.plan, sample.arrays)
    made = [parts_of(name, inputs) for name in sample.measure_names if is_of_flows(name)]
    names = {name for parts in made for name in (*parts.flows, *parts.beside)}

    assert sorted(names - set(ACCOUNTS)) == []
    assert [words.code for words in ACCOUNTS.values() if not is_in_package(words.code)] == []


def test_every_value_that_moves_money_is_an_input_of_some_account() -> None:
    blocks = {block for every in READ.values() for block in every}
    document = located(SAMPLE)
    told = [
        ".".join(map(str, where))
        for block in ("land", "products", "cost", "expenses", "funding", "tax")
        for where, _ in values_in(document.data[block], (block,))
    ]
    untold = [path for path in told if not any(f"{path}.".startswith(f"{block}.") for block in blocks)]

    assert len(told) > 150
    assert untold == ["products.first_pass_rate"]  # a share of households, which moves no money


def test_inputs_tell_file_and_line_and_what_was_drawn(sample: Study) -> None:
    found = {each.path: each for each in inputs_of("sales", located(SAMPLE), sample, (0, 3))}
    launch = found["products.absorption.launch"]
    lines = SAMPLE.read_text("utf-8").splitlines()

    assert "launch: {pert" in lines[(launch.place.line or 0) - 1]
    assert [each["products.absorption.launch"] for each in launch.drawn] == [
        sample.draws.at[run, "products.absorption.launch"] for run in (0, 3)
    ]
    assert found["products.types.high_rise.price"].moved_by == ("drivers.price_level",)


def test_inputs_that_a_pack_or_a_scenario_gives_are_told_where_they_stand(sample: Study) -> None:
    taxes = {each.path: each.place for each in inputs_of("vat", located(SAMPLE), sample, (0,))}
    slow = {
        each.path: each.place for each in inputs_of("sales", located(SAMPLE, {}, "slow_market"), sample, (0,))
    }
    lines = SAMPLE.read_text("utf-8").splitlines()

    assert taxes["tax.vat.rate"].file == "pack cn-tax"
    assert "slow_market:" in lines[(slow["products.absorption.launch"].line or 0) - 1]


def test_without_a_run_the_bad_tenth_is_told_beside_the_middle(sample: Study) -> None:
    told = explain(sample, "equity_irr", located(SAMPLE))
    dear = explain(sample, "peak_funding", located(SAMPLE))
    ordered = np.sort(sample.ranks("equity_irr"))

    assert (told.first.label, told.other.label, dear.first.label) == ("P10", "P50", "P90")
    assert told.first.value == ordered[round(0.1 * (len(ordered) - 1))]
    assert dear.first.value > dear.other.value


def test_worths_at_the_other_runs_rate_add_up_to_what_parts_the_two(sample: Study) -> None:
    told = explain(sample, "equity_irr", located(SAMPLE), run=5)
    first, other = np.array(list(told.worths().values())).sum(axis=0)

    assert abs(other) < 1.0
    assert first == pytest.approx(
        told.first.parts.monthly[0] @ (1 + told.other.value) ** (-np.arange(len(sample.months)) / 12)
    )
    assert told.first.run == 5


def test_what_parts_two_runs_is_drawn_apart_in_them(sample: Study) -> None:
    told = explain(sample, "equity_irr", located(SAMPLE))

    assert told.apart
    assert all(abs(each.place - each.other_place) >= 0.05 for each in told.apart)
    assert [each.weight for each in told.apart] == sorted((each.weight for each in told.apart), reverse=True)
