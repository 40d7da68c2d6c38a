"""Tables on a terminal of 80 columns."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from scenario.cli.grid import Head, Line, print_grid

DATES = [Head(f"Finish P{share}") for share in range(10, 90, 10)]
NAMES = {
    "en": "Presale permit of the first phase (p1)",
    "zh": "商品房预售许可证核发(一期p1)",
}


def printed(name: str, lang: str, width: int = 80) -> list[str]:
    page = Console(file=io.StringIO(), width=width, color_system=None, highlight=False, markup=False)
    line = Line([name, *["2026-09-13"] * len(DATES)])
    print_grid(page, "Title", [Head("Activity", "name"), *DATES], [line], lang)  # type: ignore[arg-type]
    return page.file.getvalue().splitlines()  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", range(80, 92))
@pytest.mark.parametrize("lang", NAMES)
def test_names_stay_whole_and_dates_go_from_the_right(lang, width):
    lines = printed(NAMES[lang], lang, width)

    row = next(line for line in lines if "2026" in line)
    assert row.startswith(NAMES[lang])
    assert 3 <= row.count("2026-09-13") < len(DATES)
    assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize(("lang", "says"), [("en", "No room here for: "), ("zh", "此宽度未列出: ")])
def test_what_is_dropped_is_said(lang, says):
    lines = printed(NAMES[lang], lang)

    row = next(line for line in lines if "2026" in line)
    told = "".join(lines[lines.index(row) + 1 :])
    dropped = [head.label for head in DATES[row.count("2026-09-13") :]]
    assert told.startswith(says)
    assert all(label in told for label in dropped)
    assert DATES[0].label not in told


def test_with_room_enough_all_is_shown_and_nothing_said():
    lines = printed(NAMES["en"], "en", 180)

    assert lines[-1].count("2026-09-13") == len(DATES)


def test_a_long_name_stays_on_its_line_where_there_is_room():
    name = "开盘 (p1) 自竞得土地(国有建设用地使用权出让合同签订)起8个月内"

    assert any(line.startswith(name) for line in printed(name, "zh", 200))


def test_a_name_too_long_for_any_room_goes_on_in_the_next_line():
    lines = printed("预售" * 60, "zh")

    assert sum("预售" in line for line in lines) >= 6
    assert any("2026-09-13" in line for line in lines)
