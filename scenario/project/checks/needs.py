"""What a project must describe for a measure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from scenario.project.sections.root import Project


class Need(NamedTuple):
    """A part of a project that some measures need."""

    is_met: Callable[[Project], bool]
    en: str
    zh: str


def _has_level_one(project: Project) -> bool:
    return any(activity.level == 1 for activity in project.activities.values())


def _sells(project: Project) -> bool:
    return project.products is not None or any(flow.account == "sales" for flow in project.cash)


def _pays(account: str) -> Callable[[Project], bool]:
    return lambda project: any(flow.account == account for flow in project.cash)


NOT_TRACKED = Need(
    lambda p: p.tracks_money,
    "the statement leaves money out: the schedule alone is tracked",
    "实际数据未含资金: 仅跟踪进度",
)
"""What measures of money lack from a data date on whose statement leaves it out."""
NEEDS: dict[str, Need] = {
    "money": Need(
        lambda p: bool(p.land or p.products or p.cost or p.cash),
        "no money is described: no `land`, `products`, `cost` or `cash`",
        "未描述资金: 没有 land、products、cost 或 cash",
    ),
    "sales": Need(_sells, "no sales are described: no `products`", "未描述销售: 没有 products"),
    "products": Need(lambda p: p.products is not None, "there is no `products`", "没有 products"),
    "land": Need(lambda p: p.land is not None or _pays("land")(p), "there is no `land`", "没有 land"),
    "cost": Need(lambda p: p.cost is not None or _pays("construction")(p), "there is no `cost`", "没有 cost"),
    "expenses": Need(lambda p: p.expenses is not None, "there is no `expenses`", "没有 expenses"),
    "funding": Need(lambda p: p.funding is not None, "there is no `funding`", "没有 funding"),
    "loan": Need(
        lambda p: p.funding is not None and bool(p.funding.loan or p.funding.facilities),
        "there is no `funding.loan`",
        "没有 funding.loan",
    ),
    "partners": Need(lambda p: p.partners is not None, "there is no `partners`", "没有 partners"),
    "tax": Need(lambda p: p.tax is not None, "there is no `tax`", "没有 tax"),
    "discount_rate": Need(
        lambda p: p.project.discount_rate is not None,
        "there is no `project.discount_rate`",
        "没有 project.discount_rate",
    ),
    "first_pass_rate": Need(
        lambda p: p.products is not None and p.products.first_pass_rate is not None,
        "there is no `products.first_pass_rate`",
        "没有 products.first_pass_rate",
    ),
    "key_nodes": Need(_has_level_one, "no activity has `level: 1`", "没有 level: 1 的节点"),
}
"""What measures may need, by name."""
