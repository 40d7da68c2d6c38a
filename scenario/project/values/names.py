"""Names in English and Chinese."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from scenario.project.values.parsed import UnusableError, shown
from scenario.project.values.record import Record

_FORM = "write a text, or {en: …, zh: …}"

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

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(schema))]}

    def to(self, language: Language) -> str:
        """Return the name in `language`, or in the other one when it is missing."""
        return (self.zh or self.en or "") if language == "zh" else (self.en or self.zh or "")
