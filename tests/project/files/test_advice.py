"""What is advised works when it is followed: put in the place of what was written, the file loads."""

from __future__ import annotations

import re

import pytest

from scenario.project import ProjectError, check, load
from scenario.project.values.meant import number_meant

BASE = """project:
  name: Riverside
  start: 2026-01-05
  horizon: 96 months
  discount_rate: 0.08
staff: {clerks: 3}
activities:
  tender: {duration: 20, staff: {clerks: 1}}
  build:
    duration: {pert: [20, 30, 50]}
    after: [tender]
    not_before: 2026-03-02
  finish: {duration: 5, after: ["build:FF+5"]}
risks:
  rain: {probability: 0.85, delay: {build: 5}}
products:
  launch: tender
  types: {flats: {kind: ordinary_house, stock: {all: 40000}, price: 20000}}
  batches: [{share: 1.0, after: 0 months}]
  absorption: {launch: 0.3, hazard: 0.1}
  collection: {mix: {full: 1.0, mortgage: 0.0, instalment: 0.0}, down_payment: 0.3, mortgage_lag: 2}
land: {price: 300000000, area: 40000, payments: [{share: 1.0, node: tender}], deed_tax: 0.03, stamp: 0.0005}
targets:
  - {node: finish, within: 9 months}
"""

MISTAKES = [
    # where it stands in the file, what was written, what is meant
    ("probability: 0.85", "85%", "0.85"),
    ("probability: 0.85", "85 %", "0.85"),
    ("probability: 0.85", "８５％", "0.85"),
    ("discount_rate: 0.08", "9%", "0.09"),
    ("price: 300000000", '"1,056,000,000"', "1056000000"),
    ("price: 300000000", "2000万", "20000000"),
    ("price: 300000000", "2,000万元", "20000000"),
    ("price: 300000000", "'2,000万元'", "20000000"),
    ("price: 300000000", "1.2亿", "120000000"),
    ("price: 300000000", "¥3e8", "300000000"),
    ("price: 300000000", "1 056 000 000", "1056000000"),
    ("price: 300000000", "1056 million", "1056000000"),
    ("price: 20000", "12万", "120000"),
    ("price: 20000", "20000元/㎡", "20000"),
    ("price: 20000", "２００００", "20000"),
    ("price: 300000000", "1,056,000,000", "1056000000"),
    ("mortgage_lag: 2", "2 months", "2"),
    ("mortgage_lag: 2", "2个月", "2"),
    ("duration: 20", "5 days", "5"),
    ("duration: 20", "5d", "5"),
    ("duration: 20", "3 weeks", "21"),
    ("duration: 20", "20天", "20"),
    ("duration: 20", "２０", "20"),
    ("clerks: 3", "3人", "3"),
    ("[20, 30, 50]", "[20，30，50]", "20, 30, 50"),
    ("[20, 30, 50]", "[２０, 30, 50]", "20"),
    ("[20, 30, 50]", "[20, 30 days, 50]", "30"),
    ("[20, 30, 50]", "[20d, 30, 50]", "20"),
    ("[20, 30, 50]", "[1,020, 1,030, 1,050]", "1020"),
    ("start: 2026-01-05", "2026/1/5", "2026-01-05"),
    ("start: 2026-01-05", "2026年1月5日", "2026-01-05"),
    ("start: 2026-01-05", "２０２６－０１－０５", "2026-01-05"),
    ("start: 2026-01-05", "20260105", "2026-01-05"),
    ("not_before: 2026-03-02", "2026/3/2", "2026-03-02"),
    ("not_before: 2026-03-02", "2026.3.2", "2026-03-02"),
    ("horizon: 96 months", "96个月", "96 months"),
    ("horizon: 96 months", "8 years", "96 months"),
    ("within: 9 months", "9个月", "9 months"),
    ("within: 9 months", "９ months", "9 months"),
    ("build:FF+5", "build FF + 5d", "build:FF+5"),
    ("build:FF+5", "build：FF＋5", "build:FF+5"),
    ("build:FF+5", "build:ff+1 week", "build:FF+7"),
    ("build:FF+5", "buildFF+5 days", "build:FF+5"),
    ("after: [tender]", "［tender］", "[tender]"),
    ("after: [tender]", "[tender，]", "[tender,]"),
    ("after: [tender]", "[ｔｅｎｄｅｒ]", "[tender]"),
    ("{launch: 0.3", "30%", "0.3"),
    ("down_payment: 0.3", "30%", "0.3"),
    ("full: 1.0", "１", "1"),
]  # fmt: skip


