"""What was tried: each set of values with what came of it, to go back to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenario.analysis import Study
from scenario.views.words.wording import Wording

MOST = 12
"""Studies that are kept with what they told; older ones keep their values alone."""


@dataclass(frozen=True, slots=True)
class Values:
    """What stands on the controls: a scenario, what was moved of it, and both in words."""

    scenario: str
    overrides: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same values."""
        return json.dumps([self.scenario, self.overrides], sort_keys=True, default=str)

    def told(self, say: Wording) -> str:
        """Return whose values they are: "base, land price 726 → 746 CNY m"."""
        return say.say(", ", "，").join([say.scenario(self.scenario), *self.changes])


@dataclass(slots=True)
class Trial:
    """One set of values that was run, and what was shown of it."""

    values: Values
    snapshot: Mapping[str, Any]
    study: Study | None
    odds: str
    shown: Mapping[str, str] = field(default_factory=dict)


class History:
    """Every set of values that was run, in order; the same values again take the place of the first time."""

    def __init__(self) -> None:
        self.trials: list[Trial] = []

    def add(self, trial: Trial) -> None:
        """Take in what was run."""
        self.trials = [each for each in self.trials if each.values.key != trial.values.key] + [trial]
        for old in self.trials[:-MOST]:
            old.study = None
            old.shown = {}

    def before(self, values: Values) -> Trial | None:
        """Return what was run last of other values."""
        return next((each for each in reversed(self.trials) if each.values.key != values.key), None)

    def options(self, say: Wording) -> Sequence[tuple[str, int]]:
        """Return a line for each, the latest first."""
        numbered = [*enumerate(self.trials)][::-1]
        return [(f"{place + 1}. {each.values.told(say)} — {each.odds}", place) for place, each in numbered]
