"""The taxes of the monthly model, worked out from what was signed, received and earned to date."""

from __future__ import annotations

from dataclasses import dataclass

from tests.model.money.monthly.given import CLASSES, Given
from tests.model.money.monthly.sales import Sales
from tests.model.money.monthly.works import Costs


@dataclass
class Taxes:
    """Pays the taxes of one month after the other."""

    given: Given
    sales: Sales
    receipts: dict[tuple[str, str], list[float]]
    costs: Costs

    def __post_init__(self) -> None:
        months = len(self.given.ends)
        self.vat, self.surcharge, self.eit, self.stamp = ([0.0] * months for _ in range(4))
        self.lat = {phase: [0.0] * months for phase in self.given.phases}
        tax, land = self.given.project.tax, self.given.project.land
        if land is not None and self.costs.land_is_paid < months:
            self.stamp[self.costs.land_is_paid] += self.rate("land.price") * self.rate("land.stamp")
        for month in range(months if tax is not None else 0):
            signed = sum(values[month] for values in self.sales.value.values())
            built = sum(earned[month] for earned in self.costs.earned.values())
            self.stamp[month] += signed * self.rate("tax.stamp.sale")
            self.stamp[month] += built * self.rate("tax.stamp.construction")

    def rate(self, path: str) -> float:
        return self.given.value(path)

    def to_date(self, flow: list[float], month: int) -> float:
        return sum(flow[: month + 1])

    def pay(self, month: int, interest: float) -> None:
        """Pay the taxes of a month; `interest` is what was paid before it [yuan]."""
        if self.given.project.tax is None:
            return
        end = self.given.ends[month]
        recognised = [p for p in self.given.phases if self.given.done(self.tax.recognition, p) <= end]
        settles = self.tax.refunds and len(recognised) == len(self.given.phases)
        for phase in self.given.phases:
            self._pay_lat(month, phase)
        self._pay_vat(month, recognised, settles)
        self._pay_eit(month, recognised, settles, interest)

    @property
    def tax(self):
        assert self.given.project.tax is not None
        return self.given.project.tax

    # Value-added tax ---------------------------------------------------------------------------------

    def _share_sold(self, phase: str, kind: str, month: int) -> float:
        floor = self.given.floor[phase, kind]
        return min(1.0, self.to_date(self.sales.floor[phase, kind], month) / floor) if floor else 0.0

    def _land_share(self, phase: str, kind: str) -> float:
        if kind == "parking":
            return 0.0
        whole = sum(floor for (_, k), floor in self.given.floor.items() if k != "parking")
        return self.given.floor[phase, kind] / whole if whole else 0.0

    def _output(self, phase: str, kinds: tuple[str, ...], month: int) -> float:
        """Return output tax on what is sold of some classes together."""
        signed = sum(self.to_date(self.sales.value[phase, kind], month) for kind in kinds)
        land = sum(
            self.rate("land.price") * self._land_share(phase, kind) * self._share_sold(phase, kind, month)
            for kind in kinds
        )
        rate = self.rate("tax.vat.rate")
        return max(0.0, signed - land) / (1 + rate) * rate

    def _input(self, phase: str, month: int) -> float:
        rate = self.rate("tax.vat.rate")
        earned = self.to_date(self.costs.earned[phase], month)
        return earned / (1 + rate) * rate * self.rate("tax.vat.input_share")

    def _received(self, phase: str, kinds: tuple[str, ...], month: int) -> float:
        return sum(self.to_date(self.receipts[phase, kind], month) for kind in kinds)

    def _pay_vat(self, month: int, recognised: list[str], settles: bool) -> None:
        rate = self.rate("tax.vat.rate")
        output = sum(self._output(p, CLASSES, month) for p in recognised)
        due = max(0.0, output - sum(self._input(p, month) for p in self.given.phases))
        for phase in self.given.phases:
            if phase not in recognised:
                received = self._received(phase, CLASSES, month)
                due += received / (1 + rate) * self.rate("tax.vat.prepay")
        paid = sum(self.vat)
        self.vat[month] = due - paid if due > paid or settles else 0.0
        due_on_top = max(0.0, sum(self.vat)) * self.rate("tax.surcharge")
        self.surcharge[month] = due_on_top - sum(self.surcharge)

    # Land appreciation tax ---------------------------------------------------------------------------

    def _pay_lat(self, month: int, phase: str) -> None:
        liquidated = self.given.done(self.tax.lat.liquidation, phase) <= self.given.ends[month]
        if liquidated:
            due = self._lat(phase, ("ordinary_house",), month, self.rate("tax.lat.exempt_below"))
            due += self._lat(phase, ("other", "parking"), month, 0.0)
            due *= self.given.value("tax.lat.assessment", 1.0)
        else:
            due = sum(
                self._received(phase, (kind,), month)
                / (1 + self.rate("tax.vat.rate"))
                * self.rate(f"tax.lat.prepay.{kind}")
                for kind in CLASSES
            )
        paid = sum(self.lat[phase])
        self.lat[phase][month] = due - paid if due > paid or (liquidated and self.tax.refunds) else 0.0

    def _lat(self, phase: str, kinds: tuple[str, ...], month: int, exempt: float) -> float:
        """Return the tax on the value that some classes together have gained."""
        given = self.given
        floor = sum(given.floor[phase, kind] for kind in CLASSES)
        bought = self.rate("land.price") * (1 + self.rate("land.deed_tax") + self.rate("land.stamp"))
        input_tax = self._input(phase, month)
        built = self.to_date(self.costs.earned[phase], month) - input_tax
        revenue = deducted = taxes = 0.0
        for kind in kinds:
            if not given.floor[phase, kind]:
                continue
            sold = self._share_sold(phase, kind, month)
            part = given.floor[phase, kind] / floor * sold
            signed = self.to_date(self.sales.value[phase, kind], month)
            output = self._output(phase, (kind,), month)
            revenue += signed - output
            deducted += bought * self._land_share(phase, kind) * sold + built * part
            taxes += max(0.0, output - input_tax * part) * self.rate("tax.surcharge")
            taxes += signed * self.rate("tax.stamp.sale")
        shares = 1 + self.rate("tax.lat.expense_share") + self.rate("tax.lat.additional_share")
        deducted = deducted * shares + taxes
        gained = revenue - deducted
        return 0.0 if gained <= exempt * deducted else _by_brackets(gained, deducted)

    # Income tax --------------------------------------------------------------------------------------

    def _pay_eit(self, month: int, recognised: list[str], settles: bool, interest: float) -> None:
        given = self.given
        bought = self.rate("land.price") * (1 + self.rate("land.deed_tax") + self.rate("land.stamp"))
        profit = 0.0
        for phase in recognised:
            profit += sum(self.to_date(self.sales.value[phase, kind], month) for kind in CLASSES)
            profit -= given.area_share[phase] * (bought + interest)
            for flow in (
                self.costs.earned, self.costs.marketing, self.costs.administration,
                self.costs.land_use_tax, self.costs.damages, self.lat,
            ):  # fmt: skip
                profit -= self.to_date(flow[phase], month)
            signed = sum(self.to_date(self.sales.value[phase, kind], month) for kind in CLASSES)
            profit -= signed * self.rate("tax.stamp.sale")
            built = self.to_date(self.costs.earned[phase], month)
            profit -= built * self.rate("tax.stamp.construction")
        if len(recognised) == len(given.phases):
            profit -= sum(self.vat) + sum(self.surcharge)
        else:
            output = sum(self._output(p, CLASSES, month) for p in recognised)
            own = output - sum(self._input(p, month) for p in recognised)
            profit -= max(0.0, own) * (1 + self.rate("tax.surcharge"))
        due = max(0.0, profit) * self.rate("tax.eit.rate")
        for phase in given.phases:
            if phase not in recognised:
                received = self._received(phase, CLASSES, month) / (1 + self.rate("tax.vat.rate"))
                due += received * self.rate("tax.eit.estimated_margin") * self.rate("tax.eit.rate")
        paid = sum(self.eit)
        self.eit[month] = due - paid if due > paid or settles else 0.0

    # For strict escrow -------------------------------------------------------------------------------

    def of_phase(self, phase: str, month: int) -> float:
        """Return a phase's taxes of a month: its own, and by receipts those of the whole project."""
        received = {p: sum(self.receipts[p, kind][month] for kind in CLASSES) for p in self.given.phases}
        whole = sum(received.values())
        share = received[phase] / whole if whole > 0 else 1 / len(self.given.phases)
        common = self.vat[month] + self.surcharge[month] + self.eit[month]
        return self.lat[phase][month] + common * share


def _by_brackets(gained: float, deducted: float) -> float:
    """Return tax on a gain, rate by rate: 30, 40, 50 and 60 % of what lies within each bracket."""
    tax, below = 0.0, 0.0
    for up_to, rate in ((0.5, 0.3), (1.0, 0.4), (2.0, 0.5), (float("inf"), 0.6)):
        top = min(gained, up_to * deducted if up_to < 9 else gained)
        tax += max(0.0, top - below) * rate
        below = max(below, top)
    return tax
