"""What is learnt from many runs: odds, criticality, promises, comparisons, sensitivities."""

from scenario.analysis.study import Study, open_study, simulate

__all__ = ["Study", "open_study", "simulate"]
