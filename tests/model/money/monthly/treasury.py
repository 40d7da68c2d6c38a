"""The treasury of the monthly model, and its whole ledger."""

from __future__ import annotations

from collections import defaultdict

from tests.model.money.monthly.given import CLASSES, NEVER, Given
from tests.model.money.monthly.sales import receipts_of, sales_of
from tests.model.money.monthly.taxes import Taxes
from tests.model.money.monthly.works import costs_of


class Model:
    """A run's ledger, by account and month [yuan]: money in positive, money out negative."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.sales = sales_of(given)
        self.receipts = receipts_of(given, self.sales)
        self.costs = costs_of(given, self.sales)
        self.taxes = Taxes(given, self.sales, self.receipts, self.costs)
        months = len(given.ends)
        self.ledger: dict[str, list[float]] = defaultdict(lambda: [0.0] * months)
        self.cash = self.loan = self.drawn = self.put_in = self.got_back = self.interest = 0.0
        self.built = self.fees = 0.0
        self.repaying = self.closed = False
        self.escrow = dict.fromkeys(given.phases, 0.0)
        self.flows = self._flows()
        for month in range(months):
            self._book(month)
            if not self.closed:
                self.taxes.pay(month, [-paid for paid in self.ledger["interest"]])
                self._book_taxes(month)
                self._treasury(month)

    # The project's own flows -------------------------------------------------------------------------

    def _book(self, month: int) -> None:
        given, ledger = self.given, self.ledger
        for phase in given.phases:
            ledger["sales"][month] += self._received(phase, month)
            ledger["construction"][month] -= self.costs.paid[phase][month]
            ledger["marketing"][month] -= self.costs.marketing[phase][month]
            ledger["administration"][month] -= self.costs.administration[phase][month]
            ledger["land_use_tax"][month] -= self.costs.land_use_tax[phase][month]
            ledger["damages"][month] -= self.costs.damages[phase][month]
            ledger["sold_at_plan"][month] += self.sales.at_plan[phase][month]
        for values in self.sales.value.values():
            ledger["contracts"][month] += values[month]
        for (_, kind), floor in self.sales.floor.items():
            ledger["area_sold"][month] += floor[month] if kind != "parking" else 0.0
        ledger["land"][month] -= self.costs.land[month]
        if given.project.land is not None and self.costs.land_is_paid == month:
            ledger["deed_tax"][month] -= given.value("land.price") * given.value("land.deed_tax")
        for due, account, amount in self.flows:
            ledger[account][month] += amount if due == month else 0.0

    def _book_taxes(self, month: int) -> None:
        self.ledger["vat"][month] -= self.taxes.vat[month]
        self.ledger["surcharge"][month] -= self.taxes.surcharge[month]
        self.ledger["eit"][month] -= self.taxes.assessed["paid"][month]
        self.ledger["tax_shield"][month] += self.taxes.shield[month]
        self.ledger["stamp"][month] -= sum(stamp[month] for stamp in self.taxes.stamp.values())
        for lat in self.taxes.lat.values():
            self.ledger["lat"][month] -= lat[month]

    def _flows(self) -> list[tuple[int, str, float]]:
        found = []
        for k, flow in enumerate(self.given.project.cash):
            if flow.on is not None:
                day = (flow.on - self.given.project.project.start).days + 1.0
            else:
                assert flow.node is not None
                day = self.given.done(flow.node, self.given.phases[0]) + flow.lag
            found.append((self.given.month_of(day), flow.account, self.given.value(f"cash.{k}.amount")))
        return found

    def _received(self, phase: str, month: int) -> float:
        return sum(self.receipts[phase, kind][month] for kind in CLASSES)

    # Escrow ------------------------------------------------------------------------------------------

    def _rules(self, month: int):
        """Return the presale rules that hold in a month; none while they are undecided."""
        name, decided = self.given.regime
        regime = self.given.project.regime
        if name is None or regime is None or decided > self.given.ends[month]:
            return None
        return regime.rules[name]

    def _is_complete(self, phase: str, month: int) -> bool:
        rules = self._rules(month)
        return rules is not None and self.given.done(rules.completion, phase) <= self.given.ends[month]

    def _supervise(self, month: int) -> float:
        """Move receipts through escrow; return what became free."""
        rules, usable = self._rules(month), 0.0
        escrow = self.given.project.funding.escrow if self.given.project.funding else None
        mode = rules.escrow if rules is not None else "quota"
        for phase in self.given.phases:
            received = self._received(phase, month)
            if mode == "none" or (mode == "quota" and escrow is None):
                out, received_there = self.escrow[phase], 0.0
                usable += received + out
            else:
                received_there = received
                balance = self.escrow[phase] + received
                if mode == "quota":
                    out = max(0.0, balance - self._quota(phase, month))
                elif self._is_complete(phase, month):
                    out = balance
                else:
                    bills = self.costs.paid[phase][month] + self.taxes.of_phase(phase, month)
                    there = balance
                    if rules.quota_stays:
                        there = max(0.0, balance - self._quota(phase, month))
                    out = min(there, max(0.0, bills))
                usable += out
            self.escrow[phase] += received_there - out
            self.ledger["escrow_in"][month] -= received_there
            self.ledger["escrow_out"][month] += out
        return usable

    def _quota(self, phase: str, month: int) -> float:
        escrow = self.given.project.funding.escrow
        assert escrow is not None
        end = self.given.ends[month]
        kept = min([1.0, *(step.keep for step in escrow.keep if self.given.done(step.node, phase) <= end)])
        area = self.given.floor[phase, "ordinary_house"] + self.given.floor[phase, "other"]
        return self.given.value("funding.escrow.quota") * area * kept

    # Bank and shareholders ---------------------------------------------------------------------------

    OWN = (
        "land", "deed_tax", "land_use_tax", "construction", "marketing", "administration", "damages",
        "vat", "surcharge", "lat", "eit", "stamp", "sales", "escrow_in", "escrow_out",
    )  # fmt: skip

    def _treasury(self, month: int) -> None:
        given, funding = self.given, self.given.project.funding
        usable = self._supervise(month)
        custom = {account for _, account, _ in self.flows} - set(self.OWN)
        self.cash += sum(self.ledger[account][month] for account in (*self.OWN, *custom))
        if funding is not None:
            ends = self._ends(month)
            awarded = given.done(given.project.land.payments[0].node, given.phases[0]) <= given.ends[month]
            needs = awarded and not ends and not self._is_paid_up(month)
            floor = given.value("funding.minimum_cash") if needs else 0.0
            complete = all(self._is_complete(phase, month) for phase in given.phases)
            self.built += sum(paid[month] for paid in self.costs.paid.values())
            self._serve(month, usable, floor, ends, complete)
            self._draw(month, floor, ends)
            limit = given.value("funding.equity.limit", NEVER)
            room = max(0.0, limit - (self.put_in - self.got_back))
            self._shareholders(month, min(max(0.0, floor - self.cash), room))
            rules = self._rules(month)
            allowed = rules is not None and (complete or rules.distribute_before_completion)
            closed = self.loan <= 0 and (complete or (self.repaying and self.drawn > 0))
            assessed = 0.0 if ends else max(0.0, sum(self.taxes.assessed["paid"][month + 1 : month + 7]))
            if ends or (allowed and closed):
                self._shareholders(month, -max(0.0, self.cash - floor - assessed))
            self.closed = ends
        self.ledger["free_cash"][month] = self.cash
        self.ledger["loan_balance"][month] = self.loan
        self.ledger["escrow_balance"][month] = sum(self.escrow.values())

    def _shareholders(self, month: int, amount: float) -> None:
        self.cash += amount
        self.ledger["equity" if amount > 0 else "distribution"][month] += amount
        self.put_in += max(0.0, amount)
        self.got_back -= min(0.0, amount)

    def _serve(self, month: int, usable: float, floor: float, ends: bool, complete: bool) -> None:
        if self.loan <= 0:
            return
        given, rules = self.given, self._rules(month)
        interest = self.loan * given.value("funding.loan.rate") / 12
        self.interest += interest
        self.cash -= interest
        self.ledger["interest"][month] -= interest
        at_completion = rules is not None and rules.repay == "completion"
        begun = any(self._is_complete(phase, month) for phase in given.phases)
        pay = 0.0
        if complete or (at_completion and begun):
            pay, self.repaying = min(self.loan, max(0.0, self.cash - floor)), True
        sold = sum(sum(at_plan[: month + 1]) for at_plan in self.sales.at_plan.values())
        value = sum(given.planned_value.values())
        share_sold = sold / value if value else 0.0
        if not at_completion and share_sold >= given.value("funding.loan.repay_from_sold"):
            share = given.value("funding.loan.repay_share")
            pay, self.repaying = max(pay, min(self.loan, max(0.0, usable) * share)), True
        pay = self.loan if ends else pay
        self.loan -= pay
        self.cash -= pay
        self.ledger["loan_repay"][month] -= pay

    def _draw(self, month: int, floor: float, ends: bool) -> None:
        given = self.given
        loan = given.project.funding.loan if given.project.funding else None
        if loan is None or ends or self.repaying:
            return
        if given.done(loan.gate, given.phases[0]) > given.ends[month]:
            return
        planned = given.value("land.price") + sum(
            given.value(f"cost.items.{name}.amount") for name in given.project.cost.items
        ) if given.project.cost else given.value("land.price")  # fmt: skip
        if self.put_in - self.got_back < given.value("funding.loan.equity_first") * planned:
            return
        limit = given.value("funding.loan.limit")
        fee = given.value("funding.loan.fee") * limit if self.drawn == 0 else 0.0
        self.fees += fee
        within = given.value("funding.loan.share_of_cost") * self.built + self.fees
        room = max(0.0, min(limit, within) - self.drawn)
        rules = self._rules(month)
        in_full = rules is not None and rules.draw == "full"
        needed = max(0.0, floor - self.cash)
        draw = room if in_full else min(room, needed + fee if needed > 0 else 0.0)
        if draw <= 0:
            self.fees -= fee
            return
        self.loan += draw
        self.drawn += draw
        self.cash += draw - fee
        self.interest += fee
        self.ledger["loan_draw"][month] += draw
        self.ledger["interest"][month] -= fee

    def _is_paid_up(self, month: int) -> bool:
        """Return whether all work is done and paid: stock that is still for sale needs no cash."""
        given = self.given
        if max(given.finish.values()) > given.ends[month]:
            return False
        to_come = sum(sum(paid[month + 1 :]) for paid in self.costs.paid.values())
        return not (
            to_come or sum(self.costs.land[month + 1 :]) or any(month < due for due, _, _ in self.flows)
        )

    def _ends(self, month: int) -> bool:
        """Return whether everything is sold, done and paid, or the horizon is reached."""
        given, last = self.given, len(self.given.ends) - 1
        if month == last:
            return True
        if max(given.finish.values()) > given.ends[month]:
            return False
        tables = (self.sales.value, self.receipts, self.costs.paid)
        to_come = sum(sum(flow[month + 1 :]) for table in tables for flow in table.values())
        to_come += sum(self.costs.land[month + 1 :])
        is_due = any(month < due for due, _, _ in self.flows)
        return not (self.sales.left[month] or to_come or is_due or self.taxes.is_open(month))
