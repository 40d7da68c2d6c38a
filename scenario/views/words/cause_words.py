"""Uncertainties in words without a study: names as the project has them."""

from __future__ import annotations

from scenario.project.sections.root import Project
from scenario.project.values.names import Name
from scenario.views.words.quantity_names import name_of
from scenario.views.words.target_words import node_in_words
from scenario.views.words.wording import Wording


def cause_in_words(project: Project, name: str, say: Wording) -> str:
    """Return what an uncertainty is called: an activity, a risk, a driver, or a value by its path."""
    block, _, rest = name.partition(".")
    if block == "activities":
        return node_in_words(project, rest.removesuffix(".duration"), say)
    if block == "risks" and rest in project.risks:
        return _named(project.risks[rest].name, rest, say)
    if block == "drivers" and rest in project.drivers:
        return _named(project.drivers[rest].name, rest, say)
    return name_of(name, project, say)


def _named(name: Name | None, key: str, say: Wording) -> str:
    return key if name is None else say.name(name)
