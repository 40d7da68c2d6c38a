"""What is stored is what is opened, read as it is asked for; what is not a study is refused."""

from __future__ import annotations

import contextlib
import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import scenario
from scenario.analysis import Study
from scenario.project import Project
from scenario.study.storage.manifest import MANIFEST, manifest_text

Make = Callable[..., Project]
PART = "part-0000000000-0000000010.parquet"


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def stored(project: Project, folder: Path, runs: int = 40, **how: Any) -> Study:
    return scenario.simulate(project, runs, out=folder, **{"chunk": 10, **how})


def test_a_study_that_is_opened_is_the_one_that_was_saved(project: Make, tmp_path: Path) -> None:
    study = scenario.simulate(project(), 20, first=5)

    study.save(tmp_path / "study")
    opened = scenario.open_study(tmp_path / "study")

    assert opened.to_json() == study.to_json()
    assert opened.days.equals(study.days)
    assert opened.cash.equals(study.cash)
    assert opened.draws.equals(study.draws)
    assert opened.measures.equals(study.measures)
    assert opened.statuses.equals(study.statuses)
    assert opened.met.equals(study.met)
    for name, array in study.arrays.blocks.items():  # type: ignore[attr-defined]
        np.testing.assert_array_equal(opened.arrays.block(name), array, strict=True)


@pytest.mark.parametrize("keep", ["measures", "dates", "cash"])
def test_a_study_that_was_stored_as_it_ran_is_the_one_that_is_saved(
    project: Make, tmp_path: Path, keep: str
) -> None:
    stored(project(), tmp_path / "stored", chunk=None, keep=keep)

    scenario.simulate(project(), 40, keep=keep).save(tmp_path / "saved")

    assert content(tmp_path / "stored") == content(tmp_path / "saved")


def test_a_study_that_was_made_by_hand_is_saved_with_its_measures(project: Make, tmp_path: Path) -> None:
    study = scenario.simulate(project(), 20)
    bare = study.arrays.rows(0, 20)
    bare.blocks = {
        name: bare.blocks[name] for name in bare.blocks if name not in ("values", "statuses", "met")
    }  # type: ignore[attr-defined]

    opened = scenario.open_study(Study(study.plan, 1, 0, bare, study.planned).save(tmp_path / "study"))

    assert opened.measures.equals(study.measures)


def test_a_project_without_money_is_saved_too(project: Make, tmp_path: Path) -> None:
    study = scenario.simulate(project({"cash": [], "targets": []}), 3)

    opened = scenario.open_study(study.save(tmp_path / "study"))

    assert opened.days.equals(study.days)
    assert opened.cash.empty
    assert not (tmp_path / "study" / "cash").exists()


def test_the_scenario_is_kept(tmp_path: Path) -> None:
    text = "project: {name: A, start: 2026-01-05}\nactivities: {a: {duration: {uniform: [1, 2]}}}\n"
    text += "overrides: {late: {activities.a.duration: 3}}\nscenarios: {stress: [late]}\n"
    (tmp_path / "a.yaml").write_text(text)
    study = scenario.simulate(scenario.load(tmp_path / "a.yaml", scenario="stress"), 2)

    opened = scenario.open_study(study.save(tmp_path / "study"))

    assert opened.scenario == "stress"
    assert opened.project.fingerprint == study.project.fingerprint


@pytest.mark.parametrize("sampling", ["sobol", "lhs"])
def test_luck_is_drawn_again_as_it_was_spread(project: Make, tmp_path: Path, sampling: str) -> None:
    study = scenario.simulate(project(), 40, sampling=sampling)

    opened = stored(project(), tmp_path / "study", sampling=sampling)

    assert opened.draws.equals(study.draws)
    assert opened.days.equals(study.days)


# Lazily --------------------------------------------------------------------------------------------------


def test_one_measure_is_read_without_dates_and_money(project: Make, tmp_path: Path) -> None:
    study = scenario.simulate(project(), 40)
    opened = stored(project(), tmp_path / "study")
    for table in ("dates", "cash"):
        for path in (tmp_path / "study" / table).iterdir():
            path.unlink()

    assert np.array_equal(opened.measure("net_profit"), study.measure("net_profit"))
    assert opened.odds().equals(study.odds())
    assert opened.node_summary().equals(study.node_summary())


def test_one_run_is_read_from_its_own_parts(project: Make, tmp_path: Path) -> None:
    study = scenario.simulate(project(), 40)
    opened = stored(project(), tmp_path / "study")
    for path in tmp_path.glob("study/*/part-*.parquet"):
        if "0000000020-0000000030" not in path.name:
            path.unlink()

    one = opened.only(27)

    assert one.days.equals(study.days.loc[[27]])
    assert one.measures.equals(study.measures.loc[[27]])
    assert one.cash.equals(study.cash.loc[[27]])
    with pytest.raises(KeyError):
        opened.only(40)


