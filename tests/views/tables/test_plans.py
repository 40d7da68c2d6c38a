import csv
import datetime as dt
import io

import pytest

import scenario
from scenario.analysis.schedule.plan_levels import Choice
from scenario.analysis.schedule.plan_rows import Wait
from scenario.views.tables.plan_table import csv_text
from scenario.views.tables.plans import Plans


@pytest.fixture(scope="module")
def plans(studies):
    return Plans(studies["riverside"], "en")


def cells(table, row):
    return dict(zip((column.key for column in table.columns), row, strict=True))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_row_is_as_wide_as_the_heads_and_of_their_kind(studies, language):
    kinds = {
        "text": str,
        "date": dt.date,
        "month": dt.date,
        "days": (int, float),
        "share": float,
        "level": int,
    }

    for table in Plans(studies["riverside"], language).chosen(Choice()):
        for line in table.lines:
            assert len(line.cells) == len(table.columns)
            for cell, column in zip(line.cells, table.columns, strict=True):
                assert cell is None or isinstance(cell, kinds[column.kind])


def test_a_row_tells_dates_owner_what_it_waits_for_and_its_marks(plans, studies):
    table = plans.chosen(Choice(levels=(1,)))[0]
    study = studies["riverside"]
    summary = study.node_summary(("land_certificate",)).loc["land_certificate"]

    row = next(
        found
        for found in (cells(table, row) for row in table.rows)
        if found["activity"] == "Land-use certificate"
    )

    assert row["owner"] == "Development"
    assert row["finish_p50"] == study.date(summary["p50"])
    assert row["finish_p80"] == study.date(summary["p80"])
    assert row["plan_finish"] == study.date(study.plan_dates["finish"]["land_certificate"])
    assert row["waits"] == "Land-use planning permit; Second land payment and deed tax"
    assert row["marks"] == "key node, permit, certificate"


LINKS = [
    (Wait("FS", "kick_off"), "{}", "{}"),
    (Wait("FS", "kick_off", 5.0), "{} + 5 d", "{}+5天"),
    (Wait("FS", "kick_off", -2.5), "{} - 2.5 d", "{}-2.5天"),
    (Wait("SS", "kick_off", 5.0), "start of {} + 5 d", "{}开始+5天"),
    (Wait("FF", "kick_off"), "to finish: {}", "完成须待: {}"),
    (Wait("SF", "kick_off"), "to finish: start of {}", "完成须待: {}开始"),
    (Wait("sales", "p1", sold=0.6), "60 % of p1 sold", "p1去化60%"),
    (Wait("date", date=dt.date(2026, 3, 1)), "not before 2026-03-01", "不早于2026-03-01"),
    (Wait("FS", "kick_off", regime="topout"), "{} (if topout)", "{}(topout时)"),
]


@pytest.mark.parametrize(("wait", "en", "zh"), LINKS)
def test_links_are_told_in_words(studies, wait, en, zh):
    said = [Plans(studies["riverside"], language).words.wait(wait) for language in ("en", "zh")]

    assert said == [en.format("Kick-off and operation plan"), zh.format("项目启动会与运营策划书")]


def test_a_department_has_a_sheet_of_its_own_with_its_work_alone(plans):
    tables = plans.chosen(Choice(levels=(4,)))
    activities = plans.study.project.activities.values()

    assert len(tables) == len({activity.department for activity in activities}) == 9
    engineering = next(table for table in tables if table.name == "Engineering")
    assert len({cells(engineering, row)["activity"] for row in engineering.rows}) == sum(
        row.department == "engineering" for row in plans.all_rows
    )


def test_each_month_is_headed_by_how_much_is_in_work(plans):
    table = plans.chosen(Choice(levels=(4,), department="procurement", month=dt.date(2026, 3, 1)))[0]

    heading, *rest = table.lines
    told = cells(table, heading.cells)

    assert heading.heading
    assert told["month"] == dt.date(2026, 3, 1)
    assert told["activity"].startswith(f"{len(rest)} in work")
    assert {cells(table, line.cells)["month"] for line in rest} == {dt.date(2026, 3, 1)}


def test_a_month_limits_every_plan_to_what_is_worked_on_in_it(plans):
    march = Choice(levels=(1, 2, 3), month=dt.date(2026, 3, 1))

    for table in plans.chosen(march):
        for row in map(lambda row: cells(table, row), table.rows):
            assert row["start_p50"] < dt.date(2026, 4, 1)
            assert row["finish_p50"] >= dt.date(2026, 3, 1)


def test_controls_limit_every_plan(plans):
    for table in plans.chosen(Choice(only=("permit",))):
        assert all("permit" in cells(table, row)["marks"] for row in table.rows)


def test_a_page_shows_what_is_asked_for(plans):
    names = {
        (): ["Key nodes", "Master plan"],
        (("levels", (3,)),): ["Special plans"],
        (("department", "finance"),): ["Finance"],
        (("only", ("permit", "revenue")),): ["Watched: permit, revenue"],
        (("only", ("permit",)), ("department", "leadership")): [],
    }

    for asked, expected in names.items():
        assert [table.name for table in plans.on_page(Choice(**dict(asked)))] == expected


def test_csv_holds_every_activity_once_and_reads_back(plans):
    head, *rows = csv.reader(io.StringIO(csv_text(plans.in_csv(Choice()))))

    assert len(rows) == 138
    assert {len(row) for row in rows} == {len(head)}
    finish = head.index("Finish P80")
    assert all(dt.date.fromisoformat(row[finish]) for row in rows)


def test_text_that_looks_like_a_formula_stays_text_in_csv(tmp_path):
    file = tmp_path / "nasty.yaml"
    file.write_text(
        "project: {name: Nasty, start: 2026-01-05}\n"
        "activities:\n"
        "  a: {name: '=cmd|x', duration: 3, level: 1, department: b}\n"
        "  b: {name: '@SUM(A1)', duration: 3, level: 1, after: [a]}\n"
    )
    table = Plans(scenario.simulate(scenario.load(file), 3), "en").in_csv(Choice())

    rows = list(csv.reader(io.StringIO(csv_text(table))))

    cell = [value for row in rows for value in row]
    assert "'=cmd|x" in cell
    assert not [value for value in cell if value.startswith(("=", "@", "+"))]
