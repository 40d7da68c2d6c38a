"""What may stand at a path of a project file, read off the records."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from scenario.project.sections.root import Project
from scenario.project.values.record import Record


def keys_of(record: type[Record]) -> dict[str, FieldInfo]:
    """Return the fields of a record by the key that a file uses."""
    return {field.alias or name: field for name, field in record.model_fields.items()}


@cache
def meanings(record: type[Record]) -> dict[str, str]:
    """Return what each field of a record means, by its name: the text below it in the source.

    Read when it is asked for: pydantic would read it for all records on every start, which takes 0.06 s.
    """
    found: dict[str, str] = {}
    for base in reversed(record.__mro__):
        if issubclass(base, Record) and base is not Record:
            found |= _texts_below(base)
    return found


def _texts_below(record: type[Record]) -> dict[str, str]:
    (written,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    assert isinstance(written, ast.ClassDef)
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in zip(written.body, written.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def meaning(record: type[Record], key: str) -> str:
    """Return what the field with this key in a file means, in one line; nothing where there is none."""
    names = [name for name, field in record.model_fields.items() if key in (field.alias, name)]
    return " ".join(meanings(record).get(names[0], "").split()) if names else ""


def annotation_at(where: tuple[str | int, ...]) -> Any:
    """Return the annotation of what stands at a path, or None when no file can hold it."""
    annotation: Any = Project
    for key in where:
        annotation = next(filter(None, (_inside(form, key) for form in _forms(annotation))), None)
    return annotation


def record_at(where: tuple[str | int, ...]) -> type[Record] | None:
    """Return the record that stands at a path, if one does."""
    annotation = bare(annotation_at(where))
    return annotation if isinstance(annotation, type) and issubclass(annotation, Record) else None


def may_hold(where: tuple[str | int, ...]) -> bool:
    """Tell whether a block that is left out may stand at a path, and hold values."""
    annotation = bare(annotation_at(where))
    is_block = record_at(where) is not None or get_origin(annotation) is dict
    return is_block and record_at(where[:-1]) is not None


def bare(annotation: Any) -> Any:
    """Return an annotation without `| None` and without constraints."""
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _forms(annotation: Any) -> Iterator[Any]:
    """Yield what may stand in the place of an annotation, each without `| None` and without constraints."""
    if get_origin(annotation) is Annotated:
        yield from _forms(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for form in get_args(annotation):
            yield from _forms(form)
    elif annotation is not type(None):
        yield annotation


def _inside(annotation: Any, key: str | int) -> Any:
    """Return the annotation of one key or position."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        field = keys_of(annotation).get(str(key))
        return None if field is None else field.annotation
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    is_list = get_origin(annotation) is tuple and str(key).isdigit()
    return get_args(annotation)[0] if is_list else None
