"""Streams of uniforms keyed by (seed, name, run): nobody's luck depends on anyone else's.

A draw is a pure function of its key, by a counter-based generator. Nothing is advanced or shared, so other
uncertainties, the order of runs, chunks, processes and hash randomisation cannot move it.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

MOST = 2**64
"""Seeds and run numbers lie below this."""


def uniforms(seed: int, names: Sequence[str], first: int, count: int) -> NDArray[np.float64]:
    """Return one uniform for each name and each of the runs first … first + count − 1.

    Other sampling than the plain one starts from these (`sampling.sampled`).

    Parameters
    ----------
    seed : int
        0 … 2⁶⁴ − 1. [1]
    names : sequence of str
        Names of the streams. [1]
    first, count : int
        First run, and how many. [run]

    Returns
    -------
    ndarray[name, run]
        Values strictly between 0 and 1, multiples of 2⁻⁵³. [1]

    Raises
    ------
    ValueError
        The seed or a run number is negative or beyond 64 bits.

    Examples
    --------
    >>> alone = uniforms(seed=1, names=["contractor"], first=4711, count=1)
    >>> bool(alone[0, 0] == uniforms(1, ["permit", "contractor"], 4700, 250)[1, 11])
    True
    """
    if not 0 <= seed < MOST:
        raise ValueError(f"seed {seed} cannot be used; write a whole number from 0 to {MOST - 1}")
    if first < 0 or count < 0 or first + count > MOST:
        raise ValueError(f"runs {first} to {first + count - 1} cannot be drawn; count runs up from 0")
    from scenario.draws.philox import fill

    drawn = np.empty((len(names), count))
    fill(np.uint64(seed), keys(tuple(names)), np.uint64(first), drawn)
    return drawn


@lru_cache(maxsize=64)
def keys(names: tuple[str, ...]) -> NDArray[np.uint64]:
    """Return the 64-bit key of each name, by a hash that is the same everywhere."""
    hashed = b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(hashed, dtype="<u8").astype(np.uint64)
