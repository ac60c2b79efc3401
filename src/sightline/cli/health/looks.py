"""One look of the doctor: what was looked at, how it is, what was found, what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Health = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found.

    Parameters
    ----------
    check : str
        What was looked at.
    status : str
        `ok`; `warn` where something works less well or an optional part is missing; `fail` where something that
        this workspace needs is broken.
    found : str
        What is there.
    fix : str, optional
        What to do.
    """

    check: str
    status: Health
    found: str
    fix: str | None = None

    def row(self) -> dict[str, object]:
        """Return the look as a row of the document."""
        return asdict(self)
