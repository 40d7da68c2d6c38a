"""The JSON Schema of a project file, for editors, written from the records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenario.project.fields import meaning
from scenario.project.sections.root import Project
from scenario.project.values.quantity import UNCERTAINTY
from scenario.project.values.record import Record


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a project file and of the files that it extends."""
    written = Project.model_json_schema(by_alias=True)
    _explain(written, Project)
    for record in _records(Record):
        _explain(written["$defs"].get(record.__name__, {}), record)
    _loosen(written)
    written["$defs"]["Uncertainty"] = _uncertainty()
    # A file that others extend is a part: it need not have `project:`.
    written.pop("required", None)
    _tidy(written)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": "A scenario project file", **written}


def _records(record: type[Record]) -> Iterator[type[Record]]:
    for below in record.__subclasses__():
        yield below
        yield from _records(below)


def _explain(written: dict[str, Any], record: type[Record]) -> None:
    """Write what each field means beside it."""
    for form in (written, *written.get("anyOf", ())):  # a name may also be written as a text
        for key, described in form.get("properties", {}).items():
            if text := meaning(record, key):
                described["description"] = text


def _loosen(node: Any) -> None:
    """Let a value have any of several forms: a word fits the form of a date, too, whose format few check."""
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _loosen(inner)
    if isinstance(node, dict) and isinstance(node.get("oneOf"), list):
        node["anyOf"] = node.pop("oneOf")


def _tidy(node: Any) -> None:
    """Take out what an editor would show to no use: titles made from names, null and empty defaults."""
    if isinstance(node, list):
        for inner in node:
            _tidy(inner)
    if not isinstance(node, dict):
        return
    if node.pop(UNCERTAINTY, False):
        node["$ref"] = "#/$defs/Uncertainty"
    if isinstance(node.get("title"), str):
        del node["title"]
    if isinstance(node.get("description"), str):
        node["description"] = " ".join(node["description"].split())
    if not isinstance(node.get("default", 0), (bool, int, float, str)):
        del node["default"]
    choices = node.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        choices.remove({"type": "null"})
        if len(choices) == 1:
            node.update(node.pop("anyOf")[0])
    for inner in list(node.values()):
        _tidy(inner)


def _uncertainty() -> dict[str, Any]:
    """Return the schema of a quantity that is written as a mapping."""
    number = {"type": "number"}
    forms = {
        "pert": (_numbers(3), "Low, mode, high of a PERT distribution (λ = 4)."),
        "triangular": (_numbers(3), "Low, mode, high."),
        "trigen": (_numbers(3), "A triangle through its 10 % point, mode and 90 % point, or as `at` says."),
        "uniform": (_numbers(2), "Low, high."),
        "normal": (_numbers(2), "Mean, standard deviation."),
        "lognormal": (_numbers(2), "Mean, standard deviation of the value itself."),
        "p10_p90": (_numbers(2), "10 % and 90 % points of a normal distribution."),
        "exponential": ({"type": "number", "exclusiveMinimum": 0}, "Mean."),
        "discrete": ({"type": "object", "additionalProperties": number}, "Outcomes and their probabilities."),
        "value": (number, "A plain number, written so to give its source."),
    }
    beside = {
        "at": _numbers(2) | {"description": "Of a trigen: the shares below its outer points. [fraction]"},
        "min": number | {"description": "Nothing below is drawn."},
        "max": number | {"description": "Nothing above is drawn."},
        "source": {"type": "string", "description": "Where it comes from."},
        "as_of": {"type": "string", "format": "date", "description": "The day it was right. [date]"},
    }
    return {
        "description": "An uncertainty: exactly one form, with bounds and source if need be.",
        "oneOf": [
            {
                "type": "object",
                "properties": {name: form | {"description": meaning}} | beside,
                "required": [name],
                "additionalProperties": False,
            }
            for name, (form, meaning) in forms.items()
        ],
    }


def _numbers(count: int) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "number"}, "minItems": count, "maxItems": count}
