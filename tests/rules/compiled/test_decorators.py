from pathlib import Path

import pytest

from scenario.rules.compiled import decorators as compiled


def package(folder: Path) -> Path:
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "tax.py").write_text("RATE = 0.09\n")
    return folder


def test_machine_code_is_kept_apart_when_any_rule_changes(tmp_path: Path) -> None:
    sources = package(tmp_path / "package")
    before = compiled._fingerprint(sources)

    (sources / "rules" / "tax.py").write_text("RATE = 0.13\n")

    assert compiled._fingerprint(sources) != before


def test_machine_code_is_found_again_in_another_copy(tmp_path: Path) -> None:
    assert compiled._fingerprint(package(tmp_path / "a")) == compiled._fingerprint(package(tmp_path / "b"))


def test_a_chosen_folder_for_machine_code_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "chosen"))

    assert compiled._kept_in().parent == tmp_path / "chosen"


def test_a_folder_that_cannot_be_made_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file" / "below"))

    assert "scenario-workbench" in compiled._kept_in().parts


def test_what_has_never_been_compiled_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clock_0123").mkdir()
    (tmp_path / "clock_0123" / "many.run_many_schedules-155.py311.nbi").touch()
    monkeypatch.setattr(compiled, "KEPT_IN", tmp_path)

    assert compiled.is_kept("many", "run_many_schedules")
    assert not compiled.is_kept("many", "run_many")


def test_a_compilation_is_told_once_when_it_begins_and_not_when_machine_code_is_there() -> None:
    began: list[bool] = []

    @compiled.part
    def inner(x: float) -> float:
        return x + 1.0

    @compiled._compiled
    def outer(x: float) -> float:
        return inner(x) * 2.0

    with compiled.told_when_compiling(lambda: began.append(compiled.is_compiling())):
        results = [outer(1.0), outer(2.0)]
    outer(1)

    assert results == [4.0, 6.0]
    assert began == [True]
    assert not compiled.is_compiling()
