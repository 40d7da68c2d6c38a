"""From contract to money."""

from typing import Any

import pytest

from tests.model.money.ledger import regime, sale, story

WORK = {"launch": 0, "gate": 100, "completion": 200, "handover": 250}  # the gate opens in April


def buyers(full: float, mortgage: float, instalment: float, **more: Any) -> dict[str, Any]:
    mix = {"full": full, "mortgage": mortgage, "instalment": instalment}
    return sale(collection={"mix": mix, "down_payment": 0.3, "mortgage_lag": 0, **more})


def test_who_pays_in_full_pays_at_the_contract() -> None:
    assert story(WORK, products=buyers(1, 0, 0)).by_month("sales") == {0: 1_000_000}


def test_mortgages_come_after_their_lag_once_the_gate_is_passed() -> None:
    books = story(WORK, products=buyers(0, 1, 0, mortgage_lag=1), regime=regime(escrow="none"))

    assert books.by_month("sales") == {0: 300_000, 3: 700_000}


def test_an_open_gate_leaves_the_lag() -> None:
    early = {**WORK, "gate": 5}
    books = story(early, products=buyers(0, 1, 0, mortgage_lag=2), regime=regime(escrow="none"))

    assert books.by_month("sales") == {0: 300_000, 2: 700_000}


def test_a_broken_lag_is_shared_between_two_months() -> None:
    books = story(WORK, products=buyers(0, 1, 0, mortgage_lag=1.25))

    assert books.by_month("sales") == {0: 300_000, 1: 525_000, 2: 175_000}


def test_a_gate_that_never_opens_leaves_mortgages_owed() -> None:
    books = story({**WORK, "gate": 900}, products=buyers(0, 1, 0), regime=regime(escrow="none"))

    assert books.by_month("sales") == {0: 300_000}
    assert books.extra("receivable") == pytest.approx(700_000)


def test_instalments_come_in_their_months() -> None:
    steps = [{"after": 0, "share": 0.4}, {"after": 3, "share": 0.6}]
    books = story(WORK, products=buyers(0.5, 0, 0.5, instalments=steps))

    assert books.by_month("sales") == {0: 500_000 + 200_000, 3: 300_000}


def test_what_would_come_after_the_horizon_comes_in_its_last_month() -> None:
    steps = [{"after": 0, "share": 0.4}, {"after": 24, "share": 0.6}]
    books = story(WORK, products=buyers(0, 0, 1, instalments=steps))

    assert books.by_month("sales") == {0: 400_000, 12: 600_000}
    assert books.extra("receivable") == 0
