"""Rules of partners: who they are, and that every yuan that comes back has an owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario.project.checks.found import Found, listed
from scenario.project.problems import Where
from scenario.project.sections.partners import CatchUp, Hurdle, Partners, Step
from scenario.project.sections.root import Project

_ROUNDING = 1e-6
"""Shares written with a few decimals may miss their sum by this. [fraction]"""
MOST = 20
"""So many partners or steps are a deal; more are a mistake."""


def partners(project: Project) -> Iterator[Found]:
    """Shares sum to one, hurdles rise, and the last step shares all that is left."""
    block = project.partners
    if block is None:
        return
    if project.funding is None:
        yield Found(
            ("partners",), "partners share what `funding:` calls and pays; describe it, or leave them out"
        )
    where: Where = ("partners", "shares")
    if len(block.shares) < 2:
        yield Found(
            where, f"{len(block.shares)} partner shares with nobody; name two or leave `partners:` out"
        )
    for name, several in (("shares", block.shares), ("waterfall", block.waterfall)):
        if len(several) > MOST:
            yield Found(("partners", name), f"there are {len(several)}; at most {MOST} are handled")
    yield from _shares(where, block.shares)
    for position, step in enumerate(block.waterfall):
        yield from _step(block, position, step)
    yield from _order(block)
    if block.clawback and not _promotes(block):
        message = "nobody gets ahead of its share, so nothing can be given back; leave `clawback` out"
        yield Found(("partners", "clawback"), message)


def _shares(where: Where, shares: Mapping[str, float]) -> Iterator[Found]:
    """Check that shares are fractions that sum to one."""
    for name, share in shares.items():
        yield from _fraction((*where, name), share, least=0.0)
    total = sum(shares.values())
    if all(0 <= share <= 1 for share in shares.values()) and abs(total - 1) > _ROUNDING:
        yield Found(where, f"these sum to {total:.12g}; make them sum to 1")


def _fraction(where: Where, value: float, least: float | None = None) -> Iterator[Found]:
    """Check a fraction: above 0, or at least `least`, and at most 1."""
    if 1 < value <= 100:
        yield Found(where, f"{value:.12g} is {value * 100:.12g} %; did you mean {value / 100:.12g}?")
    elif value > 1 or value < 0 or (least is None and value == 0):
        yield Found(
            where, f"{value:.12g} is no share; write a fraction {'from' if least == 0 else 'above'} 0 to 1"
        )


def _step(block: Partners, position: int, step: Step) -> Iterator[Found]:
    where: Where = ("partners", "waterfall", position)
    if (step.split is None) == (step.catch_up is None):
        yield Found(where, "write exactly one of `split` and `catch_up`")
        return
    if step.catch_up is not None:
        if step.until is not None:
            yield Found((*where, "until"), "a catch-up has an `until` of its own; leave this one out")
        yield from _catch_up(block, (*where, "catch_up"), step.catch_up)
        return
    assert step.split is not None
    for name in step.split:
        yield from listed("partner", (*where, "split", name), name, block.shares)
    yield from _shares((*where, "split"), step.split)
    if step.until is not None:
        yield from _hurdle(block, (*where, "until"), step.until, step.split)


def _hurdle(block: Partners, where: Where, hurdle: Hurdle, split: Mapping[str, float]) -> Iterator[Found]:
    yield from _fraction((*where, "hurdle"), hurdle.hurdle, least=0.0)
    if hurdle.of is None:
        return
    yield from listed("partner", (*where, "of"), hurdle.of, block.shares)
    if hurdle.of in block.shares and not split.get(hurdle.of):
        message = f"'{hurdle.of}' gets nothing of this step, and never reaches the hurdle; give it a split"
        yield Found((*where, "of"), message)
    elif hurdle.of in block.shares and not block.shares[hurdle.of]:
        yield Found((*where, "of"), f"'{hurdle.of}' puts nothing in; name a partner with a share")


def _catch_up(block: Partners, where: Where, catch_up: CatchUp) -> Iterator[Found]:
    yield from listed("partner", (*where, "to"), catch_up.to, block.shares)
    yield from _fraction((*where, "share"), catch_up.share)
    yield from _fraction((*where, "until"), catch_up.until)
    if 0 < catch_up.share <= 1 and catch_up.share <= catch_up.until <= 1:
        message = f"{catch_up.share:.12g} of each yuan never makes {catch_up.until:.12g} of all profit"
        yield Found((*where, "share"), f"{message}; write a share above `until`")
    if block.shares.get(catch_up.to) == 1:
        message = f"'{catch_up.to}' puts in all the equity; there is nobody to catch up with"
        yield Found((*where, "to"), f"{message}; name another partner")


def _order(block: Partners) -> Iterator[Found]:
    """Check the order of steps: hurdles rise, a catch-up follows one, the last step alone is open."""
    last, before = len(block.waterfall) - 1, None
    for position, step in enumerate(block.waterfall):
        where: Where = ("partners", "waterfall", position)
        is_open = step.until is None and step.catch_up is None
        if is_open and position < last:
            yield Found(where, "this step shares all that is left; give it an `until`, or put it last")
        elif position == last and not is_open:
            yield Found(where, "nobody is said to get what is left; add a last step with a `split` alone")
        if step.catch_up is not None and before is None:
            yield Found(where, "there is nothing to catch up with; put it after a step with a hurdle")
        if step.until is not None:
            rate = step.until.hurdle
            if before is not None and rate <= before:
                message = f"hurdle {rate:.12g} is not above {before:.12g} before it; hurdles rise"
                yield Found((*where, "until", "hurdle"), message)
            before = rate


def _promotes(block: Partners) -> bool:
    """Return whether a step gives somebody more than its share."""
    for step in block.waterfall:
        if step.catch_up is not None:
            return True
        if any(split > block.shares.get(name, 0.0) + _ROUNDING for name, split in (step.split or {}).items()):
            return True
    return False
