"""The ground of declarations: what is frozen and strict about all of them, and the types of their values."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
MetricRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,2}$", max_length=250)]
ActivityRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=165)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Duration = Annotated[
    str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)? (minute|hour|day|week|month|quarter|year)s?$", max_length=40)
]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
_HOURS = r"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"
Hours = Annotated[str, StringConstraints(pattern=f"^{_HOURS}(, {_HOURS})*$", max_length=200)]


def _iso_date(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) and _DATE.fullmatch(value) else value


def whole(value: object) -> object:
    """Return 1.0 as 1, as JSON Schema has it; a boolean is no number."""
    if isinstance(value, bool):
        return str(value).lower()
    return int(value) if isinstance(value, float) and value.is_integer() else value


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
IsoDate = Annotated[date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})]
Whole = Annotated[int, BeforeValidator(whole)]


class Declaration(BaseModel):
    """The base of all declarations: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=False)
