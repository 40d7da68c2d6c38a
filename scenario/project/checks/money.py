"""Rules of cost, funding, taxes, regime and further flows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from scenario.project.checks.found import (
    Found,
    event_reference,
    growth_a_year,
    lag_in_months,
    listed,
    not_before_start,
    reference,
)
from scenario.project.problems import Where
from scenario.project.sections.cost import CostItem
from scenario.project.sections.funding import Funding
from scenario.project.sections.root import Project
from scenario.project.sections.tax import RateFrom
from scenario.project.values.record import Record
from scenario.project.values.vocabulary import KEPT_ACCOUNTS

_SITE = 1000.0
"""A site or a stock above this is that of a real project, whose money is not in thousands. [m²]"""


def cost(project: Project) -> Iterator[Found]:
    """Each cost item has one form, and refers to what exists."""
    if project.cost is None:
        return
    yield from growth_a_year(("cost", "escalation"), project.cost.escalation)
    for name, item in project.cost.items.items():
        where = ("cost", "items", name)
        yield from growth_a_year((*where, "escalation"), item.escalation)
        yield from _cost_form(where, item)
        for position, node in enumerate(item.over):
            yield from reference(project, (*where, "over", position), node)
        for key, event in (("from", item.from_), ("to", item.to)):
            if event is not None:
                yield from event_reference(project, (*where, key), event)
        for position, phase in enumerate(item.phases or ()):
            yield from listed("phase", (*where, "phases", position), phase, project.phase_ids)
        if item.pay == "progress" and project.cost.terms is None:
            yield Found((*where, "pay"), "payment by progress needs `cost.terms`")


def _cost_form(where: Where, item: CostItem) -> Iterator[Found]:
    """Check the form: amount and over, amount and window, or per_month and window."""
    window = item.from_ is not None or item.to is not None
    if (item.amount is None) == (item.per_month is None):
        yield Found(where, "write exactly one of `amount` and `per_month`")
    elif item.per_month is not None and item.over:
        yield Found((*where, "over"), "a cost `per_month` runs in a window; write `from` and `to`")
    elif bool(item.over) == window:
        yield Found(
            where, "say when it is earned: either `over` some activities, or `from` one event `to` another"
        )
    elif window and (item.from_ is None or item.to is None):
        yield Found(where, "a window needs both `from` and `to`")


def cost_in_plain_currency(project: Project) -> Iterator[Found]:
    """Construction of a real project costs more than 100 yuan a m²."""
    if project.cost is None or project.products is None or project.project.currency != "CNY":
        return
    kinds = project.products.types.values()
    area = sum(sum(product.stock.values()) for product in kinds if product.kind != "parking")
    amount = sum(item.amount.most_likely for item in project.cost.items.values() if item.amount is not None)
    if area > _SITE and 0 < amount < 100 * area:
        message = f"all amounts make {amount / area:.3g} yuan a m² of stock; amounts are in yuan, not 万元"
        yield Found(("cost", "items"), message)


def payment_terms(project: Project) -> Iterator[Found]:
    """Stages of payment rise from the progress share to 1."""
    if project.cost is None or project.cost.terms is None:
        return
    where: Where = ("cost", "terms", "stages")
    yield from lag_in_months(("cost", "terms", "lag"), project.cost.terms.lag)
    before = project.cost.terms.progress.most_likely
    for position, stage in enumerate(project.cost.terms.stages):
        yield from reference(project, (*where, position, "node"), stage.node, each=True)
        if stage.up_to < before:
            yield Found(
                (*where, position, "up_to"),
                f"{stage.up_to:g} is below the {before:g} paid before; stages rise to 1",
            )
        before = stage.up_to
    if before != 1:
        yield Found(where, f"the last stage pays up to {before:g}; the last one pays up to 1")


def funding(project: Project) -> Iterator[Found]:
    """The loan's gate exists; escrow is released step by step until nothing is kept."""
    if project.funding is None:
        return
    yield from _short(project.funding)
    yield from _facilities(project, project.funding)
    if project.funding.escrow is None:
        return
    quota = project.funding.escrow.quota.most_likely
    if 0 < quota < 10 and project.project.currency == "CNY":
        message = f"{quota:.12g} yuan a m² is no quota; amounts are in yuan, not 万元"
        yield Found(("funding", "escrow", "quota"), f"{message}; did you mean {quota * 1e4:.12g}?")
    where: Where = ("funding", "escrow", "keep")
    before = 1.0
    for position, step in enumerate(project.funding.escrow.keep):
        yield from reference(project, (*where, position, "node"), step.node, each=True)
        if step.keep > before:
            yield Found(
                (*where, position, "keep"),
                f"{step.keep:g} is above the {before:g} kept before; steps fall to 0",
            )
        before = step.keep
    if before != 0:
        yield Found(
            where, f"the last step keeps {before:g}; the last one keeps 0, or money stays locked for ever"
        )


