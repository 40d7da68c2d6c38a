"""What was probably meant by a value that cannot be used, as a file would write it.

People write as their language, their spreadsheet or their planner's tool does: `9%`, `1,056,000,000`,
`2000万`, `2026/3/2`, `tender FS + 5d`, or with the full-width signs of a Chinese keyboard. What is
returned can be put in the place of what was written; where that is not clear, nothing is returned.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from scenario.project.values.span import DAYS

_SIGNS = {
    "\u3000": " ", "、": ", ", "。": ".", "【": "[", "】": "]", "「": '"', "」": '"', "“": '"', "”": '"',
    "‘": "'", "’": "'", "〜": "~", "—": "-", "–": "-", "−": "-",
}  # fmt: skip
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | _SIGNS
SPACED = {"：": ": ", "，": ", "}
"""Signs that need a space behind them in YAML."""
WIDE_SIGNS = frozenset(_WIDE)
"""Signs that look like those of YAML or of numbers, and are none."""

_DIGITS = re.compile(
    r"[+-]?(?:\d{1,3}(?:([, '_])\d{3})(?:\1\d{3})*|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII
)
_MONEY = re.compile(
    r"^(?:¥|￥|RMB|CNY|\$|€|£|US\$)\s*|\s*(?:元|人民币|RMB|CNY|yuan)?\s*(?:/\s*(?:㎡|m²|m2|平米|平方米))?$"
)
_TIMES: dict[str, Decimal] = {
    **dict.fromkeys(("", "㎡", "m²", "m2", "平米", "平方米", "人", "people", "person"), Decimal(1)),
    **{"%": Decimal("0.01"), "‰": Decimal("0.001")},
    **{"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4)},
    **{"十万": Decimal(10**5), "百万": Decimal(10**6), "千万": Decimal(10**7), "亿": Decimal(10**8)},
    **dict.fromkeys(("thousand", "k"), Decimal(1000)),
    **dict.fromkeys(("million", "mn"), Decimal(10**6)),
    **dict.fromkeys(("billion", "bn"), Decimal(10**9)),
}
_UNITS = {
    "days": ("d", "day", "days", "天", "日", "个工作日", "工作日", "wd"),
    "weeks": ("w", "wk", "wks", "week", "weeks", "周", "星期", "个星期"),
    "months": ("mo", "mth", "mths", "month", "months", "月", "个月"),
    "years": ("y", "yr", "yrs", "year", "years", "年"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_DAYS_OF: dict[str, float] = {
    **{str(unit): days for unit, days in DAYS.items()},
    "years": 12 * DAYS["months"],
}
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00)?)?", re.ASCII
)
_LINK = re.compile(
    r"(?P<id>@presale_image|[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)"
    r"\s*[: ]?\s*(?P<kind>FS|SS|FF|SF|fs|ss|ff|sf)?"
    r"\s*(?:(?P<sign>[+-])\s*(?P<lag>\d+(?:\.\d+)?)\s*(?P<unit>[^\d\s+-]*))?",
    re.ASCII,
)


def half_width(text: str) -> str:
    """Return a text with the signs that YAML and numbers are written with.

    >>> half_width("pert：［２０，３０］")
    'pert: [20, 30]'
    """
    for sign, meant in SPACED.items():
        text = re.sub(rf"{sign}[ \u3000]*(?=\S)", meant, text).replace(sign, meant.strip())
    return "".join(_WIDE.get(sign, sign) for sign in text)


def number_meant(text: str, unit: str = "") -> str | None:
    """Return the number that a text means, as a file writes it.

    Parameters
    ----------
    text : str
        What was written
    unit : str
        What the field counts: `days`, `months`, or anything else

    >>> number_meant("9%"), number_meant("1,056,000,000"), number_meant("2000万元")
    ('0.09', '1056000000', '20000000')
    >>> number_meant("2 weeks", "days")
    '14'
    """
    text = _MONEY.sub("", re.sub(r",\s+(?=\d{3}(?!\d))", ",", half_width(text).strip()))
    form = _DIGITS.match(text)
    if form is None:
        return None
    try:
        number = Decimal(re.sub(r"[, '_]", "", form[0]))
    except InvalidOperation:
        return None
    word = _MONEY.sub("", text[form.end() :].strip()).strip()
    times = _TIMES.get(word, _TIMES.get(word.lower()))
    if times is not None:
        return plain(number * times)
    span = _UNIT_OF.get(word.lower())
    if span is None or unit not in ("days", "months"):
        return None
    return _rounded(float(number) * _DAYS_OF[span] / _DAYS_OF[unit], exact=span == unit)


def plain(number: Decimal) -> str:
    """Return a number without separators, exponent or needless zeros."""
    written = f"{number:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"


def _rounded(number: float, exact: bool) -> str:
    return f"{number:.12g}" if exact else f"{number:.4g}"


def date_meant(value: object) -> str | None:
    """Return the date that a value means.

    >>> date_meant("2026/3/2"), date_meant("2026年3月2日"), date_meant(20260302)
    ('2026-03-02', '2026-03-02', '2026-03-02')
    """
    text = half_width(str(value)).strip()
    packed = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text, re.ASCII)
    form = packed or _DATE.fullmatch(text)
    try:
        return None if form is None else dt.date(int(form[1]), int(form[2]), int(form[3])).isoformat()
    except ValueError:
        return None


def span_meant(text: str) -> str | None:
    """Return the time span that a text means.

    >>> span_meant("8个月"), span_meant("2 years"), span_meant("45d")
    ('8 months', '24 months', '45 days')
    """
    form = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(\S+)", half_width(text).strip().replace(",", ""), re.ASCII)
    unit = None if form is None else _UNIT_OF.get(form[2].lower())
    if form is None or unit is None:
        return None
    if unit == "years":
        return f"{plain(Decimal(form[1]) * 12)} months"
    return f"{form[1]} {unit}"


def link_meant(text: str) -> str | None:
    """Return the link that a text means.

    >>> link_meant("tender FS + 5d"), link_meant("piling:ss+2 weeks"), link_meant("tenderFF-3 days")
    ('tender:FS+5', 'piling:SS+14', 'tender:FF-3')
    """
    form = _LINK.fullmatch(half_width(text).strip())
    if form is None:
        return None
    unit = _UNIT_OF.get((form["unit"] or "d").lower())
    if unit is None:
        return None
    days = "" if form["lag"] is None else f"{form['sign']}{float(form['lag']) * _DAYS_OF[unit]:.15g}"
    return f"{form['id']}{':' + form['kind'].upper() if form['kind'] else ''}{days}"
