"""What must hold between the values of a project. One small function a rule; `RULES` lists them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scenario.project.calendars import Stop
from scenario.project.cost import CostItem
from scenario.project.links import PRESALE_IMAGE, PREVIOUS, Link, split_event, split_node
from scenario.project.network import cycle, expand
from scenario.project.paths import matching, quantities
from scenario.project.problems import unknown
from scenario.project.quantity import Quantity
from scenario.project.reading import Where
from scenario.project.root import BASE, Project
from scenario.project.targets import Target
from scenario.project.vocabulary import MEASURES, RATES

CONTINUOUS = "continuous"
"""The built-in calendar: every day is a working day."""
_ROUNDING = 1e-6
"""Shares written with a few decimals may miss their sum by this. [fraction]"""
_SITE = 1000.0
"""A site or a stock above this is that of a real project, whose money is not in thousands. [m²]"""
_LONGEST_LAG = 24
"""Nobody waits longer for a bank or a contractor's bill. [months]"""


class Found(NamedTuple):
    """What a rule found: where, and what to say."""

    where: Where
    message: str


def found_in(project: Project) -> list[Found]:
    """Return everything that the rules find in a project."""
    found = [item for rule in RULES for item in rule(project)]
    # A cycle can be looked for only when every link leads somewhere.
    return (
        found
        if any(item.where[:1] in (("activities",), ("regime",)) for item in found)
        else [*found, *cycles(project)]
    )


# --- references --------------------------------------------------------------------------------------------


def _reference(
    project: Project, where: Where, node: str, single: bool = False, each: bool = False
) -> Iterator[Found]:
    """Check a node: it exists, its phase does, and it means one instance or, with `each`, one a phase."""
    name, phase = split_node(node)
    activity = project.activities.get(name)
    if activity is None:
        yield Found(where, unknown("activity", name, project.activities))
    elif phase is not None and activity.scope == "project":
        yield Found(where, f"'{name}' is done once, not in each phase; write {name}")
    elif phase is not None and phase not in project.phases:
        yield Found(where, unknown("phase", phase, project.phases))
    elif phase is not None and each:
        yield Found(where, f"every phase has its own '{name}' here; write {name} without '.{phase}'")
    elif phase is None and single and activity.scope == "phase":
        choices = " or ".join(f"{name}.{one}" for one in project.phases)
        yield Found(where, f"'{name}' is done in each phase; say which one: {choices}")


def _event_reference(project: Project, where: Where, event: str) -> Iterator[Found]:
    name, phase, _ = split_event(event)
    yield from _reference(project, where, name if phase is None else f"{name}.{phase}")


def _listed(kind: str, where: Where, word: str, known: Iterable[str]) -> Iterator[Found]:
    """Check that a word is one of those known."""
    names = list(known)
    if word not in names:
        yield Found(where, unknown(kind, word, names))


def _sums_to_one(where: Where, shares: Sequence[float], what: str) -> Iterator[Found]:
    if abs(sum(shares) - 1) > _ROUNDING:
        yield Found(where, f"{what} sum to {sum(shares):.12g}; make them sum to 1")


# --- the whole ---------------------------------------------------------------------------------------------


def something_to_do(project: Project) -> Iterator[Found]:
    """A project has activities or flows of money."""
    if not project.activities and not project.cash:
        yield Found((), "there is nothing to simulate; write `activities:` or `cash:`")


def header(project: Project) -> Iterator[Found]:
    """Months count from one activity; the horizon is not empty."""
    zero = project.project.month_zero
    if zero is not None:
        yield from _reference(project, ("project", "month_zero"), zero, single=True)
    if project.project.horizon.days <= 0:
        yield Found(("project", "horizon"), "the horizon is empty; write a span such as 96 months")
    elif project.project.horizon.unit == "days" and project.project.horizon.days < 365 and project.products:
        count = f"{project.project.horizon.count:.12g}"
        yield Found(
            ("project", "horizon"), f"{count} days end before homes are sold; did you mean {count} months?"
        )


def phases(project: Project) -> Iterator[Found]:
    """Phases have names of their own."""
    for position, phase in enumerate(project.phases):
        if phase in project.phases[:position]:
            yield Found(("phases", position), f"phase '{phase}' stands twice; keep one")
        elif phase == PREVIOUS:
            yield Found(("phases", position), f"'{phase}' means the phase before; choose another name")


