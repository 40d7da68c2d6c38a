"""The taxes of the monthly model, worked out from what was signed, received and earned to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.model.money.monthly.given import CLASSES, Given
from tests.model.money.monthly.sales import Sales
from tests.model.money.monthly.works import Costs

VIEWS = ("paid", "before_financing")
"""Income tax as it is paid, and as it would be without any interest."""


@dataclass
class Year:
    """What the tax office knows of a calendar year."""

    income: float = 0.0
    prepaid: float = 0.0
    tax: float = 0.0
    lat: float = 0.0
    revenue: float = 0.0
    later: float = 0.0
    """What counts at the settlement only: what homes turned out to earn beyond the estimate."""


@dataclass
class Taxes:
    """Pays the taxes of one month after the other."""

    given: Given
    sales: Sales
    receipts: dict[tuple[str, str], list[float]]
    costs: Costs
    years: dict[str, dict[int, Year]] = field(default_factory=lambda: {view: {} for view in VIEWS})

    def __post_init__(self) -> None:
        self.months = len(self.given.ends)
        self.credit: list[float] = []
        self.credit_back: list[float] = []
        self.vat_paid = self.free_of_surcharge = 0.0
        self.vat, self.surcharge, self.land_stamp = ([0.0] * self.months for _ in range(3))
        self.assessed = {view: [0.0] * self.months for view in VIEWS}
        self.shield = [0.0] * self.months
        self.interest = [0.0] * self.months
        self.lat, self.stamp, self.vat_prepaid, self.lat_prepaid, self.estimated, self.on_receipts = (
            {phase: [0.0] * self.months for phase in self.given.phases} for _ in range(6)
        )
        self.capitalised: dict[str, float] = {}
        land = self.given.project.land
        if land is not None and self.costs.land_is_paid < self.months:
            self.land_stamp[self.costs.land_is_paid] = self.value("land.price") * self.value("land.stamp")

    def value(self, path: str) -> float:
        return self.given.value(path)

    def rate(self, path: str, month: int) -> float:
        """Return a rate of the tax code in a month."""
        found: Any = self.given.project.tax
        for key in path.split("."):
            found = getattr(found, key, None)
        if not isinstance(found, tuple):
            return self.given.value(f"tax.{path}", 1.0 if path == "lat.assessment" else 0.0)
        next_first = self.given.months[month + 1]
        begun = [step.value for step in found if step.from_ < next_first]
        return float((begun or [found[0].value])[-1].most_likely)

    @property
    def tax(self) -> Any:
        return self.given.project.tax

    def to_date(self, flow: list[float], month: int) -> float:
        return sum(flow[: month + 1])

    def within(self, amount: float, month: int) -> float:
        """Return the VAT within an amount."""
        return amount - amount / (1 + self.rate("vat.rate", month))

    def pay(self, month: int, interest: list[float]) -> None:
        """Pay the taxes of a month; `interest` is what was paid in each month before it [yuan]."""
        if self.tax is None:
            return
        self.interest = interest
        first = self.given.months[month]
        if self.tax.eit is not None and month > 0 and first.month in (1, 4, 7, 10):
            self._assess(month - 1, month, min(self.months - 1, month + 4), first.month == 1)
        for phase in self.given.phases:
            self._duties(month, phase)
        self._pay_vat(month)
        for phase in self.given.phases:
            self._prepay_lat(month, phase)
        for unit in [list(self.given.phases)] if self._by_project() else [[p] for p in self.given.phases]:
            self._pay_lat(month, unit)
        if self.tax.eit is not None:
            for phase in self.given.phases:
                margin = self.rate("eit.estimated_margin", month)
                is_open = phase not in self.capitalised
                self.estimated[phase][month] = self.on_receipts[phase][month] * margin if is_open else 0.0
            if month == self.months - 1:
                self._assess(month, month, month, True)
            self.shield[month] += self.assessed["before_financing"][month] - self.assessed["paid"][month]

    def _by_project(self) -> bool:
        return self.tax.lat is not None and self.tax.lat.unit == "project"

    def _duties(self, month: int, phase: str) -> None:
        """Stamp duty, and receipts without VAT."""
        signed = sum(self.sales.value[phase, kind][month] for kind in CLASSES)
        built = self.costs.earned[phase][month]
        received = sum(self.receipts[phase, kind][month] for kind in CLASSES)
        self.stamp[phase][month] = (
            (signed - self.within(signed, month)) * self.rate("stamp.sale", month)
            + (built - self.within(built, month)) * self.rate("stamp.construction", month)
            + self.land_stamp[month] * self.given.area_share[phase]
        )
        self.on_receipts[phase][month] = received - self.within(received, month)

    # Value-added tax ---------------------------------------------------------------------------------

    def share_sold(self, phase: str, kind: str, month: int) -> float:
        floor = self.given.taxed_floor[phase, kind]
        return min(1.0, self.to_date(self.sales.floor[phase, kind], month) / floor) if floor else 0.0

    def land_share(self, phase: str, kind: str) -> float:
        floors = self.given.taxed_floor
        whole = sum(floor for (_, k), floor in floors.items() if k != "parking")
        return floors[phase, kind] / whole if whole and kind != "parking" else 0.0

    def cost_share(self, phase: str, kind: str) -> float:
        whole = sum(self.given.taxed_floor[phase, k] for k in CLASSES)
        return self.given.taxed_floor[phase, kind] / whole if whole else 0.0

    def eit_share(self, phase: str, kind: str) -> float:
        """Return a class's part of the cost for income tax: parking is a facility of the homes above it."""
        floors = {k: self.given.taxed_floor[phase, k] for k in CLASSES}
        homes = floors["ordinary_house"] + floors["other"]
        if homes:
            return 0.0 if kind == "parking" else floors[kind] / homes
        return self.cost_share(phase, kind)

    def is_liable(self, phase: str, month: int) -> bool:
        return self.given.done(self.tax.recognised.vat, phase) <= self.given.ends[month]

    def output(self, phase: str, kind: str, month: int) -> float:
        """Return output tax on what is sold of a class; rates that change are not followed."""
        signed = self.to_date(self.sales.value[phase, kind], month)
        land = self.value("land.price") * self.land_share(phase, kind) * self.share_sold(phase, kind, month)
        deducts = self.tax.vat is not None and self.tax.vat.land_deduction
        return self.within(max(0.0, signed - (land if deducts else 0.0)), month)

    def input_works(self, phase: str, month: int) -> float:
        return sum(
            self.within(self.costs.earned[phase][m], m) * self.rate("vat.input_share", m)
            for m in range(month + 1)
        )

    def input_services(self, phase: str, month: int) -> float:
        total = 0.0
        for m in range(month + 1):
            rate = self.rate("vat.services.rate", m)
            share = self.rate("vat.services.input_share", m)
            total += self.costs.marketing[phase][m] / (1 + rate) * rate * share
        return total

    def _pay_vat(self, month: int) -> None:
        phases = self.given.phases
        liable = [phase for phase in phases if self.is_liable(phase, month)]
        due = sum(self.output(phase, kind, month) for phase in liable for kind in CLASSES)
        due -= sum(self.input_works(p, month) + self.input_services(p, month) for p in phases)
        self.credit.append(-due - sum(self.credit_back))
        back = self._credit_paid_back(month)
        due = max(0.0, due + sum(self.credit_back))
        self.credit_back.append(back)
        for phase in phases:
            if phase not in liable:
                prepaid = self.on_receipts[phase][month] * self.rate("vat.prepay", month)
                self.vat_prepaid[phase][month] = prepaid
                due += sum(self.vat_prepaid[phase])
        change = due - self.vat_paid
        if change < 0 and not (self.tax.refunds and len(liable) == len(phases)):
            change = 0.0
        self.vat_paid += change
        self.vat[month] = change - back
        free = min(max(0.0, change), self.free_of_surcharge)
        self.free_of_surcharge += back - free
        self.surcharge[month] = (change - free) * self.rate("surcharge", month)

    def _credit_paid_back(self, month: int) -> float:
        """Return what of the credit is paid back: there was some at each of the months' ends before."""
        refund = self.tax.vat.credit_refund if self.tax.vat else None
        if refund is None:
            return 0.0
        since = max([m for m, paid in enumerate(self.credit_back) if paid > 0], default=0)
        last = self.credit[max(since, month - refund.months) : month + 1]
        enough = self.credit[month] >= self.value("tax.vat.credit_refund.at_least")
        if len(last) <= refund.months or min(last) <= 0.005 or not enough:
            return 0.0
        return self.credit[month] * self.rate("vat.credit_refund.share", month)

    # Land appreciation tax ---------------------------------------------------------------------------

    def _liquidated(self, unit: list[str], month: int) -> bool:
        lat = self.tax.lat
        return lat is not None and all(
            self.given.done(lat.liquidation, phase) <= self.given.ends[month] for phase in unit
        )

    def _prepay_lat(self, month: int, phase: str) -> None:
        for kind in CLASSES:
            received = self.receipts[phase, kind][month]
            if self.is_liable(phase, month):
                vat = self.within(received, month)
            else:
                vat = (received - self.within(received, month)) * self.rate("vat.prepay", month)
            rate = self.rate(f"lat.prepay.{kind}", month)
            self.lat_prepaid[phase][month] += (received - vat) * rate

    def _pay_lat(self, month: int, unit: list[str]) -> None:
        if not self._liquidated(unit, month):
            for phase in unit:
                due = sum(self.lat_prepaid[phase]) - sum(self.lat[phase])
                self.lat[phase][month] = max(0.0, due)
            return
        due = self._assessed_lat(unit, ("ordinary_house",), month, self.value("tax.lat.exempt_below"))
        due += self._assessed_lat(unit, ("other", "parking"), month, 0.0)
        change = due * self.rate("lat.assessment", month) - sum(sum(self.lat[phase]) for phase in unit)
        if change < 0 and not self.tax.refunds:
            change = 0.0
        shares = sum(self.given.area_share[phase] for phase in unit)
        for phase in unit:
            self.lat[phase][month] = change * self.given.area_share[phase] / shares

    def _assessed_lat(self, unit: list[str], kinds: tuple[str, ...], month: int, exempt: float) -> float:
        """Return the tax on the value that some classes together have gained."""
        revenue = base = taxes = 0.0
        for phase in unit:
            input_tax = self.input_works(phase, month)
            built = self.to_date(self.costs.earned[phase], month) - input_tax
            for kind in kinds:
                sold = self.share_sold(phase, kind, month)
                output = self.output(phase, kind, month)
                revenue += self.to_date(self.sales.value[phase, kind], month) - output
                base += self.value("land.price") * (1 + self.value("land.deed_tax")) * sold * (
                    self.land_share(phase, kind)
                ) + built * sold * self.cost_share(phase, kind)
                net = output - input_tax * sold * self.cost_share(phase, kind)
                taxes += max(0.0, net) * self.rate("surcharge", month)
        shares = 1 + self.value("tax.lat.expense_share") + self.value("tax.lat.additional_share")
        deducted = base * shares + taxes
        gained = revenue - deducted
        return 0.0 if gained <= exempt * deducted else by_brackets(gained, deducted)

    # Income tax --------------------------------------------------------------------------------------

    def _is_complete(self, phase: str, month: int) -> bool:
        first = min(self.given.done(node, phase) for node in self.tax.recognised.eit)
        return first <= self.given.ends[month]

    def _earned(self, phase: str, month: int, view: str) -> float:
        """Return what a complete phase has earned by what it sold."""
        built = self.to_date(self.costs.earned[phase], month) - self.input_works(phase, month)
        if view == "paid":
            built += self.capitalised[phase]
        bought = self.value("land.price") * (1 + self.value("land.deed_tax"))
        earned = 0.0
        for kind in CLASSES:
            sold = self.share_sold(phase, kind, month)
            earned += self.to_date(self.sales.value[phase, kind], month) - self.output(phase, kind, month)
            earned -= sold * (bought * self.land_share(phase, kind) + built * self.eit_share(phase, kind))
        return earned

    def _income(self, month: int, view: str) -> float:
        """Return the taxable income of all years so far."""
        income = -self.to_date(self.surcharge, month)
        for phase in self.given.phases:
            for flow in (
                self.costs.marketing, self.costs.administration, self.costs.land_use_tax,
                self.costs.damages, self.stamp, self.lat,
            ):  # fmt: skip
                income -= self.to_date(flow[phase], month)
            income += self.input_services(phase, month)
            if self._is_complete(phase, month):
                income += self._earned(phase, month, view)
                if view == "paid":
                    borne = self.given.area_share[phase] * self.to_date(self.interest, month)
                    income -= borne - self.capitalised[phase]
            else:
                income += self.to_date(self.estimated[phase], month)
        return income

    def _revenue(self, month: int) -> float:
        revenue = 0.0
        for phase in self.given.phases:
            if self._is_complete(phase, month):
                signed = sum(self.to_date(self.sales.value[phase, kind], month) for kind in CLASSES)
                revenue += signed - self.within(signed, month)
            else:
                revenue += self.to_date(self.on_receipts[phase], month)
        return revenue

    def _assess(self, month: int, now: int, later: int, ends_year: bool) -> None:
        year, rate = self.given.months[month].year, self.rate("eit.rate", month)
        for phase in self.given.phases:
            if phase in self.capitalised or not self._is_complete(phase, month):
                continue
            self.capitalised[phase] = self.given.area_share[phase] * self.to_date(self.interest, month)
            for view in VIEWS:
                of_year = self.years[view].setdefault(year, Year())
                of_year.later += self._earned(phase, month, view) - sum(self.estimated[phase])
        for view in VIEWS:
            years = self.years[view]
            of_year = years.setdefault(year, Year())
            before = [years[y] for y in sorted(years) if y < year]
            of_year.income = self._income(month, view) - sum(y.income for y in before)
            of_year.lat = sum(self.to_date(lat, month) for lat in self.lat.values()) - sum(
                y.lat for y in before
            )
            of_year.revenue = self._revenue(month) - sum(y.revenue for y in before)
            provisional = [*(y.income for y in before), of_year.income - of_year.later]
            due = taxable(provisional, self.tax.eit.loss_years) * rate - of_year.prepaid
            of_year.prepaid += max(0.0, due)
            self.assessed[view][now] += max(0.0, due)
            if ends_year:
                self.assessed[view][later] += self._settle(view, month, rate)

    def _settle(self, view: str, month: int, rate: float) -> float:
        """Settle a year: what is paid, or comes back."""
        years = [self.years[view][y] for y in sorted(self.years[view])]
        last, carried = years[-1], self.tax.eit.loss_years
        change = taxable([y.income for y in years], carried) * rate - last.prepaid
        if not self.tax.refunds:
            change = max(0.0, change)
        elif last.income < 0 and self.tax.eit.late_lat_refund and self._liquidated_in_year(month):
            whole, lat = sum(y.revenue for y in years), sum(y.lat for y in years)
            laid = [y.income + y.lat - lat * y.revenue / whole for y in years] if whole > 0 else []
            again = sum(taxable(laid[: n + 1], carried) * rate for n in range(len(laid)))
            if laid:
                change -= max(0.0, sum(y.tax for y in years[:-1]) - again)
        last.tax = last.prepaid + change
        return change

    def _liquidated_in_year(self, month: int) -> bool:
        before = month - self.given.months[month].month
        phases = list(self.given.phases)
        return self._liquidated(phases, month) and (before < 0 or not self._liquidated(phases, before))

    def is_open(self, month: int) -> bool:
        """Return whether the income tax of the year would still move money."""
        if self.tax is None or self.tax.eit is None:
            return False
        copy = Taxes(self.given, self.sales, self.receipts, self.costs)
        copy.__dict__.update({name: _copied(value) for name, value in self.__dict__.items()})
        copy.assessed = {view: [0.0] * self.months for view in VIEWS}
        prepaid = {y: year.prepaid for y, year in copy.years["paid"].items()}
        copy._assess(month, month, month, True)
        year = self.given.months[month].year
        moved = copy.years["paid"][year].tax - prepaid.get(year, 0.0)
        return abs(moved) > 0.005 or any(abs(due) > 0.005 for due in self.assessed["paid"][month + 1 :])

    # For strict escrow -------------------------------------------------------------------------------

    def of_phase(self, phase: str, month: int) -> float:
        """Return a phase's taxes of a month: its own, and by receipts those of the whole project."""
        received = {p: sum(self.receipts[p, kind][month] for kind in CLASSES) for p in self.given.phases}
        whole = sum(received.values())
        share = received[phase] / whole if whole > 0 else 1 / len(self.given.phases)
        common = self.vat[month] + self.surcharge[month] + self.assessed["paid"][month]
        return self.lat[phase][month] + common * share


def _copied(value: Any) -> Any:
    """Return a copy of lists and mappings, however deep; of a year its own copy."""
    if isinstance(value, Year):
        return Year(**vars(value))
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return list(value) if isinstance(value, list) else value


def taxable(incomes: list[float], carried: int) -> float:
    """Return what of the last year's income is taxed, losses of the years before it set off."""
    losses = [0.0] * len(incomes)
    left = 0.0
    for year, income in enumerate(incomes):
        losses[year] = max(0.0, -income)
        left = max(0.0, income)
        for before in range(max(0, year - carried), year):
            used = min(left, losses[before])
            losses[before] -= used
            left -= used
    return left


def by_brackets(gained: float, deducted: float) -> float:
    """Return tax on a gain, rate by rate: 30, 40, 50 and 60 % of what lies within each bracket."""
    tax, below = 0.0, 0.0
    for up_to, rate in ((0.5, 0.3), (1.0, 0.4), (2.0, 0.5), (float("inf"), 0.6)):
        top = min(gained, up_to * deducted if up_to < 9 else gained)
        tax += max(0.0, top - below) * rate
        below = max(below, top)
    return tax
