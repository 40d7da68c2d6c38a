"""Uncertainties in words without a study: names as the project has them."""

from __future__ import annotations

from scenario.project.sections.root import Project
from scenario.views.words.quantity_names import name_of
from scenario.views.words.target_words import node_in_words
from scenario.views.words.wording import Wording


def cause_in_words(project: Project, name: str, say: Wording) -> str:
    """Return what an uncertainty is called: an activity, a risk, a driver, or a value by its path."""
    block, _, rest = name.partition(".")
    if block == "activities":
        return node_in_words(project, rest.removesuffix(".duration"), say)
    described = {"risks": project.risks, "drivers": project.drivers}.get(block, {})
    known = described.get(rest)
    if known is not None:
        return rest if known.name is None else say.name(known.name)
    return name_of(name, project, say)
