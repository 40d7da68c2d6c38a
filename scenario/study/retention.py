"""What a study keeps of each run, and what it says when asked for what it did not keep."""

from __future__ import annotations

from typing import Literal, get_args

Retention = Literal["measures", "dates", "cash"]
"""`measures`: all measures with their statuses, whether targets are met, days of the nodes people report on.
`dates`: also when each activity was ready, started and finished, and its work. `cash`: also the ledger."""
KEEPS: tuple[Retention, ...] = get_args(Retention)
CHUNKS: dict[Retention, int] = {"measures": 1000, "dates": 500, "cash": 250}
"""Runs in a chunk: long beside the 0.5 ms that a task costs, short beside patience, and in memory a few
megabytes [runs]."""
BLOCKS: dict[Retention, tuple[str, ...]] = {
    "measures": ("values", "statuses", "met", "days", "extra"),
    "dates": ("ready", "start", "finish", "work"),
    "cash": ("terms", "ledger"),
}
"""The arrays that each keeps beyond what those before it keep."""


class NotKept(LookupError):  # noqa: N818 - an event, not a kind of error
    """A study was asked for what it did not keep; says which `keep` would have kept it."""


def kept_by(keep: Retention) -> tuple[str, ...]:
    """Return the arrays that are kept.

    >>> kept_by("dates")[-1], len(kept_by("cash"))
    ('work', 11)
    """
    return tuple(block for each in KEEPS[: KEEPS.index(keep) + 1] for block in BLOCKS[each])


def not_kept(block: str, keep: Retention) -> NotKept:
    """Return the error to raise."""
    needed = next(each for each in KEEPS if block in BLOCKS[each])
    what = {"dates": "the dates of all activities", "cash": "the money of each month"}[needed]
    return NotKept(
        f"{what} were not kept: this study kept {keep} only; simulate it with keep='{needed}'"
        f" (on the command line --keep {needed})"
    )
