"""What people call the quantities of a project file."""

from __future__ import annotations

from typing import get_args

from scenario.project.sections.calendars import Month
from scenario.project.sections.root import Project
from scenario.project.values.names import Name
from scenario.study.outcomes import Outcomes
from scenario.views.words.wording import Wording

MONTHS = get_args(Month)


def name_of(path: str, project: Project, say: Wording) -> str:
    """Return what people call the thing that a path leads into."""
    block, key, *rest = path.split(".")
    if block == "staff":
        department = project.departments.get(key)
        return say.name(department.name) if department is not None else key
    if block == "cash":
        name = project.cash[int(key)].name
        return say.name(name) if name is not None else f"{project.cash[int(key)].account} {int(key) + 1}"
    if block == "activities":
        name = project.activities[key].name
        return say.name(name) if name is not None else key
    if block == "calendars" and rest[:1] == ["weather"]:
        month = MONTHS.index(rest[1]) + 1
        return say.say(f"{key}: weather of {rest[1].title()}", f"{key}: {month}月天气")
    if block == "products" and project.products is not None and rest and key == "types":
        name = project.products.types[rest[0]].name
        return say.name(name) if name is not None else rest[0]
    if block == "cost" and project.cost is not None and rest:
        name = project.cost.items[rest[0]].name
        return say.name(name) if name is not None else rest[0]
    return key


THINGS = {"activities": 1, "risks": 1, "drivers": 1, "calendars": 1, "fallbacks": 1, "staff": 1, "cash": 1}
"""Blocks whose paths lead through a thing with a name, and how many keys name it."""


def keys_of_thing(path: str) -> int:
    """Return how many keys of a path, behind its block, say which thing it leads into.

    >>> keys_of_thing("cost.items.facade.amount"), keys_of_thing("land.price")
    (2, 0)
    """
    block, *rest = path.split(".")
    inner = {"products": "types", "cost": "items"}.get(block)
    return 2 if inner is not None and rest[:1] == [inner] else THINGS.get(block, 0)


def thing_of(path: str, project: Project, say: Wording) -> str:
    """Return what the thing that a path leads into is called; nothing where it leads into none, or into all.

    What has no name is called by its key.
    """
    block, *rest = path.split(".")
    count = keys_of_thing(path)
    if not count or len(rest) < count or rest[count - 1] == "*":
        return ""
    key = rest[count - 1]
    names: dict[str, dict[str, Name | None]] = {
        "risks": {name: each.name for name, each in project.risks.items()},
        "drivers": {name: each.name for name, each in project.drivers.items()},
        "fallbacks": {name: each.name for name, each in project.fallbacks.items()},
    }
    if block in names:
        name = names[block].get(key)
        return key if name is None else say.name(name)
    if block == "calendars":
        return say.called(key)
    if block == "activities" and key not in project.activities:  # of a phase
        key = key.partition(".")[0]
    try:
        return name_of(path, project, say)
    except (KeyError, ValueError, IndexError):
        return key


def uncertainty_name(study: Outcomes, uncertainty: str, say: Wording) -> str:
    """Return what an uncertainty is called: an activity, a risk, a driver, or what a path leads into."""
    block, _, rest = uncertainty.partition(".")
    if block == "activities":
        return say.node(study, rest.removesuffix(".duration"))
    if block == "risks":
        risk, _, what = rest.partition(".")
        name = study.project.risks[risk].name
        text = risk if name is None else say.name(name)
        return f"{text}: {what}" if what else text
    if block == "drivers":
        driver = study.project.drivers[rest].name
        return rest if driver is None else say.name(driver)
    return name_of(uncertainty, study.project, say)
