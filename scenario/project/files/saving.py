"""Saving what was tried as a scenario: in a new file that extends the project, or in the project's own file.

Comments, order and the way numbers are written stay as they are. A file that is there is never replaced, nor
a scenario in it, unless that is asked for; and nothing is written that would not read back as what was tried.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.representer import RoundTripRepresenter

from scenario.disk.whole import write_whole
from scenario.project.files.load import load, load_scenarios
from scenario.project.files.packs import is_bare
from scenario.project.problems import Problem, ProjectError
from scenario.project.sections.root import BASE, Project
from scenario.project.values.record import SCENARIO_PATTERN

Onto = Literal["new", "same"]
_ID = re.compile(SCENARIO_PATTERN)


def save_scenario(
    path: str | Path,
    name: str,
    changes: Mapping[str, Any],
    scenario: str = BASE,
    *,
    onto: Onto = "new",
    replace: bool = False,
) -> Path:
    """Write changes as a scenario and return the file that holds it.

    Parameters
    ----------
    path : str or Path
        The project file
    name : str
        Of the new override and of the scenario; lower-case or Chinese letters, digits and underscores
    changes : mapping
        Values by dotted path, as a file writes them
    scenario : str
        The scenario of the file that was changed
    onto : {"new", "same"}
        A new file beside the project, `PROJECT-NAME.yaml`, that extends it; or the project's own file
    replace : bool
        Whether a file, or a scenario, of this name may be replaced

    Raises
    ------
    ProjectError
        The name cannot be used, something would be replaced, or the changes cannot be used.
    """
    path = Path(path)
    if not _ID.fullmatch(name) or name == BASE:
        remedy = "write lower-case letters or Chinese, digits and _: winter_start"
        message = f"'{name}' is no name for a scenario; {remedy}"
        raise ProjectError([Problem(str(path), None, "scenarios", message)])
    projects = load_scenarios(path)
    target = path if onto == "same" else path.with_name(f"{path.stem}-{name}.yaml")
    problems = _refusals(projects, target, name, changes, scenario, onto, replace)
    if problems:
        raise ProjectError(problems)
    wanted = load(path, changes, scenario)
    override, listed = _written_as(projects[BASE], name, changes, scenario)
    text = _extended(path, name, override, listed) if onto == "new" else _edited(path, name, override, listed)
    _write(target, text, name, wanted)
    return target


def _refusals(
    projects: Mapping[str, Project],
    target: Path,
    name: str,
    changes: Mapping[str, Any],
    scenario: str,
    onto: Onto,
    replace: bool,
) -> list[Problem]:
    found = []
    if scenario not in projects:
        found.append(f"there is no scenario '{scenario}' to start from")
    if not changes:
        found.append("nothing was changed, so there is nothing to save")
    taken = {*projects[BASE].overrides, *projects[BASE].scenarios}
    if name in taken and not (onto == "same" and replace):
        remedy = "choose another name" if onto == "new" else "choose another name, or ask to replace it"
        found.append(f"there is a scenario or an override '{name}' already; {remedy}")
    if onto == "new" and target.exists() and not replace:
        found.append(f"there is a file '{target.name}' already; choose another name, or ask to replace it")
    return [Problem(str(target), None, f"scenarios.{name}", message) for message in found]


def _written_as(
    base: Project, name: str, changes: Mapping[str, Any], scenario: str
) -> tuple[dict[str, Any], list[str]]:
    """Return the override, and the overrides that the scenario names: those it started from, then its own.

    Where it changes what one of those sets, all are written into its own, since two overrides of a scenario
    may not set the same value.
    """
    before = list(base.scenarios.get(scenario, ()))
    if name in before:  # it is itself what was changed
        before.remove(name)
        changes = {**base.overrides[name], **changes}
    set_before = {path: value for part in before for path, value in base.overrides[part].items()}
    if any(_overlap(path, other) for path in changes for other in set_before):
        return {**set_before, **changes}, [name]
    return dict(changes), [*before, name]


def _overlap(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _extended(path: Path, name: str, override: Mapping[str, Any], listed: list[str]) -> str:
    data = CommentedMap()
    data["extends"] = _flow([f"./{path.name}" if is_bare(path.name) else path.name])
    data["overrides"] = {name: _plain(override)}
    data["scenarios"] = {name: _flow(listed)}
    data.yaml_set_start_comment(f"A scenario of {path.name}, saved from a what-if. It holds what differs.")
    return _dumped(data)


def _edited(path: Path, name: str, override: Mapping[str, Any], listed: list[str]) -> str:
    data = _yaml().load(path.read_text(encoding="utf-8-sig"))
    for key in ("overrides", "scenarios"):
        if not isinstance(data.get(key), CommentedMap):
            data[key] = CommentedMap()
    data["overrides"][name] = _plain(override)
    data["scenarios"][name] = _flow(listed)
    return _dumped(data)


class _Nothing:
    """No value, as it was written: `null`, `~` or nothing at all."""

    def __init__(self, written: str) -> None:
        self.written = written


class _Constructor(RoundTripConstructor):
    """Remembers how no value was written, which is forgotten otherwise."""


class _Representer(RoundTripRepresenter):
    """Writes it so again."""


_NULL = "tag:yaml.org,2002:null"
_Constructor.add_constructor(_NULL, lambda _, node: _Nothing(node.value))
_Representer.add_representer(_Nothing, lambda self, value: self.represent_scalar(_NULL, value.written))


def _yaml() -> YAML:
    yaml = YAML()
    yaml.Constructor, yaml.Representer = _Constructor, _Representer
    yaml.preserve_quotes = True
    yaml.width = 4096  # lines stay as long as they are
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(data: CommentedMap) -> str:
    written = io.StringIO()
    _yaml().dump(data, written)
    return written.getvalue()


def _plain(values: Mapping[str, Any]) -> CommentedMap:
    return CommentedMap((path, _flow(value)) for path, value in values.items())


def _flow(value: Any) -> Any:
    """Return a value that is written in one line: {pert: [20, 30, 50]}."""
    found: CommentedMap | CommentedSeq
    if isinstance(value, Mapping):
        found = CommentedMap((key, _flow(inner)) for key, inner in value.items())
    elif isinstance(value, (list, tuple)):
        found = CommentedSeq(_flow(inner) for inner in value)
    else:
        return value
    found.fa.set_flow_style()
    return found


def _write(target: Path, text: str, name: str, wanted: Project) -> None:
    """Put a file in its place when it reads back as what was wanted, and not before."""
    under_way = target.with_name(f".{target.stem}.{os.getpid()}.yaml")
    try:
        under_way.write_text(text, encoding="utf-8")
        saved = load_scenarios(under_way)[name]
        if saved.fingerprint != wanted.fingerprint:
            raise RuntimeError(f"the scenario '{name}' would not read back as it was tried")
        write_whole(target, text)
    except OSError as error:
        message = f"'{target}' cannot be written ({error.strerror}); save a copy of the project elsewhere"
        raise ProjectError([Problem(str(target), None, "", message)]) from None
    finally:
        under_way.unlink(missing_ok=True)