def test_a_column_is_read_once_for_all_who_ask_and_nobody_changes_it(
    project: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = stored(project(), tmp_path / "study")
    asked = noted_reads(monkeypatch)

    first, again = opened.measure("net_profit"), opened.measure("net_profit")
    opened.summary(("net_profit", "project_irr"))

    assert first is again
    assert sum("net_profit" in columns for columns in asked) == 4
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 0.0


def noted_reads(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Note which table and columns are read of each part."""
    from scenario.study.storage.stored import StoredPart

    asked: list[list[str]] = []
    read = StoredPart.read

    def noted(self: StoredPart, table: str, columns: list[str], words: list[str]) -> Any:
        asked.append([table, *columns])
        return read(self, table, columns, words)

    monkeypatch.setattr(StoredPart, "read", noted)
    return asked


def test_one_account_is_read_without_the_other_columns(
    project: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = stored(project(), tmp_path / "study")
    asked = noted_reads(monkeypatch)

    sales = opened.account("sales")

    assert asked == [["cash", "sales"]] * 4
    assert np.array_equal(sales, scenario.simulate(project(), 40).account("sales"))
    with pytest.raises(KeyError):
        opened.account("rent")


# What was not kept ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("out", [None, "study"])
@pytest.mark.parametrize(
    ("keep", "asked", "needed"),
    [("measures", "days", "dates"), ("measures", "cash", "cash"), ("dates", "ledger", "cash")],
)
def test_what_was_not_kept_is_named_with_what_would_have_kept_it(
    project: Make, tmp_path: Path, out: str | None, keep: str, asked: str, needed: str
) -> None:
    study = scenario.simulate(project(), 20, keep=keep, out=out and tmp_path / out)

    with pytest.raises(scenario.NotKept, match=f"keep='{needed}'"):
        getattr(study, asked)


@pytest.mark.parametrize("keep", ["measures", "dates"])
def test_what_is_kept_does_not_depend_on_what_else_is(project: Make, keep: str) -> None:
    whole = scenario.simulate(project(), 40)

    study = scenario.simulate(project(), 40, keep=keep)

    assert study.measures.equals(whole.measures)
    assert study.met.equals(whole.met)
    assert study.node_summary().equals(whole.node_summary())
    assert np.array_equal(study.day("opening"), whole.days["opening"])


# Read by others ------------------------------------------------------------------------------------------


def test_pandas_reads_the_tables(project: Make, tmp_path: Path) -> None:
    study = stored(project(), tmp_path / "study")

    measures = pd.read_parquet(tmp_path / "study" / "measures", columns=["run", "net_profit"])
    cash = pd.read_parquet(tmp_path / "study" / "cash", columns=["run", "month", "sales"])

    assert list(measures["run"]) == list(range(40))
    assert np.array_equal(measures["net_profit"], study.measure("net_profit"))
    assert np.allclose(cash.groupby("run")["sales"].sum(), study.account("sales").sum(axis=1))


def test_duckdb_reads_the_tables(project: Make, tmp_path: Path) -> None:
    study = stored(project(), tmp_path / "study")
    measures, dates = (
        f"read_parquet('{tmp_path}/study/{table}/*.parquet')" for table in ("measures", "dates")
    )

    mean, met = duckdb.sql(
        f"""SELECT avg(net_profit), avg("met.opening within 60 days"::INT) FROM {measures}"""
    ).fetchall()[0]
    (late,) = duckdb.sql(
        f"""SELECT count(*) FROM {measures} JOIN {dates} USING (run)
        WHERE "finish.opening" > 60 AND "status.project_irr" = 'ok'"""
    ).fetchall()[0]

    assert mean == pytest.approx(study.measures["net_profit"].mean())
    assert met == pytest.approx(study.odds()["odds"][1])
    assert late == ((study.days["opening"] > 60) & (study.statuses["project_irr"] == "ok")).sum()


def test_what_the_guide_shows_works(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    guide = (root / "docs" / "studies.md").read_text("utf-8")
    guide = guide.replace("studies/riverside", f"{tmp_path}/study")
    (sql,) = re.findall(r"```sql\n(.*?)```", guide, re.DOTALL)
    python = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)[-1]
    study = stored(scenario.load(root / "params" / "riverside.yaml"), tmp_path / "study", 20)

    regimes, correlation, fan = (duckdb.sql(query).fetchall() for query in sql.strip().rstrip(";").split(";"))
    names: dict[str, Any] = {"pd": pd}
    exec(python, names)

    assert sum(runs for _, runs, *_ in regimes) == 20
    assert -1 <= correlation[0][0] <= 1
    assert len(fan) == len(study.months)
    assert np.array_equal(names["sales"], study.account("sales"))
    assert np.array_equal(names["measures"]["equity_irr"], study.measure("equity_irr"), equal_nan=True)


def test_what_is_missing_is_nothing_in_the_files(project: Make, tmp_path: Path) -> None:
    never = {"start_when": {"sold": 0.5, "of": "p1"}, "duration": 1, "level": 1}
    stored(project({"phases": ["p1"], "activities.opening": never}), tmp_path / "study")

    columns = pd.read_parquet(tmp_path / "study" / "measures")

    assert columns["day.opening"].isna().all()
    nothing = f"SELECT count(\"day.opening\") FROM '{tmp_path}/study/measures/*.parquet'"
    assert duckdb.sql(nothing).fetchall() == [(0,)]


# What is not a study -------------------------------------------------------------------------------------


def test_a_folder_with_something_in_it_is_left_alone(project: Make, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    for act in (scenario.simulate(project(), 2).save, lambda folder: stored(project(), folder)):
        with pytest.raises(scenario.StudyError, match="name a new folder"):
            act(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(scenario.StudyError, match="there is no study here"):
        scenario.open_study(tmp_path)


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (lambda found: found["project"]["activities"]["opening"].update(duration=2), "project.activities"),
        (lambda found: found.update(seed=7), "seed"),
        (lambda found: found["parts"].pop(), "parts"),
        (lambda found: found.pop("keep"), "keep"),
        (lambda found: found.update(note="mine"), "note"),
        (lambda found: found["seals"].pop("chunk"), "chunk"),
        (lambda found: found.pop("seals"), "format"),
    ],
)
def test_what_was_edited_in_a_manifest_is_named(
    project: Make, tmp_path: Path, edit: Callable[[dict[str, Any]], Any], named: str
) -> None:
    stored(project(), tmp_path / "study")
    path = tmp_path / "study" / MANIFEST
    found = json.loads(path.read_text())
    edit(found)
    path.write_text(json.dumps(found))

    for act in (scenario.open_study, lambda folder: stored(project(), folder)):
        with pytest.raises(scenario.StudyError, match=rf"it was edited \({named}"):
            act(tmp_path / "study")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1}', "\x00", "[" * 100_000])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)

    with pytest.raises(scenario.StudyError, match=MANIFEST):
        scenario.open_study(tmp_path)


def damage(path: Path, kind: str) -> None:
    whole = path.read_bytes()
    if kind == "missing":
        path.unlink()
    elif kind == "truncated":
        path.write_bytes(whole[:-10])
    elif kind == "rotten":  # one bit of what a page holds
        column = pq.read_metadata(path).row_group(0).column(3)
        place = column.data_page_offset + column.total_compressed_size - 3
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    elif kind == "another":
        path.write_bytes(path.with_name("part-0000000010-0000000020.parquet").read_bytes())
    else:
        pd.read_parquet(path).iloc[:-1].to_parquet(path)


@pytest.mark.parametrize("kind", ["missing", "truncated", "rotten", "another", "rewritten"])
@pytest.mark.parametrize("table", ["measures", "dates", "cash"])
def test_a_damaged_part_is_named_and_repaired(project: Make, tmp_path: Path, table: str, kind: str) -> None:
    stored(project(), tmp_path / "study")
    before = content(tmp_path / "study")
    damage(tmp_path / "study" / table / PART, kind)

    opened = scenario.open_study(tmp_path / "study")
    with pytest.raises(scenario.StudyError, match=rf"{PART}: cannot be read.*repairs it"):
        _ = (
            opened.measures,
            opened.statuses,
            opened.met,
            opened.days,
            opened.starts,
            opened.ready,
            opened.arrays.work,
            opened.cash,
        )
    stored(project(), tmp_path / "study")

    assert content(tmp_path / "study") == before


# Forged --------------------------------------------------------------------------------------------------

FORGED = (None, True, -1, 0, 3, 10**30, 1.5, "", "x", "../../etc", [], [None], {}, {"x": 1}, "\ud800")
"""What is put in the place of each value of a manifest."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value within plain data."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def forged(manifest: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return a manifest with another value somewhere; the seals, and the project's fingerprint, fit."""
    made: Any = copy.deepcopy(manifest)
    place = made
    for key in path[:-1]:
        place = place[key]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    if path[0] == "project" and isinstance(made.get("project"), dict):
        with contextlib.suppress(ValueError, RecursionError):
            made["fingerprint"] = Project.model_validate(made["project"]).fingerprint
    return made


GONE = object()


@pytest.mark.slow
def test_every_forged_manifest_is_told_in_a_sentence(
    project: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from scenario.cli import main

    folder = tmp_path / "study"
    stored(project(), folder)
    whole = json.loads((folder / MANIFEST).read_text())
    whole.pop("seals")
    chance = random.Random(13)
    mutations = [(path, value) for path in places(whole) for value in (GONE, *FORGED)]
    odd = []

    for path, value in chance.sample(mutations, min(300, len(mutations))):
        made = forged(whole, path, value)
        with contextlib.suppress(UnicodeEncodeError):
            (folder / MANIFEST).write_text(manifest_text(made))
            code = main(["open", str(folder)])
            told = capsys.readouterr()
            if code not in (0, 2) or "Traceback" in told.err or (code == 2 and not told.err.strip()):
                odd.append((path, value, code, told.err))

    assert odd == []
