"""The package as people install it: a wheel, in an environment of its own, far from the repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
NOTHING_TO_FETCH = ["--no-deps", "--no-index", "--quiet", "--disable-pip-version-check"]
NEEDED = ("scenario", "params", "reports", "notebooks", "fonts")
ALONE = {"pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"}
SHIPPED = [
    "params/packs/cn-tax.yaml",
    "params/networks/residential-highrise.yaml",
    "params/project.schema.json",
    "params/bids/county-town.yaml",
    "params/templates/high-rise.yaml",
    "reports/board.ipynb",
    "reports/templates/light/index.html.j2",
    "notebooks/explore.ipynb",
    "fonts/NotoSansSC-GB2312-Regular.ttf",
    "fonts/OFL.txt",
]


class Installed(NamedTuple):
    """An environment with the wheel, and an empty folder to work in."""

    scripts: Path
    folder: Path
    environment: dict[str, str]

    def run(self, *command: object, code: int = 0) -> str:
        """Run a script of the environment in the folder and return its stdout."""
        program, *arguments = map(str, command)
        ended = subprocess.run(
            [self.scripts / program, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
        )
        assert ended.returncode == code, f"{command}: {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout if code == 0 else ended.stderr


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing is left in the repository."""
    tree, dist = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for name in NEEDED:
        ignored = shutil.ignore_patterns("__pycache__", "out", ".*")
        shutil.copytree(ROOT / name, tree / name, ignore=ignored)
    for name in ALONE:
        shutil.copyfile(ROOT / name, tree / name)
    # What an earlier build, an editor and a lab may have left
    (tree / "build/lib/scenario").mkdir(parents=True)
    (tree / "build/lib/scenario/renamed_since.py").write_text("")
    (tree / "notebooks/.ipynb_checkpoints").mkdir()
    (tree / "notebooks/.ipynb_checkpoints/explore-checkpoint.ipynb").write_text("{}")
    building = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", *NOTHING_TO_FETCH]
    subprocess.run([*building, "--wheel-dir", dist, tree], check=True)
    (built,) = dist.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a fresh environment, which borrows the libraries of this one."""
    place, folder = tmp_path_factory.mktemp("环境 env"), tmp_path_factory.mktemp("空 folder")
    venv.create(place)
    paths = {"base": str(place), "platbase": str(place)}
    site, scripts = (Path(sysconfig.get_path(part, "venv", paths)) for part in ("purelib", "scripts"))
    libraries = dict.fromkeys(sysconfig.get_path(part) for part in ("purelib", "platlib"))
    (site / "borrowed.pth").write_text("\n".join(libraries), encoding="utf-8")
    inside = scripts / Path(sys.executable).name
    subprocess.run([inside, "-m", "pip", "install", *NOTHING_TO_FETCH, wheel], check=True)
    left_out = ("PYTHONPATH", "NUMBA_CACHE_DIR", "VIRTUAL_ENV")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    cache, borrowed = str(tmp_path_factory.mktemp("cache")), str(Path(sys.prefix, "share", "jupyter"))
    own = {"XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache, "JUPYTER_PATH": borrowed}
    return Installed(scripts, folder, environment | own)


def test_a_wheel_carries_the_data_of_the_package_and_nothing_that_was_left_lying(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    assert {f"scenario/shipped/{name}" for name in SHIPPED} <= set(names)
    assert not [name for name in names if "checkpoint" in name or "renamed_since" in name or "/out/" in name]
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"scenario"}


def test_what_is_imported_is_what_was_installed(installed):
    told = installed.run("python", "-c", "import scenario; print(scenario.__file__, scenario.__version__)")

    assert told.startswith(str(installed.scripts.parent))


def test_a_project_is_begun_checked_and_run_where_there_is_no_repository(installed):
    installed.run("scenario", "init", "我的 project")
    file = "我的 project/project.yaml"

    assert "4 activities" in installed.run("scenario", "check", file)
    run = ("scenario", "run", file, "-n", 8, "--engine", "simpy", "--json", "-")
    assert json.loads(installed.run(*run))["runs"] == 8
    assert json.loads((installed.folder / "我的 project/project.schema.json").read_text("utf-8"))["$schema"]


def test_the_sample_finds_its_packs_by_name(installed):
    installed.run("scenario", "init", "sample", "--template", "riverside")

    assert "94 activities" in installed.run("scenario", "check", "sample/riverside.yaml")
    assert "residential-highrise" in installed.run("scenario", "packs")


def test_notebooks_are_copied_with_the_project_that_they_open(installed):
    installed.run("scenario", "notebooks", "books")
    sources = [json.loads(path.read_text("utf-8")) for path in (installed.folder / "books").glob("*.ipynb")]

    assert len(sources) == len(list((ROOT / "notebooks").glob("*.ipynb")))
    assert (installed.folder / "books/params/riverside.yaml").is_file()
    assert "nothing is replaced" in installed.run("scenario", "notebooks", "books", code=2)


@pytest.mark.slow
def test_reports_figures_and_plans_find_fonts_and_templates(installed):
    installed.run("scenario", "init", "中文 paths")
    file, few = "中文 paths/project.yaml", ("-n", 8)

    drawn = installed.run("scenario", "figures", file, *few, "--out", "图 figures").splitlines()
    report = installed.run("scenario", "report", file, *few, "--template", "schedule", "--lang", "zh")
    installed.run("scenario", "plan", file, *few, "--csv", "计划.csv", "--xlsx", "计划.xlsx")

    assert drawn
    assert all((installed.folder / path).read_bytes()[:4] == b"\x89PNG" for path in drawn)
    page = (installed.folder / report.splitlines()[-1]).read_text("utf-8")
    assert "font/woff;base64" in page
    assert "街角公寓" in page
    assert (installed.folder / "计划.csv").stat().st_size
    assert (installed.folder / "计划.xlsx").stat().st_size
