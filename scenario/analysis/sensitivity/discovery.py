"""EMA Workbench drives the model: futures and decisions of a project file, measures and targets as outcomes.

J. H. Kwakkel: "The Exploratory Modeling Workbench", Environmental Modelling & Software 96 (2017) 239-250.
What it calls a scenario is here a *future*, and what it calls a policy is one of our scenarios with values of
levers. Its experiments are simulated as runs of one plan, many in one go.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.analysis.sensitivity.futures import chosen, is_event, likely_values, simulate_futures, span
from scenario.draws.sampling import Sampling, sampled
from scenario.measures.digest import target_names
from scenario.model.engines import Engine
from scenario.model.project_plan import Plan, compile_plan
from scenario.project.files.load import load, load_scenarios
from scenario.project.sections.root import Project

try:
    with warnings.catch_warnings():
        # one of its evaluators, which nobody asked for, lacks a library
        warnings.filterwarnings("ignore", "ipyparallel not installed", UserWarning)
        from ema_workbench import (
            BooleanParameter,
            CategoricalParameter,
            Policy,
            RealParameter,
            ScalarOutcome,
            Scenario,
        )
        from ema_workbench.em_framework.evaluators import BaseEvaluator, perform_experiments
        from ema_workbench.em_framework.model import AbstractModel
        from ema_workbench.em_framework.points import experiment_generator
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "scenario discovery needs EMA Workbench, which is not installed:"
        " pip install 'scenario-workbench[discover]'",
        name=missing.name,
    ) from missing

VARIANT = "scenario_of_file"
"""The lever that chooses among the file's scenarios."""
PLANS = 32
"""Compiled plans that are kept at hand, one a policy."""


class ProjectModel(AbstractModel):  # type: ignore[misc]
    """A project file as EMA Workbench sees it.

    Parameters
    ----------
    file : path
        The project file
    uncertainties : iterable of str, optional
        Names of uncertainties, as in the columns of `Study.draws`, `*` for any one name. By default those
        drawn once for the whole project. A range becomes a RealParameter, where it has no bound that of 99 %
        of its values; outcomes a CategoricalParameter; a risk that happens or not a BooleanParameter.
    levers : mapping, optional
        What can be decided besides the scenario: a path with (lowest, highest)
    scenarios : sequence of str, optional
        Scenarios of the file to choose among; by default all of them
    overrides : mapping, optional
        Values by dotted path, for all
    seed : int
        Of the luck that is not given: future number k has that of run k, under every policy
    engine : {"auto", "compiled", "simpy"}
        The clock

    Raises
    ------
    ProjectError
        The file cannot be used.
    ValueError
        An uncertainty or a scenario is unknown.
    """

    def __init__(
        self,
        file: str | Path,
        *,
        uncertainties: Iterable[str] | None = None,
        levers: Mapping[str, tuple[float, float]] | None = None,
        scenarios: Sequence[str] | None = None,
        overrides: Mapping[str, Any] | None = None,
        seed: int = 1,
        engine: Engine = "auto",
    ) -> None:
        super().__init__("".join(filter(str.isalnum, Path(file).stem)) or "project")
        self.file, self.given, self.seed, self.engine = Path(file), dict(overrides or {}), seed, engine
        known = list(load_scenarios(self.file, self.given))
        self.variants = list(scenarios or known)
        unknown = [name for name in self.variants if name not in known]
        if unknown:
            raise ValueError(f"there is no scenario '{unknown[0]}'; there are {', '.join(known)}")
        self.plan = lru_cache(maxsize=PLANS)(self._plan)
        plan = self.plan(self.variants[0], ())
        self.uncertainties = [parameter(plan, name) for name in chosen(plan, uncertainties)]
        self.levers = [RealParameter(path, *bounds) for path, bounds in (levers or {}).items()]
        if len(self.variants) > 1:
            self.levers.extend([CategoricalParameter(VARIANT, self.variants)])
        names = simulate_futures(plan, {}, [0], seed, engine=engine).columns
        self.outcomes = [ScalarOutcome(name) for name in names]

    @property
    def project(self) -> Project:
        """The project in the first of the scenarios."""
        return self.plan(self.variants[0], ()).project

    def target(self, number: int) -> str:
        """Return the outcome of a target, counted from 1 as in the file. Raises ValueError."""
        names = target_names(self.project)
        if not 1 <= number <= len(names):
            raise ValueError(f"there is no target {number}; the project has {len(names)}, counted from 1")
        return names[number - 1]

    def policies(self) -> list[Any]:
        """Return a policy for each scenario of the file, with its name."""
        if len(self.variants) == 1:
            return [Policy(self.variants[0])]
        return [Policy(name, **{VARIANT: name}) for name in self.variants]

    def simulate(
        self, futures: Sequence[Mapping[str, Any]], policy: Mapping[str, Any], runs: Sequence[int]
    ) -> pd.DataFrame:
        """Return the outcomes of futures under one policy, all in one go; see `simulate_futures`."""
        values = {name: value for name, value in policy.items() if name != VARIANT}
        plan = self.plan(str(policy.get(VARIANT, self.variants[0])), tuple(sorted(values.items())))
        names = [name for name in (futures[0] if futures else ()) if name in plan.luck.columns]
        given = {name: [future[name] for future in futures] for name in names}
        return simulate_futures(plan, given, runs, self.seed, engine=self.engine)

    def run_model(self, scenario: Any, policy: Any) -> None:
        """Simulate one future: what evaluators of EMA Workbench ask for; see `Together` for all at once."""
        number = max(0, int(scenario.unique_id) - 1)
        super().run_model(scenario, policy)
        self.outcomes_output = self.simulate([scenario.data], policy.data, [number]).iloc[0].to_dict()

    def _plan(self, variant: str, values: tuple[tuple[str, float], ...]) -> Plan:
        return compile_plan(load(self.file, {**self.given, **dict(values)}, scenario=variant))


