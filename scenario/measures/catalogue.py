"""All measures, in the order in which they are reported: module by module, as they stand there."""

from __future__ import annotations

from scenario.measures import delivery, funding, paid, payback, profit, returns, sales, statement
from scenario.measures.measure import Measure

MODULES = (returns, profit, statement, funding, payback, sales, paid, delivery)
"""The modules that make measures."""

MEASURES: dict[str, Measure] = {
    found.name: found for module in MODULES for found in vars(module).values() if isinstance(found, Measure)
}
"""All measures by name."""
