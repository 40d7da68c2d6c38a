"""`drivers:` and `correlations:` what makes things go wrong together."""

from __future__ import annotations

from pydantic import Field

from scenario.project.values.names import Name
from scenario.project.values.quantity import Signed
from scenario.project.values.record import Number, Record


class Driver(Record):
    """One draw a run that many values share."""

    name: Name | None = None
    """What it stands for."""
    quantity: Signed
    """The draw: a factor for what it multiplies, an amount for what it shifts. [factor, or unit shifted]"""
    multiplies: tuple[str, ...] = ()
    """Paths of the values it multiplies; `*` stands for any one name."""
    shifts: tuple[str, ...] = ()
    """Paths of the values it is added to."""


class Correlation(Record):
    """A correlation between uncertainties, through a Gaussian copula."""

    between: tuple[str, ...] = Field(min_length=2)
    """Paths of the uncertainties; each pair among them is correlated. `drivers.x` is its draw, `risks.x`
    whether it happens, `activities.x.pass` its first judgement."""
    rho: Number = Field(ge=-1, le=1)
    """Correlation of the normals that the copula is made of; the rank correlation of the values is
    6/π·arcsin(ρ/2), a little nearer to 0. [−1…1]"""
