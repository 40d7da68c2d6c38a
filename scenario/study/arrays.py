"""What is held of the runs of a study: arrays of which the first axis is the run, in memory or in files."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from scenario.model.project_plan import Plan
from scenario.model.results import EXTRA
from scenario.study.pools.chunk import Arrays, Floats
from scenario.study.retention import BLOCKS, Retention, kept_by, not_kept

Array = NDArray[Any]
Blocks = dict[str, Array]
"""Arrays by the names in `keep.BLOCKS`, each with a row a run."""
Names = Mapping[str, tuple[str, ...]]
"""What the last axis of each array stands for."""


class Digest(Protocol):
    """Learns from runs what is worth keeping when their dates and their money are not. Can be pickled."""

    @property
    def statuses(self) -> tuple[str, ...]:
        """The words that codes of `statuses` stand for."""

    def names(self, plan: Plan) -> Names:
        """Return the names of the columns of `values`, `statuses` and `met`."""

    def __call__(self, plan: Plan, seed: int, first: int, arrays: RunArrays) -> Blocks:
        """Return `values` (float64), `statuses` (int8) and `met` (bool), shape (runs, names)."""


class RunArrays(ABC):
    """What is held of some runs.

    Attributes
    ----------
    keep : what was kept
    runs : how many [runs]
    names : what the last axis of each array stands for
    engine : the clock that simulated them
    """

    keep: Retention
    runs: int
    names: Names
    engine: str

    @abstractmethod
    def block(self, name: str) -> Array:
        """Return an array, whole. Raises NotKept."""

    @abstractmethod
    def columns(self, block: str, names: Sequence[str]) -> Iterator[Array]:
        """Yield some columns of an array, one at a time: what is in files is read as it is asked for."""

    @abstractmethod
    def rows(self, first: int, end: int) -> RunArrays:
        """Return the rows first … end − 1, counted from 0."""

    def has(self, block: str) -> bool:
        """Return whether an array was kept."""
        return block in kept_by(self.keep)

    def column(self, block: str, name: str) -> Array:
        """Return one column: shape (runs,), of an account (runs, months)."""
        return next(self.columns(block, (name,)))

    @property
    def ready(self) -> Floats:
        """When all start conditions held, shape (runs, activities); infinite for never [days]."""
        return self.block("ready")

    @property
    def start(self) -> Floats:
        """When each activity was started, shape (runs, activities); infinite for never [days]."""
        return self.block("start")

    @property
    def finish(self) -> Floats:
        """When each activity was finished, shape (runs, activities); infinite for never [days]."""
        return self.block("finish")

    @property
    def work(self) -> Floats:
        """Working time, redos and what stopped it included, shape (runs, activities) [days]."""
        return self.block("work")

    @property
    def terms(self) -> Floats:
        """Terms of the project, shape (runs, terms); see `model.project_plan.Plan.term_names`."""
        return self.block("terms")

    @property
    def extra(self) -> Floats:
        """Other numbers of a run, shape (runs, extras); see `model.results.EXTRA`."""
        return self.block("extra")

    @property
    def ledger(self) -> Floats:
        """What moved, shape (runs, months, accounts) [yuan]."""
        return self.block("ledger")


class Memory(RunArrays):
    """Runs in memory."""

    def __init__(self, keep: Retention, names: Names, blocks: Blocks, engine: str = "compiled") -> None:
        self.keep = keep
        self.names = names
        self.blocks = blocks
        self.runs = len(blocks["extra"])
        self.engine = engine

    @classmethod
    def of(cls, plan: Plan, arrays: Arrays) -> Self:
        """Return all that a clock told of some runs; nothing is learnt of them yet."""
        names = names_of(plan)
        days = arrays.finish[:, node_columns(plan)]
        return cls("cash", names, {**arrays._asdict(), "days": days})

    def has(self, block: str) -> bool:
        """See `RunArrays`."""
        return block in self.blocks

    def block(self, name: str) -> Array:
        """See `RunArrays`."""
        if name not in self.blocks:
            raise not_kept(name, self.keep)
        return self.blocks[name]

    def columns(self, block: str, names: Sequence[str]) -> Iterator[Array]:
        """See `RunArrays`."""
        array, places = self.block(block), {name: place for place, name in enumerate(self.names[block])}
        for name in names:
            yield array[..., places[name]]

    def rows(self, first: int, end: int) -> Memory:
        """See `RunArrays`; views of the arrays."""
        blocks = {name: block[first:end] for name, block in self.blocks.items()}
        return Memory(self.keep, self.names, blocks, self.engine)

    def plus(self, names: Names, blocks: Blocks) -> Memory:
        """Return the same runs with further arrays."""
        return Memory(self.keep, {**names, **self.names}, {**self.blocks, **blocks}, self.engine)


HELD_AT_MOST = 0.5
"""Of the machine's memory, by the runs of a study: tables and order statistics of them need as much again."""


class ResultBuffers:
    """Room for what chunks bring back, in run order whatever order they come in."""

    def __init__(self, runs: int) -> None:
        self.runs = runs
        self.blocks: Blocks = {}

    def put(self, at: int, blocks: Blocks) -> None:
        """Take in a chunk whose first run has this place. Raises MemoryError when all have no room."""
        if not self.blocks:
            self._make(blocks)
        for name, block in blocks.items():
            self.blocks[name][at : at + len(block)] = block

    def leading(self, runs: int) -> Blocks:
        """Return what came of the leading runs."""
        return {name: block[:runs] for name, block in self.blocks.items()}

    def _make(self, like: Blocks) -> None:
        each = sum(block.itemsize * math.prod(block.shape[1:]) for block in like.values())
        needed, room = each * self.runs, HELD_AT_MOST * memory_there()
        if needed > room:
            held = f"{self.runs:,} runs of {each:,} bytes take {needed / 1e9:.1f} GB"
            raise MemoryError(f"{held}; {room / 1e9:.1f} GB, half of this machine's memory, may be held")
        for name, block in like.items():
            order: Any = "F" if name in BLOCKS["measures"] else "C"  # these are read column by column
            self.blocks[name] = np.empty((self.runs, *block.shape[1:]), block.dtype, order)


def memory_there() -> float:
    """Return how much memory this machine has [bytes]."""
    import psutil

    return float(psutil.virtual_memory().total)


def names_of(plan: Plan, digest: Digest | None = None) -> Names:
    """Return what the last axis of each array stands for."""
    ids = plan.timetable.ids
    names = {
        "days": tuple(ids[column] for column in node_columns(plan)),
        "extra": EXTRA,
        **dict.fromkeys(("ready", "start", "finish", "work"), ids),
        "terms": plan.term_names,
        "ledger": plan.accounts if plan.books is not None else (),
    }
    return names if digest is None else {**digest.names(plan), **names}


def node_columns(plan: Plan) -> list[int]:
    """Return the activities that people report on: level 1, or all if there is none; and those of targets."""
    activities, bases = plan.project.activities, plan.timetable.base
    key = [i for i, base in enumerate(bases) if activities[base].level == 1]
    asked = {node for target in plan.project.targets for node in (target.node, target.of) if node}
    of_targets = {i for node in asked for i in plan.timetable.instances(node)}
    return sorted({*(key or range(len(bases))), *of_targets})
