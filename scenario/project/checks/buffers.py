"""Rules of reserves and of haste: what they are of exists, and there is as much to shorten."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scenario.project.checks.found import Found, listed, reference
from scenario.project.problems import Where
from scenario.project.sections.buffers import Buffer
from scenario.project.sections.root import Project
from scenario.project.values.span import LONGEST
from scenario.project.values.vocabulary import RESERVES


def buffers(project: Project) -> Iterator[Found]:
    """A buffer is days before a node or money on an account, once each."""
    seen: dict[str, int] = {}
    for position, buffer in enumerate(project.buffers):
        where: Where = ("buffers", position)
        if (buffer.before is None) == (buffer.account is None):
            yield Found(
                where, "write exactly one of `before` (a node, with `days`) and `account` (with `amount`)"
            )
            continue
        yield from _time(project, where, buffer) if buffer.account is None else _money(project, where, buffer)
        of = buffer.before or buffer.account or ""
        if of in seen:
            yield Found(where, f"'{of}' has a buffer already, buffers[{seen[of]}]; keep one")
        seen.setdefault(of, position)


def _time(project: Project, where: Where, buffer: Buffer) -> Iterator[Found]:
    assert buffer.before is not None
    yield from reference(project, (*where, "before"), buffer.before, single=True)
    if buffer.amount is not None:
        yield Found((*where, "amount"), "`amount` belongs to an account; a node has `days`")
    if buffer.days is None:
        yield Found(where, "say how many `days` the node may be later than planned")
    elif not 0 <= buffer.days <= LONGEST:
        message = f"{buffer.days:.12g} is no buffer; write days from 0 to {LONGEST:,.0f}"
        yield Found((*where, "days"), message)


def _money(project: Project, where: Where, buffer: Buffer) -> Iterator[Found]:
    assert buffer.account is not None
    yield from listed("account", (*where, "account"), buffer.account, RESERVES)
    if buffer.days is not None:
        yield Found((*where, "days"), "`days` belong to a node; an account has an `amount`")
    if not project.has_money:
        message = "no money is described, so none can be held in reserve; leave it out"
        yield Found((*where, "account"), message)
    if buffer.amount is None:
        yield Found(where, "say by what `amount` it may be more than planned")
    elif buffer.amount < 0:
        yield Found((*where, "amount"), f"{buffer.amount:.12g} is below 0; write an amount of at least 0")


def crashes(project: Project) -> Iterator[Found]:
    """No more days may be bought than the work takes at its shortest."""
    for name, activity in project.activities.items():
        if activity.crash is None:
            continue
        least = activity.duration.support[0]
        shortest = least if math.isfinite(least) else activity.duration.most_likely
        where: Where = ("activities", name, "crash")
        if shortest < 1:
            yield Found(
                where, f"its work takes {shortest:.12g} days at its shortest; no whole day can be bought"
            )
        elif activity.crash.at_most > shortest:
            message = f"{activity.crash.at_most} days less than {shortest:.12g} is no work; write at most"
            yield Found((*where, "at_most"), f"{message} {math.floor(shortest):,}")
