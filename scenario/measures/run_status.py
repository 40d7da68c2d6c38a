"""How a run ends: well, refused by a gate, unfunded or in default. In any but the first no target is met."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenario.model.results import EXTRA
from scenario.rules.odds import wilson

RUN_STATUSES = ("ok", "refused", "unfunded", "default")
"""`refused` by a gate, `unfunded`: money that had to be there was not, `default`: a loan was not repaid when
the books ended. Whichever came first in time."""
OK, REFUSED, UNFUNDED, DEFAULT = range(len(RUN_STATUSES))


def refused_by(extra: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return which activity refused the project in each run, shape (runs,); −1 where none did [index].

    Parameters
    ----------
    extra : array, shape (runs, extras)
        Other numbers of the runs; see `model.run.EXTRA`
    """
    return np.nan_to_num(extra[:, EXTRA.index("refused_by")], nan=-1.0).astype(np.int64)


def run_status(extra: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return how each run ended, indices into `RUN_STATUSES`, shape (runs,).

    The books note nothing more once a gate has refused: what they noted came before.
    """
    noted = np.nan_to_num(extra[:, EXTRA.index("status")])
    refused = np.where(refused_by(extra) >= 0, REFUSED, OK)
    return np.where(noted > 0, noted, refused).astype(np.int8)


def outcomes(codes: NDArray[np.int8]) -> pd.DataFrame:
    """Return how runs ended: status, share, low and high (95 % Wilson interval), runs, count."""
    counts = np.bincount(codes, minlength=len(RUN_STATUSES))
    low, high = wilson(counts, len(codes))
    share = counts / max(1, len(codes))
    told = {"status": RUN_STATUSES, "share": share, "low": low, "high": high, "runs": len(codes)}
    return pd.DataFrame({**told, "count": counts})
