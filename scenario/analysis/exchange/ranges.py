"""Ranges by rules: a schedule has single durations, and the first rule that fits gives each its range.

A rule's distribution is one of factors: of the duration of what has not started, of the remaining of what is
under way. Independent ranges of thousands of works nearly cancel out in their sum, so that a common factor
goes with them: works of one project are late together.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenario.data import data
from scenario.exchange.mapping.imported import Imported
from scenario.exchange.source import SourceTask
from scenario.project.files.reading import Document, read
from scenario.project.problems import Problem, ProjectError, Where, unknown
from scenario.project.values.parsed import UnusableError, is_number
from scenario.project.values.quantity import Quantity

FORM = "scenario-ranges-1"
SETS = ("low", "medium", "high")
"""The rules that come with the package; all of them are assumed."""
MATCHES = ("wbs", "code", "name", "id", "calendar", "longer_than", "shorter_than", "udf", "all")
KEYS = ("match", "duration", "driver")
SCALED = ("pert", "triangular", "uniform", "normal", "lognormal", "trigen", "p10_p90")
"""Distributions of factors whose numbers are all in the unit of the value."""
FROM_FIELDS = "udf"
COMMON = "common_factor"
DEFAULT_COMMON = {"normal": [1.0, 0.08], "min": 0.6, "max": 1.6}


@dataclass(frozen=True, slots=True)
class Rule:
    """What fits it, its distribution of factors (or `udf`: user fields of low, likely, high), its driver."""

    match: Mapping[str, Any]
    duration: Mapping[str, Any] | str
    driver: str | None = None

    def fits(self, task: SourceTask, days: float, calendar: str) -> bool:
        """Whether a task of so many days in a calendar of ours is one that it is for; all must hold."""
        return all(_holds(key, wanted, task, days, calendar) for key, wanted in self.match.items())


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules in their order, the drivers that they name, and the factor that all work shares."""

    name: str
    assumed: bool
    rules: tuple[Rule, ...]
    drivers: Mapping[str, Any]
    common: Mapping[str, Any] | None


def _holds(key: str, wanted: Any, task: SourceTask, days: float, calendar: str) -> bool:
    if key == "wbs":
        return fnmatch.fnmatchcase("/".join(task.wbs), wanted)
    if key == "name":
        return re.search(wanted, task.name) is not None
    if key == "id":
        return fnmatch.fnmatchcase(task.code, wanted)
    if key == "calendar":
        return bool(calendar == wanted)
    if key == "longer_than":
        return bool(days > wanted)
    if key == "shorter_than":
        return bool(days < wanted)
    if key == "code":
        return all(task.codes.get(name) in values for name, values in wanted.items())
    if key == FROM_FIELDS:
        return all(_number(task.fields.get(name)) is not None for name in wanted)
    return True


def _number(text: str | None) -> float | None:
    try:
        return float((text or "").replace(",", "."))
    except ValueError:
        return None


def read_rules(name: str) -> Rules:
    """Return the rules of a file, or one of the sets that come with the package.

    Raises
    ------
    ProjectError
        Every problem of the file, with its line
    """
    path = data("params", "ranges", f"{name}.yaml") if name in SETS else Path(name)
    document = read(path, name)
    problems = list(_problems(document))
    if problems:
        raise ProjectError(problems)
    told = document.data
    common = told.get("common", DEFAULT_COMMON)
    return Rules(
        name=str(told.get("name", path.stem)),
        assumed=bool(told.get("assumed", False)),
        rules=tuple(Rule(row["match"], row["duration"], row.get("driver")) for row in told["rules"]),
        drivers=told.get("drivers", {}),
        common=None if common == "none" else common,
    )


def _problems(document: Document) -> Iterator[Problem]:
    told = document.data
    if told.get("form") != FORM:
        yield _problem(document, ("form",), f"rules for ranges begin with form: {FORM}")
        return
    for key in told:
        if key not in ("form", "name", "assumed", "rules", "drivers", "common"):
            yield _problem(document, (key,), unknown("key", key, ("rules", "drivers", "common")))
    rules = told.get("rules")
    if not isinstance(rules, list) or not rules:
        yield _problem(document, ("rules",), "write a list of rules, each with `match` and `duration`")
        return
    drivers = told.get("drivers", {})
    for position, row in enumerate(rules):
        yield from _of_rule(document, ("rules", position), row, drivers)
    for name, row in drivers.items() if isinstance(drivers, dict) else ():
        yield from _of_quantity(document, ("drivers", name, "quantity"), row.get("quantity"), scaled=False)
    if told.get("common", "none") != "none":
        yield from _of_quantity(document, ("common",), told["common"], scaled=False)


