"""What a manifest must look like: whoever wrote it, what follows reads it without asking again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenario.draws import Sampling
from scenario.study.retention import Retention

Count = Annotated[int, Field(ge=0)]
Table = Literal["measures", "dates", "cash"]
MOST_RUNS = 2**62
"""Run numbers are below [runs]."""
TOLD = 3
"""So much of what is wrong is told."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Check(_Closed):
    bytes: Count
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(_Closed):
    first: Annotated[int, Field(ge=0, lt=MOST_RUNS)]
    end: Annotated[int, Field(gt=0, le=MOST_RUNS)]
    tables: dict[Table, _Check]


class _Shape(_Closed):
    format: int
    version: str
    python: str
    libraries: dict[str, str]
    sources: str
    scenario: str
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    sampling: str
    engine: Literal["simpy", "compiled"]
    processes: dict[str, str]
    first_run: Annotated[int, Field(ge=0, lt=MOST_RUNS)]
    chunk: Annotated[int, Field(ge=1)]
    keep: Retention
    measures: list[str]
    targets: list[str]
    statuses: list[str]
    fingerprint: str
    file: str
    project: dict[str, Any]
    mark: str
    runs: Annotated[int, Field(ge=1, lt=MOST_RUNS)]
    most_likely: dict[Table, _Check]
    complete: bool
    parts: list[_Part]


def misshapen(manifest: dict[str, Any]) -> str | None:
    """Return why a manifest cannot be one that this version wrote; None when it can."""
    try:
        shape = _Shape.model_validate(manifest)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        return "; ".join(wrong[:TOLD])
    return next(_contradictions(shape), None)


def is_part(entry: Any) -> bool:
    """Return whether this is what is noted of a part."""
    try:
        part = _Part.model_validate(entry)
    except ValidationError:
        return False
    return part.first < part.end


def _contradictions(shape: _Shape) -> Iterator[str]:
    try:
        Sampling.of(shape.sampling, shape.runs, shape.first_run)
    except ValueError as error:
        yield f"sampling: {error}"
    for key in ("measures", "targets", "statuses"):
        names = getattr(shape, key)
        if len(set(names)) < len(names):
            yield f"{key}: one stands there twice"
    spans = [(part.first, part.end) for part in shape.parts]
    if any(first >= end for first, end in spans) or any(a[1] != b[0] for a, b in pairwise(spans)):
        yield "parts: they do not follow each other"
    elif shape.complete and (not spans or (spans[0][0], spans[-1][1]) != _all(shape)):
        yield "parts: they are not all that there are runs"


def _all(shape: _Shape) -> tuple[int, int]:
    return shape.first_run, shape.first_run + shape.runs
