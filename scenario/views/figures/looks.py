"""What all charts have in common: colours, fonts, sizes, titles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from scenario.analysis import Study
from scenario.views.words.wording import Wording

Figure = Any
"""An altair chart; altair's own types differ with what is layered."""

INK, QUIET, BLUE, PALE, AMBER, GREY = "#1f2d3d", "#5c6876", "#2f6690", "#b7cfe2", "#c8741a", "#c6ccd3"
AMBER_TEXT = "#9a4a00"
"""Amber as text: dark enough to be read on white."""
FONT = "Noto Sans SC"
FONTS = f"{FONT}, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Source Han Sans SC, sans-serif"
PLAIN_MINUS = "replace(datum.label, '\u2212', '-')"
"""Charts write U+2212 before negative numbers, which the fonts that come with the package lack."""
WIDTH = 600
"""Of the plotting area where labels are short [pixels]."""
WHOLE = 690
"""Of a chart with its labels, for a column of A4 [pixels]."""
LABELS = 330
"""Labels beyond this are cut [pixels]."""

MONTHS_APART = ((20, 1), (40, 2), (80, 3), (160, 6))
"""Up to so many months in a picture, a line every so many months."""


def stamp(study: Study, day: float) -> pd.Timestamp | None:
    """Return an instant as a chart takes it; None when it never comes."""
    date = study.date(float(day))
    return None if date is None else pd.Timestamp(date)


def legend(say: Wording, *parts: tuple[str, str, str] | None) -> str:
    """Return what the marks of a chart mean, as one line: (mark, en, zh) each; None is left out."""
    return "   ".join(f"{mark} {say.say(en, zh)}" for mark, en, zh in (part for part in parts if part))


def nothing(name: str, say: Wording) -> Figure:
    """Return a chart that says there is nothing to show."""
    frame = pd.DataFrame({"text": [say.say("There is nothing to show.", "没有可显示的数据。")]})
    return finished(alt.layer(alt.Chart(frame).mark_text(color=QUIET).encode(text="text:N")), name, "", 40)


def finished(chart: Figure, title: str, subtitle: str, height: int, width: int = WIDTH) -> Figure:
    """Return a chart with its titles, size and looks."""
    heading = alt.TitleParams(title, subtitle=_folded(subtitle), anchor="start", frame="group")
    return (
        chart.properties(title=heading, width=width, height=height)
        .configure(font=FONTS, background="white")
        .configure_view(stroke=None)
        .configure_title(
            fontSize=14,
            color=INK,
            subtitleColor=QUIET,
            subtitleFontSize=11,
            offset=10,
            subtitlePadding=5,
            limit=860,
        )
        .configure_axis(
            labelExpr=PLAIN_MINUS,
            labelColor=INK,
            titleColor=QUIET,
            titleFontWeight="normal",
            gridColor="#e8ecf0",
            domainColor="#aab3bd",
            tickColor="#aab3bd",
            labelFontSize=11,
            titleFontSize=11,
        )
    )


def beside(labels: Iterable[str], room_after: int = 20) -> int:
    """Return the width that labels leave to the plotting area [pixels]."""
    longest = max((sum(11.0 if ord(c) > 0x2E80 else 5.6 for c in label) for label in labels), default=0.0)
    return int(max(330.0, WHOLE - min(longest, LABELS) - room_after))


def _folded(text: str, longest: int = 130) -> list[str]:
    """Return a subtitle in lines, since charts do not fold text."""
    if len(text) <= longest or ".   " not in text:
        return [text]
    first, _, rest = text.partition(".   ")
    return [f"{first}.", rest]


def ordered_names(names: pd.Series) -> tuple[pd.Series, Any]:
    """Return keys that keep rows in their order, even when names are alike, and the axis that shows names."""
    keys = pd.Series([f"{place:04d}{name}" for place, name in enumerate(names)], index=names.index)
    axis = alt.Axis(
        labelExpr="slice(datum.label, 4)", labelLimit=LABELS, ticks=False, domain=False, title=None
    )
    return keys, alt.Y("key:N", sort=None, axis=axis)


def months_apart(dates: pd.Series) -> dict[str, Any]:
    """Return how many months lie between two lines of a time axis."""
    months = (dates.max() - dates.min()).days / 30.4
    step = next((step for most, step in MONTHS_APART if months <= most), 12)
    return {"interval": "month", "step": step}


def round_step(width: float) -> float:
    """Return the next greater of 1, 2, 2.5, 5 times a power of ten; 0 for nothing.

    >>> round_step(0.0031), round_step(0.0)
    (0.005, 0.0)
    """
    if not width > 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(width))
    return float(
        next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= width * (1 - 1e-9))
    )