def _of_rule(document: Document, where: Where, row: Any, drivers: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(row, dict) or not isinstance(row.get("match"), dict) or "duration" not in row:
        yield _problem(document, where, "a rule has `match` and `duration`")
        return
    for key in row:
        if key not in KEYS:
            yield _problem(document, (*where, key), unknown("key", key, KEYS))
    for key, wanted in row["match"].items():
        yield from _of_match(document, (*where, "match", key), key, wanted)
    if row["duration"] == FROM_FIELDS:
        if len(row["match"].get(FROM_FIELDS, ())) != 3:
            yield _problem(document, where, "duration: udf needs match: {udf: [LOW, LIKELY, HIGH]}")
    else:
        yield from _of_quantity(document, (*where, "duration"), row["duration"], scaled=True)
    if row.get("driver") is not None and row["driver"] not in drivers:
        yield _problem(document, (*where, "driver"), unknown("driver", str(row["driver"]), drivers))


def _of_match(document: Document, where: Where, key: str, wanted: Any) -> Iterator[Problem]:
    if key not in MATCHES:
        yield _problem(document, where, unknown("match", key, MATCHES))
    elif key in ("longer_than", "shorter_than"):
        if not is_number(wanted):
            yield _problem(document, where, "write a number of days")
    elif key in ("wbs", "name", "id", "calendar") and not isinstance(wanted, str):
        yield _problem(document, where, "write a text")
    elif key == "code" and not (isinstance(wanted, dict) and all(map(_is_list, wanted.values()))):
        yield _problem(document, where, "write {TYPE: [VALUE, …]}")
    elif key == FROM_FIELDS and not _is_list(wanted):
        yield _problem(document, where, "write the names of user fields, [LOW, LIKELY, HIGH]")
    elif key == "name":
        try:
            re.compile(wanted)
        except re.error as error:
            yield _problem(document, where, f"it is no regular expression: {error}")


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _of_quantity(document: Document, where: Where, value: Any, *, scaled: bool) -> Iterator[Problem]:
    try:
        quantity = Quantity.parse(value)
    except UnusableError as error:
        yield _problem(document, where, str(error))
        return
    if scaled and quantity.kind not in SCALED:
        yield _problem(document, where, f"a range is a {', '.join(SCALED)} of factors")
    elif quantity.support[0] < 0.0 and quantity.kind not in ("normal", "p10_p90"):
        yield _problem(document, where, "a factor is not below 0")


def _problem(document: Document, where: Where, message: str) -> Problem:
    return Problem(*document.place(where), ".".join(map(str, where)), message)


# Applied ------------------------------------------------------------------------------------------------


def apply_rules(made: Imported, rules: Rules) -> list[int]:
    """Give the work of a schedule ranges, in its data; return how many each rule took, then those without."""
    tasks = {made.ids[task.uid]: task for task in made.source.tasks if task.uid in made.ids}
    taken: Counter[int] = Counter()
    driven: dict[str, list[str]] = {name: [] for name in rules.drivers}
    for name, row in made.data["activities"].items():
        known = made.statement["activities"].get(name, {})
        holder, key = (known, "remaining") if "remaining" in known else (row, "duration")
        if "finished" in known or not holder[key]:
            continue
        days = float(holder[key])
        number = _first(rules, tasks[name], days, row.get("calendar", "continuous"))
        taken[number] += 1
        if number < 0:
            continue
        rule = rules.rules[number]
        holder[key] = _range(rule, tasks[name], days)
        if rule.driver is not None and holder is row:
            driven[rule.driver].append(f"activities.{name}.duration")
    _put_drivers(made, rules, driven)
    return [taken[number] for number in (*range(len(rules.rules)), -1)]


def _first(rules: Rules, task: SourceTask, days: float, calendar: str) -> int:
    fitting = (n for n, rule in enumerate(rules.rules) if rule.fits(task, days, calendar))
    return next(fitting, -1)


def _range(rule: Rule, task: SourceTask, days: float) -> dict[str, Any]:
    """Return a rule's distribution for a task of so many days."""
    if isinstance(rule.duration, str):
        low, likely, high = sorted(_number(task.fields[name]) or 0.0 for name in rule.match[FROM_FIELDS])
        return {"pert": [low, likely, high]}
    scaled: dict[str, Any] = {}
    for key, value in rule.duration.items():
        if key == "at":
            scaled[key] = value
        elif isinstance(value, list):
            scaled[key] = [round(each * days, 6) for each in value]
        elif is_number(value):
            scaled[key] = round(value * days, 6)
    return scaled


def _put_drivers(made: Imported, rules: Rules, driven: Mapping[str, list[str]]) -> None:
    found: dict[str, Any] = {
        name: {"quantity": row["quantity"], "multiplies": driven[name]}
        for name, row in rules.drivers.items()
        if driven[name]
    }
    if rules.common is not None and not found:
        found[COMMON] = {"quantity": dict(rules.common), "multiplies": ["activities.*.duration"]}
    if found:
        made.data["drivers"] = found
