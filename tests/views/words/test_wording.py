import pytest

from scenario.measures.measure import STATUSES
from scenario.views.words.wording import FINE, STATUS, Wording


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (0.0, "0", "0"),
        (850.0, "850", "850"),
        (45_000.0, "45.0 k", "4.5万"),
        (1_250_000.0, "1.25 m", "125万"),
        (99_990_000.0, "100 m", "9,999万"),
        (726e6, "726 m", "7.26亿"),
        (-726e6, "-726 m", "-7.26亿"),
        (12_345e6, "12,345 m", "123亿"),
        (float("nan"), "—", "—"),
    ],
)
def test_money_is_told_in_millions_or_in_yi_and_wan(value, en, zh):
    assert (Wording("en").money(value), Wording("zh").money(value)) == (en, zh)


def test_amounts_of_one_row_share_a_unit():
    say = Wording("zh")
    unit = say.money_unit([1.8e8, 3.2e7])

    assert [say.money(value, unit) for value in (1.8e8, 3.2e7)] == ["1.8亿", "0.32亿"]


@pytest.mark.parametrize(
    ("odds", "text"), [(0.0, "0 %"), (0.004, "0.4 %"), (0.25, "25 %"), (0.996, "99.6 %"), (1.0, "100 %")]
)
def test_odds_near_all_or_nothing_keep_a_decimal(odds, text):
    assert Wording().share(odds) == text


def test_every_status_has_words_in_both_languages():
    assert set(STATUS) == set(STATUSES) - set(FINE)
