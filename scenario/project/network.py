"""The network written out: an instance of each activity for each phase it is done in, and their links."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from scenario.project.sections.root import Project
from scenario.project.values.links import PRESALE_IMAGE, PREVIOUS, Edge, Kind, Link, split_node

NO_PHASE = -1
"""The phase index of an activity that is done once for the project."""


@dataclass(frozen=True, slots=True)
class InstanceLink:
    """A link between two instances."""

    before: int
    """Index of the instance that is waited for."""
    after: int
    """Index of the instance that waits."""
    kind: Kind
    lag: float
    """Elapsed time, or working time of `calendar`. [days] Of a share: [percent]"""
    regime: str | None = None
    """The regime under which the link holds; None: under all."""
    calendar: str | None = None
    """The calendar that the lag is counted in; None: elapsed time."""
    percent: bool = False
    """Whether the lag is a share of the planned working time of `before`, in its calendar."""


@dataclass(frozen=True, slots=True)
class Network:
    """Instances in file order, all phases of an activity together, and their links."""

    ids: tuple[str, ...]
    """Ids of the instances: `id`, or `id.phase`."""
    activities: tuple[str, ...]
    """The activity that each instance is of."""
    phases: tuple[int, ...]
    """Index of each instance's phase, −1 when it has none."""
    phase_ids: tuple[str, ...]
    """The phases."""
    links: tuple[InstanceLink, ...]
    _index: dict[str, int] = field(repr=False, compare=False)

    def index_of(self, node: str, phase: int | None = None) -> int:
        """Return the index of a node; `phase` is for nodes that name none. Raises KeyError."""
        if node not in self._index and phase is not None and 0 <= phase < len(self.phase_ids):
            node = f"{node}.{self.phase_ids[phase]}"
        return self._index[node]

    def instances_of(self, node: str) -> tuple[int, ...]:
        """Return the indices of a node: one, or for a phase activity named without its phase all of them."""
        if node in self._index:
            return (self._index[node],)
        found = tuple(
            self._index[name] for name in (f"{node}.{p}" for p in self.phase_ids) if name in self._index
        )
        if not found:
            raise KeyError(node)
        return found


def expand(project: Project) -> Network:
    """Write out the network of a project whose references are known to be good."""
    ids, activities, phases = [], [], []
    for name, activity in project.activities.items():
        for phase in range(len(project.phases)) if activity.scope == "phase" else (NO_PHASE,):
            ids.append(f"{name}.{project.phases[phase]}" if phase != NO_PHASE else name)
            activities.append(name)
            phases.append(phase)
    index = {name: position for position, name in enumerate(ids)}
    unlinked = Network(tuple(ids), tuple(activities), tuple(phases), project.phases, (), index)
    links = tuple(dict.fromkeys(_links(project, unlinked)))
    return Network(unlinked.ids, unlinked.activities, unlinked.phases, unlinked.phase_ids, links, index)


def instances(network: Network, node: str) -> tuple[int, ...]:
    """Return the indices of a node; none where it does not exist, which other rules tell."""
    try:
        return network.instances_of(node)
    except KeyError:
        return ()


def paths_of(project: Project, network: Network) -> dict[int, tuple[str, str]]:
    """Return branch and path of each instance that is on one."""
    return {
        i: (name, key)
        for name, paths in project.branches.items()
        for key, path in paths.items()
        for node in path.activities
        for i in instances(network, node)
    }


def _links(project: Project, network: Network) -> Iterator[InstanceLink]:
    for after, name in enumerate(network.activities):
        for link in project.activities[name].after:
            for node, phase, regime in _meanings(project, link):
                for before in _waited_for(network, node, phase, network.phases[after]):
                    lag = link.lag, regime, link.calendar, link.percent
                    yield InstanceLink(before, after, link.kind, *lag)


def _meanings(project: Project, link: Link) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield activity, phase and regime that a link means; `@presale_image` differs between regimes."""
    if link.activity != PRESALE_IMAGE:
        yield link.activity, link.phase, None
    elif project.regime is not None:
        for regime, rules in project.regime.rules.items():
            yield (*split_node(rules.presale_image), regime)


def _waited_for(network: Network, activity: str, named: str | None, phase: int) -> tuple[int, ...]:
    """Return the instances of `activity` that an instance in `phase` waits for."""
    if named == PREVIOUS:
        return (network.index_of(activity, phase - 1),) if phase > 0 else ()
    if named is not None:
        return (network.index_of(f"{activity}.{named}"),)
    instances = network.instances_of(activity)
    own = tuple(instance for instance in instances if network.phases[instance] == phase)
    return own if phase != NO_PHASE and own else instances


def cycle(network: Network, regime: str | None = None, contiguous: Collection[int] = ()) -> list[int]:
    """Return the instances of a cycle, the first again at the end; nothing when there is none.

    The check is on events: an instance's start precedes its finish, and a link joins one event to another. Of
    `contiguous` instances the start waits for whatever the finish waits for.
    """
    events = _event_edges(network, regime, contiguous)
    waiting = {event: 0 for event in events}
    for followers in events.values():
        for follower in followers:
            waiting[follower] += 1
    free = [event for event, count in waiting.items() if count == 0]
    while free:
        event = free.pop()
        del waiting[event]
        for follower in events[event]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                free.append(follower)
    return _walked(events, waiting) if waiting else []


_Event = tuple[int, Edge]
_EDGES: dict[Kind, tuple[Edge, Edge]] = {
    "FS": ("finish", "start"),
    "SS": ("start", "start"),
    "FF": ("finish", "finish"),
    "SF": ("start", "finish"),
}


def _event_edges(
    network: Network, regime: str | None, contiguous: Collection[int]
) -> dict[_Event, list[_Event]]:
    events: dict[_Event, list[_Event]] = {}
    for instance in range(len(network.ids)):
        events[instance, "start"] = [(instance, "finish")]
        events[instance, "finish"] = []
    for link in network.links:
        if link.regime in (None, regime):
            before, after = _EDGES[link.kind]
            events[link.before, before].append((link.after, after))
            if after == "finish" and link.after in contiguous:
                events[link.before, before].append((link.after, "start"))
    return events


def _walked(events: dict[_Event, list[_Event]], stuck: dict[_Event, int]) -> list[int]:
    """Walk backwards among the events left until one comes again; each has a stuck predecessor."""
    before = {follower: event for event in stuck for follower in events[event] if follower in stuck}
    event = next(iter(before))
    seen: dict[_Event, int] = {}
    while event not in seen:
        seen[event] = len(seen)
        event = before[event]
    loop = [instance for instance, _ in reversed(list(seen)[seen[event] :])]
    once = [
        instance for position, instance in enumerate(loop) if position == 0 or loop[position - 1] != instance
    ]
    first = once.index(min(once))
    turned = once[first:] + once[:first]
    if len(turned) > 1 and turned[0] == turned[-1]:
        turned.pop()
    return [*turned, turned[0]]
