"""What the works, the land and the expenses cost in the monthly model."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenario.project.sections.cost import CostItem
from tests.model.money.monthly.given import MONTH, NEVER, Given
from tests.model.money.monthly.sales import Sales, later

Months = dict[str, list[float]]
"""By phase and month [yuan]."""


@dataclass
class Costs:
    """What was earned and paid, by phase and month; land by month."""

    earned: Months = field(default_factory=dict)
    paid: Months = field(default_factory=dict)
    marketing: Months = field(default_factory=dict)
    administration: Months = field(default_factory=dict)
    land_use_tax: Months = field(default_factory=dict)
    damages: Months = field(default_factory=dict)
    land: list[float] = field(default_factory=list)
    land_is_paid: int = 0
    """The month of the last instalment."""


def costs_of(given: Given, sales: Sales) -> Costs:
    """Earn and pay everything that is no tax."""
    months = len(given.ends)

    def nothing() -> Months:
        return {phase: [0.0] * months for phase in given.phases}

    costs = Costs(nothing(), nothing(), nothing(), nothing(), nothing(), nothing(), [0.0] * months, months)
    progress = nothing()
    for name, item in given.project.cost.items.items() if given.project.cost else ():
        for phase, share in _spread(given, item):
            flow = _earned(given, f"cost.items.{name}", item, phase, share)
            growth = f"cost.items.{name}.escalation" if item.escalation else "cost.escalation"
            flow = _escalated(given, growth, flow)
            into = progress if item.pay == "progress" else costs.paid
            for month, amount in enumerate(flow):
                costs.earned[phase][month] += amount
                into[phase][month] += amount
    for phase in given.phases:
        _pay_progress(given, phase, progress[phase], costs.paid[phase])
    _expenses(given, sales, costs)
    _land(given, costs)
    _damages(given, sales, costs)
    return costs


def _escalated(given: Given, growth: str, flow: list[float]) -> list[float]:
    """Return what is due in each month at that month's prices."""
    rate, since = given.growth(growth), given.month_on(getattr(given._at(growth), "from_", None))
    return [amount * (1 + rate) ** ((month - since) / 12) for month, amount in enumerate(flow)]


def _spread(given: Given, item: CostItem) -> list[tuple[str, float]]:
    """Return the phases of a cost item with their shares."""
    phases = item.phases or given.phases
    whole = sum(given.area_share[p] for p in phases)
    return [(p, given.area_share[p] / whole) for p in phases]


def _steps(cumulative: list[float]) -> list[float]:
    """Return what each month adds to a sum."""
    return [now - before for now, before in zip(cumulative, [0.0, *cumulative], strict=False)]


def _earned(given: Given, path: str, item: CostItem, phase: str, share: float) -> list[float]:
    if item.per_month is not None:
        return window(
            given, phase, item.from_ or "", item.to or "", given.value(f"{path}.per_month") * share, True
        )
    amount = given.value(f"{path}.amount") * share
    if not item.over:
        return window(given, phase, item.from_ or "", item.to or "", amount)
    lengths = {
        given.node(node, phase): given.project.activities[node.split(".")[0]].duration.most_likely
        for node in item.over
    }
    cumulative = [0.0] * len(given.ends)
    for activity, length in lengths.items():
        weight = length / sum(lengths.values()) if sum(lengths.values()) else 1 / len(lengths)
        for month, end in enumerate(given.ends):
            cumulative[month] += amount * weight * _share_done(given, activity, end)
    return _steps(cumulative)


def _share_done(given: Given, activity: str, now: float) -> float:
    """Return how much of an activity's working time is over [fraction]."""
    if given.start[activity] >= now:
        return 0.0
    if given.span[activity] <= 0 or given.finish[activity] <= now:
        return 1.0
    calendar = given.project.activities[activity.split(".")[0]].calendar
    return min(1.0, given.worked(calendar, given.start[activity], now) / given.span[activity])


