"""Luck: every uncertainty of every run, drawn before the run, one stream per name."""

from scenario.draws.luck import Luck
from scenario.draws.sampling import PLAIN, Sampling
from scenario.draws.streams import uniforms
from scenario.draws.uncertainty import STANDARD_NORMAL, STANDARD_UNIFORM, Uncertainty

__all__ = ["PLAIN", "STANDARD_NORMAL", "STANDARD_UNIFORM", "Luck", "Sampling", "Uncertainty", "uniforms"]
