"""Inputs to move: a handful of values of a project file, found by path, each with a range."""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

from scenario.project.dotted_paths import matching, quantities
from scenario.project.sections.people.staff import Pool, people_at_last
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.views.words.digits import Scale
from scenario.views.words.quantity_names import name_of
from scenario.views.words.wording import Wording

MOST = 8
"""More sliders than this nobody reads."""
STEPS = 12
"""Steps to either side of the value of the file."""
HALF_STEP = 0.5
"""A slider nearer than this to where it stood has not been moved [steps]."""

Kind = Literal["money", "share", "growth", "people", "days"]


class Family(NamedTuple):
    """Values that get a control: where they stand, what they are called, how many of them are shown."""

    pattern: str
    en: str
    zh: str
    kind: Kind
    most: int = 1


FAMILIES = (
    Family("land.price", "Land price", "地价", "money"),
    Family("products.types.*.price", "Price: {}", "售价: {}", "money"),
    Family("products.absorption.launch", "Sold at launch", "开盘去化率", "share"),
    Family("products.absorption.hazard", "Sold a month, of what is left", "月去化率", "share"),
    Family("products.price_growth", "Price growth a year", "房价年涨幅", "growth"),
    Family("products.price_growth.rate", "Price growth a year", "房价年涨幅", "growth"),
    Family("cost.items.*.amount", "Cost: {}", "成本: {}", "money"),
    Family("funding.loan.rate", "Loan rate", "贷款利率", "share"),
    Family("staff.*", "Staff: {}", "人数: {}", "people", 2),
    Family("cash.*.amount", "Flow: {}", "现金流: {}", "money", 4),
    Family("activities.*.duration", "Days: {}", "工期: {}", "days", 3),
)
"""In the order in which they are shown; of several values the largest come first."""


class InputControl(NamedTuple):
    """A value that can be moved.

    Attributes
    ----------
    path : dotted path of the value
    label : what people call it, with its unit
    value, low, high, step : in the unit shown
    unit : of one unit shown, in units of the file
    format : of the readout
    name : what people call it, without its unit
    sign : the unit, as it stands behind a value
    kind : what it is counted in
    least, most : beyond these the value has no meaning, in the unit shown
    """

    path: str
    label: str
    value: float
    low: float
    high: float
    step: float
    unit: float
    format: str
    name: str
    sign: str
    kind: Kind
    least: float = -math.inf
    most: float = math.inf

    def told(self, shown: float, say: Wording) -> str:
        """Return a value with its unit, as a sentence has it."""
        number = f"{shown:,.6g}" if shown % 1 else f"{shown:,.0f}"
        space = "" if say.language == "zh" or not self.sign else "\u00a0"
        return f"{number}{space}{self.sign}"


def input_controls(project: Project, say: Wording, most: int = MOST) -> list[InputControl]:
    """Return the controls of a project, at most so many."""
    return [control for family in FAMILIES for control in _of_family(family, project, say)][:most]


def control_of(path: str, project: Project, say: Wording) -> InputControl:
    """Return the control of one value that belongs to one of the families. Raises KeyError for another."""
    family = next((each for each in FAMILIES if matching(each.pattern, [path])), None)
    if family is None:
        raise KeyError(path)
    if family.kind == "people":
        return _control(family, path, people_at_last(project.staff[path.split(".")[1]]), project, say)
    return _control(family, path, quantities(project)[path].most_likely, project, say)


def setting(project: Project, control: InputControl, shown: float) -> Any:
    """Return what to write at a control's path so that its most likely value is as shown.

    An uncertainty keeps its shape: it is scaled as a whole, or shifted when its most likely value is 0.
    """
    value = float(f"{shown * control.unit:.12g}")
    found = quantities(project).get(control.path)
    if found is None or not found.is_uncertain:
        return int(value) if float(value).is_integer() else value
    return moved(found, value)


def moved(quantity: Quantity, value: float) -> Any:
    """Return an uncertainty with another most likely value, as a file writes it.

    >>> moved(Quantity.parse({"pert": [20, 30, 50]}), 60)
    {'pert': [40.0, 60.0, 100.0]}
    >>> moved(Quantity.parse({"triangular": [-0.02, 0, 0.02]}), 0.01)
    {'triangular': [-0.01, 0.01, 0.03]}
    """
    ratio = value / quantity.most_likely if quantity.most_likely else 0.0
    delta = value - quantity.most_likely

    def at(number: float) -> float:
        return round(number * ratio if ratio > 0 else number + delta, 12)

    plain = quantity.plain()
    kept = {key: at(plain[key]) for key in ("min", "max") if key in plain}
    if quantity.kind == "discrete":
        outcomes = zip(quantity.outcomes, quantity.probabilities, strict=True)
        return {"discrete": {f"{at(outcome):.15g}": share for outcome, share in outcomes}, **kept}
    numbers = [at(number) for number in quantity.parameters]
    if quantity.kind in ("normal", "lognormal") and not ratio > 0:
        numbers[1] = quantity.parameters[1]  # a spread is not shifted
    return {quantity.kind: numbers[0] if quantity.kind == "exponential" else numbers, **kept}


