"""How to simulate: made once where a person asked, judged here, and passed whole.

Kept quick to import: what judging needs beside numbers is imported when it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypedDict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario.draws import Sampling
    from scenario.model.engines import Engine
    from scenario.model.processes import Process
    from scenario.study.retention import Retention

Progress = Callable[[int, int], None]
"""Told (runs done, runs in all) after each chunk."""
MOST_RUNS = 100_000_000
"""No odds need more [runs]."""
MOST_WORKERS = 256
"""More processes than any machine we know has cores for [processes]."""
LOCAL = "local"
"""The address of the cluster that is started here, and ended with the study."""
ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d+")
BOUNDS = {
    "runs": (1, MOST_RUNS, "1000 tells odds to about 3 points"),
    "seed": (0, 2**64 - 1, "any whole number from 0 serves"),
    "first": (0, 2**62, "runs are counted from 0"),
    "workers": (1, MOST_WORKERS, "leave it out to use what the machine has"),
    "chunk": (1, MOST_RUNS, "leave it out for what suits"),
}
"""The least and the most of each number, and what to write instead."""


class Complaint(NamedTuple):
    """Why one of the settings cannot be used; `message` says what to do."""

    setting: str
    message: str


class SettingsRefused(ValueError):  # noqa: N818 - an event, not a kind of error
    """Settings that no study can be made with; `complaints` tells all that is wrong with them."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__("; ".join(f"{setting}: {message}" for setting, message in complaints))
        self.complaints = complaints


class MoreSettings(TypedDict, total=False):
    """The settings that public functions take by keyword alone; see `RunSettings`."""

    engine: Engine
    sampling: str | Sampling
    cluster: str | None
    processes: Sequence[Process]
    keep: Retention
    chunk: int | None


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How often and with which luck to simulate, where, on which clock, and what to keep.

    Attributes
    ----------
    runs, first : how many runs, and the number of the first [runs]
    seed : the luck
    sampling : how luck is spread over the runs: plain, sobol, lhs, or lhs:RUNS
    engine : the clock
    workers : processes to simulate in; None for as many as suit [processes]
    cluster : address of a dask scheduler whose workers simulate, or `local`
    chunk : runs that are simulated, and stored, together; None for as many as suit [runs]
    keep : what to keep of each run
    processes : processes of one's own that join each run
    progress : told how far the runs are

    Raises
    ------
    SettingsRefused
        Something of it cannot be used. It is a ValueError.
    """

    runs: int = 1000
    seed: int = 1
    first: int = 0
    sampling: str | Sampling = "plain"
    engine: Engine = "auto"
    workers: int | None = 1
    cluster: str | None = None
    chunk: int | None = None
    keep: Retention = "cash"
    processes: Sequence[Process] = ()
    progress: Progress | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "processes", tuple(self.processes))
        if complaints := list(self._complaints()):
            raise SettingsRefused(complaints)

    @property
    def spread(self) -> Sampling:
        """How luck is spread over these runs."""
        from scenario.draws.sampling import Sampling

        return Sampling.of(self.sampling, self.runs, self.first)

    @property
    def end(self) -> int:
        """The number after that of the last run."""
        return self.first + self.runs

    @property
    def chunk_size(self) -> int:
        """Runs that are simulated together [runs]."""
        from scenario.study.retention import CHUNKS

        return self.chunk or CHUNKS[self.keep]

    def to_send(self) -> RunSettings:
        """Return what a worker needs of it: progress is told here."""
        return replace(self, progress=None)

    def _complaints(self) -> Iterator[Complaint]:
        numbers = list(self._numbers())
        yield from numbers
        if not numbers:
            yield from self._sampling()
        if self.cluster is not None and (complaint := no_address(self.cluster)) is not None:
            yield Complaint("cluster", complaint)
        if self.processes and self.engine == "compiled":
            from scenario.model.processes import process_name

            names = ", ".join(map(process_name, self.processes))
            message = f"the compiled clock knows no processes of one's own ({names}); take simpy, or auto"
            yield Complaint("engine", message)

    def _numbers(self) -> Iterator[Complaint]:
        for setting, (least, most, remedy) in BOUNDS.items():
            value = getattr(self, setting)
            if value is not None and not least <= value <= most:
                yield outside(setting, value, least, most, remedy)

    def _sampling(self) -> Iterator[Complaint]:
        if self.sampling == "plain":
            return
        try:
            self.spread  # noqa: B018 - whether there is one
        except ValueError as error:
            yield Complaint("sampling", str(error))


def outside(setting: str, value: float, least: float, most: float, remedy: str) -> Complaint:
    """Return the complaint about a number below the least or above the most."""
    bound = f"less than {least:,}" if value < least else f"more than {most:,}"
    return Complaint(setting, f"{value} is {bound}; {remedy}")


def no_address(address: str) -> str | None:
    """Return why a cluster cannot be reached by such an address; None when it may be.

    >>> no_address("tcp://node7:8786"), no_address("node7")
    (None, "'node7' is no address of a dask scheduler; write tcp://HOST:PORT, or local")
    """
    if address == LOCAL or ADDRESS.fullmatch(address):
        return None
    return f"'{address}' is no address of a dask scheduler; write tcp://HOST:PORT, or local"
