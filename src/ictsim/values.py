"""The small vocabulary every part of a config shares: strict records, ids, values, year tables.

A *value* stands wherever a number is expected: a number, the name of an input, or a list of
these, which means their sum (in ``factors``: their product).
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

ID_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*$"
FIRST_YEAR, LAST_YEAR = 1900, 2200

# Moments this close are the same one: a sum or a quotient of years is off in its last digits, and
# that must not move a cost to another year.
TIE_YEARS = 1e-9


class Record(BaseModel):
    """A strict, frozen record: unknown keys, wrong types, ``nan`` and ``inf`` are refused."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True
    )


def _years_from_keys(table: Any) -> Any:
    """TOML keys are text: turn ``"2013"`` into 2013, leave the rest for the error message."""
    if not isinstance(table, dict):
        return table
    return {
        int(key) if isinstance(key, str) and re.fullmatch(r"\d{4}", key) else key: value
        for key, value in table.items()
    }


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Value = float | Id | list[float | Id]
YearTable = Annotated[dict[Year, Value], BeforeValidator(_years_from_keys)]
YearAmounts = Annotated[dict[Year, float], BeforeValidator(_years_from_keys)]


def terms(value: Value) -> tuple[float | str, ...]:
    """The members of a value: its list, or itself alone."""
    return tuple(value) if isinstance(value, list) else (value,)
