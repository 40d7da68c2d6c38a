"""Working time against a walk in steps of an eighth of a day, and calendars against published dates."""

import datetime as dt
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.project.values.days_off import COUNTRIES, LUNAR_YEARS
from scenario.rules.schedule.calendar import add_work, snap, subtract_work, work_between
from scenario.rules.schedule.holidays import (
    lunar_new_year,
    public_holidays,
    spring_festival_stop,
    tables_of,
    working_days,
    working_weekends,
    yearly_stop,
)

STEP = 0.125  # exact in binary, so that walking and looking up agree to the bit
CONTINUOUS, OFFICE = 0, 1
MONDAY = dt.date(2026, 3, 2)
MON_FRI = {0, 1, 2, 3, 4}


def turn(worked):
    """What comes again past the table: whole weeks, or all of a table of less than one."""
    return worked[-(len(worked) // 7 * 7) :] if len(worked) >= 7 else worked


days = st.lists(st.booleans(), min_size=1, max_size=30).filter(lambda worked: any(turn(worked)))
instants = st.integers(-40, 320).map(lambda n: n * STEP)
works = st.integers(0, 200).map(lambda n: n * STEP)
fuzz = st.floats(-4e-10, 4e-10)


def tables(worked):
    return tables_of([[True] * len(worked), worked])


def week(weeks=4):
    return tables(working_days(MONDAY, 7 * weeks, MON_FRI))


def is_open(worked, t):
    day = int(np.floor(t))
    again = turn(worked)
    return day < 0 or (worked[day] if day < len(worked) else again[(day - len(worked)) % len(again)])


def walk_forward(worked, t, work):
    while work > 0:
        work -= STEP * is_open(worked, t)
        t += STEP
    return t


def walk_back(worked, t, work):
    while work > 0:
        t -= STEP
        work -= STEP * is_open(worked, t)
    return t


def walk_to_open(worked, t):
    while not is_open(worked, t):
        t += STEP
    return t


@given(days, instants, works)
def test_work_ends_where_a_walk_through_the_days_ends(worked, t, work):
    assert add_work(tables(worked), OFFICE, t, work) == walk_forward(worked, t, work)


@given(days, instants, works)
def test_work_counted_back_begins_where_a_walk_back_begins(worked, t, work):
    assert subtract_work(tables(worked), OFFICE, t, work) == walk_back(worked, t, work)


def test_past_the_table_the_weeks_go_on():
    c = week()

    assert add_work(c, OFFICE, 0.0, 6000.0) == 6000 / 5 * 7 - 2
    assert subtract_work(c, OFFICE, 8398.0, 6000.0) == 0.0
    assert work_between(c, OFFICE, 0.0, 8400.0) == 6000.0
    assert snap(c, OFFICE, 8398.0) == 8400.0


def test_a_calendar_that_never_works_again_is_refused():
    with pytest.raises(ValueError, match="must work on some of the days"):
        tables([True] * 3 + [False] * 35)


@given(days, instants)
def test_work_begins_at_the_first_open_instant(worked, t):
    assert snap(tables(worked), OFFICE, t) == walk_to_open(worked, t)


@given(days, instants, st.integers(0, 200))
def test_work_between_two_instants_is_what_a_walk_passes(worked, a, steps):
    b = a + steps * STEP

    between = work_between(tables(worked), OFFICE, a, b)

    assert between == sum(STEP * is_open(worked, a + n * STEP) for n in range(steps))
    assert work_between(tables(worked), OFFICE, b, a) == -between


@given(days, instants, works)
def test_counting_back_undoes_counting_forward(worked, t, work):
    c = tables(worked)

    end = add_work(c, OFFICE, t, work)
    begin = subtract_work(c, OFFICE, end, work)

    assert begin >= t
    assert add_work(c, OFFICE, begin, work) == end
    assert work_between(c, OFFICE, begin, end) == work


@given(days, instants, works, works)
def test_more_work_never_ends_earlier_and_in_two_parts_ends_alike(worked, t, work, more):
    c = tables(worked)

    end = add_work(c, OFFICE, t, work)
    later = add_work(c, OFFICE, end, more)

    assert later >= end
    assert later == add_work(c, OFFICE, t, work + more)


@given(days, instants, works, fuzz, fuzz)
def test_float_fuzz_never_jumps_a_day_off(worked, t, work, late, long):
    c = tables(worked)

    moved = add_work(c, OFFICE, t + late, work + long), snap(c, OFFICE, t + late)
    moved_back = subtract_work(c, OFFICE, t + late, work + long)

    assert moved == pytest.approx((add_work(c, OFFICE, t, work), snap(c, OFFICE, t)), abs=1e-8)
    assert moved_back == pytest.approx(subtract_work(c, OFFICE, t, work), abs=1e-8)


@given(st.floats(-1e4, 1e4), st.floats(0, 1e4), st.floats(-1e4, 1e4))
def test_the_continuous_calendar_is_plain_addition_to_the_bit(t, work, b):
    c = week()

    assert add_work(c, CONTINUOUS, t, work) == t + work
    assert subtract_work(c, CONTINUOUS, t, work) == t - work
    assert work_between(c, CONTINUOUS, t, b) == b - t
    assert snap(c, CONTINUOUS, t) == t


@given(days, st.floats(-10, 50), st.floats(0, 50))
def test_the_formulas_give_the_same_bits_interpreted_as_compiled(worked, t, work):
    c = tables(worked)

    for rule in (add_work, subtract_work, work_between):
        assert rule.py_func(c, OFFICE, t, work) == rule(c, OFFICE, t, work)
    assert snap.py_func(c, OFFICE, t) == snap(c, OFFICE, t)


def test_a_week_of_work_from_monday_ends_on_friday_evening():
    assert add_work(week(), OFFICE, 0.0, 5.0) == 5.0


def test_work_over_a_weekend_ends_on_monday_evening():
    assert add_work(week(), OFFICE, 4.0, 2.0) == 8.0


def test_no_work_ends_when_it_begins_even_on_a_sunday():
    assert add_work(week(), OFFICE, 6.25, 0.0) == 6.25
    assert subtract_work(week(), OFFICE, 6.25, 0.0) == 6.25


def test_work_that_must_end_on_monday_evening_begins_on_monday_morning():
    assert subtract_work(week(), OFFICE, 8.0, 1.0) == 7.0


def test_ten_tenths_of_a_day_are_a_day():
    c = week()
    t = 4.0

    for _ in range(10):
        t = add_work(c, OFFICE, t, 0.1)

    assert t == pytest.approx(5.0, abs=1e-9)
    assert snap(c, OFFICE, t) == 7.0


def test_before_the_tables_every_day_is_worked_and_never_stays_never():
    c = week(weeks=1)

    assert add_work(c, OFFICE, 4.0, 10.0) == 18.0
    assert subtract_work(c, OFFICE, 18.0, 10.0) == 4.0
    assert subtract_work(c, OFFICE, 1.0, 3.0) == -2.0
    assert add_work(c, OFFICE, -3.0, 2.5) == -0.5
    assert add_work(c, OFFICE, 0.0, np.inf) == np.inf
    assert add_work(c, OFFICE, np.inf, 5.0) == np.inf
    assert subtract_work(c, OFFICE, np.inf, 5.0) == np.inf
    assert snap(c, OFFICE, np.inf) == np.inf


def test_where_no_day_is_free_the_tables_end_without_a_seam():
    c = tables([True] * 7)

    assert subtract_work(c, OFFICE, 8.0, 1.0) == 7.0
    assert add_work(c, OFFICE, 6.0, 2.0) == 8.0


def test_fuzz_at_either_end_of_the_tables_is_no_day():
    assert add_work(week(weeks=1), OFFICE, 4.0, 1.0 + 4e-10) == 5.0
    assert subtract_work(tables([False, True]), OFFICE, 2.0, 1.0 + 4e-10) == 1.0


def test_a_millisecond_is_not_fuzz():
    millisecond = 1e-3 / 86_400

    assert snap(week(), OFFICE, 5.0 - millisecond) == 5.0 - millisecond
    assert add_work(week(), OFFICE, 4.0, 1.0 + millisecond) == pytest.approx(7.0 + millisecond, abs=1e-12)


def test_calendars_of_one_table_do_not_mix():
    c = tables_of([[True] * 4, [True, False, True, True], [False, True, True, True]])

    assert [add_work(c, k, 0.0, 2.0) for k in range(3)] == [2.0, 3.0, 3.0]
    assert [add_work(c, k, 1.0, 2.0) for k in range(3)] == [3.0, 4.0, 3.0]
    assert [snap(c, k, 0.0) for k in range(3)] == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("calendars", [[[True, False]], [[True, True], [True]], []])
def test_tables_without_a_continuous_first_row_are_refused(calendars):
    with pytest.raises(ValueError, match="every day"):
        tables_of(calendars)


@pytest.mark.parametrize(
    "feast",
    # 2026 to 2030 are those of the sample; 1985 and 2033 are where simple rules of the moon go wrong
    ["1985-02-20", "2000-02-05", "2020-01-25", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13",
     "2030-02-03", "2033-01-31"],
)  # fmt: skip
def test_the_lunar_new_year_falls_on_its_published_date(feast):
    date = dt.date.fromisoformat(feast)

    assert lunar_new_year(date.year) == date


def test_a_lunar_year_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="2101"):
        lunar_new_year(2101)


def test_the_spring_festival_of_2026_and_its_make_up_days_are_as_announced():
    # State Council notice on the holidays of 2026: 15 to 23 February off, 14 and 28 February worked
    february = dt.date(2026, 2, 1)
    off = public_holidays("CN", [2026])

    worked = working_days(february, 28, MON_FRI, off, (), working_weekends("CN", [2026]))

    assert [d + 1 for d in np.flatnonzero(worked)] == [*range(2, 7), *range(9, 15), *range(24, 29)]


def test_the_new_year_of_2026_is_made_up_on_its_first_sunday():
    assert {d for d in public_holidays("CN", [2026]) if d.month == 1} == {
        dt.date(2026, 1, 1),
        dt.date(2026, 1, 2),
    }
    assert {d for d in working_weekends("CN", [2026]) if d.month == 1} == {dt.date(2026, 1, 4)}


def test_a_swap_in_december_belongs_to_its_own_year():
    # 29 December 2018 was worked for 31 December, by the notice on 2019
    assert dt.date(2018, 12, 29) in working_weekends("CN", [2018])
    assert dt.date(2018, 12, 31) in public_holidays("CN", [2018])
    assert all(day.year == 2019 for day in public_holidays("CN", [2019]) | working_weekends("CN", [2019]))


@pytest.mark.parametrize("year", range(2025, 2041))
def test_a_year_announced_or_not_has_the_statutory_thirteen_days_off_within_one(year):
    start, length = dt.date(year, 1, 1), (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days

    law = working_days(
        start, length, MON_FRI, public_holidays("CN", [year]), (), working_weekends("CN", [year])
    )

    assert working_days(start, length, MON_FRI).sum() - law.sum() in {12, 13}


def test_holidays_of_other_countries_are_known():
    assert dt.date(2026, 12, 25) in public_holidays("GB", [2026])
    assert working_weekends("GB", [2026]) == set()


def test_an_unknown_country_is_refused_by_name():
    with pytest.raises(ValueError, match="'XX'"):
        public_holidays("XX", [2026])


def test_the_spring_festival_stop_lasts_from_eight_days_before_for_twenty_two():
    stop = spring_festival_stop(2026)

    assert (stop[0], stop[-1], len(set(stop))) == (dt.date(2026, 2, 9), dt.date(2026, 3, 2), 22)
    assert spring_festival_stop(2026, before=0, after=1) == [dt.date(2026, 2, 17)]


def test_a_winter_stop_spans_the_new_year_and_covers_the_first_january():
    stop = set(yearly_stop("11-15", "03-15", [2026, 2027]))

    assert {dt.date(2026, 1, 1), dt.date(2026, 3, 15), dt.date(2026, 11, 15), dt.date(2028, 3, 15)} <= stop
    assert stop.isdisjoint({dt.date(2026, 3, 16), dt.date(2026, 11, 14), dt.date(2025, 11, 14)})


def test_a_stop_within_the_year_comes_once_a_year_and_knows_february():
    assert len(yearly_stop("06-07", "06-10", [2026, 2027])) == 8
    assert yearly_stop("02-28", "02-29", [2027, 2028]) == [
        dt.date(2027, 2, 28), dt.date(2028, 2, 28), dt.date(2028, 2, 29),
    ]  # fmt: skip


def test_a_stop_beats_a_make_up_day_and_a_make_up_day_beats_the_week():
    saturday, sunday = dt.date(2026, 3, 7), dt.date(2026, 3, 8)

    worked = working_days(MONDAY, 7, MON_FRI, {MONDAY}, {sunday}, {saturday, sunday})

    assert worked.tolist() == [False, True, True, True, True, True, False]


def test_the_holiday_library_is_loaded_only_when_holidays_are_asked_for():
    code = "import sys, scenario.rules.schedule.holidays; sys.exit('holidays' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_files_are_checked_for_the_holidays_and_lunar_years_that_the_library_knows():
    import holidays

    known = {code for code in holidays.list_supported_countries() if len(code) == 2}

    assert known == COUNTRIES
    assert lunar_new_year(LUNAR_YEARS[0]).year == LUNAR_YEARS[0]
    assert lunar_new_year(LUNAR_YEARS[-1]).year == LUNAR_YEARS[-1]
    for year in (LUNAR_YEARS[0] - 1, LUNAR_YEARS[-1] + 1):
        with pytest.raises(ValueError, match="is not known"):
            lunar_new_year(year)
