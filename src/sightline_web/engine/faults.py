"""What the library says is wrong, as pages show it."""

from __future__ import annotations

from sightline.errors import EnvironmentFaultError, SightlineError
from sightline_web.snapshot import Fault

__all__ = ["EnvironmentFaultError", "fault_of"]


def fault_of(error: SightlineError) -> Fault:
    """Return the cause, the place and the fix of an error of the library."""
    return Fault(error.cause, error.place, error.fix, language="en")
