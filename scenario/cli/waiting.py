"""Modules that wait until they are used: what a command does not need costs it nothing."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from threading import RLock
from types import ModuleType
from typing import Any

_LOCK = RLock()


class Waiting(ModuleType):
    """Stands for a module until something of it is asked for; then it is imported.

    Python's own LazyLoader imports a module as soon as a second file names it.
    """

    def __getattr__(self, name: str) -> Any:
        """Import the module, and return what was asked for; another thread waits until that is done."""
        with _LOCK:
            if type(self) is Waiting:
                if sys.modules.get(self.__name__) is self:
                    del sys.modules[self.__name__]
                self.__dict__.update(import_module(self.__name__).__dict__)
                self.__class__ = ModuleType  # type: ignore[assignment]
        return getattr(self, name)


def wait_for_use(*names: str) -> None:
    """Have modules wait until something of them is used, where they are not imported yet."""
    for name in names:
        if name not in sys.modules:
            waiting = Waiting(name)
            if "." not in name:  # others may look whether it is installed; to find a part imports the whole
                waiting.__spec__ = find_spec(name)
            if "." in name or waiting.__spec__ is not None:
                sys.modules[name] = waiting
