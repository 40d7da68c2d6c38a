"""Values that a person writes in short form and that we read: `8 months`, `tender:SS+5`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LARGEST = 1e15
"""Numbers beyond this, of either sign, are refused: a float has no cents left there."""
SELDOM = 1e-9
"""What is rarer than this is not looked at when the values of an uncertainty are judged. [fraction]"""


class UnusableError(Exception):
    """A value that cannot be used: what is wrong, what to write instead, and where inside the value it is."""

    def __init__(self, message: str, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.at = at

    def to_pydantic(self) -> PydanticCustomError:
        """Return the error that a validator raises."""
        return PydanticCustomError("unusable", "{text}", {"text": self.message, "at": self.at})


class Parsed:
    """A value with a short form: `parse` reads it, `plain` writes it, pydantic uses both."""

    __slots__ = ()

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read the short form. Raises UnusableError."""
        raise NotImplementedError

    def plain(self) -> Any:
        """Return the short form: plain data that reads back to an equal value."""
        raise NotImplementedError

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the JSON Schema of the short form."""
        raise NotImplementedError

    @classmethod
    def _read(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        try:
            return cls.parse(value)
        except UnusableError as error:
            raise error.to_pydantic() from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._read,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.plain()),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return cls.json_schema()


def is_number(value: Any) -> bool:
    """Tell whether a value read from a file is a finite number; true and false are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < float("inf")


def refuse_vast(number: float, at: tuple[str | int, ...] = ()) -> None:
    """Raise UnusableError for a number that no project has."""
    if abs(number) > LARGEST:
        raise UnusableError(f"{number:.12g} is beyond what can be reckoned with, {LARGEST:g}", at)


def shown(value: Any) -> str:
    """Return a value the way an error message shows it: short, text in quotes, numbers plain."""
    if is_number(value):
        return f"{value:.12g}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = str(value)
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"


def date_or_text(text: str) -> dt.date | str:
    """Return the date that a text is, or the text."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


def shown_list(given: Any) -> str:
    """Return a value the way an error message shows it, a short list with what is in it."""
    if isinstance(given, (list, tuple)) and len(given) < 10:
        return f"[{', '.join(shown(item) for item in given)}]"
    return shown(given)
