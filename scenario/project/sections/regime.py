"""`regime:` which presale rules hold, decided in the run by a node's date."""

from __future__ import annotations

from typing import Literal

from scenario.project.values.links import Node
from scenario.project.values.names import Name
from scenario.project.values.record import Date, Flag, Id, Record


class Decision(Record):
    """A date that decides: on time, one regime; later, another."""

    node: Node
    """The activity whose finish decides."""
    on_or_before: Date
    """The last day on which the first regime is kept. [date]"""
    then: str
    """Regime when the activity is finished by then."""
    otherwise: str
    """Regime when it is later."""


class Rules(Record):
    """One set of presale rules."""

    name: Name | None = None
    """What people call it."""
    presale_image: Node
    """The activity that `@presale_image` stands for: the progress that a presale permit needs."""
    mortgage_gate: Node
    """Banks pay mortgages only after this activity."""
    escrow: Literal["quota", "strict", "none"]
    """`quota`: what is above the kept share of the quota is released. `strict`: until `completion` only that
    phase's construction and taxes are paid from it. `none`: no escrow."""
    quota_stays: Flag = False
    """Under strict supervision: whether works and taxes are paid only from what is above the kept share of
    the quota, where a city says so; without it they are what the quota is for."""
    completion: Node
    """The activity that ends strict supervision, and that allows distributions and loan repayment where they
    must wait."""
    distribute_before_completion: Flag
    """Whether free cash may go to shareholders before the completion of every phase."""
    draw: Literal["full", "need"]
    """Whether the loan is drawn in full as soon as it may be, or as cash is needed."""
    repay: Literal["sold", "completion"]
    """Whether the loan is repaid by sold share, or only after the first phase's completion."""


class Regime(Record):
    """The presale regime: `use` one, or let a date `decide`."""

    use: str | None = None
    """The regime that holds whatever happens."""
    decide: Decision | None = None
    """The rule that chooses in the run."""
    rules: dict[Id, Rules]
    """The regimes to choose from."""
