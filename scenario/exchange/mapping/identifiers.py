"""Ids of a project file, made of the ids that a planner's tool has: short, plain, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 40


def slug(text: str, otherwise: str = "a") -> str:
    """Return a text as an id: lower case, digits and underscores, a letter first.

    >>> slug("CP-P2-01"), slug("100.5", "t"), slug("主体", "c")
    ('cp_p2_01', 't_100_5', 'c')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:LONGEST].strip("_")
    if not plain:
        return otherwise
    return plain if plain[0].isalpha() else f"{otherwise}_{plain}"


def identifiers(
    texts: Iterable[tuple[str, str]], otherwise: str, taken: Iterable[str] = ()
) -> dict[str, str]:
    """Return an id for each (key, text); those that would be alike are numbered.

    >>> identifiers([("1", "A-1"), ("2", "a 1"), ("3", "d")], "t", ["d"])
    {'1': 'a_1', '2': 'a_1_2', '3': 'd_2'}
    """
    known, found = set(taken), dict[str, str]()
    for key, text in texts:
        base = slug(text, otherwise)
        name, number = base, 2
        while name in known:
            name, number = f"{base}_{number}", number + 1
        known.add(name)
        found[key] = name
    return found
