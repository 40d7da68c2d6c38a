"""A chunk: some runs in a row, simulated by one process."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.model.engines import Clock
from scenario.model.project_plan import Plan
from scenario.model.results import EXTRA, Results

Floats = NDArray[np.float64]


class RunFailed(RuntimeError):  # noqa: N818 - an event, not a kind of error
    """A run that the model could not simulate; says which, so that it can be repeated alone."""


class Rows(NamedTuple):
    """Runs in a row: `first` … `end − 1`."""

    first: int
    end: int

    @property
    def runs(self) -> int:
        """How many there are."""
        return self.end - self.first

    def __str__(self) -> str:
        one = self.end == self.first + 1
        return f"run {self.first}" if one else f"runs {self.first} to {self.end - 1}"


class Arrays(NamedTuple):
    """What runs came to, one row a run.

    Attributes
    ----------
    ready, start, finish : shape (runs, activities); infinite for what never came [days]
    work : shape (runs, activities), working time, redos, what fall-backs did to it and what stopped it
        included; of what was never started the drawn one [days]
    terms : shape (runs, terms), see `model.project_plan.Plan.term_names`
    extra : shape (runs, extras), see `model.results.EXTRA`
    ledger : shape (runs, months, accounts) [yuan]
    """

    ready: Floats
    start: Floats
    finish: Floats
    work: Floats
    terms: Floats
    extra: Floats
    ledger: Floats

    @classmethod
    def empty(cls, plan: Plan, runs: int) -> Arrays:
        """Return room for some runs of a plan."""
        activities = len(plan.timetable)
        months, accounts = (plan.months, len(plan.accounts)) if plan.books is not None else (0, 0)
        return cls(
            ready=np.empty((runs, activities)),
            start=np.empty((runs, activities)),
            finish=np.empty((runs, activities)),
            work=np.empty((runs, activities)),
            terms=np.empty((runs, len(plan.term_names))),
            extra=np.empty((runs, len(EXTRA))),
            ledger=np.empty((runs, months, accounts)),
        )

    @property
    def results(self) -> Results:
        """The part that a clock fills."""
        return Results(
            ready=self.ready,
            start=self.start,
            finish=self.finish,
            work=self.work,
            ledger=self.ledger,
            extra=self.extra,
        )

    def rows(self, first: int, end: int) -> Arrays:
        """Return the runs first … end − 1, as views."""
        return Arrays(*(array[first:end] for array in self))


def simulate_numbers(clock: Clock, numbers: Floats, seed: int, first: int) -> Arrays:
    """Simulate the runs with these numbers, one row a run."""
    arrays = Arrays.empty(clock.plan, len(numbers))
    arrays.terms[:] = clock.plan.terms(numbers)
    try:
        clock.run_many(numbers, arrays.results, (seed, first))
    except Exception:
        _name_the_run(clock, numbers, arrays, seed, first)
        raise
    return arrays


def _name_the_run(clock: Clock, numbers: Floats, arrays: Arrays, seed: int, first: int) -> None:
    """Find the run that cannot be simulated. Raises RunFailed."""
    for row in range(len(numbers)):
        one = slice(row, row + 1)
        try:
            results = Results(*(array[one] for array in arrays.results))
            clock.run_many(numbers[one], results, (seed, first + row))
        except Exception as error:
            raise RunFailed(
                f"run {first + row} of seed {seed} could not be simulated: {type(error).__name__}: {error}"
            ) from error
