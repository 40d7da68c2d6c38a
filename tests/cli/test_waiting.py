"""What a command does not need it does not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scenario.cli.waiting import Waiting, wait_for_use
from tests.cli.conftest import SCHEDULE

WATCH = """
import sys
from scenario.cli.main import entry
sys.argv = ["scenario", *sys.argv[1:]]
try:
    entry()
finally:
    from scenario.cli.waiting import Waiting
    loaded = [name for name, module in sys.modules.items() if type(module) is not Waiting]
    sys.stderr.write("\\n".join(loaded))
"""


def imported_by(*command: str) -> set[str]:
    """The modules that a command of its own process imported."""
    ended = subprocess.run(
        [sys.executable, "-c", WATCH, *command], capture_output=True, encoding="utf-8", check=False
    )
    return set(ended.stderr.splitlines())


def test_help_needs_neither_records_nor_numbers():
    loaded = imported_by("--help")

    assert "scenario.cli.app" in loaded
    assert not {"pydantic", "ruamel", "yaml", "numpy", "pandas", "numba", "rich"} & loaded


def test_a_file_that_is_known_is_checked_without_records():
    imported_by("check", SCHEDULE)
    loaded = imported_by("check", SCHEDULE)

    assert "scenario.project.files.kept" in loaded
    assert not {"scenario.project.sections.root", "ruamel.yaml", "yaml", "numpy", "pandas"} & loaded


def test_a_page_needs_neither_tables_nor_linear_algebra_nor_a_store():
    imported_by("run", SCHEDULE, "-n", "20")
    loaded = imported_by("run", SCHEDULE, "-n", "20")

    assert {"numba", "scenario.views.tables.first_look"} <= loaded
    assert not {"pandas", "scipy.linalg", "pyarrow", "holidays", "yaml", "ruamel.yaml"} & loaded


@pytest.fixture
def slow(tmp_path, monkeypatch):
    package = tmp_path / "slow_one"
    package.mkdir()
    (package / "__init__.py").write_text("value = 1\nfrom slow_one import part\n", encoding="utf-8")
    (package / "part.py").write_text("import slow_one\nvalue = slow_one.value + 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.startswith("slow_one")]:
        del sys.modules[name]


def test_a_module_waits_until_something_of_it_is_used(slow):
    wait_for_use("slow_one", "not_installed_at_all")
    import slow_one

    assert type(slow_one) is Waiting
    assert "not_installed_at_all" not in sys.modules
    assert (slow_one.value, slow_one.part.value) == (1, 2)
    assert type(slow_one) is not Waiting
    assert Path(slow_one.__file__).parent == slow
    with pytest.raises(AttributeError):
        slow_one.nothing  # noqa: B018


def test_a_part_of_a_waiting_package_brings_it(slow):
    wait_for_use("slow_one")
    from slow_one.part import value

    assert value == 2
    assert type(sys.modules["slow_one"]) is not Waiting


def test_what_is_imported_already_stays(slow):
    import slow_one

    wait_for_use("slow_one")

    assert sys.modules["slow_one"] is slow_one
