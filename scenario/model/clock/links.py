"""What waits for what: news of starts and ends, passed on over the links; which presale rules hold."""

from __future__ import annotations

from typing import Any

from scenario.model.clock.state import READY, TRY, Flow, Site, Web
from scenario.rules.compiled.decorators import inlined, part


@inlined
def tell(flow: Flow, i: int, what: int, at: float) -> None:
    """Put what becomes of an activity, and when, among the news."""
    counts = flow.counts[0]
    news = flow.news[counts.news]
    news.at = at
    news.what = what
    news.activity = i
    counts.news += 1


@inlined
def pass_on(web: Web, flow: Flow, first: int, last: int, at: float) -> None:
    """Pass a start or an end on over its links."""
    regime = flow.counts[0].regime
    for k in range(first, last):
        link = web.links[k]
        if link.regime < 0 or link.regime == regime:
            bound(flow, link, at)


@inlined
def bound(flow: Flow, link: Any, at: float) -> None:
    """Tell the successor of a link of a start or an end."""
    if link.of_start:
        bound_start(flow, link.after, at + link.lag)
    else:
        bound_finish(flow, link.after, at + link.lag)


@inlined
def bound_start(flow: Flow, i: int, at: float) -> None:
    """One condition of a start fewer to wait for; it holds from `at` on."""
    own = flow.activity[i]
    own.start_bound = max(own.start_bound, at)
    own.start_needs -= 1
    if own.start_needs == 0:
        tell(flow, i, READY, own.start_bound)


@inlined
def bound_finish(flow: Flow, i: int, at: float) -> None:
    """One condition of a finish fewer to wait for; it holds from `at` on."""
    own = flow.activity[i]
    own.finish_bound = max(own.finish_bound, at)
    own.finish_needs -= 1
    if own.finish_needs == 0:
        tell(flow, i, TRY, at)


@part
def decide(site: Site, regime: int) -> None:
    """Learn which presale rules hold: only their links count from now on."""
    site.flow.counts[0].regime = regime
    for k in range(site.web.chosen.shape[0]):
        link = site.web.chosen[k]
        if link.regime == regime:
            if link.of_start:
                site.flow.activity[link.after].start_needs += 1
            else:
                site.flow.activity[link.after].finish_needs += 1
    for k in range(site.web.chosen.shape[0]):
        link = site.web.chosen[k]
        if link.regime == regime:
            before = site.flow.activity[link.before]
            if link.of_end and before.told_end:
                bound(site.flow, link, site.dates.finish[link.before])
            elif not link.of_end and before.told_start:
                bound(site.flow, link, site.dates.start[link.before])
    for k in range(site.web.undecided.shape[0]):
        bound_start(site.flow, site.web.undecided[k], 0.0)
