"""What is learnt from many runs: odds, criticality, promises, comparisons, sensitivities."""

from scenario.analysis.simulate import simulate
from scenario.analysis.study import Study, open_study

__all__ = ["Study", "open_study", "simulate"]
