"""Laws, circulars and examples by hand: what a tax rule must come to, with its source.

Amounts are yuan, exact to a billionth of themselves.
"""

from __future__ import annotations

from typing import Any

import pytest

import scenario
from scenario.analysis import Study
from scenario.project import Project
from scenario.rules.money.tax import (
    eit,
    estimated_income,
    ex_vat,
    lat,
    lat_deductions,
    lat_prepayment,
    stamp,
    taxable_sales,
    vat_prepayment,
    vat_within,
)
from tests.model.money.ledger import project, sale, taxes

NEAR = {"rel": 1e-9}


def told(described: Project) -> dict[str, float]:
    """Return the measures of a project's most-likely run."""
    study: Study = scenario.simulate(described, 1)
    return {str(name): float(value) for name, value in study.most_likely.measures.iloc[0].items()}


def parcel(sold: float = 1, **tax: Any) -> Project:
    """100 m² at 10,900 with land of 545,000 and works of 109,000, sold in January, handed over in April."""
    land = {
        "price": 545_000,
        "area": 1,
        "payments": [{"node": "launch", "share": 1}],
        "deed_tax": 0,
        "stamp": 0,
    }
    return project(
        {"launch": 0, "build": 31, "handover": 100},
        horizon="24 months",
        land=land,
        products=sale(price=10_900, absorption={"launch": sold, "hazard": 0}),
        cost={"items": {"works": {"amount": 109_000, "over": ["build"]}}},
        tax={"recognition": "handover", **tax},
    )


VAT = {"rate": 0.09, "input_share": 1}


def test_gross_margin_deducts_land_less_the_vat_that_it_saves() -> None:
    """财会〔2016〕22号: revenue 1,000,000; land 545,000 − 45,000; works 109,000 − 9,000: 400,000 are left."""
    measures = told(parcel(vat=VAT))

    assert measures["revenue"] == pytest.approx(1_000_000, **NEAR)
    assert measures["gross_margin"] == pytest.approx(0.4, **NEAR)
    assert measures["net_margin"] == pytest.approx(0.4, **NEAR)
    assert measures["vat"] == pytest.approx(45_000 - 9_000, **NEAR)


def test_land_appreciation_tax_counts_revenue_after_the_output_tax_that_land_has_lowered() -> None:
    output = vat_within(taxable_sales(1_090_000, 545_000), 0.09)

    assert output == pytest.approx(45_000, **NEAR)
    assert 1_090_000 - output == pytest.approx(1_045_000, **NEAR)


def test_income_tax_by_what_is_sold() -> None:
    """国税发〔2009〕31号: half of 1,000,000 is sold, land 400,000 and works 200,000: a quarter of 200,000."""
    land = {
        "price": 400_000,
        "area": 1,
        "payments": [{"node": "launch", "share": 1}],
        "deed_tax": 0,
        "stamp": 0,
    }
    half = project(
        {"launch": 0, "build": 31, "handover": 100},
        horizon="24 months",
        land=land,
        products=sale(price=10_000, absorption={"launch": 0.5, "hazard": 0}),
        cost={"items": {"works": {"amount": 200_000, "over": ["build"]}}},
        tax=taxes(eit={"rate": 0.25, "estimated_margin": 0.15}),
    )
    assert told(half)["eit"] == pytest.approx(18_750 + 31_250, **NEAR)


def test_income_tax_is_prepaid_on_the_quarters_taxable_income() -> None:
    """国税发〔2009〕31号 art. 9 and 12: 150,000 less marketing and land appreciation tax."""
    assert eit(estimated_income(1_000_000, 0.15) - 50_000 - 20_000, 0.25) == pytest.approx(20_000, **NEAR)


def test_land_appreciation_tax_is_prepaid_on_receipts_less_the_vat_to_be_prepaid() -> None:
    """公告2016年第70号: of 1,090 the base is 1,060, not 1,000."""
    assert lat_prepayment(1_090, vat_prepayment(1_090, 0.09, 0.03), 1.0) == pytest.approx(1_060, **NEAR)


@pytest.mark.parametrize(("land", "tax", "after_tax"), [(400, 60.09, 278.1825), (401, 0, 322.5)])
def test_a_dearer_parcel_earns_more_at_the_twenty_per_cent_step(
    land: float, tax: float, after_tax: float
) -> None:
    """土地增值税暂行条例 art. 8: revenue 1,200, development 369, ordinary housing."""
    due = lat(1_200, lat_deductions(land, 369, 0.1, 0.2, 0.0, 0.0), 0.2)

    assert due == pytest.approx(tax, abs=1e-9)
    assert 0.75 * (1_200 - land - 369 - due) == pytest.approx(after_tax, **NEAR)


@pytest.mark.parametrize(
    ("cost", "tax", "after_tax"), [(900, 1_288.5, 1_358.625), (910, 1_276.15, 1_360.3875)]
)
def test_above_two_hundred_per_cent_a_dearer_cost_pays(cost: float, tax: float, after_tax: float) -> None:
    """One of cost saves 0.95 · 1.3 of land appreciation tax."""
    due = lat(4_000, lat_deductions(0, cost, 0.1, 0.2, 0.0, 0.0), 0.0)

    assert due == pytest.approx(tax, **NEAR)
    assert 0.75 * (4_000 - cost - due) == pytest.approx(after_tax, **NEAR)


def test_stamp_duty_is_due_on_the_price_without_vat() -> None:
    """印花税法 art. 5."""
    assert stamp(ex_vat(1_090_000, 0.09), 0.0005) == pytest.approx(500, **NEAR)


# Another country -------------------------------------------------------------------------------------

PACK = """\
tax:
  recognition: handover
  vat: {rate: 0.19, input_share: 1, land_deduction: false}
  stamp: {sale: 0.05}
"""
FILE = """\
project: {name: Elsewhere, start: 2026-01-01, horizon: 12 months, currency: EUR}
extends: [country/taxes.yaml]
activities: {launch: {duration: 10}, build: {duration: 31}, handover: {duration: 100}}
land: {price: 400_000, area: 1, payments: [{node: launch, share: 1}], deed_tax: 0, stamp: 0}
products:
  launch: launch
  types: {home: {kind: other, stock: {all: 100}, price: 11_900}}
  absorption: {launch: 1, hazard: 0}
  collection: {mix: {full: 1, mortgage: 0, instalment: 0}, down_payment: 0, mortgage_lag: 0}
cost: {items: {works: {amount: 238_000, over: [build]}}}
"""


def test_another_country_is_another_pack(tmp_path: Any) -> None:
    """19 % of VAT, set off in full, 5 % of stamp duty on 1,000,000, and nothing else."""
    (tmp_path / "country").mkdir()
    (tmp_path / "country" / "taxes.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "project.yaml").write_text(FILE, encoding="utf-8")

    measures = told(scenario.load(tmp_path / "project.yaml"))

    assert measures["vat"] == pytest.approx(190_000 - 38_000, **NEAR)
    assert measures["taxes_and_surcharges"] == pytest.approx(50_000, **NEAR)
    assert measures["lat"] == measures["eit"] == 0
    assert measures["net_profit"] == pytest.approx(1_000_000 - 400_000 - 200_000 - 50_000, **NEAR)
