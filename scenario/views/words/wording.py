"""Words, numbers, dates and units as a person reads them, in English or Chinese."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from scenario.measures import MEASURES
from scenario.project.sections.root import BASE, Project
from scenario.project.sections.targets import Target
from scenario.project.values.names import Language, Name
from scenario.project.values.units import MONTHS, Unit
from scenario.study.outcomes import Outcomes
from scenario.views.words.digits import (
    AMOUNTS,
    Scale,
    plain,
    signless_zero,
    three_digits,
    told_in,
    two_digits,
)

MISSING = "—"
LONGEST = 80
"""A longer name is cut: a name is a label, not a text. [characters]"""

FINE = ("ok", "rate")
"""Statuses of an ordinary value; the others have words."""
STATUS = {
    "several": ("several rates of return solve it, so that none is shown", "有多个收益率解, 不予显示"),
    "total_loss": ("all the money is lost (−100 %)", "投入全部损失(−100%)"),
    "no_money_in": ("nobody ever has money in: above every rate", "始终无需净投入, 高于任何收益率"),
    "none": ("no money flows", "没有现金流"),
    "refused": ("a gate refused the project: below a total loss", "项目被否决, 排在全部损失之后"),
    "unfunded": ("money that had to be there was not: below a total loss", "资金断裂, 排在全部损失之后"),
    "default": ("the loan was not repaid: below a total loss", "贷款违约, 排在全部损失之后"),
    "never": ("it never comes within the horizon", "期限内未发生"),
    "undefined": ("it would be a share of nothing", "分母为零, 无法计算"),
}
"""Why a value is not an ordinary one."""

OUTCOME = {
    "refused": ("refused by a gate", "被否决"),
    "unfunded": ("unfunded", "资金断裂"),
    "default": ("loan not repaid", "贷款违约"),
}
"""How runs end that do not end well."""
SPANS = {"days": ("day", "天"), "weeks": ("week", "周"), "months": ("month", "个月")}


def clean(text: str) -> str:
    r"""Return text as one line without control characters, which could rewrite a terminal or a page.

    >>> clean("a\x1b[31mb\n c")
    'a□[31mb c'
    """
    words = " ".join(text.split())
    shown = "".join("□" if unicodedata.category(c) in _HIDDEN else c for c in words)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


_CURRENCIES = {"CNY": "元", "USD": "美元", "EUR": "欧元", "HKD": "港元"}
_HAN = ("", *"一二三四五六七八九")
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


@dataclass(frozen=True, slots=True)
class Wording:
    """How things are said in a language and a currency."""

    language: Language = "en"
    code: str = "CNY"
    names: Mapping[str, Name] = field(default_factory=dict, compare=False)
    """What scenarios, overrides and calendars are called."""

    def __post_init__(self) -> None:
        if self.language not in get_args(Language):
            raise ValueError(f"language is {self.language!r}; write 'en' for English, 'zh' for Chinese")

    @classmethod
    def of(cls, study: Outcomes, language: Language) -> Wording:
        """Return the wording for a study."""
        return cls.about(study.project, language)

    @classmethod
    def about(cls, project: Project, language: Language) -> Wording:
        """Return the wording for a project: its currency, and what its scenarios are called."""
        return cls(language, project.project.currency, project.names)

    @property
    def currency(self) -> str:
        """What the currency is called: its code, in Chinese its name where it has one here.

        >>> Wording("zh").currency, Wording("en").currency, Wording("zh", "SGD").currency
        ('元', 'CNY', 'SGD')
        """
        return self.say(self.code, _CURRENCIES.get(self.code, self.code))

    def say(self, en: str, zh: str) -> str:
        """Return the text of the language."""
        return zh if self.language == "zh" else en

    def name(self, name: Name) -> str:
        """Return a name."""
        return clean(name.to(self.language))

    # Numbers --------------------------------------------------------------------------------------

    def count(self, number: int) -> str:
        """Return a count.

        >>> Wording().count(1000)
        '1,000'
        """
        return f"{number:,}"

    def money_unit(self, values: Iterable[float]) -> Scale:
        """Return how amounts are told so that they read well together.

        >>> Wording("zh").money_unit([726e6]), Wording("en").money_unit([45_000])
        (Scale(divisor=100000000.0, called='亿'), Scale(divisor=1000.0, called='k'))
        """
        largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
        units = AMOUNTS[self.language]
        return next((unit for unit in units if largest >= unit.divisor), units[-1])

    def money(self, value: float, unit: Scale | None = None) -> str:
        """Return an amount.

        >>> Wording("zh").money(726_000_000), Wording("en").money(-1_250_000), Wording("zh").money(45_000)
        ('7.26亿', '-1.25 m', '4.5万')
        """
        if not math.isfinite(value):
            return MISSING
        divisor, called = unit or self.money_unit([value])
        number = three_digits(value / divisor)
        return f"{number}{'' if self.language == 'zh' or not called else ' '}{called}"

    def share(self, value: float, digits: int | None = None) -> str:
        """Return a fraction in percent; close to all or nothing it takes a decimal.

        >>> Wording().share(0.25), Wording("zh").share(0.994), Wording().share(0.1234, 1)
        ('25 %', '99.4%', '12.3 %')
        """
        if not math.isfinite(value):
            return MISSING
        if digits is None:
            digits = 1 if 0 < value < 0.01 or 0.99 < value < 1 else 0
        text = f"{100 * value:.{digits}f}"
        return f"{signless_zero(text)}{self.say(' %', '%')}"

    def interval(self, low: float, high: float) -> str:
        """Return an interval of fractions; a narrow one with decimals that tell its ends apart.

        >>> Wording().interval(0.2043, 0.3019), Wording("zh").interval(0.0, 0.0372)
        ('20–30 %', '0–4%')
        >>> Wording().interval(0.2565, 0.2582), Wording().interval(0.5, 0.5)
        ('25.7–25.8 %', '50–50 %')
        """
        digits = 1 if high < 0.02 or low > 0.98 else 0
        while low < high and digits < 2 and f"{100 * low:.{digits}f}" == f"{100 * high:.{digits}f}":
            digits += 1
        return f"{100 * low:.{digits}f}–{100 * high:.{digits}f}{self.say(' %', '%')}"

    def scale(self, measure: str, values: Iterable[float]) -> Scale:
        """Return how values of a measure are told so that they read well together.

        >>> Wording().scale("npv", [726e6]), Wording().scale("net_margin", [0.1])
        (Scale(divisor=1000000.0, called='m'), Scale(divisor=0.01, called=''))
        """
        unit = MEASURES[measure].unit
        return self.money_unit(values) if unit.scale is None else Scale(1.0 / unit.scale, "")

    def value(self, value: float, measure: str, scale: Scale | None = None) -> str:
        """Return a value of a measure in the measure's unit; months are whole.

        >>> Wording().value(0.1234, "net_margin"), Wording("zh").value(31.1, "cash_positive_month")
        ('12.3 %', '31')
        >>> Wording().value(math.inf, "cash_positive_month"), Wording().value(-math.inf, "equity_irr")
        ('never', 'none')
        """
        if math.isnan(value):
            return MISSING
        unit = MEASURES[measure].unit
        if math.isinf(value):
            beyond = self.say("never", "不发生") if unit is MONTHS else "∞"
            return beyond if value > 0 else self.say("none", "无")
        return (
            self.money(value, scale)
            if unit.is_amount
            else told_in(value, unit, unit.digits) + self.sign(unit)
        )

    def difference(self, value: float, measure: str, scale: Scale) -> str:
        """Return the size of a difference between two values of a measure, without the unit's sign.

        >>> Wording().difference(0.0123, "net_margin", Wording().scale("net_margin", []))
        '1.23'
        """
        unit = MEASURES[measure].unit
        return self.money(value, scale) if unit.is_amount else told_in(value, unit, unit.difference)

    def with_error(self, value: float, half: float, measure: str, scale: Scale) -> str:
        """Return a value and half the width of its interval, which says how many of its digits count.

        >>> Wording().with_error(0.1234, 0.0056, "net_margin", Wording().scale("net_margin", []))
        '12.34 ± 0.56 %'
        """
        if math.isnan(value) or math.isnan(half):
            return MISSING
        unit = MEASURES[measure].unit
        if unit.sign:
            both = (self.difference(number, measure, scale) for number in (value, half))
            return " ± ".join(both) + self.sign(unit)
        return f"{self.value(value, measure, scale)} ± {two_digits(half / scale.divisor)}"

    def sign(self, unit: Unit) -> str:
        """Return the sign that follows values of a unit; empty where none does."""
        return self.say(f" {unit.sign}", unit.sign) if unit.sign else ""

    def date(self, date: dt.date | None) -> str:
        """Return a date, the same in both languages."""
        return MISSING if date is None else date.isoformat()

    # What things are called -----------------------------------------------------------------------

    def measure(self, name: str) -> str:
        """Return what a measure is called."""
        return self.say(MEASURES[name].en, MEASURES[name].zh)

    def outcome(self, status: str) -> str:
        """Return what a run that does not end well is called."""
        return self.say(*OUTCOME[status])

    def unit(self, measure: str) -> str:
        """Return the unit of a measure, for a column or an axis."""
        unit = MEASURES[measure].unit
        return self.currency if unit.is_amount else self.say(unit.short, unit.short_zh)

    def axis(self, measure: str, values: Iterable[float]) -> Scale:
        """Return how values of a measure are told at an axis, which says the whole unit.

        >>> Wording().axis("npv", [726e6]), Wording("zh").axis("npv", [726e6]).called
        (Scale(divisor=1000000.0, called='CNY m'), '亿元')
        """
        divisor, called = self.scale(measure, values)
        name = self.unit(measure)
        return Scale(divisor, self.say(f"{name} {called}".strip(), f"{called}{name}"))

    def node(self, study: Outcomes, node: str) -> str:
        """Return what a node is called, with its phase."""
        if node not in study.names:  # all phases of a repeated activity
            name = study.project.activities[node].name
            return self.name(name) if name is not None else node
        base, dot, phase = node.rpartition(".")
        known = bool(dot) and base in study.project.activities
        label = self.name(study.names[node])
        return f"{label} ({self.phase(phase)})" if known else label

    def phase(self, phase: str) -> str:
        """Return what a phase is called: in Chinese by its number, where its key is one.

        >>> Wording("zh").phase("p1"), Wording("zh").phase("p12"), Wording().phase("p1")
        ('一期', '十二期', 'p1')
        """
        number = phase.removeprefix("p")
        if self.language == "en" or number == phase or not number.isdecimal() or not 0 < int(number) < 100:
            return phase
        tens, units = divmod(int(number), 10)
        return f"{_HAN[tens] if tens > 1 else ''}{'十' if tens else ''}{_HAN[units]}期"

    def target(self, study: Outcomes, target: Target) -> str:
        """Return what a target asks for: its own name, or measure and hurdle, or node and date."""
        if target.name is not None:
            return self.name(target.name)
        if target.measure is not None:
            return f"{self.measure(target.measure)} {self.hurdle(target)}"
        assert target.node is not None
        node = self.node(study, target.node)
        if target.by is not None:
            return self.say(f"{node} by {target.by}", f"{node} 不晚于 {target.by}")
        assert target.within is not None
        span = self.span(target.within.count, target.within.unit)
        start = self.say("start", "项目开始")
        since = self.node(study, target.of) if target.of is not None else start
        return self.say(f"{node} within {span} of {since}", f"{node} 自{since}起{span}内")

    def hurdle(self, target: Target) -> str:
        """Return sign and hurdle of a target on a measure.

        >>> Wording().hurdle(Target(measure="equity_irr", at_least=0.12))
        '≥ 12 %'
        """
        hurdle, sign = target.hurdle, "≤" if target.at_least is None else "≥"
        assert target.measure is not None
        assert hurdle is not None
        unit = MEASURES[target.measure].unit
        if unit.sign:  # as it is written, without zeros
            return f"{sign} {plain((unit.scale or 1.0) * hurdle, 2)}{self.sign(unit)}"
        return f"{sign} {self.value(hurdle, target.measure)}"

    def span(self, count: float, unit: str) -> str:
        """Return a time span.

        >>> Wording().span(8, "months"), Wording("zh").span(8, "months")
        ('8 months', '8个月')
        """
        en, zh = SPANS[unit]
        return self.say(f"{count:.15g} {en}{'' if count == 1 else 's'}", f"{count:.15g}{zh}")

    def scenario(self, name: str) -> str:
        """Return what a scenario is called."""
        return self.say("base", "基准") if name == BASE else self.called(name)

    def called(self, key: str) -> str:
        """Return what a scenario, an override or a calendar is called: by its name, where it has one."""
        return self.name(self.names[key]) if key in self.names else clean(key)

    def status(self, status: str) -> str:
        """Return why a value is missing or in doubt."""
        return self.say(*STATUS[status])
