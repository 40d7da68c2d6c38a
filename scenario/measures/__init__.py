"""A run's numbers: what is measured of each, and what a project must describe for it."""

from scenario.measures.catalogue import MEASURES
from scenario.measures.measure import STATUSES, Measure
from scenario.measures.run_status import RUN_STATUSES

__all__ = ["MEASURES", "RUN_STATUSES", "STATUSES", "Measure"]
