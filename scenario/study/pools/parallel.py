"""Chunks over workers: each is done once, in any order; one that is lost with its worker is done again."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from typing import Any, Generic, TypeVar

from scenario.study.pools.chunk import Rows, RunFailed
from scenario.study.pools.pools import Pool, PoolFailed, Processes, WorkerTask

T = TypeVar("T")
Chunks = Generator[tuple[Rows, T], None, None]
"""Chunks with what they came to, as they are done."""

ALONE_TRIES = 3
"""A chunk that loses so many workers of its own is given up."""
GIVEN_UP_AT_MOST = 3
"""Chunks that cannot be done; with more, something is wrong with all of them."""
IDLE_LOSSES = 5
"""So often in a row workers may be lost before they begin anything."""
GLANCE = 5.0
"""How long to wait before looking whether there are workers at all [s]."""


class WorkerLost(RunFailed):
    """Workers die over the same runs again and again.

    Attributes
    ----------
    runs, seed : what they die over
    """

    def __init__(self, runs: Rows, seed: int, of: str = "") -> None:
        super().__init__(
            f"{of}{runs} of seed {seed} ended their worker process {ALONE_TRIES} times when tried alone;"
            f" repeat them in process to see why: --only-run {runs.first} --seed {seed}, or"
            f" simulate(…, first={runs.first}, runs={runs.runs}, seed={seed}, workers=1)"
        )
        self.runs, self.seed = runs, seed


def run_chunks(task: Callable[[Rows], T], spans: Iterable[Rows], pool: Pool, *, seed: int) -> Chunks[T]:
    """Do a task with each chunk, and yield what it comes to as it is done, in any order.

    Chunks are taken from `spans` only as there is room for them, so there may be any number. A chunk that
    cannot be done does not keep the others from it: it is told at the end.

    Parameters
    ----------
    task : function of Rows, picklable
        What to do; what it returns is picklable too
    spans : iterable of Rows
        The chunks, all different
    pool : Pool
        Where; it stays open, for the next task
    seed : int
        The luck, for messages

    Raises
    ------
    RunFailed
        Some runs cannot be simulated; the message names them. It is a WorkerLost when they end their worker.
    PoolFailed
        There are no workers, or they cannot be used.
    """
    work = _Work(task, spans, pool, seed)
    while work.is_left():
        yield from work.alone(work.suspects.popleft()) if work.suspects else work.together()
    work.tell_failures()


class _Work(Generic[T]):
    """What is to be done, and what went wrong with it so far."""

    def __init__(self, task: Callable[[Rows], T], spans: Iterable[Rows], pool: Pool, seed: int) -> None:
        self.task = task
        self.pool = pool
        self.seed = seed
        self.fresh = iter(spans)
        self.again: deque[Rows] = deque()
        self.suspects: deque[Rows] = deque()
        self.losses: Counter[Rows] = Counter()
        self.broken = False
        self.idle_losses = 0
        self.failures: list[RunFailed] = []

    def is_left(self) -> bool:
        """Return whether there is a chunk to do, and a reason to."""
        if not self.again:
            self.again.extend(span for span in [next(self.fresh, None)] if span is not None)
        return bool(self.again or self.suspects) and len(self.failures) < GIVEN_UP_AT_MOST

    # Side by side ---------------------------------------------------------------------------------

    def together(self) -> Chunks[T]:
        """Yield chunks as they are done, until there is a reason to stop handing them out."""
        self.broken = False
        under_way: dict[Future[Any], Rows] = {}
        with self.pool.worker_task(self.task) as worker_task:
            try:
                while self._hand_out(worker_task, under_way):
                    for future in wait(under_way, GLANCE, FIRST_COMPLETED).done:
                        yield from self._taken(worker_task, under_way.pop(future), future)
            except self.pool.broken as error:  # nobody is there any more to say so of each chunk
                for span in under_way.values():
                    self._lose(worker_task, span, error)
            finally:
                # the files of a bench must not go while a worker writes them
                wait([future for future in under_way if not future.cancel()])
        if self.broken:
            self._replace_workers()

    def _hand_out(self, worker_task: WorkerTask, under_way: dict[Future[Any], Rows]) -> bool:
        """Give the workers what they have room for; return whether anything is under way."""
        room = worker_task.room()
        while len(under_way) < room and not self.broken and not self.suspects and self.is_left():
            span = self.again.popleft()
            try:
                under_way[worker_task.submit(span)] = span
            except self.pool.broken as error:
                self._lose(worker_task, span, error)
        return bool(under_way)

    def _taken(self, worker_task: WorkerTask, span: Rows, future: Future[Any]) -> Chunks[T]:
        """Yield what a chunk came to, unless it went wrong."""
        try:
            result = worker_task.take(future.result())
        except (*self.pool.broken, *self.pool.lost) as error:
            self._lose(worker_task, span, error)
        except (OSError, MemoryError, PoolFailed):  # for want of something that is not the chunk's fault
            raise
        except Exception as error:
            self._give_up(_named(self.task, span, self.seed, error))
        else:
            self.idle_losses = 0
            yield span, result

    def _lose(self, worker_task: WorkerTask, span: Rows, error: BaseException) -> None:
        """Have a chunk done again; by itself, if it may be what ends the workers."""
        if worker_task.began(span):
            self.idle_losses = 0
            self.losses[span] += 1
        is_suspect = self.losses[span] >= self.pool.tries
        (self.suspects if is_suspect else self.again).append(span)
        self.broken = self.broken or isinstance(error, self.pool.broken)

    def _replace_workers(self) -> None:
        """Close the pool: the next bench has fresh workers."""
        self.pool.close()
        self.idle_losses += 1
        if self.idle_losses >= IDLE_LOSSES:
            raise PoolFailed(
                "worker processes end as soon as they start; a script that asks for workers must do so under"
                " if __name__ == '__main__':, and every worker needs its memory; workers=1 needs no others"
            )

    # One by itself --------------------------------------------------------------------------------

    def alone(self, span: Rows) -> Chunks[T]:
        """Yield what a chunk comes to in a process of this machine that does nothing else."""
        for _ in range(ALONE_TRIES):
            try:
                result = _by_itself(self.task, span)
            except BrokenExecutor:
                continue
            except (OSError, MemoryError):
                raise
            except Exception as error:
                self._give_up(_named(self.task, span, self.seed, error))
            else:
                yield span, result
            return
        self._give_up(_deadly(self.task, span, self.seed))

    def _give_up(self, failure: RunFailed) -> None:
        self.failures.append(failure)

    def tell_failures(self) -> None:
        """Raise what could not be done, if anything."""
        if len(self.failures) == 1:
            raise self.failures[0]
        if self.failures:
            raise type(self.failures[0])("\n".join(str(failure) for failure in self.failures))


def _by_itself(task: Callable[[Rows], T], span: Rows) -> T:
    with Processes(1) as pool, pool.worker_task(task) as worker_task:
        result: T = worker_task.take(worker_task.submit(span).result())
    return result


# Which runs it is -----------------------------------------------------------------------------------


def _named(task: Callable[[Rows], T], span: Rows, seed: int, error: Exception) -> RunFailed:
    """Return the failure of a chunk by the runs that fail in this process too."""
    if isinstance(error, RunFailed):
        return error

    def fails(part: Rows) -> bool:
        try:
            task(part)
        except Exception:
            return True
        return False

    runs = smallest(span, fails)
    failure = RunFailed(f"{runs} of seed {seed} could not be simulated: {type(error).__name__}: {error}")
    failure.__cause__ = error
    return failure


def _deadly(task: Callable[[Rows], T], span: Rows, seed: int) -> WorkerLost:
    """Return the failure of a chunk that ends its worker, by the runs that end one by themselves."""

    def kills(part: Rows) -> bool:
        try:
            _by_itself(task, part)
        except BrokenExecutor:
            return True
        return False

    return WorkerLost(smallest(span, kills), seed)


def smallest(span: Rows, fails: Callable[[Rows], bool]) -> Rows:
    """Return the least part of a chunk that fails by itself, found by halving.

    >>> smallest(Rows(0, 250), lambda part: part.first <= 47 < part.end)
    Rows(first=47, end=48)
    """
    while span.end - span.first > 1:
        middle = (span.first + span.end) // 2
        halves = (Rows(span.first, middle), Rows(middle, span.end))
        failing = next((half for half in halves if fails(half)), None)
        if failing is None:
            return span
        span = failing
    return span
