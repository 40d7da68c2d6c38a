"""What a schedule hands to the books: the dates of a run."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scenario.rules.compiled.by_reference import by_reference


@by_reference
class Dates(NamedTuple):
    """What the schedule has come to, by activity [days]; infinite for what has not happened.

    `span` is the working time from start to the end of work; `stopped` holds the instant (one element) since
    when works are paused, infinite when they are not; `ended` when a gate refused the project;
    `taken` by fall-back, the deadline at which it was taken.
    """

    start: np.ndarray
    work_end: np.ndarray
    finish: np.ndarray
    span: np.ndarray
    stopped: np.ndarray
    ended: np.ndarray
    taken: np.ndarray
