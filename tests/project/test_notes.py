"""What a file leaves to a rule is told when it is checked."""

from pathlib import Path

from typer.testing import CliRunner

from scenario.cli.app import app

ROOT = Path(__file__).parents[2]


def checked(tmp_path: Path, growth: str) -> str:
    sample = (ROOT / "tests" / "project" / "files" / "everything.yaml").read_text(encoding="utf-8")
    assert "price_growth: 0.02" in sample
    file = tmp_path / "file.yaml"
    file.write_text(sample.replace("price_growth: 0.02", f"price_growth: {growth}"), encoding="utf-8")
    return CliRunner().invoke(app, ["check", str(file)]).output


def test_a_bare_growth_is_told_with_the_date_it_counts_from(tmp_path: Path) -> None:
    assert "products.price_growth counts from" in checked(tmp_path, "0.02")
    assert "products.price_growth counts from" in checked(tmp_path, "{triangular: [-0.02, 0, 0.02]}")


def test_a_growth_with_its_date_needs_no_word(tmp_path: Path) -> None:
    assert "products.price_growth" not in checked(tmp_path, "{rate: 0.02, from: launch}")
