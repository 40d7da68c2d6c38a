"""What simulates: the releases that runs depend on, to be compared between machines and studies."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "scenario-workbench"
LIBRARIES = ("numpy", "numba", "simpy")
"""The libraries whose release may change a run."""


@cache
def source_digest() -> str:
    """Return a short hash of the package's sources: two copies of one release may have been edited."""
    package = Path(__file__).parents[2]
    content = hashlib.blake2b(digest_size=6)
    for folder in ("project", "rules", "draws", "model", "study", "measures", "analysis"):
        for file in sorted((package / folder).rglob("*.py")):
            content.update(file.read_bytes())
    return content.hexdigest()


def release() -> str:
    """Return the release of this package."""
    return metadata.version(DISTRIBUTION)


def versions() -> dict[str, str]:
    """Return the releases that runs depend on, by name."""
    found = {name: metadata.version(name) for name in (DISTRIBUTION, *LIBRARIES)}
    return {**found, "Python": "{}.{}".format(*sys.version_info[:2]), "sources": source_digest()}


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """Return in words what differs.

    >>> differences({"numpy": "2.4.1", "numba": "0.61"}, {"numpy": "2.4.0", "numba": "0.61"})
    ['numpy 2.4.0 there, 2.4.1 here']
    """
    return [
        f"{name} {there.get(name, 'missing')} there, {release} here"
        for name, release in here.items()
        if there.get(name) != release
    ]
