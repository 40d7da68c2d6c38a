"""The files that come with the package: packs and samples, reports, notebooks, fonts.

In the repository, and in an editable installation of it, they lie at its top, beside the package; in a wheel
they lie within the package, where `setup.py` puts them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Kind = Literal["params", "reports", "notebooks", "fonts"]

PACKAGE = Path(__file__).resolve().parent
WITHIN = "shipped"
"""The folder of the package that holds them in a wheel; the repository has none of this name."""


def data(kind: Kind, *parts: str) -> Path:
    """Return the path of a file or folder of the package's data.

    Parameters
    ----------
    kind : {"params", "reports", "notebooks", "fonts"}
        The folder
    parts : str
        The way from there, such as ``data("params", "packs", "cn-tax.yaml")``
    """
    within = PACKAGE / WITHIN
    return (within if within.is_dir() else PACKAGE.parent).joinpath(kind, *parts)
