"""Waterfalls from print, to the cent: each with where it is from and the compounding that it used."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from scenario.measures.partners.flows import partner_flows
from scenario.project.sections.partners import Partners

LIMITED = {"limited": 1.0, "general": 0.0}
PREF = {"until": {"hurdle": 0.08}, "split": {"limited": 1.0}}
CATCH_UP = {"catch_up": {"to": "general", "share": 1.0, "until": 0.2}}
FOUR_FIFTHS = {"split": {"limited": 0.8, "general": 0.2}}


class Example(NamedTuple):
    """A printed example: terms, flows by month (put in below 0), and what each got in all."""

    origin: str
    terms: dict[str, object]
    flows: dict[int, float]
    got: dict[str, float]


EXAMPLES = {
    "a preferred return of a year, then 80/20; compounded annually": Example(
        "Plumule Advisory, How investment fund carried interest works, part 2: 181.60 and 18.40",
        {"shares": LIMITED, "waterfall": [PREF, FOUR_FIFTHS], "compounding": "yearly"},
        {0: -100.0, 12: 200.0},
        {"limited": 181.60, "general": 18.40},
    ),
    "capital first, then 80/20; no preferred return": Example(
        "the same, without a preferred return: 180 and 20",
        {
            "shares": LIMITED,
            "waterfall": [{"until": {"hurdle": 0.0}, "split": {"limited": 1.0}}, FOUR_FIFTHS],
        },
        {0: -100.0, 12: 200.0},
        {"limited": 180.0, "general": 20.0},
    ),
    "a full catch-up after two years; simple interest": Example(
        "CFA practice question NO.PZ2023122201000125 (pzacademy.com/qa/181984): 148 and 12 million",
        {"shares": LIMITED, "waterfall": [PREF, CATCH_UP, FOUR_FIFTHS], "compounding": "simple"},
        {0: -100e6, 24: 160e6},
        {"limited": 148e6, "general": 12e6},
    ),
    "the investor first, then 20 % carry and the rest by shares; compounded annually": Example(
        "dnix/performa, test_real_world_waterfall_validation, by hand: 12.499 and 2.501 million",
        {
            "shares": {"limited": 0.75, "general": 0.25},
            "waterfall": [
                {"until": {"hurdle": 0.08, "of": "limited"}, "split": {"limited": 1.0}},
                {"split": {"limited": 0.6, "general": 0.4}},
            ],
        },
        {0: -10e6, 24: 15e6},
        {"limited": 12_499_200.0, "general": 2_500_800.0},
    ),
    "below the hurdle all is by shares; compounded annually": Example(
        "dnix/performa, the same, below hurdle: 4.24 and 1.06 million",
        {
            "shares": {"limited": 0.8, "general": 0.2},
            "waterfall": [
                {"until": {"hurdle": 0.12}, "split": {"limited": 0.8, "general": 0.2}},
                {"split": {"limited": 0.6, "general": 0.4}},
            ],
        },
        {0: -5e6, 12: 5.3e6},
        {"limited": 4.24e6, "general": 1.06e6},
    ),
    "a straight split of 70/30; none": Example(
        "Raise Capital for Real Estate, pages 206 to 208, of what is left after capital: 7 and 3 million",
        {"shares": LIMITED, "waterfall": [{"split": {"limited": 0.7, "general": 0.3}}]},
        {12: 1e6, 24: 1e6, 36: 1e6, 48: 1e6, 60: 6e6},
        {"limited": 7e6, "general": 3e6},
    ),
    "B14: a preferred return of three years, then 80/20; compounded annually": Example(
        "the project's oracle B14",
        {"shares": LIMITED, "waterfall": [PREF, FOUR_FIFTHS]},
        {0: -100.0, 36: 150.0},
        {"limited": 145.19424, "general": 4.80576},
    ),
    "B15: the same with a full catch-up to 20 %": Example(
        "the project's oracle B15",
        {"shares": LIMITED, "waterfall": [PREF, CATCH_UP, FOUR_FIFTHS]},
        {0: -100.0, 36: 150.0},
        {"limited": 140.0, "general": 10.0},
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_partners_get_what_is_printed(name: str) -> None:
    example = EXAMPLES[name]
    partners = Partners.model_validate(example.terms)
    row = np.zeros((1, max(example.flows) + 1))
    for month, amount in example.flows.items():
        row[0, month] = amount

    called, paid = np.maximum(-row, 0.0), np.maximum(row, 0.0)
    flows = partner_flows(partners, called, paid, 30.0 * np.arange(1, row.shape[1] + 1))[0]

    put_in = called.sum() * np.array(list(partners.shares.values()))
    got = dict(zip(partners.shares, flows.sum(axis=0) + put_in, strict=True))
    assert got == pytest.approx(example.got, rel=1e-9, abs=1e-9)
