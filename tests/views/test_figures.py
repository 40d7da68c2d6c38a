import re

import pytest

from scenario.views import figures, tables
from scenario.views.static import png, svg

SAMPLES = ("riverside", "schedule-only", "cash-only")
DRAWN = {
    "key nodes": figures.key_nodes,
    "distribution": lambda study, language: figures.distribution(study, "equity_irr", language),
    "cash": figures.cash_fan,
    "odds": figures.odds_bars,
}


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_is_drawn_of_every_sample(studies, sample, name, language):
    drawn = svg(DRAWN[name](studies[sample], language), "x")

    assert drawn.startswith("<svg")
    assert "http" not in drawn
    assert not re.search(r">[^<]*(NaN|undefined|null|Infinity)[^<]*<", drawn)


def test_a_picture_can_be_a_png_too(studies):
    assert png(figures.odds_bars(studies["cash-only"], "zh"), 1.0).startswith(b"\x89PNG")


def test_ids_of_two_pictures_in_one_page_differ(studies):
    one, two = (svg(figures.cash_fan(studies["cash-only"], "en"), prefix) for prefix in ("a", "b"))

    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', two))


def test_bars_of_a_distribution_are_met_or_missed_whole(studies):
    study = studies["riverside"]
    chart = figures.distribution(study, "equity_irr", "en").to_dict()

    rows = next(data for data in chart["datasets"].values() if "met" in data[0])
    met = sum(row["runs"] for row in rows if row["met"])
    assert sum(row["runs"] for row in rows) == study.runs
    assert met == study.odds()["met"].iloc[0]


def test_a_title_states_the_finding(studies):
    title = figures.distribution(studies["cash-only"], "project_irr", "en").to_dict()["title"]["text"]

    assert re.fullmatch(r"Project IRR ≥ 9 %: met in \d+ % of runs \(\d+–\d+ %\)", title)


@pytest.mark.parametrize("sample", SAMPLES)
def test_tables_are_as_wide_as_their_heads(studies, sample):
    study = studies[sample]

    for table in (tables.targets(study, "zh"), tables.nodes(study, "zh"), tables.measures(study, "zh")):
        assert {len(row) for row in table.rows} <= {len(table.columns)}
        assert len(table.frame()) == len(table.rows)


def test_tables_escape_what_the_project_says():
    table = tables.Table("<b>", ("<i>",), [("<script>alert(1)</script>",)])

    assert "<script>" not in table.html()
    assert "&lt;script&gt;" in table.html()
