from pathlib import Path

from .conftest import CASH, RIVERSIDE, SCHEDULE


def test_pictures_are_written_and_named(command, tmp_path):
    told = command("figures", CASH, "-n", 40, "--out", tmp_path / "new", "--lang", "zh")

    paths = [Path(line) for line in told.out.splitlines()]
    assert told.code == 0
    assert set((tmp_path / "new").iterdir()) == set(paths)
    assert {"cash-only-cash-zh.png", "cash-only-odds-zh.png"} <= {path.name for path in paths}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_pictures_of_what_is_not_there_are_refused(command, tmp_path):
    told = command("figures", RIVERSIDE, "--node", "launch", "--out", tmp_path)
    other = command("figures", RIVERSIDE, "--measure", "irr", "--out", tmp_path)
    third = command("figures", CASH, "-n", 5, "--measure", "launch_sell_through", "--out", tmp_path)

    assert (told.code, other.code, third.code) == (2, 2, 2)
    assert "there is no activity 'launch'" in told.err
    assert "there is no measure 'irr'" in other.err
    assert "'launch_sell_through' is not measured" in third.err
    assert list(tmp_path.iterdir()) == []


def test_links_baseline_and_today_go_into_the_gantt_chart(command, tmp_path):
    promised = tmp_path / "promised.yaml"
    command("commit", SCHEDULE, "-n", 5, "--out", promised)
    options = ("-n", 5, "--to", "svg", "--out", tmp_path)

    command("figures", SCHEDULE, *options, "--links", "all", "--baseline", promised, "--today", "2026-06-01")
    other = command("figures", CASH, *options, "--baseline", promised)
    day = command("figures", CASH, *options, "--today", "June")

    chart = (tmp_path / "schedule-only-gantt-en.svg").read_text()
    assert "today 2026-06-01" in chart
    assert "baseline" in chart
    assert (other.code, day.code) == (2, 2)
    assert "--today: 'June' is no date" in day.err
