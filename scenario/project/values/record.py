"""What every block of a project file has in common: closed, frozen, documented."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from scenario.project.values.parsed import UnusableError, is_number, refuse_vast, shown

FIRST_YEAR, LAST_YEAR = 1950, 2200
"""The years in which dates may lie."""
ID_PATTERN = r"^[a-z][a-z0-9_]*$"

SCENARIO_PATTERN = "^[a-z\u4e00-\u9fff][a-z0-9_\u4e00-\u9fff]*$"

ScenarioId = Annotated[str, Field(pattern=SCENARIO_PATTERN)]
"""A name of a scenario or an override: as an Id, with Chinese characters too, since people choose it."""
Id = Annotated[str, Field(pattern=ID_PATTERN)]
"""A name that paths and columns are built from: lower-case letters, digits, underscores."""


class Record(BaseModel):
    """A frozen record whose keys are closed: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_by_name=True)


def _number(value: Any) -> Any:
    if not is_number(value):
        raise UnusableError(f"{shown(value)} is no number").to_pydantic()
    try:
        refuse_vast(value)
    except UnusableError as error:
        raise error.to_pydantic() from None
    return value


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        day = value
    else:
        try:
            day = dt.date.fromisoformat(value) if len(value) == 10 else _no_date(value)
        except (TypeError, ValueError):
            return _no_date(value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR and day != dt.date.min:
        message = f"{day} is no day of a project; write one in the years {FIRST_YEAR} to {LAST_YEAR}"
        raise UnusableError(message).to_pydantic()
    return day


def _no_date(value: Any) -> dt.date:
    raise UnusableError(f"{shown(value)} is no date; write year-month-day, such as 2026-02-28").to_pydantic()


def _flag(value: Any) -> Any:
    if not isinstance(value, bool):
        raise UnusableError(f"{shown(value)} is neither true nor false; write one of them").to_pydantic()
    return value


# Without these pydantic turns "3" into 3, true into 1 and 20260101 into a day of 1970.
Number = Annotated[float, BeforeValidator(_number)]
"""A plain number, never text."""
ShareNumber = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
"""A plain number from 0 to 1."""
FactorNumber = Annotated[float, Field(ge=0), BeforeValidator(_number)]
"""A plain number, at least 0."""
Whole = Annotated[int, BeforeValidator(_number)]
"""A whole number."""
Date = Annotated[dt.date, BeforeValidator(_date, json_schema_input_type=dt.date)]
"""A date, written year-month-day."""
Flag = Annotated[bool, BeforeValidator(_flag, json_schema_input_type=bool)]
"""true or false."""
