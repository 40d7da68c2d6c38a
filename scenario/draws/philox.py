"""Philox4x64-10, compiled over names and runs.

J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
Word `run` of key (seed, name) is word `run` of `numpy.random.Philox(key=[seed, name]).random_raw()`; making
one of those for every name and chunk would cost 15 µs each.
"""

import numpy as np
from numpy.typing import NDArray

from scenario.rules.compiled.decorators import njit

ROUNDS = 10
M0, M1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
W0, W1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
HALF, LOW_HALF = np.uint64(32), np.uint64(0xFFFFFFFF)
ZERO, ONE, LANES = np.uint64(0), np.uint64(1), np.uint64(4)
DROPPED = np.uint64(12)
SPACING = 2.0**-52


@njit
def high_product(a: np.uint64, b: np.uint64) -> np.uint64:
    """Return the upper 64 bits of the 128-bit product."""
    a0, a1 = a & LOW_HALF, a >> HALF
    b0, b1 = b & LOW_HALF, b >> HALF
    middle = a1 * b0 + (a0 * b0 >> HALF)
    return a1 * b1 + (middle >> HALF) + (((middle & LOW_HALF) + a0 * b1) >> HALF)


@njit
def block(
    seed: np.uint64, key: np.uint64, number: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four words that the cipher makes of a block's number."""
    c0, c1, c2, c3 = number, ZERO, ZERO, ZERO
    k0, k1 = seed, key
    for _ in range(ROUNDS):
        c0, c1, c2, c3 = high_product(M1, c2) ^ c1 ^ k0, M1 * c2, high_product(M0, c0) ^ c3 ^ k1, M0 * c0
        k0, k1 = k0 + W0, k1 + W1
    return c0, c1, c2, c3


@njit
def word(seed: np.uint64, key: np.uint64, run: np.uint64) -> np.uint64:
    """Return one word; numpy numbers its blocks from one, hence so do we."""
    return block(seed, key, run // LANES + ONE)[run % LANES]


@njit
def uniform(bits: np.uint64) -> float:
    """Return the middle of the cell that the upper 52 bits name, so that neither 0 nor 1 comes up."""
    return (np.float64(bits >> DROPPED) + 0.5) * SPACING


@njit
def fill(seed: np.uint64, keys: NDArray[np.uint64], first: np.uint64, drawn: NDArray[np.float64]) -> None:
    """Fill drawn[key, run] with the uniforms of the runs from first on."""
    count = drawn.shape[1]
    head = min(count, np.int64((LANES - first % LANES) % LANES))
    whole = head + (count - head) // 4 * 4
    for row in range(drawn.shape[0]):
        key, line = keys[row], drawn[row]
        for run in range(head):
            line[run] = uniform(word(seed, key, first + np.uint64(run)))
        number = (first + np.uint64(head)) // LANES + ONE
        for run in range(head, whole, 4):
            w0, w1, w2, w3 = block(seed, key, number)
            line[run], line[run + 1], line[run + 2], line[run + 3] = (
                uniform(w0),
                uniform(w1),
                uniform(w2),
                uniform(w3),
            )
            number += ONE
        for run in range(whole, count):
            line[run] = uniform(word(seed, key, first + np.uint64(run)))
