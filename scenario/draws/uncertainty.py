"""Uncertainty: what is left to luck, and the name that its luck is drawn by."""

from dataclasses import dataclass

from scenario.project.values.quantity import Quantity

STANDARD_UNIFORM = Quantity("uniform", (0.0, 1.0))
"""For what is judged against a probability: an event happens when its draw is below it."""
STANDARD_NORMAL = Quantity("normal", (0.0, 1.0))
"""For noise that a rule scales."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A quantity left to luck. The name is the key of its stream: rename it and it is drawn anew."""

    name: str
    quantity: Quantity