def blocks_that_need_others(project: Project) -> Iterator[Found]:
    """Some blocks mean nothing without another."""
    if project.products is None:
        if project.funding is not None and project.funding.escrow is not None:
            yield Found(("funding", "escrow"), "escrow holds presale money; it needs a `products:` block")
        for name in ("tax", "expenses"):
            if getattr(project, name) is not None:
                yield Found((name,), f"it is reckoned on sales; `{name}:` needs a `products:` block")
    if project.funding is not None and project.funding.escrow is None and project.products is not None:
        for name, rules in (project.regime.rules if project.regime else {}).items():
            if rules.escrow == "quota":
                message = "supervision by quota needs `funding.escrow` with the quota and its release"
                yield Found(("regime", "rules", name, "escrow"), message)


def names_that_are_taken(project: Project) -> Iterator[Found]:
    """`base`, `previous` and `continuous` have a meaning already."""
    for where in (("scenarios", BASE), ("activities", PREVIOUS), ("calendars", CONTINUOUS)):
        if where[1] in getattr(project, where[0]):
            yield Found(where, f"the name '{where[1]}' has a meaning of its own; choose another")


# --- calendars and staff -----------------------------------------------------------------------------------


def calendars(project: Project) -> Iterator[Found]:
    """A calendar leaves days to work on; each of its stops has one form."""
    for name, calendar in project.calendars.items():
        if isinstance(calendar.week, tuple) and not calendar.week:
            yield Found(("calendars", name, "week"), "no day is a working day; write at least one")
        for position, stop in enumerate(calendar.stops):
            yield from _stop(("calendars", name, "stops", position), stop)


def _stop(where: Where, stop: Stop) -> Iterator[Found]:
    forms = [
        stop.spring_festival is not None,
        stop.every_year is not None,
        stop.from_ is not None or stop.to is not None,
    ]
    if sum(forms) != 1:
        yield Found(where, "write exactly one of `spring_festival`, `every_year`, or `from` and `to`")
    elif forms[2] and (stop.from_ is None or stop.to is None):
        yield Found(where, "a single stop needs both `from` and `to`")
    elif stop.from_ is not None and stop.to is not None and stop.to < stop.from_:
        yield Found((*where, "to"), f"the last day {stop.to} is before the first day {stop.from_}")
    for position, day in enumerate(stop.every_year or ()):
        if not _is_day_of_year(day):
            yield Found(
                (*where, "every_year", position),
                f"'{day}' is no day of the year; write month-day in quotes, such as \"12-01\"",
            )


def _is_day_of_year(text: str) -> bool:
    form = re.fullmatch(r"(\d\d)-(\d\d)", text)
    try:
        return form is not None and bool(dt.date(2000, int(form[1]), int(form[2])))
    except ValueError:
        return False


def staff(project: Project) -> Iterator[Found]:
    """Pools are not below nothing; no activity asks for more people than there are."""
    for pool, size in project.staff.items():
        if size < 0:
            yield Found(("staff", pool), f"{size:g} people cannot be; write 0 or more")
    for name, activity in project.activities.items():
        for pool, demand in activity.staff.items():
            where = ("activities", name, "staff", pool)
            if project.staff and pool not in project.staff:
                yield Found(where, unknown("staff pool", pool, project.staff))
            elif demand < 0:
                yield Found(where, f"{demand:g} people cannot be; write 0 or more")
            elif demand > project.staff.get(pool, math.inf):
                yield Found(
                    where,
                    f"it asks for {demand:g} of {project.staff[pool]:g} in '{pool}'; it could never start",
                )


# --- activities --------------------------------------------------------------------------------------------


def activities(project: Project) -> Iterator[Found]:
    """Departments, calendars and phases of activities exist; nothing is due before the start."""
    for name, activity in project.activities.items():
        where = ("activities", name)
        if activity.department is not None and project.departments:
            yield from _listed("department", (*where, "department"), activity.department, project.departments)
        yield from _listed(
            "calendar", (*where, "calendar"), activity.calendar, (CONTINUOUS, *project.calendars)
        )
        if activity.scope == "phase" and not project.phases:
            yield Found((*where, "scope"), "the project has no phases; write `phases:` or scope: project")
        yield from _not_before_start(project, (*where, "not_before"), activity.not_before)


def _not_before_start(project: Project, where: Where, day: dt.date | None) -> Iterator[Found]:
    start = project.project.start
    if day is not None and day < start:
        yield Found(where, f"{day} is before the project's start {start}")


