"""From luck to the numbers of a run: what each draw sets, multiplies, shifts or triggers.

Luck is a matrix of draws [column, run]. The numbers that a run reads are one row [run, slot]. Effects lead
from one to the other, in order: uncertain values are set, drivers multiply and shift them, risks that happen
do what they list, failed judgements add their redos. Judgements and events are "high is bad": an event
happens when its uniform draw is at least 1 − probability, so that a positive correlation with a duration
means that both go wrong together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from scenario.rules.compiled.decorators import njit
from scenario.rules.records import records
from scenario.rules.schedule.time_grid import put_on_grid

SET, ADD, MULTIPLY, GROW, COME, SKIP, REDO, REVIEW, GRID, LONGEST, LEAVE_OUT = range(11)
"""`GROW` multiplies by 1 + value; `COME` sets the instant of an event, infinite when it does not happen;
`SKIP` moves an instant that is not before `constant` by `offset`; `REDO` adds when a judgement fails,
`REVIEW` then adds the number in slot `constant`; `GRID` puts a time on the grid, at 0 if drivers and
risks took it below; of `LONGEST` that act on one slot one after the other, the most of any is added;
`LEAVE_OUT` makes nothing of a number where the number in slot `constant` is 1, and leaves it where that is
0."""
OF_FAILURE = (REDO, REVIEW)

EFFECT = np.dtype(
    [
        ("act", "i8"),
        ("slot", "i8"),
        ("column", "i8"),
        ("constant", "f8"),
        ("scale", "f8"),
        ("offset", "f8"),
        ("event", "i8"),
        ("probability", "i8"),
        ("attempt", "i8"),
    ]
)


class Effect(NamedTuple):
    """One effect, as it is collected; a table of them holds records of EFFECT.

    Attributes
    ----------
    act : what is done to the number in `slot`
    column : the column of luck whose draw is taken, −1 for `constant` instead
    scale, offset : what is done with is `offset` + `scale` · draw
    event : the column whose draw says whether it acts, by the probability in slot `probability`; −1: always
    attempt : number of a judgement among those of its activity
    """

    act: int
    slot: int
    column: int = -1
    constant: float = 0.0
    scale: float = 1.0
    offset: float = 0.0
    event: int = -1
    probability: int = -1
    attempt: int = 0


def effect_table(effects: Iterable[Effect]) -> np.ndarray:
    """Return effects as a table, in the order in which they act."""
    return records(EFFECT, [effect._asdict() for effect in effects])


def numbers_of(
    base: np.ndarray, effects: np.ndarray, luck: np.ndarray, *, eventful: bool = True
) -> np.ndarray:
    """Return the numbers of each run, shape (runs, slots).

    Parameters
    ----------
    base : array, shape (slots,)
        The most-likely numbers
    effects : array of EFFECT
    luck : array, shape (columns, runs)
    eventful : bool
        False for the most-likely run: no event happens and every judgement is passed.
    """
    numbers = np.repeat(base[np.newaxis, :], luck.shape[1], axis=0)
    _apply(numbers, effects, luck, eventful)
    return numbers


def numbers_again(
    numbers: np.ndarray, slots: np.ndarray, base: np.ndarray, effects: np.ndarray, luck: np.ndarray
) -> np.ndarray:
    """Return the numbers of the same runs with some slots reckoned anew under changed effects.

    Parameters
    ----------
    numbers : array, shape (runs, slots)
        The numbers before the change; left as they are
    slots : array
        The slots on which the effects have changed
    base, effects, luck : see `numbers_of`
    """
    again = numbers.copy()
    again[:, slots] = base[slots]
    _apply(again, effects[np.isin(effects["slot"], slots)], luck, True)
    return again


@njit
def _apply(numbers: np.ndarray, effects: np.ndarray, luck: np.ndarray, eventful: bool) -> None:
    for run in range(numbers.shape[0]):
        row = numbers[run]
        failing = True
        longest, longest_of = 0.0, -1
        for k in range(effects.shape[0]):
            effect = effects[k]
            happens = True
            if effect.event >= 0:
                happens = eventful and luck[effect.event, run] >= 1.0 - row[effect.probability]
            if effect.act in OF_FAILURE:
                # the event of a judgement is a failure: its probability slot holds the chance of passing
                failed = eventful and luck[effect.event, run] >= row[effect.probability]
                failing = failed and (failing or effect.attempt == 0)
                happens = failing
            if effect.act == REVIEW:
                value = row[int(effect.constant)]
            else:
                value = effect.constant if effect.column < 0 else luck[effect.column, run]
            value = effect.offset + effect.scale * value
            if effect.act == COME:
                row[effect.slot] = put_on_grid(value) if happens else np.inf
            elif effect.act == SKIP:
                if row[effect.slot] >= effect.constant:
                    row[effect.slot] += effect.offset
            elif effect.act == GRID:
                row[effect.slot] = max(0.0, put_on_grid(row[effect.slot]))
            elif effect.act == LEAVE_OUT:
                row[effect.slot] *= 1.0 - row[int(effect.constant)]
            elif not happens:
                continue
            elif effect.act == SET:
                row[effect.slot] = value
            elif effect.act == MULTIPLY:
                row[effect.slot] *= value
            elif effect.act == GROW:
                row[effect.slot] *= 1.0 + value
            elif effect.act == LONGEST:
                longest = longest if effect.slot == longest_of else 0.0
                longest_of = effect.slot
                row[effect.slot] += max(0.0, value - longest)
                longest = max(longest, value)
            else:
                row[effect.slot] += value