class Together(BaseEvaluator):  # type: ignore[misc]
    """Evaluates all experiments of a policy in one go. To be used as a context, for ProjectModels only."""

    def initialize(self) -> None:
        """Nothing is to be started."""

    def finalize(self) -> None:
        """Nothing is to be ended."""

    def evaluate_experiments(
        self, scenarios: Any, policies: Any, callback: Any, combine: str = "factorial"
    ) -> None:
        """Simulate experiments policy by policy; future number k has the luck of run k under each."""
        models = {model.name: model for model in self._msis}
        numbers: dict[int, int] = {}
        groups: dict[tuple[str, int], list[Any]] = {}
        for experiment in experiment_generator(scenarios, self._msis, policies, combine=combine):
            numbers.setdefault(experiment.scenario.unique_id, len(numbers))
            groups.setdefault((experiment.model_name, experiment.policy.unique_id), []).append(experiment)
        for (name, _), experiments in groups.items():
            futures = [experiment.scenario for experiment in experiments]
            runs = [numbers[future.unique_id] for future in futures]
            told = models[name].simulate(futures, experiments[0].policy, runs)
            for experiment, outcomes in zip(experiments, told.to_dict(orient="records"), strict=True):
                callback(experiment, outcomes)


def parameter(plan: Plan, name: str) -> Any:
    """Return an uncertainty as EMA Workbench's parameter."""
    uncertainty = plan.luck.uncertainties[plan.luck.columns[name]]
    if is_event(plan, name):
        return BooleanParameter(name)
    if uncertainty.quantity.outcomes:
        return CategoricalParameter(name, sorted(uncertainty.quantity.outcomes))
    return RealParameter(name, *span(uncertainty))


def futures(model: ProjectModel, count: int, *, as_likely: bool = True) -> list[Any]:
    """Return futures as a Latin hypercube over a model's uncertainties.

    The same for the same model, seed and count, and of an uncertainty whatever the others are; EMA
    Workbench's own samplers take their luck from numpy's global state.

    Parameters
    ----------
    model : ProjectModel
    count : int
        How many [futures]
    as_likely : bool
        Values come up as often as the project file says, so that a share of futures is a probability. Else
        all of a range come up alike, and risks in half of the futures, so that what is rare is seen too.
    """
    names = [each.name for each in model.uncertainties]
    plan = model.plan(model.variants[0], ())
    none = np.full(len(names), -1, dtype=np.int64)
    streams = [f"futures.{name}" for name in names]
    drawn = sampled(Sampling("lhs", count), model.seed, streams, none, 0, count)
    rows = likely_values(plan, names, drawn) if as_likely else drawn
    spread = _told if as_likely else _spread
    values = [spread(each, row) for each, row in zip(model.uncertainties, rows, strict=True)]
    return [
        Scenario(number, **{name: row[number] for name, row in zip(names, values, strict=True)})
        for number in range(count)
    ]


def _told(parameter: Any, values: NDArray[np.float64]) -> list[Any]:
    """Return values in a parameter's words."""
    return list((values > 0.5) if isinstance(parameter, BooleanParameter) else values)


def _spread(parameter: Any, drawn: NDArray[np.float64]) -> list[Any]:
    """Return values spread over a parameter's range."""
    if isinstance(parameter, CategoricalParameter):
        categories = [category.value for category in parameter.categories]
        return [categories[int(u * len(categories))] for u in drawn]
    low, high = parameter.lower_bound, parameter.upper_bound
    return list(low + (high - low) * drawn)


def explore(
    model: ProjectModel, count: int, policies: Sequence[Any] | None = None, *, as_likely: bool = True
) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
    """Return experiments and outcomes of so many futures, as `ema_workbench.perform_experiments` does.

    Parameters
    ----------
    model : ProjectModel
    count : int
        Futures; see `futures` [futures]
    policies : sequence of ema_workbench.Policy, optional
        By default the scenarios of the model; each meets the same futures
    as_likely : bool
        See `futures`
    """
    told: tuple[pd.DataFrame, dict[str, NDArray[np.float64]]] = perform_experiments(
        model,
        scenarios=futures(model, count, as_likely=as_likely),
        policies=model.policies() if policies is None else list(policies),
        evaluator=Together(model),
        log_progress=True,
    )
    return told