def links(project: Project) -> Iterator[Found]:
    """Every link leads to an activity, in a phase that fits."""
    for name, activity in project.activities.items():
        for position, link in enumerate(activity.after):
            where = ("activities", name, "after", position)
            if link.activity == PRESALE_IMAGE:
                if project.regime is None:
                    yield Found(where, f"{PRESALE_IMAGE} is named by the regime; write a `regime:` block")
            elif link.phase == PREVIOUS:
                yield from _previous(project, where, name, link)
            else:
                yield from _reference(project, where, link.node)


def _previous(project: Project, where: Where, name: str, link: Link) -> Iterator[Found]:
    other = project.activities.get(link.activity)
    if other is None:
        yield Found(where, unknown("activity", link.activity, project.activities))
        return
    for one, scope in ((name, project.activities[name].scope), (link.activity, other.scope)):
        if scope != "phase":
            yield Found(
                where, f"'{one}' is done once and has no phase before; `{PREVIOUS}.` joins phase activities"
            )


def triggers(project: Project) -> Iterator[Found]:
    """A trigger watches the sales of a phase."""
    for name, activity in project.activities.items():
        if activity.start_when is None:
            continue
        where, watched = ("activities", name, "start_when"), activity.start_when.of
        if project.products is None:
            yield Found(where, "it waits for sales; the project needs a `products:` block")
        if watched != PREVIOUS:
            yield from _listed("phase", (*where, "of"), watched, project.phase_ids)
        elif activity.scope != "phase":
            yield Found(
                (*where, "of"),
                f"'{name}' is done once and has no phase before; name the phase that is watched",
            )


def cycles(project: Project) -> Iterator[Found]:
    """No activity waits for itself, whichever regime holds."""
    network = expand(project)
    for regime in (None, *(project.regime.rules if project.regime else ())):
        loop = cycle(network, regime)
        if loop:
            names = " → ".join(network.ids[instance] for instance in loop)
            under = "" if regime is None else f" under regime '{regime}'"
            first = network.activities[loop[0]]
            yield Found(("activities", first, "after"), f"the work waits for itself{under}: {names}")
            return


# --- risks, drivers, correlations --------------------------------------------------------------------------


def risks(project: Project) -> Iterator[Found]:
    """A risk does something, to things that exist."""
    known = quantities(project)
    for name, risk in project.risks.items():
        where = ("risks", name)
        for key in ("delay", "factor"):
            for node in getattr(risk, key):
                yield from _reference(project, (*where, key, node), node)
        for item in risk.cost:
            yield from _listed(
                "cost item", (*where, "cost", item), item, project.cost.items if project.cost else ()
            )
        for key in ("multiplies", "adds"):
            for pattern in getattr(risk, key):
                yield from _pattern((*where, key, pattern), pattern, known, f"risks.{name}.")
        used = [key for key in ("delay", "factor", "cost", "multiplies", "adds") if getattr(risk, key)]
        if not used:
            yield Found(where, "it does nothing; write a delay, factor, cost, multiplies or adds")
        if risk.per == "year" and not set(used) <= {"delay", "cost"}:
            wrong = next(key for key in used if key not in ("delay", "cost"))
            yield Found((*where, wrong), "a risk `per: year` may only delay and cost")
        if risk.scope == "phase" and not project.phases:
            yield Found((*where, "scope"), "the project has no phases; write `phases:` or scope: project")


def drivers(project: Project) -> Iterator[Found]:
    """Drivers move quantities that exist, and not themselves."""
    known = quantities(project)
    for name, driver in project.drivers.items():
        for key in ("multiplies", "shifts"):
            for position, pattern in enumerate(getattr(driver, key)):
                yield from _pattern(("drivers", name, key, position), pattern, known, "drivers.")


def _pattern(where: Where, pattern: str, known: Mapping[str, Quantity], own: str) -> Iterator[Found]:
    """Check that a pattern names quantities, none of them its own."""
    paths = matching(pattern, known)
    if not paths:
        yield Found(where, unknown("quantity", pattern, known))
    elif any(path.startswith(own) for path in paths):
        yield Found(where, f"'{pattern}' names values that belong to `{own.rstrip('.')}` itself")