def spoiled(place: str, wrong: str) -> str:
    """Return the base file with a value written as nobody should."""
    key, colon, _ = place.rpartition(": ")
    text = BASE.replace(place, f"{key}{colon}{wrong}" if colon else wrong, 1)
    assert text != BASE
    return text


def followed(text: str, problem) -> str:
    """Return a text after the advice of a problem, taken by its letter."""
    lines = text.splitlines()
    told = re.search(
        r"(?:'(?P<bad>[^']+)'|(?P<number>\d+)) (?:is no|has full|into).*; write (?P<good>.+)$",
        problem.message,
    )
    assert told is not None, problem
    bad, line = told["bad"] or told["number"], lines[problem.line - 1]
    written = next(form for form in (f'"{bad}"', f"'{bad}'", bad) if form in line)
    lines[problem.line - 1] = line.replace(written, told["good"], 1)
    return "\n".join(lines) + "\n"


def test_the_base_is_good(write):
    assert check(write(BASE)) == []


@pytest.mark.parametrize(("place", "wrong", "right"), MISTAKES, ids=lambda value: str(value))
def test_the_advice_is_what_was_meant_and_the_file_loads_with_it(write, place, wrong, right):
    text = spoiled(place, wrong)
    told = check(write(text))
    assert told
    for _ in range(3):  # three numbers of one list are told in turn
        if not (problems := check(write(text))):
            break
        assert len(problems) == 1, problems
        text = followed(text, problems[0])

    assert check(write(text)) == []
    assert right in text


LINES = [
    ("  name: Riverside", "  name：Riverside"),
    ("  start: 2026-01-05", "  start：２０２６-01-05"),
    ("  start: 2026-01-05", "  start:　2026-01-05"),
    ("staff: {clerks: 3}", "staff：{clerks: 3}"),
    ("staff: {clerks: 3}", "staff: ｛clerks: 3｝"),
    ("staff: {clerks: 3}", "staff: {clerks：3}"),
    ("staff: {clerks: 3}", "staff: {clerks: 3｝"),
    ("    duration: {pert: [20, 30, 50]}", "    duration: {pert: ［20, 30, 50］}"),
    ("    duration: {pert: [20, 30, 50]}", "    duration: {pert: [20，30，50］}"),
    ("    duration: {pert: [20, 30, 50]}", "    duration：{pert：[20，30，50]}"),
    ("    after: [tender]", "　　　　after: [tender]"),
    ("    after: [tender]", "    after：[tender]"),
    ("    after: [tender]", "    after: 【tender】"),
    ("    after: [tender]", "    after:　[tender]"),
    ("  - {node: finish, within: 9 months}", "  - {node: finish，within: 9 months}"),
    ("  - {node: finish, within: 9 months}", "  - {node：finish，within：9 months}"),
]


@pytest.mark.parametrize(("line", "wrong"), LINES)
def test_full_width_signs_of_yaml_are_told_with_what_to_write(write, line, wrong):
    assert line in BASE
    text = BASE.replace(line, wrong)
    problems = check(write(text))
    assert len({problem.line for problem in problems}) == 1, problems

    for _ in range(4):
        if not (problems := check(write(text))):
            break
        lines = text.splitlines()
        told = re.search(r"; write `(.+)`$", problems[0].message)
        if told is None:
            text = followed(text, problems[0])
        else:
            assert "full-width" in problems[0].message
            lines[problems[0].line - 1] = told[1]
            text = "\n".join(lines) + "\n"

    assert check(write(text)) == []
    assert load(write(text)).fingerprint == load(write(BASE, "base.yaml")).fingerprint


def test_full_width_signs_in_several_lines_are_told_at_once(write):
    text = BASE.replace("  start: ", "  start：").replace("  horizon: ", "  horizon：")

    assert [problem.line for problem in check(write(text))] == [3, 4]


def test_full_width_signs_in_names_are_text(write):
    name = "name: {en: Riverside, zh: 江畔里：一期，住宅（精装）“样板”　甲}"

    assert check(write(BASE.replace("name: Riverside", name))) == []
    broken = check(write(BASE.replace("name: Riverside", name).replace("[tender]", "[tender", 1)))
    assert len(broken) == 1
    assert "full-width" not in broken[0].message


def test_advice_is_given_for_values_that_are_set_by_hand(write):
    with pytest.raises(ProjectError, match=r"'85%' is no number; write 0\.85"):
        load(write(BASE), {"risks.rain.probability": "85%"})


@pytest.mark.parametrize("text", ["soon", "1,5", "5 apples", "1.2.3", "--3", "％", "", "1,00", "12,34,567"])
def test_no_number_is_made_up(text):
    assert number_meant(text, "days") is None
