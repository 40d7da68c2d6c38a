"""Compilation: the one place that asks for numba."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def njit(function: Function) -> Function:
    """Compile a function on its first call, and keep the machine code for the next process.

    The kept code is renewed when the file of the function changes, not when a function it calls in another
    file does: after changing a rule, remove the `*.nbi` files beside whatever compiled code calls it.
    """
    return cast(Function, numba.njit(cache=True)(function))


def kernel(function: Function) -> Function:
    """Compile a function that makes no arrays, without counting references to those it is given.

    For functions that pass tuples of dozens of arrays to each other: counting all of them at every call took
    0.3 µs, ten times as long as the work. A function that makes an array does not compile this way.
    """
    return cast(Function, numba.njit(cache=True, _nrt=False)(function))
