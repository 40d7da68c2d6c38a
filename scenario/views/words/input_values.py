"""Every value of a project: its name, how it stands, where it comes from, how a scenario has it."""

from __future__ import annotations

from typing import NamedTuple

from scenario.project.dotted_paths import quantities
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.views.words.path_words import path_in_words, unit_of
from scenario.views.words.wording import Wording, clean

KINDS = {
    "pert": ("PERT", "PERT"),
    "triangular": ("triangular", "三角分布"),
    "uniform": ("uniform", "均匀分布"),
    "normal": ("normal", "正态分布"),
    "lognormal": ("lognormal", "对数正态分布"),
    "exponential": ("exponential", "指数分布"),
    "discrete": ("discrete", "离散分布"),
    "p10_p90": ("P10–P90", "P10–P90"),
    "trigen": ("trigen", "三分位三角分布"),
}
"""What distributions are called."""
BLOCKS = {
    "land": ("Land", "土地"),
    "products": ("Products and sales", "产品与销售"),
    "cost": ("Cost", "成本"),
    "expenses": ("Expenses", "费用"),
    "funding": ("Funding", "融资"),
    "tax": ("Tax", "税费"),
    "regime": ("Presale rules", "预售规则"),
    "activities": ("Activities", "工作项"),
    "risks": ("Risks", "风险"),
    "drivers": ("Drivers", "共同因素"),
    "staff": ("Staff", "人手"),
    "cash": ("Cash flows", "现金流"),
}
"""The blocks of a project file."""


class InputValue(NamedTuple):
    """A value: path, block, name, how it is written, unit, distribution, source; how a scenario has it."""

    path: str
    block: str
    name: str
    value: str
    unit: str
    kind: str
    source: str
    changed: str

    def has(self, words: str) -> bool:
        """Whether all words stand somewhere in the row, in any case."""
        text = " ".join(self).casefold()
        return all(word in text for word in words.casefold().split())


def input_values(project: Project, changed: Project, say: Wording) -> list[InputValue]:
    """Return every quantity of a project, in file order, with how another scenario of it has the value."""
    other = quantities(changed)
    return [_row(path, each, other.get(path), project, say) for path, each in quantities(project).items()]


def _row(path: str, quantity: Quantity, other: Quantity | None, project: Project, say: Wording) -> InputValue:
    block = path.split(".")[0]
    titles = BLOCKS.get(block, (block, block))
    moved = "" if other is None or other.plain() == quantity.plain() else written(other)
    source = getattr(quantity, "source", None) or ""
    as_of = getattr(quantity, "as_of", None)
    return InputValue(
        path,
        say.say(*titles),
        path_in_words(path, project, say),
        written(quantity),
        unit_of(path),
        say.say(*KINDS.get(quantity.kind, (quantity.kind, quantity.kind))) if quantity.is_uncertain else "",
        clean(f"{source} {as_of or ''}".strip()),
        moved,
    )


def written(quantity: Quantity) -> str:
    """Return a value as people read it: a number, or those of its distribution.

    >>> written(Quantity.parse({"pert": [20, 30, 50]})), written(Quantity.parse(726000000))
    ('30 (20 … 50)', '726,000,000')
    """
    if not quantity.is_uncertain:
        return f"{quantity.most_likely:,.12g}"
    low, high = quantity.support
    numbers = [*quantity.parameters]
    if numbers and max(map(abs, (low, high))) == float("inf"):
        return f"{quantity.most_likely:,.6g} ({', '.join(f'{number:,.6g}' for number in numbers)})"
    return f"{quantity.most_likely:,.6g} ({low:,.6g} … {high:,.6g})"
