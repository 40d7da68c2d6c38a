"""Validation errors as sentences for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from scenario.project.fields import keys_of, meaning, record_at
from scenario.project.files.advice import advice, is_there_in_other_signs
from scenario.project.files.reading import Document
from scenario.project.problems import Problem, Where, suggestion
from scenario.project.values.links import EVENT_PATTERN, NODE_PATTERN
from scenario.project.values.parsed import shown
from scenario.project.values.record import ID_PATTERN, SCENARIO_PATTERN

_PATTERNS = {
    SCENARIO_PATTERN: "is no name for it; use Chinese or lower-case letters, digits, _, a letter first",
    ID_PATTERN: "is no name for it; use lower-case letters, digits and underscores, a letter first",
    NODE_PATTERN: "is no node; write an activity, or an activity and its phase such as structure.p1",
    EVENT_PATTERN: "is no event; write an activity, structure.p1, or a start such as structure:start",
    r"^([01]\d|2[0-3])$": 'is no hour; write two digits in quotes, such as "09"',
    r"^\d{1,3}$": "is no number; write a whole one, such as 2",
    r"^month ([1-9]|1[0-2]) of the next year$": "is no month; write one such as month 4 of the next year",
    r"^[A-Z]{3}$": "is no currency; write its three letters, such as CNY",
    r"^[A-Z]{2}$": "is no country; write its two letters, such as CN",
}
FORM_MARK = "as:"
"""Begins the tags of a value that may be written in several forms."""
_EITHER = {
    ("calendars", "week"): "write all, mon-fri, mon-sat, or a list of days such as [mon, tue, wed]",
    ("risks", "season"): 'write a first and a last day such as ["11-15", "03-15"], or spring_festival',
}
"""What may be written where a word or a list may stand, by block and key."""


def problems_of(errors: list[ErrorDetails], document: Document) -> list[Problem]:
    """Return the problems of a validation, each at its place in the files."""
    return list(
        dict.fromkeys(_problem(error, document) for error in errors if not is_there_in_other_signs(error))
    )


def where_of(error: ErrorDetails) -> Where:
    """Return the way to the value that is wrong, without the marks that the validator adds."""
    where: list[str | int] = []
    for part in error["loc"]:
        if str(part) == "[key]" or str(part).startswith(("literal[", "tuple[")):
            break
        if not str(part).startswith(FORM_MARK):
            where.append(part)
    return tuple(where)


def _problem(error: ErrorDetails, document: Document) -> Problem:
    where = where_of(error)
    either = _EITHER.get((str(where[0]), str(where[2]))) if len(where) == 3 else None
    meant = advice(error, where)
    message = meant or (f"{shown(error['input'])}: {either}" if either else _message(error, where))
    where = (*where, *error.get("ctx", {}).get("at", ()))
    return Problem(*document.place(where), ".".join(str(part) for part in where), message)


def _message(error: ErrorDetails, where: Where) -> str:
    speak = _SENTENCES.get(error["type"])
    return (
        speak(error["input"], error.get("ctx", {}), where)
        if speak
        else f"{shown(error['input'])} cannot be used"
    )


_Sentence = Callable[[Any, Mapping[str, Any], Where], str]


def _unusable(value: Any, context: Mapping[str, Any], where: Where) -> str:
    return str(context["text"])


def _unknown_key(value: Any, context: Mapping[str, Any], where: Where) -> str:
    record = record_at(where[:-1])
    known = list(keys_of(record)) if record else []
    hint = suggestion(str(where[-1]), known) or f"there are {', '.join(known)}"
    return f"there is no key '{where[-1]}' here; {hint}"


def _missing(value: Any, context: Mapping[str, Any], where: Where) -> str:
    record = record_at(where[:-1])
    what = meaning(record, str(where[-1])) if record else ""
    return f"it is missing; write {where[-1]}: {what}".rstrip(": ")


def _pattern(value: Any, context: Mapping[str, Any], where: Where) -> str:
    return f"{shown(value)} {_PATTERNS.get(context['pattern'], 'has not the form that is needed')}"


def _choice(value: Any, context: Mapping[str, Any], where: Where) -> str:
    choices = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    hint = suggestion(value, choices) if isinstance(value, str) else ""
    return f"{shown(value)} is none of {', '.join(choices)}" + (f"; {hint}" if hint else "")


def _above(value: Any, context: Mapping[str, Any], where: Where) -> str:
    bound = context.get("le", context.get("lt"))
    if bound == 1 and 1 < value <= 100 and not _is_signed(where):
        return f"{value:.12g} is {value * 100:.12g} %; did you mean {value / 100:.12g}?"
    return f"{value:.12g} is too much; write {'at most' if 'le' in context else 'less than'} {bound:.12g}"


def _is_signed(where: Where) -> bool:
    """Tell whether a field takes values below 0 as well, so that it is no share."""
    record = record_at(where[:-1])
    field = keys_of(record).get(str(where[-1])) if record else None
    return field is not None and any(getattr(part, "ge", 0) < 0 for part in field.metadata)


def _below(value: Any, context: Mapping[str, Any], where: Where) -> str:
    bound = context.get("ge", context.get("gt"))
    return f"{value:.12g} is too little; write {'at least' if 'ge' in context else 'more than'} {bound:.12g}"


def _length(value: Any, context: Mapping[str, Any], where: Where) -> str:
    least, most = context.get("min_length"), context.get("max_length")
    limit = f"at least {least}" if least is not None else f"at most {most}"
    return f"there are {context['actual_length']} values; write {limit}"


def _whole(value: Any, context: Mapping[str, Any], where: Where) -> str:
    return f"{shown(value)} is no whole number"


def _text(value: Any, context: Mapping[str, Any], where: Where) -> str:
    return f"{shown(value)} is no text; write a name" + (
        ", in quotes if need be" if value is not None else ""
    )


def _mapping(value: Any, context: Mapping[str, Any], where: Where) -> str:
    record = record_at(where)
    keys = f", with keys among {', '.join(keys_of(record))}" if record else ""
    return f"{shown(value)} stands where a mapping is needed{keys}"


def _list(value: Any, context: Mapping[str, Any], where: Where) -> str:
    example = shown(value).strip("'") if isinstance(value, (str, int, float)) else "…"
    return f"{shown(value)} stands where a list is needed; write [{example}]"


_SENTENCES: dict[str, _Sentence] = {
    "unusable": _unusable,
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "string_pattern_mismatch": _pattern,
    "literal_error": _choice,
    "less_than_equal": _above,
    "less_than": _above,
    "greater_than_equal": _below,
    "greater_than": _below,
    "too_short": _length,
    "too_long": _length,
    "int_from_float": _whole,
    "int_type": _whole,
    "int_parsing_size": _whole,
    "string_type": _text,
    "dict_type": _mapping,
    "model_type": _mapping,
    "tuple_type": _list,
}
