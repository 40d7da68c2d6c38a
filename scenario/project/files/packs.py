"""Packs: project files that come with the package, which others extend by name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from scenario.data import data
from scenario.project.problems import unknown

FOLDERS = ("packs", "networks")
"""Where they lie below `params/`: values of a country or a trade; networks of work."""
SAMPLE = "riverside"
"""A whole project that is extended by name as a pack is, wherever the file that does lies."""
_BARE = re.compile(r"[^./\\]+")


@cache
def packs() -> dict[str, Path]:
    """Return the file of each pack by name, in order of names."""
    found = [path for folder in FOLDERS for path in data("params", folder).glob("*.yaml")]
    return {path.stem: path for path in sorted(found, key=lambda path: path.stem)}


def pack(name: str) -> Path | None:
    """Return the file of a pack, or of the sample; None where `name` is none."""
    return data("params", f"{SAMPLE}.yaml") if name == SAMPLE else packs().get(name)


def is_bare(name: str) -> bool:
    """Tell whether a name has neither ending nor folder, so that it can only be a pack's."""
    return _BARE.fullmatch(name) is not None


def shown(name: str) -> str:
    """Return what messages call a pack."""
    return f"pack {name}"


def no_pack(name: str) -> str:
    """Return that there is no such pack, and what there is."""
    return f"{unknown('pack', name, packs())} (a file of your own is written with its ending: {name}.yaml)"
