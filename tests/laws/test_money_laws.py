"""What holds for the money of any project, whatever its luck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import scenario
from scenario.measures.partners.flows import partner_flows
from scenario.model.money import accounts
from scenario.model.money.facilities import facilities_of
from scenario.model.plan.fallbacks import is_taken
from scenario.model.project_plan import Plan, compile_plan
from scenario.model.results import EXTRA, Run
from scenario.model.run import Simulator
from scenario.project.sections.partners import Partners
from scenario.project.sections.root import Project
from scenario.rules.money.returns import npv
from tests.laws.money_projects import money_projects

RUNS = 2
CENT = 0.01
"""Money is floats of up to 10⁹ yuan, added up over some hundred postings [yuan]."""
NO_LUCK = ("risks", "drivers", "stops", "market")


@dataclass(frozen=True)
class Books:
    """A run's ledger, by account."""

    plan: Plan
    numbers: np.ndarray
    run: Run

    def __getitem__(self, account: int) -> np.ndarray:
        return self.run.ledger[:, account]

    @property
    def project(self) -> Project:
        return self.plan.project

    @property
    def terms(self) -> Any:
        return self.plan.layout.views(self.numbers).terms[0]

    @property
    def facility(self) -> Any:
        return self.plan.layout.views(self.numbers).facility[0]

    @property
    def operating(self) -> np.ndarray:
        """The project's flows before financing, as collected, by month [yuan]."""
        own = range(accounts.CUSTOM, self.run.ledger.shape[1])
        return self.run.ledger[:, [*accounts.OPERATING, *own]].sum(axis=1)

    @property
    def before_financing(self) -> np.ndarray:
        """The same after the tax that would be due without interest [yuan]."""
        return self.operating - self[accounts.TAX_SHIELD]

    @property
    def receivable(self) -> float:
        return float(self.run.extra[EXTRA.index("receivable")])

    def extra(self, name: str) -> float:
        return float(self.run.extra[EXTRA.index(name)])

    @property
    def net_profit(self) -> float:
        return float(self.operating.sum() + self[accounts.INTEREST].sum())


def books_of(project: Project, seed: int) -> Iterator[Books]:
    plan = compile_plan(project)
    simulator = Simulator(plan)
    for numbers in plan.numbers(seed, 0, RUNS)[1]:
        yield Books(plan, numbers, simulator.run(numbers))


def opening(balance: np.ndarray) -> np.ndarray:
    """What was there at the month's beginning."""
    return np.concatenate(([0.0], balance[:-1]))


def close(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, rtol=1e-11, atol=CENT))


seeds = st.integers(0, 2**64 - 1)