def correlations(project: Project) -> Iterator[Found]:
    """Correlations join uncertainties, each pair once, and fit together."""
    known = quantities(project)
    pairs: dict[tuple[str, str], float] = {}
    for position, correlation in enumerate(project.correlations):
        where = ("correlations", position)
        names = [_uncertainty(name) for name in correlation.between]
        for place, name in enumerate(correlation.between):
            yield from _uncertain(project, (*where, "between", place), name, known)
            if names[place] in names[:place]:
                yield Found((*where, "between", place), f"'{name}' stands twice; keep one")
        for pair in ((a, b) for i, a in enumerate(names) for b in names[i + 1 :] if a != b):
            if pairs.get(pair, correlation.rho) != correlation.rho:
                yield Found(
                    (*where, "rho"), f"{pair[0]} and {pair[1]} have rho {pairs[pair]:g} above; keep one"
                )
            pairs[pair] = pairs[pair[::-1]] = correlation.rho
    if pairs and not is_positive_semidefinite(_matrix(pairs)):
        message = "they contradict each other (the matrix is not positive semidefinite); make them weaker"
        yield Found(("correlations",), message)


def _uncertainty(name: str) -> str:
    """Return the quantity that `drivers.x` stands for; `risks.x` is its occurrence."""
    return f"{name}.quantity" if re.fullmatch(r"drivers\.\w+", name) else name


def _uncertain(project: Project, where: Where, name: str, known: Mapping[str, Quantity]) -> Iterator[Found]:
    kind, _, risk = name.partition(".")
    quantity = known.get(_uncertainty(name))
    if kind == "risks" and risk in project.risks:
        return
    if quantity is None:
        names = [path.removesuffix(".quantity") if path.startswith("drivers.") else path for path in known]
        yield Found(
            where, unknown("uncertainty", name, [*names, *(f"risks.{risk}" for risk in project.risks)])
        )
    elif not quantity.is_uncertain:
        yield Found(
            where, f"'{name}' is the plain number {quantity.most_likely:g}; only uncertain values correlate"
        )


def _matrix(pairs: Mapping[tuple[str, str], float]) -> list[list[float]]:
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    return [[1.0 if a == b else pairs.get((a, b), 0.0) for b in names] for a in names]


def is_positive_semidefinite(matrix: Sequence[Sequence[float]]) -> bool:
    """Tell whether a symmetric matrix has no negative eigenvalue, by elimination (LDLᵀ), largest first."""
    left = [list(row) for row in matrix]
    while left:
        pivot = max(range(len(left)), key=lambda i: left[i][i])
        size = left[pivot][pivot]
        if size < 1e-9:
            return all(abs(value) < 1e-6 for row in left for value in row)
        row = left[pivot]
        keep = [i for i in range(len(left)) if i != pivot]
        left = [[left[i][j] - row[i] * row[j] / size for j in keep] for i in keep]
    return True


# --- land, sales -------------------------------------------------------------------------------------------


def land(project: Project) -> Iterator[Found]:
    """The land is paid in full, at nodes that exist, in plain currency."""
    if project.land is None:
        return
    for position, payment in enumerate(project.land.payments):
        yield from _reference(project, ("land", "payments", position, "node"), payment.node, single=True)
    yield from _sums_to_one(
        ("land", "payments"), [payment.share for payment in project.land.payments], "the shares"
    )
    if project.land.use_tax is not None:
        yield from _reference(project, ("land", "use_tax", "from"), project.land.use_tax.from_, single=True)
        yield from _reference(project, ("land", "use_tax", "to"), project.land.use_tax.to)
    price = project.land.price.most_likely
    if project.land.area.most_likely > _SITE and 0 < price < 1e6:
        yield Found(
            ("land", "price"),
            f"{price:.12g} for a site of this size is not in yuan; prices are in yuan, not 万元",
        )


def products(project: Project) -> Iterator[Found]:
    """Stock stands under phases, is released by nodes that exist, and is priced in plain currency."""
    if project.products is None:
        return
    yield from _reference(project, ("products", "launch"), project.products.launch, each=True)
    for name, product in project.products.types.items():
        where = ("products", "types", name)
        for phase, stock in product.stock.items():
            yield from _listed("phase", (*where, "stock", phase), phase, project.phase_ids)
            if stock < 0:
                yield Found(
                    (*where, "stock", phase), f"{stock:g} is below 0; write the stock in m² or spaces"
                )
        if product.release is not None:
            yield from _reference(project, (*where, "release", "node"), product.release.node, each=True)
        for key in ("price", "market_price"):
            yield from _price(project, (*where, key), getattr(product, key), product.kind)
    late = project.products.late_handover
    if late is not None:
        yield from _reference(project, ("products", "late_handover", "node"), late.node, each=True)


