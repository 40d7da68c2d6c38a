import pytest

from scenario.views.widgets.input_controls import InputControl
from scenario.views.widgets.number_control import NumberControl
from scenario.views.words.wording import Wording


def amount(value=726.0, **changes):
    control = InputControl(
        "land.price", "地价 [亿元]", value, 400.0, 1000.0, 20.0, 1e6, ",.0f", "地价", "CNY m", "money", 0.0
    )
    return NumberControl(control._replace(**changes), Wording(), lambda: None)


def share():
    control = InputControl(
        "x", "Sold [%]", 55.0, 30.0, 84.0, 2.0, 0.01, ".0f", "Sold", "%", "share", 0.0, 84.5
    )
    return NumberControl(control, Wording(), lambda: None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2,900", 2900),
        ("2，900", 2900),
        ("2 900", 2900),
        ("２９００", 2900),
        ("7.5亿", 750),
        ("7.5亿元", 750),
        ("75000万", 750),
        ("7亿5000万", 750),
        ("750 m", 750),
        ("0.75bn", 750),
        ("¥7.5亿", 750),
        ("7.5e2", 750),
        ("746", 746),
    ],
)
def test_amounts_mean_what_people_type(typed, value):
    made = amount()

    made.box.value = typed

    assert made.value == pytest.approx(value)
    assert made.note.value == ""
    assert made.slider.min <= value <= made.slider.max  # ranges can be left
    assert made.slider.value == made.value


@pytest.mark.parametrize(("typed", "value"), [("−1 900", -1900), ("-1,900", -1900), ("－1900", -1900)])
def test_every_kind_of_minus_is_one(typed, value):
    made = amount(least=float("-inf"))

    made.box.value = typed

    assert made.value == value


@pytest.mark.parametrize(("typed", "value"), [("70%", 70), ("70％", 70), ("70", 70), ("70 %", 70)])
def test_shares_are_typed_with_or_without_their_sign(typed, value):
    made = share()

    made.box.value = typed

    assert made.value == value


@pytest.mark.parametrize("typed", ["abc", "", "1,5", "1.2.3", "12 34", "5%", "1k2m"])
def test_what_is_no_number_is_said_beside_the_box_and_changes_nothing(typed):
    made = amount()

    made.box.value = typed

    assert made.value == 726
    assert "it stays 726\xa0CNY m" in made.note.value


def test_what_is_limited_is_said_beside_the_box():
    made = share()

    made.box.value = "200%"

    assert made.value == 84.5
    assert "at most 84.5\xa0%; 200\xa0% was typed" in made.note.value
    made.box.value = "50"
    assert made.note.value == ""


def test_a_typed_amount_in_a_share_is_refused():
    made = share()

    made.box.value = "2亿"

    assert made.value == 55
    assert "is not in %" in made.note.value


def test_markup_that_is_typed_is_text():
    made = amount()

    made.box.value = "<b>7</b>"

    assert "<b>" not in made.note.value
