"""Luck: all uncertainties of a project, ready to be drawn for any runs."""

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.draws.copula import Correlation, groups, listed
from scenario.draws.directions import DIMENSIONS
from scenario.draws.sampling import PLAIN, Sampling, sampled
from scenario.draws.uncertainty import Uncertainty


class Luck:
    """Draws every uncertainty of many runs at once. Built once; nothing in it changes, and it can be pickled.

    Parameters
    ----------
    uncertainties : iterable of Uncertainty
        One a column, in this order.
    correlations : iterable of (names, ρ)
        The correlation of the normals behind the values, for every two of the names. [1]
    sampling : Sampling
        How the uniforms behind the values are spread over the runs
    leading : sequence of str
        Names, most important first, that sampling "sobol" gives dimensions of their own, if they are drawn

    Raises
    ------
    ValueError
        A name stands twice, a correlation names none of them, or correlations contradict each other.

    Examples
    --------
    >>> from scenario.project.values.quantity import Quantity
    >>> luck = Luck([Uncertainty("contractor", Quantity("normal", (1.0, 0.08)))])
    >>> luck.draw(seed=1, first=0, count=3).shape, luck.planned()
    ((1, 3), array([1.]))
    """

    def __init__(
        self,
        uncertainties: Iterable[Uncertainty],
        correlations: Iterable[Correlation] = (),
        sampling: Sampling = PLAIN,
        leading: Iterable[str] = (),
    ) -> None:
        self.uncertainties = tuple(uncertainties)
        self.names = tuple(uncertainty.name for uncertainty in self.uncertainties)
        self.columns = {name: column for column, name in enumerate(self.names)}
        refuse_twins(self.names)
        self._groups = tuple((self._columns_of(group.names), group.factor) for group in groups(correlations))
        self._layout = layout(self.uncertainties)
        self.sampling = sampling
        ranks = {name: rank for rank, name in enumerate(leading) if rank < DIMENSIONS}
        self._dimensions = np.array([ranks.get(name, -1) for name in self.names], dtype=np.int64)

    def draw(self, seed: int, first: int, count: int) -> NDArray[np.float64]:
        """Return the values of the runs first … first + count − 1.

        Parameters
        ----------
        seed : int
            0 … 2⁶⁴ − 1. [1]
        first, count : int
            First run, and how many. [run]

        Returns
        -------
        ndarray[column, run]
            C-contiguous; the same for a run however runs are cut into draws. [each column's own]
        """
        from scenario.draws.inverse import mix, transform

        drawn = sampled(self.sampling, seed, self.names, self._dimensions, first, count)
        for columns, factor in self._groups:
            mix(drawn, columns, factor)
        transform(drawn, *self._layout)
        return drawn

    def planned(self) -> NDArray[np.float64]:
        """Return the values of the most-likely run, one a column."""
        return np.array([uncertainty.quantity.most_likely for uncertainty in self.uncertainties], dtype=float)

    def _columns_of(self, names: Iterable[str]) -> NDArray[np.int64]:
        missing = [name for name in names if name not in self.columns]
        if missing:
            raise ValueError(f"correlations name {listed(missing)}, which is not among the uncertainties")
        return np.array([self.columns[name] for name in names], dtype=np.int64)


def refuse_twins(names: Iterable[str]) -> None:
    """Raise when a name stands twice: both would have the same luck."""
    twins = [name for name, times in Counter(names).items() if times > 1]
    if twins:
        raise ValueError(f"uncertainties named twice: {listed(twins)}; a name is the key of its luck")


class LuckLayout(NamedTuple):
    """Columns as `inverse.transform` reads them."""

    forms: NDArray[np.int64]
    numbers: NDArray[np.float64]
    windows: NDArray[np.float64]
    bounds: NDArray[np.float64]
    rows: NDArray[np.int64]
    tables: NDArray[np.float64]


def layout(uncertainties: tuple[Uncertainty, ...]) -> LuckLayout:
    """Lay the columns out; those of one shape share a table."""
    from scenario.draws.column import column, window

    quantities = [uncertainty.quantity for uncertainty in uncertainties]
    made = [column(quantity) for quantity in quantities]
    tables = {id(each.table): each.table for each in made}
    starts = dict(zip(tables, accumulate(map(len, tables.values()), initial=0), strict=False))
    rows = [(starts[id(each.table)], starts[id(each.table)] + len(each.table)) for each in made]
    return LuckLayout(
        forms=np.array([each.form for each in made], dtype=np.int64),
        numbers=np.array([(*each.numbers, 0.0, 0.0, 0.0)[:3] for each in made], dtype=float).reshape(-1, 3),
        windows=np.array([window(*pair) for pair in zip(made, quantities, strict=True)]).reshape(-1, 2),
        bounds=np.array([quantity.support for quantity in quantities], dtype=float).reshape(-1, 2),
        rows=np.array(rows, dtype=np.int64).reshape(-1, 2),
        tables=np.concatenate([np.empty((0, 2)), *tables.values()]),
    )
