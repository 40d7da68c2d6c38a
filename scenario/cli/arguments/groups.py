"""Options that several commands share: declared once as the fields of a record, and taken as that record."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Have typer see the options of the records that a command takes, and hand them to it as these records.

    A parameter whose type is a dataclass stands for the dataclass's fields, each an `Annotated` option with
    its default, in its place among the others.
    """
    hints = get_type_hints(command, include_extras=True)
    taken = inspect.signature(command).parameters.values()
    groups = {each.name: hints[each.name] for each in taken if is_dataclass(hints[each.name])}

    def shown(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        command(**given)

    parameters = [option for each in taken for option in _options(each.name, each.default, hints[each.name])]
    shown.__name__, shown.__doc__, shown.__module__ = command.__name__, command.__doc__, command.__module__
    shown.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": None}
    shown.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return shown


def _options(name: str, default: Any, hint: Any) -> Iterator[inspect.Parameter]:
    """Yield the options that a parameter stands for: itself, or the fields of its record."""
    if not is_dataclass(hint):
        yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)
        return
    hints = get_type_hints(hint, include_extras=True)
    for each in fields(hint):
        unset = inspect.Parameter.empty if each.default is MISSING else each.default
        yield from _options(each.name, unset, hints[each.name])
