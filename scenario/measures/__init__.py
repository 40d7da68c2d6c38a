"""A run's numbers: what is measured of each, and what a project must describe for it."""

from scenario.measures.catalogue import MEASURES
from scenario.measures.measure import STATUSES, Measure

__all__ = ["MEASURES", "STATUSES", "Measure"]
