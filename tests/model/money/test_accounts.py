from scenario.model.money import accounts


def test_every_account_stands_where_its_number_says():
    numbered = {
        name.lower(): number
        for name, number in vars(accounts).items()
        if name.isupper() and isinstance(number, int) and name != "CUSTOM"
    }

    assert numbered == {name: number for number, name in enumerate(accounts.NAMES)}
    assert len(accounts.NAMES) == accounts.CUSTOM
