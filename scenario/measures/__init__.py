"""What is learnt from the runs of a study: measures, odds, criticality, summaries."""

from scenario.measures.catalogue import MEASURES
from scenario.measures.measure import STATUSES, Measure
from scenario.measures.study import Study, open_study, simulate

__all__ = ["MEASURES", "STATUSES", "Measure", "Study", "open_study", "simulate"]
