"""What a project lacks for a measure."""

from __future__ import annotations

from scenario.measures.measure import Measure
from scenario.project.checks.needs import NEEDS, NOT_TRACKED, Need
from scenario.project.sections.root import Project

__all__ = ["NEEDS", "NOT_TRACKED", "Need", "missing_need"]


def missing_need(measure: Measure, project: Project) -> Need | None:
    """Return the first thing a project lacks for a measure, or None."""
    lacks = next((NEEDS[name] for name in measure.needs if not NEEDS[name].is_met(project)), None)
    if lacks is None and set(measure.needs) - {"key_nodes"} and not NOT_TRACKED.is_met(project):
        return NOT_TRACKED
    return lacks
