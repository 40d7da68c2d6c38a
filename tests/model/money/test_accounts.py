from scenario.model.money import accounts
from scenario.project.vocabulary import KEPT_ACCOUNTS


def test_dated_flows_are_booked_to_operating_accounts_only():
    assert accounts.NAMES[: accounts.SALES + 1] + KEPT_ACCOUNTS == accounts.NAMES
