"""The JSON Schema that editors use, and the words it takes from the records."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from scenario.project.fields import bare, keys_of, meaning
from scenario.project.files.schema import schema
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity
from scenario.project.values.record import Record
from scenario.project.values.span import Span

SHIPPED = Path(__file__).parents[3] / "params" / "project.schema.json"
MEASURED = (Quantity, Span, float, int, dt.date)


def records(record: type[Record] = Project, found: tuple[type[Record], ...] = ()) -> tuple[type[Record], ...]:
    for field in record.model_fields.values():
        for part in parts(field.annotation):
            if isinstance(part, type) and issubclass(part, Record) and part not in found:
                found = records(part, (*found, part))
    return found


def parts(annotation: Any) -> list[Any]:
    """Every type that an annotation is made of."""
    inner = bare(annotation)
    if get_origin(inner) in (dict, tuple):
        return [part for argument in get_args(inner) if argument is not ... for part in parts(argument)]
    return [inner]


FIELDS = [
    pytest.param(field, meaning(record, key), id=f"{record.__name__}.{key}")
    for record in (Project, *records())
    for key, field in keys_of(record).items()
]


@pytest.mark.parametrize(("field", "text"), FIELDS)
def test_every_field_is_described_and_every_measured_one_has_a_unit(field, text):
    assert text
    assert text[-1] in ".]…"
    if set(parts(field.annotation)) & set(MEASURED) or text.endswith("]"):
        assert text.endswith("]")
        assert "[" in text


@pytest.mark.parametrize(("field", "text"), FIELDS)
def test_no_field_turns_text_into_a_number(field, text):
    """`float` alone would take "3" and true; the types of `record.py` do not."""
    written = [field.annotation, *get_args(field.annotation)]
    plain = {float, int, bool, dt.date} & {part for part in written if isinstance(part, type)}
    assert not plain or field.metadata


def test_the_shipped_schema_is_the_one_of_the_records():
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == schema()


def test_a_quantity_is_a_number_within_its_bounds_or_an_uncertainty():
    choice = schema()["$defs"]["Pass"]["properties"]["probability"]["anyOf"]

    assert choice == [{"type": "number", "minimum": 0, "maximum": 1}, {"$ref": "#/$defs/Uncertainty"}]


def test_every_reference_leads_somewhere():
    text = json.dumps(schema())
    names = {part.split('"')[0] for part in text.split("#/$defs/")[1:]}

    assert names <= set(schema()["$defs"])


def test_units_are_shown_to_editors():
    assert schema()["$defs"]["Land"]["properties"]["price"]["description"] == "Land price as bid. [yuan]"
