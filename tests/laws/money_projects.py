"""Random projects with money: the random networks of `projects`, with land, sales, works, taxes and funding.

Every block may be left out but one; every date a block refers to is any activity of the network, so that
launches come after handovers, gates are passed late or never, and money is due beyond the horizon.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from hypothesis import note
from hypothesis import strategies as st

from scenario.project.sections.root import Project
from tests.laws.projects import eighths, projects

SPLITS = [[1.0], [0.4, 0.6], [0.2, 0.3, 0.5]]
"""Shares that sum to 1."""
SHARE = st.sampled_from([0.0, 0.03, 0.2, 0.5, 0.85, 1.0])
RATE = st.sampled_from([0.0, 0.0005, 0.015, 0.05, 0.09, 0.25])


@cache
def amounts(*values: float) -> st.SearchStrategy[Any]:
    """Some amounts, certain or uncertain."""
    spread = st.sampled_from(values).map(lambda x: {"triangular": [0.8 * x, x, 1.3 * x]} if x else x)
    return st.sampled_from(values) | spread


class Nodes:
    """What a block may refer to."""

    def __init__(self, base: Project) -> None:
        self.each = list(base.activities)
        """Activities, of each phase where they are repeated."""
        self.single = [
            f"{name}.{phase}" if activity.scope == "phase" else name
            for name, activity in base.activities.items()
            for phase in (base.phases if activity.scope == "phase" else ("",))
        ]
        """Single instances."""
        self.phases = list(base.phase_ids)
        self.one_of_each = st.sampled_from(self.each)
        self.one = st.sampled_from(self.single)
        self.events = st.builds("{}{}".format, self.one_of_each, st.sampled_from(["", ":start"]))


@st.composite
def money_projects(
    draw: st.DrawFn,
    *,
    most: int = 5,
    without: Collection[str] = (),
    certain: Collection[str] = (),
    horizon: int = 24,
) -> Project:
    """A project with money. Blocks in `certain` (and `loan`, `escrow`) are there, those in `without` are not.

    `without` may name features of `projects` too, and: `pauses` (works that stop for want of cash), `limits`
    (of equity), `loan`, `triggers` (works that wait for sales), `market` (its cycle), `growth` (of prices),
    `monthly` (what costs the more the longer it lasts), `overpaying` (no refunds), `cliff` (of LAT),
    `deposit` (interest on free cash).
    """
    base = draw(projects(most=most, without=without))
    nodes = Nodes(base)
    data = base.resolved()
    data["project"]["horizon"] = f"{horizon} months"
    blocks = {
        "land": _land(nodes, without),
        "products": _products(nodes, without),
        "cost": _cost(nodes, without),
        "expenses": _expenses(nodes),
        "funding": _funding(nodes, without, certain),
        "cash": _flows(nodes),
    }
    for name, block in blocks.items():
        if name in certain or (name not in without and draw(st.integers(0, 4)) > 0):
            data[name] = draw(block)
    if "loan" in data.get("funding", {}):
        data["funding"].pop("facilities", None)
    if "products" in data:
        for name, block in (("tax", _tax(nodes, without)), ("regime", _regime(nodes, data))):
            if name in certain or (name not in without and draw(st.integers(0, 4)) > 0):
                data[name] = draw(block)
        if "triggers" not in without:
            draw(_trigger(nodes, data))
    else:
        data.pop("expenses", None)
        data.get("funding", {}).pop("escrow", None)
    if "cost" in data:
        draw(_spending(data))
    if not any(data.get(name) for name in ("land", "products", "cost", "cash")):
        data["cash"] = [{"on": "2026-03-31", "account": "rent", "amount": -5e6}]
    if data.get("funding", {}).get("short", {}).get("works") and "cost" not in data:
        data["cost"] = draw(_cost(nodes, without))
    note("\n".join(f"{key}: {data[key]}" for key in (*blocks, "tax", "regime") if key in data))
    return Project.model_validate(data)


@st.composite
def _spending(draw: st.DrawFn, data: dict[str, Any]) -> None:
    """Have fall-backs cost something."""
    for fallback in data.get("fallbacks", {}).values():
        items = st.sampled_from(list(data["cost"]["items"]))
        fallback["then"]["spend"] = draw(st.dictionaries(items, amounts(1e6, 2e7), max_size=2))


def _land(nodes: Nodes, without: Collection[str]) -> st.SearchStrategy[dict[str, Any]]:
    def paid(shares: list[float]) -> st.SearchStrategy[list[dict[str, Any]]]:
        lags = st.sampled_from(["0 days", "45 days", "10 months"])
        each = [st.fixed_dictionaries({"node": nodes.one, "lag": lags, "share": st.just(s)}) for s in shares]
        return st.tuples(*each).map(list)

    use_tax = {"per_m2_year": st.just(8.0), "from": nodes.one, "to": nodes.one_of_each}
    idle = {
        "begins": st.builds("{}{}".format, nodes.one, st.sampled_from(["", ":start"])),
        "from": nodes.one,
        "agreed": eighths(0, 60),
        "grace": st.sampled_from([0.0, 30.0]),
        "fee": RATE,
    }
    monthly = {} if "monthly" in without else {"use_tax": st.fixed_dictionaries(use_tax)}
    return st.fixed_dictionaries(
        {
            "price": amounts(0.0, 2e7, 1e8),
            "area": st.just(10_000.0),
            "payments": st.sampled_from(SPLITS).flatmap(paid),
            "deed_tax": RATE,
            "stamp": RATE,
        },
        optional={"idle": st.fixed_dictionaries(idle), **monthly},
    )


def _products(nodes: Nodes, without: Collection[str]) -> st.SearchStrategy[dict[str, Any]]:
    stock = st.fixed_dictionaries({p: st.sampled_from([0.0, 500.0, 4_000.0]) for p in nodes.phases})
    release = {"node": nodes.one_of_each, "launch": SHARE, "hazard": st.sampled_from([0.1, 0.6])}
    kind = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["ordinary_house", "other", "parking"]),
            "stock": stock,
            "price": amounts(10_000.0, 30_000.0),
        },
        optional={
            "market_price": amounts(12_000.0, 20_000.0),
            "unit_size": st.just(35.0),
            "sellable": st.sampled_from([0.0, 0.8, 1.0]) | st.just({"uniform": [0.6, 1.0]}),
            "release": st.fixed_dictionaries(release),
        },
    )
    absorption = st.fixed_dictionaries(
        {"launch": amounts(0.0, 0.5, 0.7) | st.just(1.0), "hazard": st.sampled_from([0.1, 0.5, 1.0])},
        optional={
            "season": st.just([0.9, 0.55, 1.1, 1.05, 1.15, 1.05, 0.9, 0.95, 1.2, 1.15, 1.0, 1.0]),
            "elasticity": st.sampled_from([-4.0, -1.5]),
            "pace": st.sampled_from([0.5, 1.5]) | st.just({"lognormal": [1.0, 0.2], "max": 3.0}),
            "tail": st.sampled_from([0.0, 0.03, 0.3]),
            "tail_price": st.sampled_from([0.5, 0.9]),
        }
        | ({} if "market" in without else {"market": st.just({"persistence": 0.9, "volatility": 0.1})}),
    )
    late = {"node": nodes.one_of_each, "buffer": eighths(0, 60), "per_day": RATE}
    poor = {"compensation": amounts(0.0, 0.004)}
    optional = {"late_handover": st.fixed_dictionaries(late, optional=poor)}
    if "growth" not in without:
        rates = st.sampled_from([-0.1, 0.1]) | st.just({"normal": [0.0, 0.05]})
        wander = {"volatility": st.just(0.02), "from": st.sampled_from(["start", "launch", "2026-03-01"])}
        optional["price_growth"] = rates | st.fixed_dictionaries({"rate": rates}, optional=wander)
    return st.fixed_dictionaries(
        {
            "launch": nodes.one_of_each,
            "types": st.dictionaries(st.sampled_from(["flats", "shops", "cars"]), kind, min_size=1),
            "batches": st.sampled_from(SPLITS).flatmap(_batches),
            "absorption": absorption,
            "collection": st.sampled_from(SPLITS).flatmap(_collection),
        },
        optional=optional,
    )


def _batches(shares: list[float]) -> st.SearchStrategy[list[dict[str, Any]]]:
    more = {"after": st.sampled_from(["0 months", "2 months", "7 months"]), "when_sold": SHARE}
    each = [st.fixed_dictionaries({"share": st.just(share)}, optional=more) for share in shares]
    return st.tuples(*each).map(list)


def _collection(shares: list[float]) -> st.SearchStrategy[dict[str, Any]]:
    mixes = [(0.12, 0.76, 0.12), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
    each = [st.fixed_dictionaries({"after": st.integers(0, 14), "share": st.just(share)}) for share in shares]
    return st.fixed_dictionaries(
        {
            "mix": st.sampled_from(mixes).map(
                lambda mix: dict(zip(("full", "mortgage", "instalment"), mix, strict=True))
            ),
            "down_payment": SHARE,
            "mortgage_lag": amounts(0.0, 2.0, 3.3),
            "instalments": st.tuples(*each).map(list),
        }
    )


def _cost(nodes: Nodes, without: Collection[str]) -> st.SearchStrategy[dict[str, Any]]:
    phases = st.lists(st.sampled_from(nodes.phases), min_size=1, unique=True)
    more = {"pay": st.sampled_from(["progress", "direct"]), "phases": phases}
    over = st.lists(nodes.one_of_each, min_size=1, max_size=3, unique=True)
    window = {"from": nodes.events, "to": nodes.events}
    forms = [
        st.fixed_dictionaries({"amount": amounts(0.0, 3e6, 2e7), "over": over}, optional=more),
        st.fixed_dictionaries({"amount": amounts(0.0, 3e6, 2e7), **window}, optional=more),
    ]
    if "monthly" not in without:
        forms.append(st.fixed_dictionaries({"per_month": amounts(0.0, 3e5), **window}, optional=more))
    stages = st.lists(nodes.one_of_each, min_size=1, max_size=3).map(
        lambda found: [
            {"node": node, "up_to": share}
            for node, share in zip(found, [0.9, 0.97, 1.0][-len(found) :], strict=True)
        ]
    )
    return st.fixed_dictionaries(
        {
            "items": st.dictionaries(st.sampled_from(["pit", "tower", "fees"]), st.one_of(forms), min_size=1),
            "terms": st.fixed_dictionaries(
                {"progress": st.sampled_from([0.0, 0.8]), "lag": amounts(0.0, 1.0, 1.5), "stages": stages}
            ),
        }
    )


def _expenses(nodes: Nodes) -> st.SearchStrategy[dict[str, Any]]:
    marketing = {"share": RATE, "before_launch": SHARE, "from": nodes.events}
    administration = {"share": RATE, "from": nodes.events, "to": nodes.events}
    return st.fixed_dictionaries(
        {},
        optional={
            "marketing": st.fixed_dictionaries(marketing),
            "administration": st.fixed_dictionaries(administration),
        },
    )


def _funding(
    nodes: Nodes, without: Collection[str], certain: Collection[str]
) -> st.SearchStrategy[dict[str, Any]]:
    equity: dict[str, Any] = {}
    if "limits" not in without:
        equity["limit"] = amounts(0.0, 1e7, 5e7)
        if "pauses" not in without:
            equity["pause_works"] = st.just(False)
    loan = {
        "limit": amounts(0.0, 1e7, 1e8),
        "rate": RATE,
        "gate": nodes.one,
        "equity_first": st.sampled_from([0.0, 0.03, 0.3]),
        "share_of_cost": st.sampled_from([0.2, 0.5, 1.0]),
        "repay_from_sold": SHARE,
        "repay_share": SHARE,
        "interest": st.sampled_from(["pay", "capitalise"]),
        "fee": st.sampled_from([0.0, 0.01]),
    }

    def kept(found: list[str]) -> list[dict[str, Any]]:
        shares = [0.7, 0.1, 0.0][-len(found) :]
        return [{"node": node, "keep": keep} for node, keep in zip(found, shares, strict=True)]

    steps = st.lists(nodes.one_of_each, min_size=1, max_size=3).map(kept)
    escrow = st.fixed_dictionaries({"quota": amounts(1_000.0, 9_000.0), "keep": steps})
    parts = {"loan": st.fixed_dictionaries(loan), "escrow": escrow}
    block = {"minimum_cash": amounts(0.0, 1e6), "equity": st.fixed_dictionaries({}, optional=equity)}
    agreed: dict[str, Any] = {"distribute": _DISTRIBUTE}
    if "deposit" not in without:
        agreed["deposit_rate"] = RATE
    if "loan" not in {*without, *certain}:
        agreed["facilities"] = st.lists(_facility(nodes), min_size=1, max_size=3).map(_named)
    if "pauses" not in without:
        agreed["short"] = _SHORT
    return st.fixed_dictionaries(
        block | {name: part for name, part in parts.items() if name in certain},
        optional=agreed | {name: part for name, part in parts.items() if name not in {*certain, *without}},
    )


def _facility(nodes: Nodes) -> st.SearchStrategy[dict[str, Any]]:
    covenants = st.fixed_dictionaries(
        {"then": st.sampled_from(["stop_draws", "repay", "nothing"])},
        optional={
            "ltc": SHARE,
            "sold_share": st.fixed_dictionaries({"by": nodes.one, "at_least": SHARE}),
        },
    )
    sales = st.fixed_dictionaries({"from_sold": SHARE, "share": SHARE})
    return st.fixed_dictionaries(
        {"rate": amounts(0.0, 0.05), "limit": amounts(1e6, 5e7)},
        optional={
            "interest": st.sampled_from(["pay", "capitalise"]),
            "fee": st.just(0.01),
            "covers": st.sampled_from(["works", "land", "all"]),
            "share_of_cost": st.sampled_from([0.5, 1.0]),
            "gates": st.lists(nodes.one, min_size=1, max_size=2),
            "equity_first": st.sampled_from([0.03, 0.3]),
            "draw": st.sampled_from(["full", "need"]),
            "covenants": covenants,
            "repay": st.just("completion") | sales,
            "maturity": st.fixed_dictionaries({"node": nodes.one, "lag": st.just("2 months")}),
            "day_count": st.sampled_from([360, 365]),
            "order": st.integers(1, 3),
            "pro_rata": st.booleans(),
        },
    )


def _named(facilities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": f"f{k}", **facility} for k, facility in enumerate(facilities)]


_DISTRIBUTE = st.fixed_dictionaries(
    {"when": st.sampled_from(["loan_repaid", "completion", "yearly", "at_once"])},
    optional={"keep": st.sampled_from(["1 month", "3 months"])},
)
_SHORT = st.fixed_dictionaries(
    {},
    optional={
        "works": st.just("pause") | RATE.map(lambda rate: {"go_on_unpaid": {"rate": rate}}),
        "land": st.just({"wait": {"per_day": 0.001, "at_most": "60 days"}}),
    },
)


def _tax(nodes: Nodes, without: Collection[str]) -> st.SearchStrategy[dict[str, Any]]:
    back = {"credit_refund": st.just({"share": 0.6, "months": 3, "at_least": 1_000})}
    return st.fixed_dictionaries(
        {
            "recognition": nodes.one_of_each,
            "vat": st.fixed_dictionaries(
                {"rate": RATE, "prepay": RATE, "input_share": SHARE},
                optional={} if "overpaying" in without else back,
            ),
            "surcharge": RATE,
            "lat": st.fixed_dictionaries(
                {
                    "prepay": st.fixed_dictionaries({"ordinary_house": RATE, "other": RATE, "parking": RATE}),
                    "expense_share": st.sampled_from([0.0, 0.1]),
                    "additional_share": st.sampled_from([0.0, 0.2]),
                    "exempt_below": st.sampled_from([0.0] if "cliff" in without else [0.0, 0.2]),
                    "liquidation": nodes.one_of_each,
                },
                optional={"assessment": amounts(0.0, 0.9, 1.4)},
            ),
            "eit": st.fixed_dictionaries({"rate": RATE, "estimated_margin": SHARE}),
            "stamp": st.fixed_dictionaries({"sale": RATE, "construction": RATE}),
            "refunds": st.just(True) if "overpaying" in without else st.booleans(),
        }
    )


def _regime(nodes: Nodes, data: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Two regimes. Where the schedule has some, what it knows of them stays, or there may be a cycle."""
    escrows = ["quota", "strict", "none"] if data.get("funding", {}).get("escrow") else ["strict", "none"]
    known = data.get("regime", {})

    def rules(name: str) -> st.SearchStrategy[dict[str, Any]]:
        image = known["rules"][name]["presale_image"] if known else None
        return st.fixed_dictionaries(
            {
                "presale_image": st.just(image) if image else nodes.one_of_each,
                "mortgage_gate": nodes.one_of_each,
                "completion": nodes.one_of_each,
                "escrow": st.sampled_from(escrows),
                "distribute_before_completion": st.booleans(),
                "draw": st.sampled_from(["full", "need"]),
                "repay": st.sampled_from(["sold", "completion"]),
            }
        )

    both = st.fixed_dictionaries({"old": rules("old"), "new": rules("new")})
    if known:
        return both.map(lambda drawn: {**known, "rules": drawn})
    decision = {
        "node": nodes.one,
        "on_or_before": st.sampled_from(["2026-02-01", "2026-06-01", "2027-01-01"]),
        "then": st.just("old"),
        "otherwise": st.just("new"),
    }
    decided = st.fixed_dictionaries({"rules": both, "decide": st.fixed_dictionaries(decision)})
    return decided | st.fixed_dictionaries({"rules": both, "use": st.sampled_from(["old", "new"])})


def _flows(nodes: Nodes) -> st.SearchStrategy[list[dict[str, Any]]]:
    booked = {
        "account": st.sampled_from(["rent", "grant", "sales", "construction", "vat"]),
        "amount": st.sampled_from([-3e7, 5e6, 123_456.78]) | st.just({"normal": [0.0, 1e6]}),
    }
    dated = st.fixed_dictionaries(
        {"on": st.sampled_from(["2026-01-31", "2026-07-01", "2027-12-31"]), **booked}
    )
    noded = st.fixed_dictionaries({"node": nodes.one, "lag": eighths(0, 90), **booked})
    return st.lists(dated | noded, min_size=1, max_size=3)


@st.composite
def _trigger(draw: st.DrawFn, nodes: Nodes, data: dict[str, Any]) -> None:
    """Have an activity of the later phases wait for sales of the phase before."""
    repeated = [name for name, activity in data["activities"].items() if activity.get("scope") == "phase"]
    if len(nodes.phases) > 1 and repeated and draw(st.booleans()):
        waiting = data["activities"][draw(st.sampled_from(repeated))]
        waiting["start_when"] = {"sold": draw(SHARE), "of": "previous"}