def window(
    given: Given, phase: str, opens: str, closes: str, amount: float, monthly: bool = False
) -> list[float]:
    """Return what falls due evenly between two events, at the pace of the plan [yuan a month]."""
    opened, closed = given.when(opens, phase), given.when(closes, phase)
    days = given.when(closes, phase, planned=True) - given.when(opens, phase, planned=True)
    cumulative = []
    for end in given.ends:
        if opened > end:
            due = 0.0
        elif monthly:
            due = amount * max(0.0, min(end, closed) - opened) / MONTH
        else:
            due = amount if closed <= end or days <= 0 else amount * min(1.0, (end - opened) / days)
        cumulative.append(due)
    return _steps(cumulative)


def _pay_progress(given: Given, phase: str, earned: list[float], paid: list[float]) -> None:
    """Bill what was earned as far as the terms allow, and pay after the lag."""
    terms = given.project.cost.terms if given.project.cost else None
    if terms is None:
        return
    done, billed = 0.0, 0.0
    for month, end in enumerate(given.ends):
        done += earned[month]
        reached = [stage.up_to for stage in terms.stages if given.done(stage.node, phase) <= end]
        share = max([given.value("cost.terms.progress"), *reached])
        if done > billed and done * share > billed:
            later(paid, month, given.value("cost.terms.lag"), done * share - billed)
            billed = done * share


def _expenses(given: Given, sales: Sales, costs: Costs) -> None:
    project = given.project
    marketing = project.expenses.marketing if project.expenses and project.products else None
    administration = project.expenses.administration if project.expenses else None
    for phase in given.phases:
        if marketing is not None and project.products is not None:
            share, before = (given.value(f"expenses.marketing.{key}") for key in ("share", "before_launch"))
            early = share * before * given.planned_value[phase]
            flow = window(given, phase, marketing.from_, project.products.launch, early)
            costs.marketing[phase] = _escalated(given, "expenses.escalation", flow)
            for (sold_in, _), values in sales.value.items():
                for month, value in enumerate(values):
                    if sold_in == phase:
                        costs.marketing[phase][month] += value * share * (1 - before)
        if administration is not None:
            amount = given.value("expenses.administration.share") * given.planned_value[phase]
            flow = window(given, phase, administration.from_, administration.to, amount)
            costs.administration[phase] = _escalated(given, "expenses.escalation", flow)
        if project.land and project.land.use_tax:
            tax = given.value("land.use_tax.per_m2_year") * given.value("land.area") / 12
            use = project.land.use_tax
            costs.land_use_tax[phase] = window(
                given, phase, use.from_, use.to, tax * given.area_share[phase], True
            )


def _land(given: Given, costs: Costs) -> None:
    land = given.project.land
    if land is None:
        return
    for payment in land.payments:
        month = given.month_of(given.done(payment.node, given.phases[0]) + payment.lag.days)
        if month < len(given.ends):
            costs.land[month] += given.value("land.price") * payment.share
        costs.land_is_paid = month


def _damages(given: Given, sales: Sales, costs: Costs) -> None:
    """Pay for late or poor handovers, and for land that lies idle."""
    late = given.project.products.late_handover if given.project.products else None
    for phase in given.phases if late is not None else ():
        assert late is not None
        day = given.done(late.node, phase)
        month = given.month_of(day)
        if month >= len(given.ends):
            continue
        sold = sum(sum(values[: month + 1]) for lot, values in sales.value.items() if lot[0] == phase)
        promised = given.when(late.node, phase, planned=True) + given.value("products.late_handover.buffer")
        rate = given.value("products.late_handover.per_day") * max(0.0, day - promised)
        costs.damages[phase][month] += sold * (rate + given.value("products.late_handover.compensation"))
    idle = given.project.land.idle if given.project.land else None
    if idle is None:
        return
    due = given.when(idle.from_, given.phases[0]) + given.value("land.idle.agreed") + idle.grace
    month = given.month_of(due)
    if given.when(idle.begins, given.phases[0]) > due < NEVER and month < len(given.ends):
        fee = given.value("land.price") * given.value("land.idle.fee")
        for phase in given.phases:
            costs.damages[phase][month] += fee * given.area_share[phase]
