"""The commands that tell what decides, which dates to promise, and what has become of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CASH, MINIMAL, SCHEDULE

Command = Callable[..., Any]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_decide_tells_how_the_delay_adds_up(command: Command, lang: str):
    told = command("decide", SCHEDULE, "-n", "100", "--lang", lang)

    assert told.code == 0, told.err
    for text in {"en": ("How the delay adds up", "rest", "Merges"), "zh": ("延误构成", "其余", "汇合偏差")}[
        lang
    ]:
        assert text in told.out
    assert max(map(len, told.out.splitlines())) <= 100


def test_decide_writes_every_node_as_json(command: Command):
    told = json.loads(command("decide", SCHEDULE, "-n", "100", "--node", "opening", "--json", "-").out)

    delay = told["nodes"]["opening"]["delay"]
    assert set(told["nodes"]) == {"brief", "acceptance", "opening", "handback", "the end"}
    assert delay["variation"]["delay"] + delay["causes"]["delay"] + delay["rest"]["delay"] == pytest.approx(
        delay["total"]["delay"]
    )
    assert {cause["kind"] for cause in told["nodes"]["opening"]["causes"]} == {"stop", "staff"}
    assert told["nodes"]["opening"]["activities"]["fit_out"]["criticality"] > 0
    assert "strip_out" in told["merges"]
    assert set(told["finish_merges"]) == {"services", "old_clinic"}
    assert set(told["finish_merges"]["services"]) == set(told["merges"]["strip_out"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_commit_tells_dates_and_what_is_required(command: Command, lang: str):
    told = command("commit", SCHEDULE, "-n", "200", "--required", "opening=2027-08-31", "--lang", lang)

    assert told.code == 0, told.err
    texts = {"en": ("Dates one may promise", "What is required"), "zh": ("可承诺日期", "必须完成")}[lang]
    assert all(text in told.out for text in texts)


def test_commit_writes_every_activity_as_csv(command: Command):
    told = command("commit", SCHEDULE, "-n", "100", "--required", "opening=2027-12-31", "--csv", "-")

    rows = list(csv.DictReader(io.StringIO(told.out)))
    bound = [row for row in rows if row["requirement"]]
    assert len(rows) == 13
    assert {row["requirement"] for row in bound} == {"opening"}
    assert all(row["latest_finish"] >= row["promised_finish"] for row in bound)


def test_a_baseline_is_written_and_compared_with(command: Command, tmp_path: Path):
    path = tmp_path / "baseline.yaml"
    made = command("commit", SCHEDULE, "-n", "100", "--out", str(path), "--approved-by", "=张三")

    same = command("compare", SCHEDULE, "-n", "100", "--baseline", str(path))
    later = command(
        "compare", SCHEDULE, "-n", "100", "--baseline", str(path), "--set", "activities.brief.duration=30",
        "--json", "-",
    )  # fmt: skip

    assert (made.code, same.code) == (0, 0)
    assert "=张三" in same.out
    assert "the project is the same" in same.out
    assert json.loads(later.out)["nodes"]["opening"]["shift"] > 10


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_tells_what_has_become_of_promised_dates(command: Command, tmp_path: Path, lang: str):
    path = tmp_path / "baseline.yaml"
    command("commit", SCHEDULE, "-n", "100", "--odds", "0.9", "--out", str(path))
    argv = (SCHEDULE, "-n", "100", "--set", "activities.brief.duration=30", "--baseline", str(path))

    page = command("run", *argv, "--keep", "measures", "--lang", lang)
    alone = json.loads(command("run", *argv[:-2], "--json", "-").out)
    told = json.loads(command("run", *argv, "--json", "-").out)
    compared = json.loads(command("compare", *argv, "--json", "-").out)

    assert page.code == 0, page.err
    for text in {"en": ("Promised dates", "changed since"), "zh": ("承诺日期", "此后有改动")}[lang]:
        assert text in page.out
    assert max(map(len, page.out.splitlines())) <= 100
    assert told["promised"] == {key: compared[key] for key in ("baseline", "nodes")}
    assert {key: value for key, value in told.items() if key != "promised"} == alone
    assert told["promised"]["nodes"]["opening"]["p50_shift"] > 10


def test_every_scenario_of_a_run_is_held_to_the_promised_dates(command: Command, tmp_path: Path):
    path, file = tmp_path / "baseline.yaml", tmp_path / "schedule.yaml"
    slower = "\n  slower: {activities.brief.duration: 60}\nscenarios:\n  slower: [slower]"
    text = Path(SCHEDULE).read_text(encoding="utf-8").replace("\nscenarios:", slower)
    file.write_text(text, encoding="utf-8")
    command("commit", str(file), "-n", "50", "--out", str(path))
    argv = ("-n", "50", "--scenario", "base", "--scenario", "slower", "--baseline", str(path))

    told = json.loads(command("run", str(file), *argv, "--json", "-").out)

    shifts = [study["promised"]["nodes"]["opening"]["shift"] for study in told["studies"]]
    assert shifts[0] == 0.0 < shifts[1]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("decide", SCHEDULE, "--node", "openning"), "did you mean 'opening'"),
        (("decide", CASH), "there are none"),
        (("decide", SCHEDULE, "--top", "0"), "no number of rows"),
        (("commit", SCHEDULE, "--odds", "80"), "write a share above 0 and up to 1"),
        (("commit", SCHEDULE, "--required", "opening"), "no requirement"),
        (("commit", SCHEDULE, "--required", "opening=2027-02-30"), "no requirement"),
        (("commit", SCHEDULE, "--required", "openning=2027-02-28"), "did you mean 'opening'"),
        (("commit", SCHEDULE, "--approved-on", "today"), "no date"),
        (("compare", SCHEDULE, "--baseline", "nowhere.yaml"), "nowhere.yaml"),
        (("compare", SCHEDULE, "--baseline", SCHEDULE), "this is no baseline"),
        (("run", SCHEDULE, "--baseline", SCHEDULE), "this is no baseline"),
        (("run", SCHEDULE, "--baseline", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_remedy(command: Command, argv: tuple[str, ...], said: str):
    told = command(*argv)

    assert told.code == 2
    assert said in told.err
    assert told.out == ""


SPOILED = [
    ("runs: 100", "runs: many", "runs"),
    ("odds: 0.8", "odds: 80", "odds"),
    ("seed: 1", "seed: 1\nsede: 2", "sede"),
    ("scenario: base", "", "scenario"),
]


@pytest.mark.parametrize(("good", "bad", "said"), SPOILED)
def test_a_spoiled_baseline_is_refused_where_it_is_spoiled(
    command: Command, tmp_path: Path, good: str, bad: str, said: str
):
    path = tmp_path / "baseline.yaml"
    command("commit", SCHEDULE, "-n", "100", "--out", str(path))
    path.write_text(path.read_text(encoding="utf-8").replace(good, bad, 1), encoding="utf-8")

    told = command("compare", SCHEDULE, "--baseline", str(path))

    assert told.code == 2
    assert said in told.err
    assert "baseline.yaml" in told.err


def test_eleven_scenarios_are_too_many(command: Command):
    names = [argument for k in range(11) for argument in ("--scenario", f"s{k}")]

    told = command("compare", SCHEDULE, *names)

    assert told.code == 2
    assert "10 at most" in told.err


def test_commit_lists_all_activities_on_request_and_else_says_what_it_leaves_out(command: Command):
    asked = ("commit", SCHEDULE, "-n", "100", "--required", "opening=2027-08-31")

    some, every = command(*asked), command(*asked, "--all")

    assert "13 of 13 activities are not listed" in some.out
    assert "not listed" not in every.out
    latest = every.out.partition("Latest dates")[2]
    assert all(name in latest for name in ("Brief agreed", "Strip-out", "Old floor handed"))


def test_dates_before_the_start_are_called_impossible(command: Command):
    told = command("commit", SCHEDULE, "-n", "100", "--required", "opening=2027-03-05")

    latest = told.out.partition("Latest dates")[2]
    assert "impossible" in latest
    assert "2026-" not in latest
    assert "2027-02" not in latest


HASTE = """\
project: {name: {en: Small, zh: 小楼}, start: 2026-01-05}
activities:
  pit: {duration: {triangular: [40, 50, 80]}, level: 1, crash: {per_day: 30_000, at_most: 10}}
  tower: {duration: {triangular: [60, 80, 130]}, after: [pit], level: 1, crash: {per_day: 5_000, at_most: 20}}
