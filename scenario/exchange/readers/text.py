"""Bytes of a file as text: what says its encoding is believed, what does not is guessed or asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenario.exchange.source import SourceError

MOST_BYTES = 200_000_000
CHINESE = "cp936"
PAGES = ("cp1252", "cp1251", "cp1250", "cp932", "cp949", "cp950")
"""Code pages of the machines that schedules come from; XER files do not say theirs."""
COMMON = 0.7
"""Text is Chinese when so many of its signs are among the 3,755 common ones of GB 2312, rows 16 to 55.
Letters of other alphabets, read as GBK, come out as rare signs."""


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; a file that is too large is refused before it is read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(str(path), [f"the file is larger than {MOST_BYTES // 1_000_000} MB"])
        return path.read_bytes()
    except OSError as error:
        raise SourceError(str(path), [f"cannot be read: {error.strerror or error}"]) from None


def text_of(path: Path, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of a file and the encoding that it was read by.

    Raises
    ------
    SourceError
        When the bytes are no text in the encoding that was given, or in any that is likely
    """
    content = bytes_of(path)
    if encoding is not None:
        try:
            return content.decode(encoding), encoding
        except LookupError:
            problem = f"there is no encoding {encoding!r}; say for example --encoding cp936"
        except UnicodeDecodeError as error:
            problem = f"is no {encoding} text: byte {error.start + 1:,} does not fit; try another --encoding"
        raise SourceError(str(path), [problem])
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return text_of(path, name)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _guessed(path, content)


def _telling(content: bytes) -> Iterator[bytes]:
    """Yield the lines that hold more than ASCII, but for signs of currencies: each file has all of them."""
    table = b""
    for line in content.splitlines():
        if line.startswith(b"%T"):
            table = line[2:].strip()
        if not line.isascii() and table != b"CURRTYPE":
            yield line


def _guessed(path: Path, content: bytes) -> tuple[str, str]:
    """Return text in the code page that fits best."""
    telling = b"\n".join(_telling(content))
    if not telling:
        return content.decode("cp1252", errors="replace"), "cp1252"
    for name in _likely(telling):
        try:
            return content.decode(name), name
        except UnicodeDecodeError:
            continue
    raise SourceError(str(path), ["its encoding is not known; say it, for example --encoding cp936"])


def _likely(telling: bytes) -> Iterator[str]:
    """Yield encodings, the likeliest first."""
    from charset_normalizer import from_bytes

    if _common_share(telling) >= COMMON:
        yield CHINESE
    found = from_bytes(telling, cp_isolation=list(PAGES), threshold=0.5)
    yield from (match.encoding for match in sorted(found, key=lambda match: match.chaos))


def _common_share(text: bytes) -> float:
    """Return which share of the signs of two bytes are common Chinese ones.

    >>> _common_share("主体结构".encode("cp936")), round(_common_share("Задача".encode("cp1251")), 1)
    (1.0, 0.3)
    """
    signs = common = at = 0
    while at < len(text) - 1:
        if text[at] < 0x81:
            at += 1
            continue
        signs += 1
        common += 0xB0 <= text[at] <= 0xD7 and text[at + 1] >= 0xA1
        at += 2
    return common / signs if signs else 0.0
