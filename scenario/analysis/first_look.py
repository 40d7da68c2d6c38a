"""Which measures a first look at a study tells."""

from __future__ import annotations

from scenario.analysis.study import Study
from scenario.measures import MEASURES


def main_measures(study: Study) -> list[str]:
    """Return the measures of a first look: those with a target, then the main ones, as far as modelled."""
    wanted = [target.measure for target in study.project.targets if target.measure is not None]
    modelled = study.measure_names
    main = (name for name in modelled if MEASURES[name].main)
    return [name for name in dict.fromkeys((*wanted, *main)) if name in modelled]


def first_measure(study: Study) -> str | None:
    """Return the measure to show first: one with a target, else the first of the main ones; or None."""
    return next(iter(main_measures(study)), None)
