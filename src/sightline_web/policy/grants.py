"""What one line of the access rules says: to whom, how much is shown, and on which condition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sightline_web.policy.words import Duty, Relation

__all__ = ["EVERYONE", "Condition", "Everyone", "Grant", "View"]


class View(StrEnum):
    """How much of a record is shown, from all of it to the least."""

    FULL = "full"
    OWN_PART = "own_part"  # what the reader has written or is to write
    PSEUDONYMOUS = "pseudonymous"  # each record, but whose it is stays unknown
    ROLE_LEVEL = "role_level"  # a role's figure, no person's
    BANDS = "bands"  # ranges in place of values
    SUMMARY = "summary"  # of a group that is large enough
    COUNTS = "counts"  # how many, of a group that is large enough
    STATUS = "status"  # how far it has come, nothing of what it says


class Condition(StrEnum):
    """What must hold besides; whoever asks the policy says which of them do."""

    SEEN_FIRST = "seen_first"  # the person has seen it, or five days have passed
    ON_CASE = "on_case"  # there is a case that needs it
    SHARED = "shared"  # the person has shared it
    IN_SESSION = "in_session"  # while the calibration session lasts


class Everyone(StrEnum):
    """Whoever has an account."""

    EVERYONE = "everyone"


EVERYONE: Final = Everyone.EVERYONE


@dataclass(frozen=True, slots=True)
class Grant:
    """One who may, how much of the record is shown, and when; None: always."""

    who: Duty | Relation | Everyone
    view: View = View.FULL
    when: Condition | None = None
