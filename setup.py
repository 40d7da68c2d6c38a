"""The one thing that pyproject.toml cannot say: data at the top of the repository goes into the package.

`scenario/data.py` finds it there; an editable installation leaves it where it is.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
SHIPPED = (
    "params/**/*.yaml",
    "params/**/*.json",
    "params/**/*.csv",
    "reports/*.ipynb",
    "reports/templates/**/*",
    "notebooks/*.ipynb",
    "fonts/*",
)


def shipped() -> list[Path]:
    """Return the files, relative to the repository; none that an editor or a lab left."""
    files = {path for pattern in SHIPPED for path in ROOT.glob(pattern) if path.is_file()}
    paths = (path.relative_to(ROOT) for path in files)
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.parts))


class BuildPy(build_py):
    """Building the package with its data in `scenario/shipped`."""

    def run(self) -> None:
        """Begin with nothing (a module of an earlier build would stay) and copy modules and data."""
        if self.editable_mode:
            super().run()
            return
        package = Path(self.build_lib, "scenario")
        shutil.rmtree(package, ignore_errors=True)
        super().run()
        for path in shipped():
            target = package / "shipped" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, target)


setup(cmdclass={"build_py": BuildPy})
