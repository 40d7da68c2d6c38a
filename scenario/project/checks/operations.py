"""Rules of services: what is named is there, shares sum to one, everybody who comes can leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenario.project.checks.found import Found, listed, reference, sums_to_one
from scenario.project.operations.needs import EVERYONE, LEAVES, Needs
from scenario.project.operations.path import PathStep
from scenario.project.operations.service import Moment, Service, ServiceMeasure
from scenario.project.operations.visitors import Approval, Stream
from scenario.project.problems import Where
from scenario.project.sections.root import Project


def operations(project: Project) -> Iterator[Found]:
    """Every service can be run as it is described."""
    for name, service in project.operations.items():
        at: Where = ("operations", name)
        found = [*_moments(project, at, service), *_whole(project, at, service)]
        for stream, described in service.visitors.items():
            found += _stream((*at, "visitors", stream), service, described)
        for step, done in service.path.items():
            found += _step((*at, "path", step), service, step, done)
        for measure, judged in service.measures.items():
            found += _measure((*at, "measures", measure), service, judged)
        yield from found
        if not found:  # who comes where can be told only when every step is there
            yield from _ways(at, service)


def _moments(project: Project, at: Where, service: Service) -> Iterator[Found]:
    moments: dict[Where, Moment | None] = {("opens",): service.opens, ("closes",): service.closes}
    moments |= {("changes", place, "from"): one.from_ for place, one in enumerate(service.changes)}
    for key, moment in moments.items():
        if moment is None:
            continue
        if (moment.node is None) == (moment.date is None):
            yield Found((*at, *key), "write exactly one of `node` and `date`")
        elif moment.node is not None:
            yield from reference(project, (*at, *key, "node"), moment.node, single=True)


def _whole(project: Project, at: Where, service: Service) -> Iterator[Found]:
    """Pools, rosters, stock, prices and payers, apart from the path."""
    for position, driver in enumerate(service.demand.drivers):
        yield from listed("driver", (*at, "demand", "drivers", position), driver, project.drivers)
    for position, campaign in enumerate(service.demand.campaigns):
        for stream in campaign.streams:
            where = (*at, "demand", "campaigns", position, "streams", stream)
            yield from listed("stream of visitors", where, stream, service.visitors)
    for name, rule in enumerate(service.classes):
        if rule in service.classes[:name]:
            yield Found((*at, "classes", name), f"class '{rule}' stands twice; keep one")
    yield from _pools(at, service)
    yield from _money(at, service)


def _pools(at: Where, service: Service) -> Iterator[Found]:
    for pool, people in service.people.items():
        if pool in service.places:
            yield Found((*at, "people", pool), f"'{pool}' is a place already; choose another name")
        if people.roster is not None:
            yield from listed("roster", (*at, "people", pool, "roster"), people.roster, service.rosters)
    for name, shifts in service.rosters.items():
        for position, shift in enumerate(shifts):
            if shift.from_.minutes >= shift.to.minutes:
                message = (
                    f"it ends at {shift.to.plain()}, before it begins; write the part after midnight apart"
                )
                yield Found((*at, "rosters", name, position, "to"), message)
    for name, place in service.places.items():
        if place.fails is not None and place.fails.by is not None:
            yield from _seats((*at, "places", name, "fails", "by"), service, place.fails.by)
    for name, stock in service.stock.items():
        if stock.s >= stock.S:
            message = f"s {stock.s:.12g} must be below S {stock.S:.12g}: it is ordered at s, up to S"
            yield Found((*at, "stock", name, "s"), message)
        if stock.out == "closes":
            yield from listed("place", (*at, "stock", name, "place"), stock.place or "", service.places)
        if stock.out == "substitute" and stock.substitute is None:
            yield Found((*at, "stock", name), "write the price of the substitute: `substitute:`")
    for name in service.staffing:
        yield from listed("pool of people", (*at, "staffing", name), name, service.people)


def _money(at: Where, service: Service) -> Iterator[Found]:
    groups = [group for stream in service.visitors.values() for group, _ in _pairs(stream)]
    for item, price in service.prices.items():
        for group in price.groups:
            if group not in groups:
                message = f"'{group}' is neither a key of a price nor a group of visitors"
                yield Found((*at, "prices", item, group), message)
    if service.payers:
        yield from sums_to_one((*at, "payers"), [one.share for one in service.payers.values()], "the shares")
    for name, payer in service.payers.items():
        if payer.pays is not None:
            where = (*at, "payers", name, "pays", "after")
            yield from sums_to_one(where, list(payer.pays.after.values()), "the shares paid")
        for item in payer.cap:
            if item != "a_year":
                yield from listed("price", (*at, "payers", name, "cap", item), item, service.prices)


def _pairs(stream: Stream) -> tuple[tuple[str, float], ...]:
    return stream.groups.pairs if stream.groups else ()


def _stream(at: Where, service: Service, stream: Stream) -> Iterator[Found]:
    if (stream.rate is None) == (stream.booking is None):
        yield Found(at, "write exactly one of `rate` and `booking`")
    yield from listed("step", (*at, "enters"), stream.enters, service.path)
    if stream.class_ is not None:
        yield from listed("class", (*at, "class"), stream.class_, service.classes)
    for key in ("hours", "party"):
        shares = getattr(stream, key)
        if shares is not None:
            yield from sums_to_one((*at, key), list(shares.values()), "the shares")
    booking = stream.booking
    if booking is None:
        return
    pools = (*service.people, *service.places)
    yield from listed("pool", (*at, "booking", "slots", "of"), booking.slots.of, pools)
    if booking.wants.hours is not None:
        yield from sums_to_one(
            (*at, "booking", "wants", "hours"), [*booking.wants.hours.values()], "the shares"
        )
    for position, decision in enumerate(booking.approval):
        yield from _decision((*at, "booking", "approval", position), service, decision)
    if booking.protect is not None:
        groups = [group for group, _ in _pairs(stream)]
        yield from listed("group", (*at, "booking", "protect", "for"), booking.protect.for_, groups)


def _decision(at: Where, service: Service, decision: Approval) -> Iterator[Found]:
    if decision.by is None and decision.meets is None:
        yield Found(at, "nobody decides; write `by:` with a pool of people, or `meets:`")
    if decision.by is not None:
        yield from listed("pool of people", (*at, "by"), decision.by, service.people)


def _seats(at: Where, service: Service, needs: Needs, groups: Iterable[str] | None = None) -> Iterator[Found]:
    counts = {name: people.count for name, people in service.people.items()}
    counts |= {name: place.count for name, place in service.places.items()}
    for group, claims in needs.by_group:
        if groups is not None and group != EVERYONE:
            yield from listed("group", (*at, group), group, groups)
        for claim in claims:
            for pool, seats in claim:
                yield from listed("pool", at, pool, counts)
                if seats > counts.get(pool, seats):
                    message = f"it needs {seats:.12g} of '{pool}', and there are {counts[pool]}"
                    yield Found(at, message)


def _step(at: Where, service: Service, name: str, step: PathStep) -> Iterator[Found]:
    if name == LEAVES:
        yield Found(at, f"'{LEAVES}' is where paths end; choose another name")
    if (step.takes is None) == (step.approval is None):
        yield Found(at, "write exactly one of `takes` and `approval`")
    groups = dict.fromkeys(group for stream in service.visitors.values() for group, _ in _pairs(stream))
    if step.needs is not None:
        yield from _seats((*at, "needs"), service, step.needs, groups)
    if step.approval is not None:
        yield from _decision((*at, "approval"), service, step.approval)
    for target, _ in step.next.pairs:
        yield from listed("step", (*at, "next"), target, (*service.path, LEAVES))
    if step.patience is not None:
        yield from listed("step", (*at, "patience", "then"), step.patience.then, (*service.path, LEAVES))
    for position, part in enumerate(step.meanwhile):
        yield from listed("step", (*at, "meanwhile", position, "step"), part.step, service.path)
    for key, known in (("earns", service.prices), ("earns_per_day", service.prices)):
        for item in getattr(step, key):
            yield from listed("price", (*at, key, item), item, known)
    for key in ("uses", "sells"):
        for item in getattr(step, key):
            yield from listed("item of stock", (*at, key, item), item, service.stock)
    if step.raises is not None:
        yield from listed("class", (*at, "raises", "to"), step.raises.to, service.classes)
    for rank, _ in step.sets_class.pairs if step.sets_class else ():
        yield from listed("class", (*at, "sets_class"), rank, service.classes)


def _measure(at: Where, service: Service, measure: ServiceMeasure) -> Iterator[Found]:
    for key, kind, known in (
        ("step", "step", service.path),
        ("place", "place", service.places),
        ("stream", "stream of visitors", service.visitors),
        ("approval", "stream of visitors", service.visitors),
    ):
        if getattr(measure, key) is not None:
            yield from listed(kind, (*at, key), getattr(measure, key), known)
    steps = measure.cost_of if isinstance(measure.cost_of, tuple) else ()
    for key, named in (("cost_of", steps), ("solved_at", measure.solved_at)):
        for step in named:
            yield from listed("step", (*at, key), step, service.path)
    classes = (*measure.of, *([measure.class_] if measure.class_ else []))
    for name in classes:
        yield from listed("class", (*at, "of" if name in measure.of else "class"), name, service.classes)
    if measure.clock != "always":
        yield from listed("roster", (*at, "clock"), measure.clock, service.rosters)


def _ways(at: Where, service: Service) -> Iterator[Found]:
    """Every step is reached, and every step leads out in the end."""
    ahead = {name: _after(step) for name, step in service.path.items()}
    reached = _closure([stream.enters for stream in service.visitors.values()], ahead)
    back: dict[str, set[str]] = {}
    for name, step in service.path.items():
        for target, share in step.next.pairs:
            if share > 0:
                back.setdefault(target, set()).add(name)
    out = _closure([LEAVES], back)
    for name in service.path:
        if name not in reached:
            yield Found((*at, "path", name), f"nobody comes to '{name}'; name it in `next:`, or leave it out")
        elif name not in out:
            message = f"nobody ever leaves from '{name}'; let a share of `next:` lead out"
            yield Found((*at, "path", name, "next"), message)


def _after(step: PathStep) -> set[str]:
    away = {step.patience.then} if step.patience else set()
    return (
        {name for name, share in step.next.pairs if share > 0} | {part.step for part in step.meanwhile} | away
    )


def _closure(first: Iterable[str], links: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(first)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += links.get(name, ())
    return reached
