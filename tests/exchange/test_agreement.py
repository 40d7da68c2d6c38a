"""The dates that P6 and MS Project stored are the dates that the recipe gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.exchange.hours import instant
from scenario.exchange.readers.read import read_schedule
from scenario.exchange.recipe import Recipe

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize(
    ("name", "unfinished"),
    [("residential.mspdi.xml", 89), ("bid.mspdi.xml", 15), ("two-projects.xer", 3)],
)
def test_stored_dates_are_reckoned_anew_to_the_minute(name: str, unfinished: int) -> None:
    source = read_schedule(FILES / name)

    compared = 0
    for project in source.projects:
        recipe = Recipe(source, project)
        dates = recipe.reckon()
        for uid, task in recipe.tasks.items():
            if task.kind == "summary" or task.status == "done":
                continue
            found, stored = dates[uid], task.stored
            assert instant(found.early_start) == stored.early_start, task.code
            assert instant(found.early_finish) == stored.early_finish, task.code
            assert instant(found.late_start) == stored.late_start, task.code
            assert instant(found.late_finish) == stored.late_finish, task.code
            compared += 1

    assert compared == unfinished


def test_names_are_read_in_the_code_page_of_the_machine_that_wrote_them() -> None:
    source = read_schedule(FILES / "cyrillic.xer")

    assert [task.name for task in source.tasks] == ["Задача 1", "Тест2"]
    assert "cp1251" in source.made_by


def test_chinese_names_are_read_in_the_code_page_of_chinese_machines(tmp_path: Path) -> None:
    text = (FILES / "two-projects.xer").read_text(encoding="cp1251")
    path = tmp_path / "chinese.xer"
    path.write_bytes(text.replace("Задача 1", "主体结构施工").encode("cp936", errors="replace"))

    assert any(task.name == "主体结构施工" for task in read_schedule(path).tasks)
