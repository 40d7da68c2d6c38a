"""Targets in words without a study: names of nodes as the project has them."""

from __future__ import annotations

from scenario.project.sections.root import Project
from scenario.project.sections.targets import Target
from scenario.views.words.wording import Wording


def target_in_words(project: Project, target: Target, say: Wording) -> str:
    """Return what a target asks for: its own name, or measure and hurdle, or node and date."""
    if target.name is not None:
        return say.name(target.name)
    if target.measure is not None:
        return f"{say.measure(target.measure)} {say.hurdle(target)}"
    node = node_in_words(project, target.node or "", say)
    if target.by is not None:
        return say.say(f"{node} by {target.by}", f"{node} 不晚于 {target.by}")
    assert target.within is not None
    span = say.span(target.within.count, target.within.unit)
    since = say.say("start", "项目开始") if target.of is None else node_in_words(project, target.of, say)
    return say.say(f"{node} within {span} of {since}", f"{node} 自{since}起{span}内")


def node_in_words(project: Project, node: str, say: Wording) -> str:
    """Return what an activity, or one phase of it, is called."""
    base, _, phase = node.rpartition(".")
    known = project.activities.get(node) or project.activities.get(base)
    if known is None or known.name is None:
        return node
    label = say.name(known.name)
    return label if node in project.activities else f"{label} ({say.phase(phase)})"
