"""The manifest of a stored study: what it is of, which parts there are, and a seal on each entry."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from scenario.model.processes import process_name, source_of
from scenario.model.project_plan import Plan
from scenario.study import versions
from scenario.study.arrays import Names
from scenario.study.retention import Retention
from scenario.study.storage.shape import misshapen

MANIFEST = "manifest.json"
FORMAT = 5
"""Raised when files of an older package can no longer be read."""
LIBRARIES = (*versions.LIBRARIES, "pyarrow")
NOT_COMPARED = frozenset(
    {"file", "fingerprint", "measures", "targets", "statuses", "mark", "runs", "most_likely"}
)
"""Entries that follow from others, or may differ between studies of which one continues the other."""
TOLD = 8
"""So many differences are told, and how many more there are."""

Manifest = dict[str, Any]


class StudyError(Exception):
    """A folder that does not hold a study, or cannot take this one."""


def manifest_of(
    plan: Plan,
    seed: int,
    first: int,
    *,
    engine: str,
    keep: Retention,
    chunk: int,
    names: Names,
    statuses: Sequence[str],
) -> Manifest:
    """Return what a study is of: the project as resolved, what simulates it, its luck, what is kept."""
    made: Manifest = {
        "format": FORMAT,
        "version": metadata.version(versions.DISTRIBUTION),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "sources": versions.source_digest(),
        "scenario": plan.project.scenario,
        "seed": seed,
        "sampling": str(plan.luck.sampling),
        "engine": "simpy" if engine == "simpy" else "compiled",
        "processes": {process_name(each): source_of(each) for each in plan.processes},
        "first_run": first,
        "chunk": chunk,
        "keep": keep,
        "measures": list(names.get("values", ())),
        "targets": list(names.get("met", ())),
        "statuses": list(statuses),
        "fingerprint": plan.project.fingerprint,
        "file": plan.project.file,
        "project": plain(plan.project.resolved()),
    }
    made["mark"] = digest_of({key: value for key, value in made.items() if key != "file"})
    return made


def digest_of(value: Any) -> str:
    """Return a hash of plain data."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def plain(value: Any) -> Any:
    """Return data with dates as text."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value if value is None or isinstance(value, (str, int, float)) else value.isoformat()


# On disk ---------------------------------------------------------------------------------------------


def manifest_text(manifest: Manifest) -> str:
    """Return a manifest as it is written, each entry sealed."""
    sealed = {**manifest, "seals": _seals(manifest)}
    return json.dumps(sealed, ensure_ascii=False, indent=1) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder. Raises StudyError: there is none, of another format, or edited."""
    path = folder / MANIFEST
    try:
        found: Manifest = json.loads(path.read_text(encoding="utf-8"))
        form = found["format"]
    except FileNotFoundError:
        raise StudyError(f"{folder}: there is no study here, since there is no {MANIFEST}") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StudyError(f"{path}: cannot be read as the manifest of a study ({error})") from error
    if form != FORMAT:
        raise StudyError(f"{path}: format {form} is not {FORMAT}, which this version reads; simulate it anew")
    seals = found.pop("seals", None)
    if edited := _edited(found, seals if isinstance(seals, dict) else {}):
        raise StudyError(
            f"{path}: it was edited ({_some(edited)}); put back what was there, or simulate the study anew"
        )
    if reason := misshapen(found):
        raise StudyError(f"{path}: no study was stored so ({reason}); simulate it anew, in a new folder")
    return found


def _entries(manifest: Manifest) -> Iterator[tuple[str, Any]]:
    """Yield each entry, and each block of the project, by name."""
    for key, value in manifest.items():
        if key == "project" and isinstance(value, dict):
            yield from ((f"project.{block}", inner) for block, inner in value.items())
        else:
            yield key, value


def _seals(manifest: Manifest) -> dict[str, str]:
    return {name: digest_of(value)[:16] for name, value in _entries(manifest)}


def _edited(found: Manifest, seals: Mapping[str, Any]) -> list[str]:
    """Return the entries that are not as they were written."""
    now = _seals(found)
    return [name for name in {**seals, **now} if now.get(name) != seals.get(name)]


# Two of them -----------------------------------------------------------------------------------------


def differences(there: Manifest, wanted: Manifest) -> list[str]:
    """Return in words in what a stored study differs from the one that is asked for, none when in nothing.

    >>> differences({"seed": 1, "project": {"staff": {"crew": 2}}}, {"seed": 1, "project": {"staff": {}}})
    ['project.staff.crew: 2 there, nothing now']
    """
    told = {"format": None, **wanted, **there}
    return [
        f"{path}: {_shown(old)} there, {_shown(new)} now"
        for key in told
        if key in wanted and key not in NOT_COMPARED
        for path, old, new in _apart(key, there.get(key), wanted[key])
    ]


def _apart(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the paths at which two values differ."""
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from _apart(f"{path}.{key}", old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _apart(f"{path}[{place}]", one, other)
    elif old != new:
        yield path, old, new


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = f"{value:.15g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    return ", ".join(names[:TOLD]) + more


def refusal(folder: Path, apart: Sequence[str]) -> StudyError:
    """Return the error that names the differences."""
    more = [f"and {len(apart) - TOLD} more"] if len(apart) > TOLD else []
    lines = "".join(f"\n    {line}" for line in (*apart[:TOLD], *more))
    return StudyError(
        f"{folder}: there is another study; name a new folder, or ask for the very same study:{lines}"
    )
