import datetime as dt
import re

import numpy as np
import pytest

import scenario
from scenario.analysis.schedule.delay import END, delay_by_cause
from scenario.analysis.schedule.plan_rows import plan_rows
from scenario.analysis.sensitivity.tornado import tornado_bars
from scenario.project.files.baseline import Baseline
from scenario.views.figures.album import album, first_node
from scenario.views.figures.cash import cash_fan
from scenario.views.figures.curve import s_curve
from scenario.views.figures.delay import delay_bars
from scenario.views.figures.gantt import PAGE, GanttExtras, gantt, gantt_pages
from scenario.views.figures.histogram import distribution
from scenario.views.figures.joint import joint_confidence
from scenario.views.figures.nodes import key_nodes
from scenario.views.figures.odds import odds_bars
from scenario.views.figures.static import png, svg
from scenario.views.figures.tornado import tornado
from scenario.views.figures.waiting import waiting_months
from scenario.views.tables import first_look
from scenario.views.tables.table import Table

SAMPLES = ("riverside", "schedule-only", "cash-only")
DRAWN = {
    "key nodes": key_nodes,
    "distribution": lambda study, language: distribution(study, "equity_irr", language),
    "cash": cash_fan,
    "odds": odds_bars,
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
    assert png(odds_bars(studies["cash-only"], "zh"), 1.0).startswith(b"\x89PNG")


def test_ids_of_two_pictures_in_one_page_differ(studies):
    one, two = (svg(cash_fan(studies["cash-only"], "en"), prefix) for prefix in ("a", "b"))

    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', two))


def test_bars_of_a_distribution_are_met_or_missed_whole(studies):
    study = studies["riverside"]
    chart = distribution(study, "equity_irr", "en").to_dict()

    rows = next(data for data in chart["datasets"].values() if "met" in data[0])
    met = sum(row["runs"] for row in rows if row["met"])
    assert sum(row["runs"] for row in rows) == study.runs
    assert met == study.odds()["met"].iloc[0]


def test_a_title_states_the_finding(studies):
    title = distribution(studies["cash-only"], "project_irr", "en").to_dict()["title"]["text"]

    assert re.fullmatch(r"Project IRR ≥ 9 %: met in \d+ % of runs \(\d+–\d+ %\)", title)


@pytest.mark.parametrize("sample", SAMPLES)
def test_tables_are_as_wide_as_their_heads(studies, sample):
    study = studies[sample]

    for part in (first_look.targets, first_look.nodes, first_look.measures):
        table = part(study, "zh")
        assert {len(row) for row in table.rows} <= {len(table.columns)}
        assert len(table.frame()) == len(table.rows)


def test_tables_escape_what_the_project_says():
    table = Table("<b>", ("<i>",), [("<script>alert(1)</script>",)])

    assert "<script>" not in table.html()
    assert "&lt;script&gt;" in table.html()


# The schedule ---------------------------------------------------------------------------------------

NEVER = {"products.absorption.launch": 0.01, "products.absorption.hazard": 0.0001}
"""With these nothing is sold, and a phase that waits for sales never comes."""


@pytest.fixture(scope="module")
def delays(studies):
    return {name: delay_by_cause(studies[name]) for name in ("riverside", "schedule-only")}


def rows_with(chart, *fields):
    """Return the first data of a chart that have these fields."""
    return next(rows for rows in chart.to_dict()["datasets"].values() if set(fields) <= set(rows[0]))


def titles(chart):
    title = chart.to_dict()["title"]
    return title["text"], " ".join(title["subtitle"])


SLOW = pytest.param("riverside", "zh", marks=pytest.mark.slow)


@pytest.mark.parametrize(("sample", "language"), [SLOW, ("schedule-only", "en"), ("cash-only", "zh")])
def test_every_picture_of_the_album_is_drawn_of_every_sample(studies, delays, sample, language):
    study = studies[sample]

    for name, figure in album(study, language, delay=delays.get(sample)).items():
        drawn = svg(figure, "x")
        assert drawn.startswith("<svg"), name
        assert not re.search(r">[^<]*(NaN|undefined|null|Infinity)[^<]*<", drawn), name


def test_what_a_project_does_not_describe_is_not_drawn(studies):
    money = {"cash", "distribution", "joint", "tornado-measure"}
    schedule = {"gantt", "curve", "key-nodes", "tornado-node"}

    of_schedule, of_cash = (set(album(studies[name], "en")) for name in ("schedule-only", "cash-only"))

    assert schedule <= of_schedule
    assert not money & of_schedule
    assert not schedule & of_cash
    assert money & of_cash == {"cash", "distribution", "tornado-measure"}


def test_the_gantt_shows_every_activity_once_under_its_stage(studies):
    study = studies["riverside"]
    rows = rows_with(gantt(study, "en"), "heading")
    headings = [row["name"] for row in rows if row["heading"]]

    assert len(rows) - len(headings) == len(study.ids) == 138
    assert rows[0]["name"] == headings[0] == "Appraisal"
    assert headings.index("Construction (p1)") < headings.index("Construction (p2)")
    assert len({row["key"] for row in rows}) == len(rows)


def test_bars_are_the_plan_and_whiskers_the_runs(studies):
    study = studies["schedule-only"]
    row = next(row for row in rows_with(gantt(study, "en"), "p90") if row["name"] == "New clinic open")
    plan, p90 = study.plan_dates["finish"]["opening"], np.quantile(study.days["opening"], 0.9)

    assert row["finish"][:10] == str(study.date(plan + 1))
    assert row["p90"][:10] == str(study.date(p90 + 1))  # the end of the day, so that a day has a length
    assert row["critical"] == study.criticality()["opening"]


def test_pages_of_the_gantt_hold_whole_stages_and_all_activities(studies):
    pages = [rows_with(page, "heading") for page in gantt_pages(studies["riverside"], "zh")]

    assert sum(not row["heading"] for page in pages for row in page) == 138
    assert all(page[0]["heading"] for page in pages)
    assert max(sum(not row["heading"] for row in page) for page in pages) <= PAGE


def test_work_of_no_length_is_a_diamond_on_its_day(studies):
    study = studies["schedule-only"]
    rows = [row for row in rows_with(gantt(study, "en"), "milestone") if not row["heading"]]
    plan = study.plan_dates
    of_no_length = set(plan.index[plan["start"] == plan["finish"]])

    assert {row["id"] for row in rows if row["milestone"]} == of_no_length
    assert all(row["middle"] < row["finish"] for row in rows)


def test_links_are_drawn_on_demand_from_bar_to_bar(studies):
    study = studies["schedule-only"]
    without = gantt(study, "en")
    every = gantt(study, "en", extras=GanttExtras(links="all"))
    critical = gantt(study, "en", extras=GanttExtras(links="critical"))
    links = study.plan.timetable.links

    assert not any("link" in rows[0] for rows in without.to_dict()["datasets"].values())
    assert len(rows_with(every, "link")) == 2 * len(links)
    assert 0 < len(rows_with(critical, "link")) < len(rows_with(every, "link"))


def test_a_baseline_and_today_stand_beside_the_plan(studies):
    study = studies["schedule-only"]
    node = study.nodes[0]
    promise = {"promised": "2026-06-30", "odds": 0.8}
    baseline = Baseline.model_validate(
        {
            "form": "scenario-baseline-1",
            "project": "A",
            "scenario": "base",
            "fingerprint": "0",
            "version": "0",
            "runs": 1,
            "seed": 1,
            "odds": 0.8,
            "nodes": {node: promise},
        }
    )
    extras = GanttExtras(baseline=baseline, today=dt.date(2026, 5, 1))
    drawn = gantt(study, "en", extras=extras)

    approved = [row for row in rows_with(drawn, "was_finish") if row["was_finish"]]
    assert [row["id"] for row in approved] == [node]
    assert approved[0]["was_finish"].startswith("2026-07-01")  # the end of the day
    assert [row["text"] for row in rows_with(drawn, "day")] == ["today 2026-05-01"]


def test_letters_of_a_printed_gantt_are_at_least_seven_points(studies):
    """A column of A4 is 538 points wide; the chart with its names fits it."""
    page = gantt_pages(studies["schedule-only"], "en")[0]
    width = re.search(r'width="([0-9.]+)"', svg(page, "x"))

    assert width is not None
    assert 10 * 538 / float(width[1]) >= 7


def test_levels_limit_the_gantt(studies):
    study = studies["riverside"]
    master = rows_with(gantt(study, "en", (1, 2)), "heading")

    assert sum(not row["heading"] for row in master) == sum(row.level <= 2 for row in plan_rows(study))


def test_the_s_curve_rises_to_the_share_that_ever_finishes():
    study = scenario.simulate(scenario.load("params/riverside.yaml", NEVER, "trigger_60"), 5)
    came = s_curve(study, "handover.p1", "en")
    shares = [row["share"] for row in rows_with(came, "share", "date") if "text" not in row]

    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert "nothing to show" in str(s_curve(study, "handover.p2", "en").to_dict())


def test_titles_say_the_message(studies):
    study = studies["schedule-only"]
    row = study.node_summary(("opening",)).loc["opening"]
    odds = study.odds()["odds"].iloc[0]

    title, subtitle = titles(s_curve(study, "opening", "en"))

    assert title == (
        f"New clinic open: 50 % by {study.date(row['p50'])}, 80 % by {study.date(row['p80'])}; "
        f"target met in {100 * odds:.0f} %"
    )
    assert str(study.date(study.plan_dates["finish"]["opening"])) in subtitle


def test_quadrants_of_the_joint_confidence_add_up_and_agree_with_the_odds(studies):
    study = studies["riverside"]
    chart = joint_confidence(study, "sales_launch.p1", "equity_irr", "en")

    words = {rows[0]["text"] for rows in chart.to_dict()["datasets"].values() if set(rows[0]) == {"text"}}
    shares = {text.rsplit(": ", 1)[0]: float(text.rsplit(": ", 1)[1].split()[0]) for text in words}

    met = study.met[["sales_launch.p1 within 8 months of land_award", "equity_irr >= 0.08"]]
    assert sum(shares.values()) == pytest.approx(100, abs=2)
    assert shares["both met"] == pytest.approx(100 * met.all(axis=1).mean(), abs=0.5)
    assert shares["neither"] == pytest.approx(100 * (~met).all(axis=1).mean(), abs=0.5)


def test_a_run_without_a_value_is_a_miss_that_is_told():
    some = {"products.absorption.launch": {"uniform": [0.3, 0.99]}, "products.absorption.hazard": 0.0001}
    study = scenario.simulate(scenario.load("params/riverside.yaml", some, "trigger_60"), 30)
    missing = int(study.days["handover.p2"].isna().sum())

    chart = joint_confidence(study, "handover.p2", "construction_cost", "en")

    assert 0 < missing < 30
    assert f"not drawn, and missed: {missing} runs" in titles(chart)[1]
    assert len(rows_with(chart, "x", "y", "kind")) == 30 - missing


def test_the_tornado_refuses_missing_values_in_words():
    study = scenario.simulate(scenario.load("params/riverside.yaml", NEVER, "trigger_60"), 5)

    title, _ = titles(tornado(study, "handover.p2", "en"))

    assert title == "Handover (p2): missing in 5/5 runs, so not ranked"


def test_ends_of_the_tornado_tell_their_own_dates_and_risks_their_chance():
    study = scenario.simulate(scenario.load("params/riverside.yaml"), 60)
    rows = rows_with(tornado(study, "handover.p1", "en"), "low_text", "high_text")
    bars = tornado_bars(study, "handover.p1")[: len(rows)]
    chances = {
        name: f"({risk.chance.most_likely:.0%}".replace("%", " %")
        for name, risk in study.project.risks.items()
    }

    for row, bar in zip(rows, bars, strict=True):
        assert row["low_text"] == study.date(bar.low).isoformat()
        assert row["high_text"] == study.date(bar.high).isoformat()
        assert bar.kind == "value" or chances[bar.name.removeprefix("risks.")] in row["name"]


def test_the_tornado_shows_the_swings_widest_first(studies):
    study = studies["schedule-only"]
    rows = rows_with(tornado(study, "opening", "en"), "low", "high")

    widths = [abs(row["high"] - row["low"]) for row in rows]
    assert widths == sorted(widths, reverse=True)
    assert widths == pytest.approx([bar.width for bar in tornado_bars(study, "opening")][: len(widths)])


def test_bars_of_the_delay_add_up_to_it(studies, delays):
    study, delay = studies["riverside"], delays["riverside"]

    for node in ("sales_launch.p1", END):
        rows = rows_with(delay_bars(study, delay, node, "zh"), "days", "error")
        total = delay.sum(node).loc["total", "delay"]
        assert sum(row["days"] for row in rows) == pytest.approx(total, abs=0.1)


def test_departments_wait_in_the_months_in_which_they_wait(studies):
    rows = rows_with(waiting_months(studies["riverside"], "en"), "department", "days")
    study = studies["riverside"]

    waits = (study.starts - study.ready).mean().sum()
    assert {"Engineering"} <= {row["department"] for row in rows}
    assert sum(row["days"] for row in rows) == pytest.approx(waits, rel=0.1)
    assert "people are enough" in str(waiting_months(studies["schedule-only"], "en").to_dict())


def test_the_first_node_is_the_one_that_a_target_asks_for(studies):
    assert first_node(studies["riverside"]) == "sales_launch.p1"
    assert first_node(studies["schedule-only"]) == "opening"
    assert first_node(studies["cash-only"]) is None
