"""What people can learn, what others call it, and where the levels that persons have stand."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from sightline.model.declared import Declaration, Id, Text, Whole

__all__ = ["Capability", "CapabilityIds", "Skills"]


class CapabilityIds(Declaration):
    """`ids:` what others call a capability: the address of an ESCO concept, the number of an O*NET element."""

    esco: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    onet: Annotated[str, StringConstraints(pattern=r"^[0-9](\.[A-Za-z0-9]+)*$")] | None = None


class Capability(Declaration):
    """`capabilities.ID:` something people can learn, in levels."""

    title: Text
    levels: Whole = Field(default=5, ge=1, le=10)
    ids: CapabilityIds | None = None


class Skills(Declaration):
    """`skills:` where the levels that persons have stand; values are column names."""

    source: Id
    person: str
    capability: str
    level: str
    on: str | None = None
