"""What goes to a planner's tool comes back as the same plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import scenario
from scenario.analysis.exchange.exports import ExportError, exported
from scenario.analysis.exchange.imports import Import, import_schedule, imported_project
from scenario.cli.main import main
from scenario.exchange.mapping.imported import imported
from scenario.exchange.readers.read import read_schedule
from scenario.exchange.writers.mspdi_file import mspdi_text
from scenario.exchange.writers.xer_file import xer_text
from scenario.model.project_plan import Plan, compile_plan
from scenario.rules.schedule.dated import instants_of
from tests.exchange.networks import statused

PROJECT = """\
project: {name: 滨江 Quay, start: 2026-03-02}
calendars:
  office: {week: mon-fri, stops: [{from: 2026-04-06, to: 2026-04-06}], worked: [2026-03-14]}
  site: {week: all}
activities:
  piles: {name: 桩基, wbs: 工程/地下, duration: 12, calendar: office, source: P-1}
  deck: {name: "Deck <A & B>", wbs: 上, duration: 7.5, calendar: site, after: ["piles:SS+3", "piles:FF+2"]}
  rails: {duration: 5, calendar: office, wbs: 工程/地下, after: ["piles+4 office"], not_before: 2026-03-25}
  tests: {duration: 3, calendar: office, after: ["deck:SF+1", rails], finish_not_after: 2026-05-29}
  open: {duration: 0, milestone: finish, after: [tests, deck]}
"""


def written(plan: Plan, path: Path) -> Path:
    """Write a plan to a file of the kind that its name says."""
    source, _ = exported(plan, "xer" if path.suffix == ".xer" else "xml")
    text = xer_text(source) if path.suffix == ".xer" else mspdi_text(source)
    path.write_bytes(text.encode("cp936" if path.suffix == ".xer" else "utf-8"))
    return path


def dates_by_source(plan: Plan) -> dict[str, tuple[float, float]]:
    """Return start and finish of each activity by what its tool calls it, without work for lags [days]."""
    table, project = plan.timetable, plan.project
    finish = instants_of(table.planned_finish)
    rows = zip(table.ids, table.planned_start.tolist(), finish.tolist(), strict=True)
    found = {project.activities[name].source or name: (start, end) for name, start, end in rows}
    return {name: pair for name, pair in found.items() if not name.startswith("LAG-")}


def gaps(one: Plan, other: Plan) -> float:
    """Return by how much the dates of two plans differ at most [days]."""
    ours, theirs = dates_by_source(one), dates_by_source(other)
    assert ours.keys() == theirs.keys()
    shift = (other.project.project.start - one.project.project.start).days
    return float(max(np.abs(np.subtract(ours[name], np.add(theirs[name], shift))).max() for name in ours))


def quay(folder: Path, text: str = PROJECT) -> Plan:
    """Return the plan of a project."""
    (folder / "quay.yaml").write_text(text, encoding="utf-8")
    return compile_plan(scenario.load(folder / "quay.yaml"))


def back(path: Path) -> Import:
    """Import what was exported."""
    return import_schedule(path)


@pytest.mark.parametrize("name", ["quay.xer", "quay.xml"])
def test_what_was_exported_comes_back_as_the_same_plan(name: str, tmp_path: Path) -> None:
    plan = quay(tmp_path)

    found = back(written(plan, tmp_path / name))

    assert gaps(plan, compile_plan(found.project)) < 1 / 1440
    assert found.agreement.share == 1.0
    names = {row["source"]: row["name"] for row in found.made.data["activities"].values()}
    assert names["P-1"] == "桩基"
    assert names["deck"] == "Deck <A & B>"
    wbs = {row["source"]: row.get("wbs") for row in found.made.data["activities"].values()}
    assert wbs["rails"] == "工程/地下"


def test_free_and_worked_days_come_back(tmp_path: Path) -> None:
    plan = quay(tmp_path)

    again = compile_plan(back(written(plan, tmp_path / "quay.xer")).project)

    here, there = (each.timetable.tables.worked[1, 1:300] for each in (plan, again))
    assert (here == there).all()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", ["xer", "xml"])
def test_statused_networks_come_back_to_the_minute(seed: int, kind: str, tmp_path: Path) -> None:
    source = statused(seed, 40, "predecessor" if kind == "xer" else "successor")
    plan = compile_plan(imported_project(imported(source, source.projects[0])))
    if kind == "xml" and plan.status is not None and plan.status.override:
        pytest.skip("MS Project knows no progress override")

    again = compile_plan(back(written(plan, tmp_path / f"made.{kind}")).project)

    assert gaps(plan, again) < 1 / 1440


def test_a_lag_in_a_third_calendar_becomes_work_of_its_length(tmp_path: Path) -> None:
    text = PROJECT.replace("piles+4 office", "deck+4 office")
    plan = quay(tmp_path, text)

    source, notes = exported(plan, "xer")

    assert any("is written as work LAG-1" in note for note in notes)
    assert gaps(plan, compile_plan(back(written(plan, tmp_path / "q.xer")).project)) < 1 / 1440
    assert len(source.tasks) > len(plan.timetable)


def test_a_lead_that_cannot_be_said_is_refused(tmp_path: Path) -> None:
    text = PROJECT.replace('["deck:SF+1", rails]', '[deck, "deck:SS-2 office", rails]').replace(
        "tests: {duration: 3, calendar: office", "tests: {duration: 3, calendar: site"
    )

    with pytest.raises(ExportError, match="a lead in calendar 'office' has no counterpart"):
        exported(quay(tmp_path, text), "xml")


def test_the_command_writes_code_page_936_for_primavera(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quay(tmp_path)

    code = main(["export", str(tmp_path / "quay.yaml"), "--to", str(tmp_path / "out.xer")])

    assert code == 0
    assert "桩基".encode("cp936") in (tmp_path / "out.xer").read_bytes()
    assert read_schedule(tmp_path / "out.xer").tasks[0].name == "桩基"
    assert "6 activities, 8 links" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--to", "out.mpp"], "ends in neither .xml"),
        (["--to", "out.xml", "--dates", "promised"], "--baseline FILE"),
    ],
)
def test_what_cannot_be_written_is_told(
    options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quay(tmp_path)

    assert main(["export", str(tmp_path / "quay.yaml"), *options]) == 2
    assert told in capsys.readouterr().err