def _price(project: Project, where: Where, price: Quantity | None, kind: str) -> Iterator[Found]:
    least, unit = (1000, "a space") if kind == "parking" else (100, "a m²")
    if price is not None and 0 < price.most_likely < least and project.project.currency == "CNY":
        value = price.most_likely
        yield Found(
            where,
            f"{value:.12g} yuan {unit} is no price; prices are in yuan, not 万元; "
            f"did you mean {value * 1e4:.12g}?",
        )


def sales(project: Project) -> Iterator[Found]:
    """Batches, payment mix and instalments are complete; signs and sizes make sense."""
    block = project.products
    if block is None:
        return
    yield from _sums_to_one(
        ("products", "batches"), [batch.share for batch in block.batches], "the shares of the batches"
    )
    yield from _lag_in_months(("products", "collection", "mortgage_lag"), block.collection.mortgage_lag)
    mix = block.collection.mix
    yield from _sums_to_one(
        ("products", "collection", "mix"), [mix.full, mix.mortgage, mix.instalment], "the shares"
    )
    instalments = [instalment.share for instalment in block.collection.instalments]
    if instalments:
        yield from _sums_to_one(
            ("products", "collection", "instalments"), instalments, "the shares of the instalments"
        )
    elif mix.instalment > 0:
        yield Found(
            ("products", "collection"),
            "some buyers pay by instalments; write `instalments:` with their months and shares",
        )
    for month, factor in enumerate(block.absorption.season):
        if not 0 <= factor <= 10:
            yield Found(
                ("products", "absorption", "season", month),
                f"{factor:g} is no factor on the pace; write about 1",
            )
    if block.absorption.elasticity is not None and block.absorption.elasticity.support[1] > 0:
        message = "it may be above 0, so that dearer homes sell faster; write a number below 0, such as -1.5"
        yield Found(("products", "absorption", "elasticity"), message)
    if block.price_growth is not None and abs(block.price_growth.most_likely) > 1:
        value = block.price_growth.most_likely
        yield Found(
            ("products", "price_growth"),
            f"{value:.12g} is {value * 100:.12g} % a year; did you mean {value / 100:.12g}?",
        )


def _lag_in_months(where: Where, lag: Quantity) -> Iterator[Found]:
    months = lag.most_likely
    if months > _LONGEST_LAG:
        message = f"{months:.12g} months are {months / 12:.3g} years; lags are in months, not days"
        yield Found(where, message)


# --- cost and money ----------------------------------------------------------------------------------------


def cost(project: Project) -> Iterator[Found]:
    """Each cost item has one form, and refers to what exists."""
    if project.cost is None:
        return
    for name, item in project.cost.items.items():
        where = ("cost", "items", name)
        yield from _cost_form(where, item)
        for position, node in enumerate(item.over):
            yield from _reference(project, (*where, "over", position), node)
        for key, event in (("from", item.from_), ("to", item.to)):
            if event is not None:
                yield from _event_reference(project, (*where, key), event)
        for position, phase in enumerate(item.phases or ()):
            yield from _listed("phase", (*where, "phases", position), phase, project.phase_ids)
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
    yield from _lag_in_months(("cost", "terms", "lag"), project.cost.terms.lag)
    before = project.cost.terms.progress.most_likely
    for position, stage in enumerate(project.cost.terms.stages):
        yield from _reference(project, (*where, position, "node"), stage.node, each=True)
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
    if project.funding.loan is not None:
        yield from _reference(project, ("funding", "loan", "gate"), project.funding.loan.gate, single=True)
    if project.funding.escrow is None:
        return
    quota = project.funding.escrow.quota.most_likely
    if 0 < quota < 10 and project.project.currency == "CNY":
        message = f"{quota:.12g} yuan a m² is no quota; amounts are in yuan, not 万元"
        yield Found(("funding", "escrow", "quota"), f"{message}; did you mean {quota * 1e4:.12g}?")
    where: Where = ("funding", "escrow", "keep")
    before = 1.0
    for position, step in enumerate(project.funding.escrow.keep):
        yield from _reference(project, (*where, position, "node"), step.node, each=True)
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


def expenses(project: Project) -> Iterator[Found]:
    """Expenses begin and end at events that exist."""
    block = project.expenses
    if block is not None and block.marketing is not None:
        yield from _event_reference(project, ("expenses", "marketing", "from"), block.marketing.from_)
    if block is not None and block.administration is not None:
        yield from _event_reference(
            project, ("expenses", "administration", "from"), block.administration.from_
        )
        yield from _event_reference(project, ("expenses", "administration", "to"), block.administration.to)


