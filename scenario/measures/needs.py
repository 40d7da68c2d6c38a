"""What a project lacks for a measure."""

from __future__ import annotations

from scenario.measures.measure import Measure
from scenario.project.checks.needs import NEEDS, Need
from scenario.project.sections.root import Project

__all__ = ["NEEDS", "Need", "missing_need"]


def missing_need(measure: Measure, project: Project) -> Need | None:
    """Return the first thing a project lacks for a measure, or None."""
    return next((NEEDS[name] for name in measure.needs if not NEEDS[name].is_met(project)), None)
