"""What drives a measure, as text: tornado, shares of variance, and what must be true."""

from __future__ import annotations

from collections.abc import Sequence

from scenario.analysis.sensitivity.must_hold import MustHold
from scenario.analysis.sensitivity.shares import Shares
from scenario.analysis.sensitivity.tornado import TornadoBar
from scenario.analysis.study import Study
from scenario.views.tables.table import Table
from scenario.views.words.quantity_names import uncertainty_name
from scenario.views.words.wording import Wording


def tornado_table(study: Study, measure: str, bars: Sequence[TornadoBar], say: Wording) -> Table:
    """Return the swings of a measure: its mean in the lowest and in the highest fifth of each uncertainty."""
    heads = tuple(
        say.say("Driver|Lowest fifth|Highest fifth|Rank corr.", "因素|最低两成|最高两成|秩相关").split("|")
    )
    scale = say.scale(measure, [value for bar in bars for value in (bar.low, bar.high)])
    rows = [
        (
            uncertainty_name(study, bar.name, say),
            say.value(bar.low, measure, scale),
            say.value(bar.high, measure, scale),
            f"{bar.correlation:+.2f}",
        )
        for bar in bars
    ]
    return Table(
        say.say(f"What moves {say.measure(measure)}", f"{say.measure(measure)}的影响因素"), heads, rows
    )


def shares_table(study: Study, shares: Shares, most: int, say: Wording) -> Table:
    """Return the shares of variance, so many at most; last what ranks explain in all."""
    heads = tuple(say.say("Driver|Share of variance|Rank corr.", "因素|方差占比|秩相关").split("|"))
    rows = [
        (uncertainty_name(study, row.name, say), say.share(row.share, 1), f"{row.correlation:+.2f}")
        for row in shares.rows[:most]
    ]
    left = sum(row.share for row in shares.rows[most:])
    if shares.rows[most:]:
        rows.append(
            (
                say.say(f"{len(shares.rows) - most} others", f"其余{len(shares.rows) - most}项"),
                say.share(left, 1),
                "",
            )
        )
    if rows:
        rows.append((say.say("Explained in all (R²)", "合计解释(R²)"), say.share(shares.explained, 1), ""))
    return Table(say.say("Shares of variance, rank regression", "方差占比(秩回归)"), heads, rows)


def must_table(study: Study, target: str, asked: float, found: Sequence[MustHold], say: Wording) -> Table:
    """Return what drivers must be for a target to keep the odds asked."""
    heads = tuple(
        say.say("Driver|At least|At most|Odds over its range", "因素|不低于|不高于|取值范围内概率").split("|")
    )
    rows = [
        (
            uncertainty_name(study, each.name, say),
            *_bounds(each, say),
            f"{say.share(min(each.odds))} … {say.share(max(each.odds))}",
        )
        for each in found
    ]
    title = say.say(
        f"What must be true: {target} at odds of {say.share(asked)}",
        f"须成立的条件: {target}, 概率{say.share(asked)}",
    )
    return Table(title, heads, rows)


def _bounds(each: MustHold, say: Wording) -> tuple[str, str]:
    if each.verdict == "always":
        return say.say("any", "任意"), say.say("any", "任意")
    if each.verdict == "never":
        return say.say("none helps", "均不足"), say.say("none helps", "均不足")
    return tuple("·" if bound is None else f"{bound:,.4g}" for bound in (each.at_least, each.at_most))  # type: ignore[return-value]
