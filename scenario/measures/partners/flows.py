"""What each partner puts in and gets back, from the shareholders' flows of some runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.project.sections.partners import Partners
from scenario.rules.money.waterfall import Step, Terms, share_flows

Floats = NDArray[np.float64]


def partner_flows(partners: Partners, called: Floats, paid: Floats, ends: Floats) -> Floats:
    """Return each partner's flow of each month, shape (runs, months, partners), money in positive [yuan].

    Parameters
    ----------
    partners : Partners
        What they agreed on; the partners' order is that of `shares`
    called, paid : arrays, shape (runs, months)
        What the shareholders put in, and what they get back, both positive [yuan]
    ends : array, shape (months,)
        The end of each month [days]
    """
    terms = Terms(
        np.array(list(partners.shares.values())),
        partners.compounding,
        partners.preferred_on == "contributed",
        partners.clawback,
    )
    return share_flows(called, paid, np.diff(ends, prepend=ends[0]), steps_of(partners), terms)


def steps_of(partners: Partners) -> list[Step]:
    """Return the steps of the waterfall as rules want them; one by shares where none is written."""
    names = list(partners.shares)
    shares = np.array(list(partners.shares.values()))
    steps = []
    for step in partners.waterfall:
        catch_up = step.catch_up
        if catch_up is not None:
            split = (1.0 - catch_up.share) * shares
            split[names.index(catch_up.to)] += catch_up.share
            ahead = names.index(catch_up.to)
            steps.append(Step(split, ahead=ahead, share=catch_up.share, until=catch_up.until))
            continue
        assert step.split is not None
        split = np.array([step.split.get(name, 0.0) for name in names])
        if step.until is None:
            steps.append(Step(split))
            continue
        of = step.until.of
        steps.append(Step(split, step.until.hurdle, np.array([of in (None, name) for name in names])))
    return steps or [Step(shares)]