def _facilities(project: Project, funding: Funding) -> Iterator[Found]:
    """What is borrowed is said in one way, with nodes that exist, and each facility has its own name."""
    if funding.loan is not None:
        yield from reference(project, ("funding", "loan", "gate"), funding.loan.gate, single=True)
        if funding.facilities:
            yield Found(
                ("funding", "loan"), "`loan` is the short form of one facility; list it in `facilities`"
            )
    names = [facility.name for facility in funding.facilities]
    for position, facility in enumerate(funding.facilities):
        where = ("funding", "facilities", position)
        if facility.name in names[:position]:
            message = f"'{facility.name}' is the name of another facility; give each its own"
            yield Found((*where, "name"), message)
        for gate, node in enumerate(facility.gates):
            yield from reference(project, (*where, "gates", gate), node, single=True)
        if facility.maturity is not None:
            yield from reference(project, (*where, "maturity", "node"), facility.maturity.node, single=True)
        if facility.covenants is not None and facility.covenants.sold_share is not None:
            node = facility.covenants.sold_share.by
            yield from reference(project, (*where, "covenants", "sold_share", "by"), node, single=True)
        if facility.fee is not None and facility.limit is None:
            yield Found((*where, "fee"), "a fee is a share of the limit; write `limit` too")


def _short(funding: Funding) -> Iterator[Found]:
    """What short cash does to works is said once, and in one way."""
    works = funding.short.works
    if works is not None and funding.equity.pause_works:
        yield Found(
            ("funding", "equity", "pause_works"),
            "`funding.short.works` says what becomes of works; keep that",
        )
    if works is not None and works.pause == (works.go_on_unpaid is not None):
        yield Found(("funding", "short", "works"), "write `pause`, or `go_on_unpaid` with a rate")


def expenses(project: Project) -> Iterator[Found]:
    """Expenses begin and end at events that exist."""
    block = project.expenses
    if block is not None:
        yield from growth_a_year(("expenses", "escalation"), block.escalation)
    if block is not None and block.marketing is not None:
        yield from event_reference(project, ("expenses", "marketing", "from"), block.marketing.from_)
    if block is not None and block.administration is not None:
        yield from event_reference(
            project, ("expenses", "administration", "from"), block.administration.from_
        )
        yield from event_reference(project, ("expenses", "administration", "to"), block.administration.to)


def tax(project: Project) -> Iterator[Found]:
    """Taxes are settled at nodes that exist; rates by date stand in order."""
    block = project.tax
    if block is None:
        return
    if isinstance(block.recognition, str):
        yield from reference(project, ("tax", "recognition"), block.recognition, each=True)
    else:
        nodes = block.recognition
        for key, node in (("vat", nodes.vat), ("books", nodes.books)):
            yield from reference(project, ("tax", "recognition", key), node, each=True)
        for position, node in enumerate(nodes.eit):
            yield from reference(project, ("tax", "recognition", "eit", position), node, each=True)
    if block.lat is not None:
        yield from reference(project, ("tax", "lat", "liquidation"), block.lat.liquidation, each=True)
    yield from _rates_in_order(("tax",), block)


def _rates_in_order(where: Where, block: Record) -> Iterator[Found]:
    """Check that each list of rates goes by date, one a month."""
    for key, value in block:
        if isinstance(value, Record):
            yield from _rates_in_order((*where, key), value)
        elif isinstance(value, tuple):
            rates = [rate for rate in value if isinstance(rate, RateFrom)]
            for position, (before, rate) in enumerate(itertools.pairwise(rates), start=1):
                if (rate.from_.year, rate.from_.month) <= (before.from_.year, before.from_.month):
                    message = f"{rate.from_} is not in a later month than {before.from_}; write rates by date"
                    yield Found((*where, key, position, "from"), message)


def regime(project: Project) -> Iterator[Found]:
    """One regime is used or decided on; all regimes named are described."""
    block = project.regime
    if block is None:
        return
    if (block.use is None) == (block.decide is None):
        yield Found(("regime",), "write exactly one of `use` and `decide`")
    if block.use is not None:
        yield from listed("regime", ("regime", "use"), block.use, block.rules)
    if block.decide is not None:
        yield from reference(project, ("regime", "decide", "node"), block.decide.node, single=True)
        yield from listed("regime", ("regime", "decide", "then"), block.decide.then, block.rules)
        yield from listed("regime", ("regime", "decide", "otherwise"), block.decide.otherwise, block.rules)
    for name, rules in block.rules.items():
        for key in ("presale_image", "mortgage_gate", "completion"):
            yield from reference(project, ("regime", "rules", name, key), getattr(rules, key), each=True)


def cash(project: Project) -> Iterator[Found]:
    """A flow has one due day, not before the start."""
    for position, flow in enumerate(project.cash):
        where: Where = ("cash", position)
        if (flow.on is None) == (flow.node is None):
            yield Found(where, "write exactly one of `on` (a date) and `node` (an activity)")
        elif flow.node is not None:
            yield from reference(project, (*where, "node"), flow.node, single=True)
        elif flow.lag:
            yield Found((*where, "lag"), "a lag counts from a node; write the later date in `on`")
        if flow.account in KEPT_ACCOUNTS:
            yield Found(
                (*where, "account"), f"'{flow.account}' is kept by the treasury; name another account"
            )
        yield from not_before_start(project, (*where, "on"), flow.on)
