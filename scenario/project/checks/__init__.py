"""What must hold between the values of a project: small functions, one a rule, listed in `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenario.project.checks import (
    board,
    branches,
    buffers,
    calendars,
    fallbacks,
    luck,
    money,
    operations,
    partners,
    risks,
    sales,
    site,
    statement,
    targets,
    whole,
    work,
)
from scenario.project.checks.found import Found
from scenario.project.sections.root import Project

__all__ = ["RULES", "Found", "found_in"]

Rule = Callable[[Project], Iterator[Found]]
RULES: tuple[Rule, ...] = (
    whole.something_to_do,
    whole.header,
    whole.phases,
    whole.blocks_that_need_others,
    whole.names_that_are_taken,
    calendars.calendars,
    calendars.together,
    work.staff,
    work.activities,
    work.links,
    work.triggers,
    risks.risks,
    risks.absences,
    risks.mitigations,
    fallbacks.fallbacks,
    branches.hammocks,
    branches.branches,
    branches.lags_behind,
    statement.statement,
    luck.drivers,
    luck.correlations,
    site.site,
    site.auction,
    sales.land,
    sales.products,
    sales.sales,
    money.cost,
    money.cost_in_plain_currency,
    money.payment_terms,
    money.funding,
    partners.partners,
    buffers.buffers,
    buffers.crashes,
    money.expenses,
    money.tax,
    money.regime,
    money.cash,
    operations.operations,
    targets.targets,
    board.board,
    board.names,
)
"""Every rule but those that look at the whole network."""


def found_in(project: Project) -> list[Found]:
    """Return everything that the rules find in a project."""
    found = [item for rule in RULES for item in rule(project)]
    # The network can be looked at only when every link leads somewhere.
    if any(_breaks_links(item) for item in found):
        return found
    return [*found, *branches.costs(project), *work.cycles(project)]


def _breaks_links(found: Found) -> bool:
    where = found.where
    if where[:1] == ("activities",):
        return where[2:3] in (("after",), ("scope",))
    return where[:1] in (("phases",), ("regime",))
