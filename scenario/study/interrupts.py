"""Ctrl-C and SIGTERM held back while they would do harm: what is begun there is ended first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_held(*, always: bool = False) -> Iterator[None]:
    """Hold Ctrl-C, and SIGTERM where it stops as well, back until the end of the block.

    The compiler would swallow them. Handlers that see to that themselves, as those of the commands do, are
    held where it is `always` to be so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    held = {
        number: handler
        for number, handler in handlers.items()
        if callable(handler) and (always or not getattr(handler, "at_once", False))
    }
    for number in held:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
    if came:
        held[signal.Signals(came[0])](came[0], None)
        raise KeyboardInterrupt
