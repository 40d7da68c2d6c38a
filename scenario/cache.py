"""What was found out once and is kept for the next command, in the user's own cache folder.

Nothing here may ever change an answer. An entry is plain JSON, never code or pickled objects; it is named by
the hash of all that it depends on, this copy of the program among that; and one that is damaged, of another
release or in a folder that others can write to is not read. Then the work is done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from scenario.data import PACKAGE

SWITCH = "SCENARIO_CACHE"
"""The environment's word on where to keep things: a folder, or `off`."""
MOST_ENTRIES = 200
"""Of a kind; beyond, the oldest go [count]."""
LARGEST = 5_000_000
"""Larger entries are not kept [bytes]."""


def folder() -> Path | None:
    """Return where to keep things for this user; None when nothing is to be kept."""
    chosen = os.environ.get(SWITCH)
    if chosen:
        return None if chosen == "off" else Path(chosen)
    return user_caches() / "scenario-workbench"


def user_caches() -> Path:
    """Return the folder of the user's caches on this system."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def digest(parts: Iterable[str | bytes]) -> str:
    """Return a hash of some parts, and of where each ends."""
    content = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        content.update(len(data).to_bytes(8, "little"))
        content.update(data)
    return content.hexdigest()


@cache
def program() -> str:
    """Return a hash of this copy of the program, its Python and the libraries that are installed.

    A file counts by name, size and time of writing: an edit or another release changes one of them. A library
    counts by its release.
    """
    files = sorted(_releases())
    for place, folders, names in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if name.endswith((".py", ".yaml")):
                state = os.stat(os.path.join(place, name))
                files.append(f"{place}/{name} {state.st_size} {state.st_mtime_ns}")
    return digest([sys.version, *files])


def _releases() -> Iterator[str]:
    for place in sys.path:
        if os.path.basename(place) in ("site-packages", "dist-packages") and os.path.isdir(place):
            yield from (name for name in os.listdir(place) if name.endswith((".dist-info", ".egg-info")))


def recall(kind: str, key: str) -> Any:
    """Return what was kept under a key; None when there is nothing that may be used."""
    place = folder()
    try:
        if place is None or not _is_ours(place):
            return None
        written = json.loads((place / kind / f"{key}.json").read_text(encoding="utf-8"))
        return written["value"] if written["sum"] == _sum(key, written["value"]) else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def keep(kind: str, key: str, value: Any) -> None:
    """Keep plain data under a key, if that is possible: a full or locked disk costs time, never an answer."""
    place = folder()
    if place is None:
        return
    text = json.dumps({"sum": _sum(key, value), "value": value}, ensure_ascii=True)
    if len(text) > LARGEST:
        return
    under_way = place / kind / f".{key}.{os.getpid()}"
    try:
        under_way.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _is_ours(place):
            under_way.write_text(text, encoding="utf-8")
            os.replace(under_way, place / kind / f"{key}.json")
            _sweep(place / kind)
    except OSError:
        _forget(under_way)


def _sum(key: str, value: Any) -> str:
    return digest([key, json.dumps(value, ensure_ascii=True)])


def _is_ours(place: Path) -> bool:
    """Tell whether the folder is this user's and no other may write to it; Windows keeps profiles apart."""
    if not hasattr(os, "getuid"):
        return True
    state = os.stat(place)
    others = stat.S_IWGRP | stat.S_IWOTH
    return state.st_uid == os.getuid() and not state.st_mode & others


def _sweep(kind: Path) -> None:
    entries = list(kind.glob("*.json"))
    if len(entries) > MOST_ENTRIES:
        for old in sorted(entries, key=lambda path: path.stat().st_mtime)[: len(entries) - MOST_ENTRIES]:
            _forget(old)


def _forget(path: Path) -> None:
    with suppress(OSError):  # another process may hold it
        path.unlink(missing_ok=True)