some = settings(max_examples=settings().max_examples * 2 // 5)
"""Projects with money take 50 ms each to draw; eleven laws of them should not take a minute."""


# Every month closes ----------------------------------------------------------------------------------


@some
@given(money_projects(), seeds)
def test_free_cash_escrow_and_loan_close_every_month(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        escrowed = books[accounts.ESCROW_IN] + books[accounts.ESCROW_OUT]
        financed = sum(books[account] for account in accounts.FINANCING)
        lent = books[accounts.LOAN_DRAW] + books[accounts.LOAN_REPAY]
        cash, escrow, loan = (books[account] for account in accounts.BALANCES)

        assert close(opening(cash) + books.operating + escrowed + financed, cash)
        assert close(opening(escrow) - escrowed, escrow)
        assert close(opening(loan) + lent, loan)


@some
@given(money_projects(certain=["funding"]), seeds)
def test_shareholders_get_what_the_project_made(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        cash, escrow, loan = (float(books[account][-1]) for account in accounts.BALANCES)
        paid_out = -float((books[accounts.EQUITY] + books[accounts.DISTRIBUTION]).sum())
        interest = -float(books[accounts.INTEREST].sum())

        assert close(paid_out + interest + cash + escrow - loan, books.operating.sum())


@st.composite
def agreements(draw: st.DrawFn) -> Partners:
    """Three partners, hurdles that rise, perhaps a catch-up and a clawback."""
    shares = dict(zip("abc", draw(st.sampled_from([(0.6, 0.3, 0.1), (1.0, 0.0, 0.0)])), strict=True))
    splits = st.sampled_from([(0.5, 0.3, 0.2), (0.2, 0.3, 0.5)]).map(
        lambda s: dict(zip("abc", s, strict=True))
    )
    steps: list[dict[str, Any]] = [
        {"until": {"hurdle": rate, **draw(st.sampled_from([{}, {"of": "a"}]))}, "split": draw(splits)}
        for rate in draw(st.sampled_from([(0.0,), (0.08,), (0.05, 0.3)]))
    ]
    if draw(st.booleans()):
        catch_up = {"to": "c", "share": draw(st.sampled_from([0.5, 1.0])), "until": 0.2}
        steps.append({"catch_up": catch_up})
    compounding = draw(st.sampled_from(["yearly", "monthly", "daily_365", "simple"]))
    on = draw(st.sampled_from(["unreturned", "contributed"]))
    rest = {"compounding": compounding, "preferred_on": on, "clawback": draw(st.booleans())}
    return Partners.model_validate({"shares": shares, "waterfall": [*steps, {"split": draw(splits)}], **rest})


@some
@given(money_projects(certain=["funding"]), agreements(), seeds)
def test_partners_get_what_the_shareholders_got(project: Project, partners: Partners, seed: int) -> None:
    for books in books_of(project, seed):
        called, paid = books[accounts.EQUITY][None], -books[accounts.DISTRIBUTION][None]
        ends = books.plan.books.month["end"]  # type: ignore[union-attr]

        flows = partner_flows(partners, called, paid, ends)[0]

        assert close(flows.sum(axis=1), paid[0] - called[0])
        got = flows + called[0][:, None] * np.array(list(partners.shares.values()))
        assert partners.clawback or (got >= -CENT).all()


# Sales -----------------------------------------------------------------------------------------------


@some
@given(money_projects(certain=["products"]), seeds)
def test_no_more_is_sold_than_is_built(project: Project, seed: int) -> None:
    assert project.products is not None
    stock = {
        is_floor: sum(
            sum(kind.stock.values())
            for kind in project.products.types.values()
            if (kind.kind != "parking") == is_floor
        )
        for is_floor in (True, False)
    }

    for books in books_of(project, seed):
        sold = books[accounts.AREA_SOLD]
        assert (sold >= 0).all()
        assert sold.sum() <= stock[True] * (1 + 1e-12)


@some
@given(money_projects(certain=["products"]), seeds)
def test_what_is_sold_is_collected_or_still_owed(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        contracts = np.cumsum(books[accounts.CONTRACTS])
        collected = np.cumsum(books[accounts.SALES] - flows(books, "sales"))

        assert (collected <= contracts + CENT).all()
        assert books.receivable >= -CENT
        assert close(collected[-1] + books.receivable, contracts[-1])


def flows(books: Books, account: str) -> np.ndarray:
    """What the file's own dated flows book to an account, by month [yuan]."""
    plan, booked = books.plan, np.zeros(len(books.run.ledger))
    ends = plan.books.month["end"] if plan.books is not None else np.zeros(0)
    amounts = plan.layout.views(books.numbers).flow["amount"]
    by = int(books.extra("refused_by"))
    ended = books.run.finish[by] if by >= 0 else np.inf
    for flow, amount in zip(plan.books.flow, amounts, strict=True):  # type: ignore[union-attr]
        if flow["node"] < 0 and flow["day"] > ended:
            continue  # a refusal drops what is due on a date after it
        due = flow["day"] + (books.run.finish[flow["node"]] if flow["node"] >= 0 else 0.0)
        month = int(np.searchsorted(ends, due))
        if month < len(ends) and plan.accounts[flow["account"]] == account:
            booked[month] += amount
    return booked


# The whole project -----------------------------------------------------------------------------------


LONG = 72
"""Months, in which nearly every random project is over."""


def is_over(books: Books) -> bool:
    """Whether all work is done early enough for all bills and buyers to have paid, and no gate refused."""
    if books.run.extra[EXTRA.index("refused_by")] >= 0:
        return False
    ends = books.plan.books.month["end"]  # type: ignore[union-attr]
    return bool(books.run.finish.max() < ends[-1] - 320) and abs(books.receivable) < CENT


def is_due(books: Books) -> np.ndarray:
    """Which cost rows are paid: all but those of fall-backs that were not taken."""
    of = books.plan.books.row["fallback"]  # type: ignore[union-attr]
    number = np.array([books.run.extra[EXTRA.index("fallbacks")]])
    return np.array([fallback < 0 or is_taken(number, fallback)[0] for fallback in of], dtype=bool)


@some
@given(money_projects(certain=["products"], without=["monthly"], horizon=LONG), seeds)
def test_net_profit_is_contract_value_less_every_cost(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        if not is_over(books):
            continue
        terms, given_rows = books.terms, books.plan.layout.views(books.numbers).row
        planned = float(books.plan.books.phase["planned_value"].sum())  # type: ignore[union-attr]
        contracts = float(books[accounts.CONTRACTS].sum())
        flow = {name: float(flows(books, name).sum()) for name in books.plan.accounts}
        marketing, administration, before = (
            terms[name] for name in ("marketing_share", "administration_share", "marketing_before")
        )
        expected = {
            "sales": contracts,
            "land": -terms["land_price"] if project.land else 0.0,
            "deed_tax": -terms["land_price"] * terms["deed_tax"] if project.land else 0.0,
            "construction": -given_rows["amount"][is_due(books)].sum(),
            "marketing": -marketing * (before * planned + (1 - before) * contracts),
            "administration": -administration * planned,
        }
        totals = {name: float(books.run.ledger[:, at].sum()) for at, name in enumerate(books.plan.accounts)}

        for name, amount in expected.items():
            assert close(totals[name], amount + flow[name]), name
        taxes = ("vat", "surcharge", "lat", "eit", "stamp", "damages", "interest")
        assert close(
            books.net_profit,
            sum(expected.values())
            + sum(totals[name] for name in taxes)
            + sum(amount for name, amount in flow.items() if name not in taxes),
        )


@some
@given(money_projects(certain=["products", "funding", "escrow"]), seeds)
def test_escrow_is_empty_once_nothing_must_stay(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        plan, finish = books.plan, books.run.finish
        assert plan.books is not None
        regime = int(books.run.extra[0]) if plan.timetable.regimes else 0
        deciding = plan.timetable.regime_rule.node
        decided = finish[deciding] if deciding >= 0 else 0.0
        strict = regime >= 0 and plan.books.regime["escrow"][regime] == 1
        last = plan.books.completion_node[regime] if strict else plan.books.keep_node[-1:].ravel()
        free_from = max([decided, *(finish[node] for node in last)])
        free = plan.books.month["end"] >= free_from

        assert (books[accounts.ESCROW_BALANCE] >= -CENT).all()
        assert (np.abs(books[accounts.ESCROW_BALANCE][free]) < CENT).all()


# Limits ----------------------------------------------------------------------------------------------


@some
@given(money_projects(certain=["funding", "loan", "cost"]), seeds)
def test_the_loan_keeps_to_its_limit_its_gate_and_its_share_of_cost(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        terms, draws, loan = books.facility, books[accounts.LOAN_DRAW], books[accounts.LOAN_BALANCE]
        gate = books.run.finish[books.plan.books.facility_gate[0]]  # type: ignore[union-attr]
        before = books.plan.books.month["end"] < gate  # type: ignore[union-attr]
        built = np.cumsum(flows(books, "construction") - books[accounts.CONSTRUCTION])

        assert (loan >= -CENT).all()
        assert (draws >= 0).all()
        assert (books[accounts.LOAN_REPAY] <= 0).all()
        assert not draws[before].any()
        funding = project.funding
        assert funding is not None
        assert funding.loan is not None
        if funding.loan.interest == "pay":
            assert (loan <= terms["limit"] + CENT).all()
            fee = terms["fee"] * terms["limit"]  # which the facility bears itself
            assert (np.cumsum(draws) <= terms["share_of_cost"] * built + fee + CENT).all()
        if not (books.terms["deposit_rate"] or terms["fee"] or books.extra("shortfall")):
            borne = np.where(np.arange(len(loan)) <= books.extra("closed_month"), opening(loan), 0.0)
            assert close(books[accounts.INTEREST], -borne * terms["rate"] / 12)


@some
@given(money_projects(certain=["funding"]), seeds)
def test_shareholders_never_have_more_in_than_their_limit(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        if any(lent.facility.pro_rata for lent in facilities_of(project)):
            continue  # what shareholders lend is beyond their limit
        net = np.cumsum(books[accounts.EQUITY] + books[accounts.DISTRIBUTION])

        assert (books[accounts.EQUITY] >= 0).all()
        assert (books[accounts.DISTRIBUTION] <= 0).all()
        assert (net <= books.terms["equity_limit"] + CENT).all()


@some
@given(money_projects(certain=["funding"], without=["limits"]), seeds)
def test_shareholders_without_limit_keep_cash_at_its_minimum(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        cash, plan = books[accounts.FREE_CASH], books.plan
        award = int(plan.books.shape["award"][0])  # type: ignore[union-attr]
        ends = plan.books.month["end"]  # type: ignore[union-attr]
        begins = books.run.finish[award] if award >= 0 else 0.0
        works = min(books.run.finish.max(initial=0.0), ends[-1])
        held = (ends >= begins) & (ends < works) & (np.arange(len(ends)) < books.extra("closed_month"))

        assert (cash >= -CENT).all()
        assert (cash[held] >= books.terms["minimum_cash"] - CENT).all()
        assert abs(cash[-1]) < CENT
        assert books.extra("status") == 0


# Funding ---------------------------------------------------------------------------------------------


@some
@given(money_projects(certain=["funding"], without=["pauses"]), seeds, st.sampled_from([0.0, 1e7, 5e7]))
def test_a_limit_of_equity_changes_nothing_or_the_run_is_unfunded(
    project: Project, seed: int, limit: float
) -> None:
    """So that no target gains from it: with `short` silent, less money is never better."""
    plan = compile_plan(project)
    free = plan.numbers(seed, 0, RUNS)[1]
    slot = plan.layout.slot("terms", 0, "equity_limit")
    free[:, slot] = 1e300
    tight = free.copy()
    tight[:, slot] = limit
    simulator = Simulator(plan)

    for with_limit, without in zip(tight, free, strict=True):
        bound, unbound = Books(plan, with_limit, simulator.run(with_limit)), simulator.run(without)

        assert unbound.extra[EXTRA.index("status")] == 0
        if bound.extra("status") == 0 and bound.extra("refused_by") < 0:
            assert bound.run.ledger.tobytes() == unbound.ledger.tobytes()


@some
@given(money_projects(certain=["funding"]), seeds)
def test_what_creditors_lose_is_what_is_not_paid_when_the_books_end(project: Project, seed: int) -> None:
    for books in books_of(project, seed):
        lost = [books.extra(f"lost_{who}") for who in ("buyers", "works", "taxes", "lenders", "others")]
        unpaid = max(0.0, -books[accounts.FREE_CASH][-1]) + books[accounts.LOAN_BALANCE][-1]
        paid_out = books[accounts.DISTRIBUTION] != 0
        status, at = books.extra("status"), books.extra("status_at")

        assert min(lost) >= -CENT
        assert close(sum(lost), unpaid)
        if unpaid > CENT and books.extra("refused_by") < 0:
            assert status > 0
        if status > 0:
            ends = books.plan.books.month["end"]  # type: ignore[union-attr]
            after = np.flatnonzero(paid_out & (ends >= at))
            assert (after == books.extra("closed_month")).all()


@settings(max_examples=max(5, settings().max_examples // 10))
@given(money_projects(certain=["funding"], without=["loan", "escrow", "regime", "limits"]), seeds)
def test_shareholders_who_fund_all_and_get_all_at_once_have_the_projects_own_rate(
    project: Project, seed: int
) -> None:
    data = project.resolved()
    data["funding"] = {"minimum_cash": 0, "distribute": {"when": "at_once"}}
    study = scenario.simulate(Project.model_validate(data), RUNS, seed % 1000, engine="simpy")

    ours, theirs = study.measures["equity_xirr"], study.measures["project_xirr"]
    assert np.allclose(ours, theirs, rtol=1e-9, atol=1e-9, equal_nan=True)
    assert (study.statuses["equity_xirr"] == study.statuses["project_xirr"]).all()


# Delay -----------------------------------------------------------------------------------------------


CALM = (
    "risks",
    "drivers",
    "stops",
    "market",
    "growth",
    "staff",
    "loan",
    "limits",
    "monthly",
    "overpaying",
    "deposit",
)


@some
@given(money_projects(certain=["products"], without=CALM, horizon=LONG), st.data())
def test_delay_never_pays(project: Project, data: st.DataObject) -> None:
    """Where as much is sold: a launch in a better season may leave less unsold at the horizon."""
    plan = compile_plan(project)
    activity = data.draw(st.integers(0, len(plan.timetable) - 1))
    days = data.draw(st.integers(1, 90))
    simulator = Simulator(plan)
    late_numbers = plan.planned_numbers.copy()
    late_numbers[plan.layout.slot("activity", activity, "work")] += days

    on_time = Books(plan, plan.planned_numbers, simulator.run(plan.planned_numbers))
    late = Books(plan, late_numbers, simulator.run(late_numbers))

    sold = (float(books[accounts.SOLD_AT_PLAN].sum()) for books in (on_time, late))
    if is_over(on_time) and is_over(late) and close(*sold):
        assert late.net_profit <= on_time.net_profit + CENT


CERTAIN = (*NO_LUCK, "growth", "triggers", "limits", "pauses", "late_handover")
"""What may make a worse input a better outcome, by a known cause; land appreciation tax (its steps, its top
band) and seasons are taken out below."""
WORSE = {
    "price": (("line", "price", 0.9), ("line", "market_price", 0.9)),
    "pace": (("terms", "pace", 0.7),),
    "cost": (("row", "amount", 1.2),),
}
"""Prices of the project and of the market together, the pace, the cost: (table, number, factor)."""


@some
@given(
    money_projects(certain=["products", "cost"], without=CERTAIN, horizon=LONG),
    st.sampled_from(sorted(WORSE)),
)
def test_what_is_worse_never_makes_the_project_worth_more(project: Project, what: str) -> None:
    data = project.resolved()
    data["products"].pop("late_handover", None)  # what sells more slowly has fewer buyers to pay for lateness
    data["products"]["absorption"].pop("season", None)
    data.get("tax", {}).pop("lat", None)
    plan = compile_plan(Project.model_validate(data))
    worse = plan.planned_numbers.copy()
    for table, name, factor in WORSE[what]:
        plan.layout.views(worse)._asdict()[table][name] *= factor
    simulator = Simulator(plan)

    before, after = (
        npv(Books(plan, numbers, simulator.run(numbers)).before_financing, 0.1)
        for numbers in (plan.planned_numbers, worse)
    )

    assert after <= before + CENT


# Horizon ---------------------------------------------------------------------------------------------


@some
@given(money_projects(certain=["funding"], horizon=36), seeds)
def test_nothing_changes_once_the_horizon_is_past_the_end_of_the_books(project: Project, seed: int) -> None:
    data = project.resolved()
    data["project"]["horizon"] = "60 months"
    longer = Project.model_validate(data)

    for short, long in zip(books_of(project, seed), books_of(longer, seed), strict=True):
        months = len(short.run.ledger)
        if short.extra("closed_month") == months - 1:
            continue  # cut off
        moved = [a for a in range(long.run.ledger.shape[1]) if a not in accounts.BALANCES]

        assert long.run.ledger[:months].tobytes() == short.run.ledger.tobytes()
        assert not long.run.ledger[months:, moved].any()
        assert long.run.extra.tobytes() == short.run.extra.tobytes()


# The same again --------------------------------------------------------------------------------------


@some
@given(money_projects(), seeds)
def test_a_run_is_the_same_alone_and_after_others(project: Project, seed: int) -> None:
    plan = compile_plan(project)
    others = Simulator(plan)
    for number in range(3):
        _, together = plan.numbers(seed, 0, 3)
        _, alone = plan.numbers(seed, number, 1)

        among = others.run(together[number])
        single = Simulator(compile_plan(project)).run(alone[0])

        for name in ("ready", "start", "finish", "ledger", "extra"):
            assert getattr(among, name).tobytes() == getattr(single, name).tobytes(), name