def tax(project: Project) -> Iterator[Found]:
    """Taxes are settled at nodes that exist."""
    if project.tax is not None:
        yield from _reference(project, ("tax", "recognition"), project.tax.recognition, each=True)
        yield from _reference(project, ("tax", "lat", "liquidation"), project.tax.lat.liquidation, each=True)


def regime(project: Project) -> Iterator[Found]:
    """One regime is used or decided on; all regimes named are described."""
    block = project.regime
    if block is None:
        return
    if (block.use is None) == (block.decide is None):
        yield Found(("regime",), "write exactly one of `use` and `decide`")
    if block.use is not None:
        yield from _listed("regime", ("regime", "use"), block.use, block.rules)
    if block.decide is not None:
        yield from _reference(project, ("regime", "decide", "node"), block.decide.node, single=True)
        yield from _listed("regime", ("regime", "decide", "then"), block.decide.then, block.rules)
        yield from _listed("regime", ("regime", "decide", "otherwise"), block.decide.otherwise, block.rules)
    for name, rules in block.rules.items():
        for key in ("presale_image", "mortgage_gate", "completion"):
            yield from _reference(project, ("regime", "rules", name, key), getattr(rules, key), each=True)


def cash(project: Project) -> Iterator[Found]:
    """A flow has one due day, not before the start."""
    for position, flow in enumerate(project.cash):
        where: Where = ("cash", position)
        if (flow.on is None) == (flow.node is None):
            yield Found(where, "write exactly one of `on` (a date) and `node` (an activity)")
        elif flow.node is not None:
            yield from _reference(project, (*where, "node"), flow.node, single=True)
        elif flow.lag:
            yield Found((*where, "lag"), "a lag counts from a node; write the later date in `on`")
        yield from _not_before_start(project, (*where, "on"), flow.on)


# --- targets -----------------------------------------------------------------------------------------------


def targets(project: Project) -> Iterator[Found]:
    """A target is a measure with a hurdle or a node with a date."""
    for position, target in enumerate(project.targets):
        where: Where = ("targets", position)
        if (target.measure is None) == (target.node is None):
            yield Found(where, "write exactly one of `measure` and `node`")
        elif target.measure is not None:
            yield from _measure_target(where, target, target.measure)
        elif target.node is not None:
            yield from _node_target(project, where, target, target.node)


def _measure_target(where: Where, target: Target, measure: str) -> Iterator[Found]:
    yield from _listed("measure", (*where, "measure"), measure, MEASURES)
    for key in ("by", "within", "of"):
        if getattr(target, key) is not None:
            yield Found((*where, key), f"`{key}` belongs to a node; a measure has `at_least` or `at_most`")
    if (target.at_least is None) == (target.at_most is None):
        yield Found(where, "write exactly one of `at_least` and `at_most`")
    for key in ("at_least", "at_most"):
        hurdle = getattr(target, key)
        if hurdle is not None and measure in RATES and 1 < abs(hurdle) <= 100:
            yield Found(
                (*where, key), f"{hurdle:.12g} is {hurdle * 100:.12g} %; did you mean {hurdle / 100:.12g}?"
            )


def _node_target(project: Project, where: Where, target: Target, node: str) -> Iterator[Found]:
    yield from _reference(project, (*where, "node"), node, single=True)
    if target.of is not None:
        yield from _reference(project, (*where, "of"), target.of, single=True)
    for key in ("at_least", "at_most"):
        if getattr(target, key) is not None:
            yield Found((*where, key), f"`{key}` belongs to a measure; a node has `by` or `within`")
            return
    if (target.by is None) == (target.within is None):
        yield Found(where, "write exactly one of `by` (a date) and `within` (a span)")
    elif target.of is not None and target.within is None:
        yield Found((*where, "of"), "`of` goes with `within`; a date needs none")
    yield from _not_before_start(project, (*where, "by"), target.by)


Rule = Callable[[Project], Iterator[Found]]
RULES: tuple[Rule, ...] = (
    something_to_do,
    header,
    phases,
    blocks_that_need_others,
    names_that_are_taken,
    calendars,
    staff,
    activities,
    links,
    triggers,
    risks,
    drivers,
    correlations,
    land,
    products,
    sales,
    cost,
    cost_in_plain_currency,
    payment_terms,
    funding,
    expenses,
    tax,
    regime,
    cash,
    targets,
)