def _of_family(family: Family, project: Project, say: Wording) -> list[InputControl]:
    if family.kind == "days" and (project.products or project.cash):
        return []  # where money is described, it is what people move
    values = _pools(project) if family.kind == "people" else _values(family, project)
    values = {path: value for path, value in values.items() if value or family.kind == "growth"}
    heaviest = sorted(values, key=lambda path: -abs(values[path]) * _stock(path, project))
    return [_control(family, path, values[path], project, say) for path in heaviest[: family.most]]


def _values(family: Family, project: Project) -> dict[str, float]:
    found = quantities(project)
    return {path: found[path].most_likely for path in matching(family.pattern, found)}


def _pools(project: Project) -> dict[str, float]:
    """Return the pools of staff: where something is sold only the tender desk, which opens the sale."""
    pools = {pool: people for pool, people in project.staff.items() if not isinstance(people, Pool)}
    if project.products and "procurement" in pools:
        pools = {"procurement": pools["procurement"]}
    return {f"staff.{pool}": float(people) for pool, people in pools.items()}


def _stock(path: str, project: Project) -> float:
    """Return how much of a product there is, so that prices are ranked by what they bring."""
    if not path.startswith("products.types.") or project.products is None:
        return 1.0
    return float(sum(project.products.types[path.split(".")[2]].stock.values()))


def _control(family: Family, path: str, value: float, project: Project, say: Wording) -> InputControl:
    name = say.say(family.en, family.zh).format(name_of(path, project, say))
    if family.kind == "people":
        low = min(max(1.0, value - 3) if value >= 1 else value, value)
        sign, digits = say.say("people", "人"), ".1f" if value % 1 else ".0f"
        label = say.say(f"{name} [{sign}]", f"{name}[{sign}]")
        return InputControl(
            path, label, value, low, value + 3, 1.0, 1.0, digits, name, sign, family.kind, least=0.0
        )
    if family.kind == "growth":
        now = 100 * value
        return InputControl(
            path,
            f"{name} [%]",
            now,
            now - 8,
            now + 8,
            0.5,
            0.01,
            ".1f",
            name,
            "%",
            family.kind,
            -99.0,
            1000.0,
        )
    if family.kind == "share":
        return _ranged(path, name, "%", value, 0.01, family.kind, ceiling=_ceiling(project, path))
    if family.kind == "days":
        return _ranged(path, name, say.say("days", "天"), value, 1.0, family.kind)
    scale, per = say.money_unit([value]), _per(path, project, say)
    if per:
        scale = Scale(1.0, "")  # a price is told as people quote it: 15,500 yuan for a square metre
    shown = say.say(f"{say.currency} {scale.called}".strip(), f"{scale.called}{say.currency}")
    return _ranged(path, name, f"{shown}{per}", value, scale.divisor, family.kind)


def _per(path: str, project: Project, say: Wording) -> str:
    """Return what a price is for, behind a stroke; nothing for an amount."""
    if not path.startswith("products.types.") or project.products is None:
        return ""
    is_space = project.products.types[path.split(".")[2]].kind == "parking"
    return say.say("/space", "/个") if is_space else "/m²"  # the fonts that come with the package lack ㎡


def _ceiling(project: Project, path: str) -> float:
    """Return up to where a share may be moved so that no possible value exceeds 1 [fraction]."""
    found = quantities(project)[path]
    top = found.support[1]
    return found.most_likely / top if 0 < top < math.inf else found.most_likely


def _ranged(
    path: str, name: str, sign: str, value: float, unit: float, kind: Kind, ceiling: float = math.inf
) -> InputControl:
    """Return a control from half to one and a half of its value, on steps that its value stands on."""
    shown = value / unit
    step = _round_step(abs(shown) / (2 * STEPS))
    above = min(STEPS, int((ceiling / unit - shown) / step + 1e-9)) if ceiling < math.inf else STEPS
    low, high = shown - STEPS * step, shown + max(above, 0) * step
    digits = f",.{max(0, -math.floor(math.log10(step)))}f"
    least = 0.0 if value > 0 else -math.inf
    label = f"{name} [{sign}]"
    return InputControl(
        path, label, shown, low, high, step, unit, digits, name, sign, kind, least, ceiling / unit
    )


def _round_step(width: float) -> float:
    """Return 1, 2 or 5 times a power of ten, the nearest from below.

    >>> _round_step(30.25), _round_step(0.0229)
    (20.0, 0.02)
    """
    power = 10.0 ** math.floor(math.log10(width))
    return float(max(factor for factor in (1, 2, 5) if factor * power <= width * (1 + 1e-9)) * power)
