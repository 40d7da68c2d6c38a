"""Strata: uniforms moved so that the runs of a name fall evenly, compiled over names and runs.

Each name has an order and a scrambling of its own, made from words of its own stream, so that nobody's luck
depends on which other names there are. Where in its stratum a run falls is its plain uniform.
"""

import numpy as np
from numpy.typing import NDArray

from scenario.draws.philox import block, uniform
from scenario.rules.compiled.decorators import njit

BLOCK = 256
"""Runs of a Sobol study that fall evenly together, in an order of their own for each name [runs]."""
LANES_A_BLOCK = np.uint64(BLOCK // 8)
"""Blocks of Philox that put a block of runs in order: each has eight halves of words."""
ORDER, SCRAMBLE = np.uint64(1 << 63), np.uint64((1 << 63) + (1 << 62))
"""Numbers of Philox's blocks that no run uses: those of runs lie below 2⁶²."""
ROUNDS = 6
HALF_MASK, HALF, ZERO, ONE = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(0), np.uint64(1)
LEAST, GREATEST = 2.0**-53, 1.0 - 2.0**-53
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@njit
def mixed(x: np.uint64) -> np.uint64:
    """Return well mixed bits, one to one: the finaliser of SplitMix64.

    G. L. Steele, D. Lea, C. H. Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014.
    """
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit
def share(bits: np.uint64, count: np.uint64) -> np.uint64:
    """Return a whole number below count ≤ 2³², from the upper half of the bits."""
    return (bits >> HALF) * count >> HALF


@njit
def place(
    left: np.uint64, right: np.uint64, side: np.uint64, runs: np.uint64, keys: NDArray[np.uint64]
) -> np.uint64:
    """Return where a permutation of the runs puts run left × side + right, without holding the others.

    A Feistel network on a square of side × side ≥ runs; what falls beyond the runs is put again
    (J. Black, P. Rogaway: "Ciphers with arbitrary finite domains", CT-RSA 2002).
    """
    while True:
        for key in keys:
            moved = left + share(mixed(right ^ key), side)
            left, right = right, moved if moved < side else moved - side
        if left * side + right < runs:
            return left * side + right


@njit
def latin(
    seed: np.uint64, names: NDArray[np.uint64], first: np.uint64, runs: np.uint64, drawn: NDArray[np.float64]
) -> None:
    """Move the plain uniforms drawn[name, run] to a Latin hypercube: one run of each name in each stratum."""
    side = np.uint64(np.ceil(np.sqrt(np.float64(runs))))
    keys = np.empty(ROUNDS, np.uint64)
    for row in range(drawn.shape[0]):
        fill_keys(seed, names[row], keys)
        left, right = first // side, first % side
        for run in range(drawn.shape[1]):
            stratum = place(left, right, side, runs, keys)
            right += ONE
            if right == side:
                left, right = left + ONE, ZERO
            u = (np.float64(stratum) + drawn[row, run]) / np.float64(runs)
            drawn[row, run] = min(max(u, LEAST), GREATEST)


@njit
def fill_keys(seed: np.uint64, name: np.uint64, keys: NDArray[np.uint64]) -> None:
    """Fill with the keys that a name is put in order by."""
    for number in range((keys.size + 3) // 4):
        words = block(seed, name, ORDER + np.uint64(number))
        for lane in range(min(4, keys.size - 4 * number)):
            keys[4 * number + lane] = words[lane]


@njit
def fill_order(seed: np.uint64, name: np.uint64, number: np.uint64, order: NDArray[np.uint8]) -> None:
    """Fill with the strata of a block of runs in the order of a name (a shuffle by R. Durstenfeld, 1964)."""
    words = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    for at in range(BLOCK):
        order[at] = at
    for at in range(BLOCK):
        if at % 8 == 0:
            words = block(seed, name, ORDER + number * LANES_A_BLOCK + np.uint64(at // 8))
        bits = words[at % 8 // 2]
        other = at + np.int64(share(bits if at % 2 else bits << HALF, np.uint64(BLOCK - at)))
        order[at], order[other] = order[other], order[at]


@njit
def scrambled(bits: np.uint64, key: np.uint64) -> np.uint64:
    """Return 32 bits, the last of which was to be the first digit, in order and scrambled: Owen's way.

    Each digit is flipped depending on the digits before it only, by a hash that carries upwards: S. Laine,
    T. Karras: "Stratified sampling for stochastic transparency", EGSR 2011; constants of N. Vegdahl (2021).
    """
    x = bits
    x ^= x * np.uint64(0x3D20ADEA) & HALF_MASK
    x = x + (key >> HALF) & HALF_MASK
    x = x * (key | ONE) & HALF_MASK
    x ^= x * np.uint64(0x05526C56) & HALF_MASK
    x ^= x * np.uint64(0x53A22864) & HALF_MASK
    return mirrored(x)


@njit
def mirrored(x: np.uint64) -> np.uint64:
    """Return 32 bits in reverse."""
    x = (x & np.uint64(0x55555555)) << np.uint64(1) | (x >> np.uint64(1)) & np.uint64(0x55555555)
    x = (x & np.uint64(0x33333333)) << np.uint64(2) | (x >> np.uint64(2)) & np.uint64(0x33333333)
    x = (x & np.uint64(0x0F0F0F0F)) << np.uint64(4) | (x >> np.uint64(4)) & np.uint64(0x0F0F0F0F)
    x = (x & np.uint64(0x00FF00FF)) << np.uint64(8) | (x >> np.uint64(8)) & np.uint64(0x00FF00FF)
    return (x & np.uint64(0xFFFF)) << np.uint64(16) | x >> np.uint64(16)


@njit
def even(seed: np.uint64, name: np.uint64, first: np.uint64, line: NDArray[np.float64]) -> None:
    """Move the plain uniforms of a name to a sequence that every aligned 2ᵐ ≥ 256 runs of it fill evenly.

    Within a block of runs the strata come in random order; from block to block the digits below are those of
    van der Corput, scrambled for each stratum by itself.
    """
    order = np.empty(BLOCK, np.uint8)
    key = block(seed, name, SCRAMBLE)[0]
    now = np.uint64(0)
    for at in range(line.size):
        run = first + np.uint64(at)
        number = run // np.uint64(BLOCK)
        if at == 0 or number != now:
            fill_order(seed, name, number, order)
            now = number
        stratum = np.uint64(order[run % np.uint64(BLOCK)])
        digits = scrambled(number, mixed(key + stratum * GOLDEN))
        jitter = np.uint64(line[at] * 2.0**24)
        line[at] = uniform(stratum << np.uint64(56) | digits << np.uint64(24) | jitter)


@njit
def net(
    seed: np.uint64,
    name: np.uint64,
    first: np.uint64,
    directions: NDArray[np.uint64],
    line: NDArray[np.float64],
) -> None:
    """Move the plain uniforms of a name to one dimension of the Sobol sequence, scrambled by the name."""
    key = block(seed, name, SCRAMBLE)[0]
    for at in range(line.size):
        run, bits, k = first + np.uint64(at), np.uint64(0), 0
        while run:
            if run & ONE:
                bits ^= directions[k]
            run >>= ONE
            k += 1
        line[at] = uniform(scrambled(bits, key) << HALF | np.uint64(line[at] * 2.0**32))


@njit
def sobol(
    seed: np.uint64,
    names: NDArray[np.uint64],
    dimensions: NDArray[np.int64],
    first: np.uint64,
    directions: NDArray[np.uint64],
    drawn: NDArray[np.float64],
) -> None:
    """Move the plain uniforms drawn[name, run]: names with a dimension to it, the others evenly alone."""
    for row in range(drawn.shape[0]):
        if dimensions[row] >= 0:
            net(seed, names[row], first, directions[dimensions[row]], drawn[row])
        else:
            even(seed, names[row], first, drawn[row])
