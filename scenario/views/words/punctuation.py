"""Punctuation as Chinese is set: full width among Chinese, as it is among numbers and Latin letters."""

from __future__ import annotations

import re

_HAN = "\u3400-\u9fff"
_PAIR = re.compile(rf" ?\(([^()]*[{_HAN}][^()]*)\)|(?<=[{_HAN}]) ?\(([^()]*)\)")
_BEFORE = rf"(?<=[{_HAN}%）”\d])"
_SIGNS = {", ": "，", ": ": "：", "; ": "；", "?": "？"}
_AFTER_HAN = re.compile(rf"{_BEFORE}(?:[,:;] ?(?=[{_HAN}（“]|$)|[,:;] (?=\S)|\?)")


def full_width(text: str) -> str:
    """Return a Chinese text with full-width punctuation; one without Chinese as it is.

    >>> full_width("在1,000次模拟中, 达成的概率为20%(95%区间18–22%)。"), full_width("Riverside, p1: x (y)")
    ('在1,000次模拟中，达成的概率为20%（95%区间18–22%）。', 'Riverside, p1: x (y)')
    >>> full_width("开盘 (一期) 自竞得土地起8个月内"), full_width("能否承诺?"), full_width("P80: 2026-10-25")
    ('开盘（一期）自竞得土地起8个月内', '能否承诺？', 'P80: 2026-10-25')
    """
    if not re.search(f"[{_HAN}]", text):
        return text
    text = _PAIR.sub(lambda pair: f"（{pair[1] if pair[1] is not None else pair[2]}）", text)
    text = re.sub(rf"(?<=）) (?=[{_HAN}])", "", text)
    return _AFTER_HAN.sub(lambda sign: _SIGNS[sign[0].strip() + (" " if sign[0] != "?" else "")], text)
