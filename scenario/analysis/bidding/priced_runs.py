"""Runs of one project at any land price, all on one luck."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from scenario.measures.inputs import MeasureInputs
from scenario.measures.targets import targets_met
from scenario.model.engines import CHECKED_RUNS, Clock, clock_of, compare_clocks, engine_of
from scenario.model.plan.effects import numbers_of
from scenario.model.processes import MOST_LIKELY
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.study.pools.chunk import simulate_numbers
from scenario.study.pools.pools import cores
from scenario.study.settings import RunSettings

Floats = NDArray[np.float64]
Met = NDArray[np.bool_]
TOGETHER = 250
"""Runs simulated at a time: their ledgers stay near the processor [runs]."""


class NoPriceError(ValueError):
    """The project buys no land, or its price goes by luck with something else."""


class PricedRuns:
    """Runs of one project, whose land price is set; what the price does not touch is drawn once.

    Parameters
    ----------
    project : Project
        With `land:` and targets
    settings : RunSettings
        The luck, how many runs, the clock

    Raises
    ------
    NoPriceError
        There is no land price to set.
    """

    def __init__(self, project: Project, settings: RunSettings) -> None:
        self.settings = settings
        self.plan: Plan = compile_plan(at_price(project, 1.0), settings.spread, settings.processes)
        self._clocks = [clock_of(self.plan, settings.engine) for _ in range(_threads(settings, self.plan))]
        self._luck, self._numbers = self.plan.numbers(settings.seed, settings.first, settings.runs)
        self._likely = self.plan.planned_numbers[None, :].copy()
        self._slot = self.plan.layout.slot("terms", 0, "land_price")
        self._moved = bool((self.plan.effects["slot"] == self._slot).any())
        self._known: dict[float, Met] = {}

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.settings.runs

    def met(self, price: float, runs: NDArray[np.int64] | None = None) -> Met:
        """Return which targets each run meets at a price, shape (runs, targets); by default of all runs."""
        if runs is None and price not in self._known:
            self._known[price] = self._all_met(self._priced(price))
        if runs is not None:
            return self._all_met(self._priced(price)[runs])
        return self._known[price]

    def likely(self, price: float) -> Met:
        """Return which targets the most-likely run meets at a price, shape (targets,)."""
        self._set(self._likely, price, None)
        met: Met = self._simulated(self._clocks[0], self._likely, MOST_LIKELY)[0]
        return met

    def check_clocks(self, price: float) -> None:
        """Simulate some runs at a price on both clocks. Raises Disagreement."""
        if self.settings.engine == "auto" and not self.plan.processes:
            rows = self._priced(price)[:CHECKED_RUNS]
            compare_clocks(self.plan, rows, self.settings.seed, self.settings.first)

    def _priced(self, price: float) -> Floats:
        """Return the numbers of all runs at a price, shape (runs, slots)."""
        self._set(self._numbers, price, self._luck)
        return self._numbers

    def _set(self, numbers: Floats, price: float, luck: Floats | None) -> None:
        """Set the land price in numbers of runs; what drivers and risks do to it is done to it anew."""
        if not self._moved:
            numbers[:, self._slot] = price
            return
        base = self.plan.base.copy()
        base[self._slot] = price
        eventful = luck is not None
        draws = self.plan.luck.planned()[:, None] if luck is None else luck
        numbers[:] = numbers_of(base, self.plan.effects, draws, eventful=eventful)

    def _all_met(self, numbers: Floats) -> Met:
        """Return which targets runs with these numbers meet, shape (runs, targets)."""
        spans = [numbers[at : at + TOGETHER] for at in range(0, len(numbers), TOGETHER)]
        shares = [spans[k :: len(self._clocks)] for k in range(len(self._clocks))]
        met = np.empty((len(numbers), len(self.plan.project.targets)), np.bool_)
        with ThreadPoolExecutor(len(self._clocks)) as threads:
            done = list(threads.map(self._share_met, self._clocks, shares))
        for k, parts in enumerate(done):
            for place, part in enumerate(parts):
                at = (place * len(self._clocks) + k) * TOGETHER
                met[at : at + len(part)] = part
        return met

    def _share_met(self, clock: Clock, spans: list[Floats]) -> list[Met]:
        return [self._simulated(clock, numbers, self.settings.first) for numbers in spans]

    def _simulated(self, clock: Clock, numbers: Floats, first: int) -> Met:
        arrays = simulate_numbers(clock, np.ascontiguousarray(numbers), self.settings.seed, first)
        return targets_met(MeasureInputs(self.plan, arrays))


def _threads(settings: RunSettings, plan: Plan) -> int:
    """Return how many threads simulate: one on simpy, which they would only share."""
    if engine_of(plan, settings.engine) == "simpy":
        return 1
    return settings.workers or cores()


def at_price(project: Project, price: float) -> Project:
    """Return the project with a land price that is one number [yuan]. Raises NoPriceError."""
    if project.land is None:
        raise NoPriceError("the project buys no land: write `land:` with price and payments")
    if any("land.price" in each.between for each in project.correlations):
        raise NoPriceError("land.price goes by luck with something else; take it out of `correlations:`")
    land = project.land.model_copy(update={"price": Quantity.fixed(price)})
    return project.model_copy(update={"land": land})