buffers: [{before: tower, days: 30}]
"""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_commit_tells_buffers_and_the_cheapest_days_to_buy(command: Command, tmp_path: Path, lang: str):
    (tmp_path / "x.yaml").write_text(HASTE, encoding="utf-8")
    required = ("--required", "tower=2026-05-24", "--accelerate", "--json", tmp_path / "x.json")

    told = command("commit", tmp_path / "x.yaml", "-n", "100", "--lang", lang, *required)

    assert told.code == 0, told.err
    words = {
        "en": ("Time buffers", "Buffers of the file", "Cheapest acceleration"),
        "zh": ("时间缓冲", "文件中的缓冲", "最省的赶工方案"),
    }
    assert all(text in told.out for text in words[lang])
    found = json.loads((tmp_path / "x.json").read_text("utf-8"))
    (faster,) = found["acceleration"]
    bought = {each["activity"]: each["days"] for each in faster["shortened"]}
    assert faster["proved"]
    assert faster["now"]["odds"] < 0.8 <= faster["then"]["odds"]
    assert faster["cost"] == sum(
        {"pit": 30_000, "tower": 5_000}[name] * days for name, days in bought.items()
    )
    assert found["buffers"]["time"]["together"] >= 0.8
    assert found["buffers"]["given"][0]["of"] == "tower"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["commit", SCHEDULE, "-n", "10", "--accelerate"], "no activity may be shortened; write `crash:"),
        (["commit", MINIMAL, "-n", "10", "--accelerate", "--required", "nothing=2026-05-24"], "--required"),
    ],
)
def test_haste_that_cannot_be_bought_is_told(command: Command, argv: list[str], said: str):
    told = command(*argv)

    assert told.code == 2
    assert said in told.err
    assert "Traceback" not in told.err


def test_haste_for_nothing_is_told(command: Command, tmp_path: Path):
    (tmp_path / "x.yaml").write_text(HASTE, encoding="utf-8")

    told = command("commit", tmp_path / "x.yaml", "-n", "10", "--accelerate")

    assert told.code == 2
    assert "nothing is required; add --required NODE=DATE" in told.err
