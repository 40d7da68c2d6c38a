"""Names in English and Chinese."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from scenario.project.values.parsed import UnusableError, shown
from scenario.project.values.record import Record

_FORM = "write a text, or {en: …, zh: …}"

LONGEST_NAME = 200
"""Longer names are refused: tables and pictures have no room for them. [characters]"""

Language = Literal["en", "zh"]


class Name(Record):
    """What people call something. A plain text serves for both languages."""

    en: str | None = None
    """In English."""
    zh: str | None = None
    """In Chinese."""

    @model_validator(mode="before")
    @classmethod
    def _accept_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"en": value, "zh": value}
        if not isinstance(value, (dict, Name)):
            raise UnusableError(f"{shown(value)} is no name; {_FORM}").to_pydantic()
        if not value:
            raise UnusableError(f"it is empty; {_FORM}").to_pydantic()
        return value

    @model_validator(mode="after")
    def _is_there_and_short(self) -> Self:
        names = [name for name in (self.en, self.zh) if name is not None]
        if not any(name.strip() for name in names):
            raise UnusableError(f"it has no text in it; {_FORM}").to_pydantic()
        if max(map(len, names)) > LONGEST_NAME:
            longest = max(map(len, names))
            message = f"it has {longest:,} characters; write a name of at most {LONGEST_NAME}"
            raise UnusableError(message).to_pydantic()
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(schema))]}

    def to(self, language: Language) -> str:
        """Return the name in `language`, or in the other one when it is missing."""
        return (self.zh or self.en or "") if language == "zh" else (self.en or self.zh or "")
