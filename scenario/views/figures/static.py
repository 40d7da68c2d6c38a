"""Static pictures of charts, and fonts cut to what is used, so that they show alike everywhere."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from scenario.data import data

FONTS = data("fonts")
WEIGHTS = {400: "NotoSansSC-GB2312-Regular.ttf", 700: "NotoSansSC-GB2312-Bold.ttf"}
FAMILY = "Noto Sans SC"
_NAMELESS = re.compile(r'<(?:g|path)(?![^>]*aria-label)[^>]*\srole="graphics-symbol"[^>]*>')
"""A part of a picture that is said to be a symbol and has no name: the picture has one as a whole."""
_SYMBOL = re.compile(r'\s(?:role="graphics-symbol"|aria-roledescription="[^"]*")')
_ID = re.compile(r'(\bid="|url\(#|href="#)')


def svg(chart: Any, prefix: str = "chart") -> str:
    """Return an altair chart as SVG to stand within a page.

    Parameters
    ----------
    chart : altair chart
        What to draw
    prefix : str
        Begins each id within the picture, so that several can stand in one page
    """
    drawn = _named(picture(chart), chart)
    drawn = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", drawn)  # HTML knows what an <svg> is
    drawn = _NAMELESS.sub(lambda part: _SYMBOL.sub("", part.group()), drawn)
    return _ID.sub(rf"\g<1>{prefix}-", drawn)


def _named(drawn: str, chart: Any) -> str:
    """Return a picture that tells its title to those who cannot see it."""
    title = getattr(chart.title, "text", chart.title)
    told = title if isinstance(title, str) else ""
    return drawn.replace("<svg", f'<svg role="img" aria-label="{escape(told)}"', 1) if told else drawn


def picture(chart: Any) -> str:
    """Return an altair chart as an SVG picture of its own."""
    import vl_convert

    registered_fonts()
    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return drawn


def png(chart: Any, scale: float = 2.0) -> bytes:
    """Return an altair chart as a PNG picture."""
    import vl_convert

    registered_fonts()
    picture: bytes = vl_convert.vegalite_to_png(chart.to_dict(), scale=scale)
    return picture


@cache
def registered_fonts() -> None:
    """See to it that charts are drawn with the fonts of the package."""
    import vl_convert

    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))


def font_faces(text: str, only: bool = False) -> str:
    """Return CSS that brings the glyphs of a text, and no others, with the page.

    With `only` the rules say so themselves, and several can stand beside each other.
    """
    return "\n".join(_face(weight, text, only) for weight in WEIGHTS)


def _face(weight: int, text: str, only: bool) -> str:
    data = base64.b64encode(_subset(FONTS / WEIGHTS[weight], text)).decode()
    source = f"src:url(data:font/woff;base64,{data}) format('woff')"
    letters = ",".join(f"U+{ord(letter):X}" for letter in sorted(set(text)))
    limit = f";unicode-range:{letters}" if only else ""
    return f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};{source}{limit}}}"


def _subset(path: Path, text: str) -> bytes:
    """Return a font with the glyphs of a text only, as WOFF; the same text gives the same bytes."""
    from fontTools import subset  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    options = subset.Options(flavor="woff", layout_features=[], hinting=False, notdef_outline=True)
    font = TTFont(path, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
