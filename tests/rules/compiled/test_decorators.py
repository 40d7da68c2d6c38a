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


def test_what_has_never_been_compiled_is_not_kept() -> None:
    assert not compiled.is_kept("no_such_module")
