"""What was read lately is at hand: a page asks for the same columns several times."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]


class Recent:
    """Arrays that were read lately, by key; the oldest go when they would take more than `most` bytes.

    >>> import numpy as np
    >>> recent = Recent(most=20)
    >>> for name in "abc":
    ...     recent.put(name, np.zeros(1))
    >>> [name for name in "abc" if recent.get(name) is not None]
    ['b', 'c']
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._arrays: OrderedDict[Hashable, Array] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Array | None:
        """Return an array if it is still there."""
        if key not in self._arrays:
            return None
        self._arrays.move_to_end(key)
        return self._arrays[key]

    def put(self, key: Hashable, array: Array) -> None:
        """Keep an array, which nobody may change any more, unless it is larger than all that is kept."""
        array.flags.writeable = False
        if key in self._arrays or array.nbytes > self.most:
            return
        self._arrays[key] = array
        self._bytes += array.nbytes
        while self._bytes > self.most:
            self._bytes -= self._arrays.popitem(last=False)[1].nbytes
