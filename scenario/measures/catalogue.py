"""All measures, in the order in which they are reported: module by module, as they stand there."""

from __future__ import annotations

from scenario.measures import delivery, funding, paid, payback, profit, returns, sales, statement
from scenario.measures.measure import Measure
from scenario.measures.partners.measures import measure_of_partner

MODULES = (returns, profit, statement, funding, payback, sales, paid, delivery)
"""The modules that make measures."""


class Measures(dict[str, Measure]):
    """All measures by name, and beside them those of partners, `MEASURE@PARTNER`, made when asked for."""

    def __missing__(self, name: str) -> Measure:
        """Return the measure of a partner; it belongs to no list of all measures."""
        return measure_of_partner(name)


def is_measure(name: str) -> bool:
    """Return whether there is such a measure, of a project or of a partner."""
    try:
        return MEASURES[name] is not None
    except KeyError:
        return False


MEASURES = Measures(
    (found.name, found) for module in MODULES for found in vars(module).values() if isinstance(found, Measure)
)
"""All measures by name."""
