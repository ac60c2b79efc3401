"""What an address of this surface asks for: the goal, the kind of origin, and how many paths."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from sightline_web.ahead import ORIGINS
from sightline_web.shell.kinds import kind_word
from sightline_web.snapshot import NotDeclaredError, Snapshot

__all__ = ["PATHS", "Asked"]

PATHS = (3, 5, 8, 12)  # how many paths can be asked for
USUAL = 5
DIGITS = 3  # of a number of paths, at most
AT_RISK = ("behind", "missed")


@dataclass(frozen=True, slots=True)
class Asked:
    """The view state of a page, as it stands in its address."""

    goal: str | None
    kind: str
    paths: int

    @classmethod
    def of(cls, query: QueryDict, snapshot: Snapshot) -> Asked:
        """Return what a query asks for; the first goal at risk where it names none, None where there is no goal.

        Raises
        ------
        NotDeclaredError
            If the kind of origin is none of those that there are.
        """
        kind = query.get("kind", "")
        if kind and kind not in ORIGINS:
            raise NotDeclaredError("kind of origin", kind, ORIGINS)
        number = query.get("paths", "")
        asked = number.isascii() and number.isdigit() and len(number) <= DIGITS
        paths = min(max(int(number), 1), PATHS[-1]) if asked else USUAL
        at_risk = [goal for goal in snapshot.goals if goal.status in AT_RISK] or list(snapshot.goals)
        return cls(query.get("goal") or (at_risk[0].id if at_risk else None), kind, paths)

    @property
    def kind_word(self) -> str:
        """What the kind of origin is called in the reader's language."""
        return kind_word(self.kind)

    def path_tabs(self, *, goal: bool) -> list[tuple[int, str, bool]]:
        """Return how many paths can be shown, with the query for each and whether it is current."""
        return [(count, self._query(paths=count, goal=goal), count == self.paths) for count in PATHS]

    @property
    def goal_tabs(self) -> list[tuple[int, str, bool]]:
        """Return the tabs of a page about a goal."""
        return self.path_tabs(goal=True)

    @property
    def origin_tabs(self) -> list[tuple[int, str, bool]]:
        """Return the tabs of a page about an origin."""
        return self.path_tabs(goal=False)

    def _query(self, *, paths: int, goal: bool) -> str:
        parts = {"goal": self.goal, "kind": self.kind} if goal else {}
        parts |= {"paths": str(paths)} if paths != USUAL else {}
        return f"?{urlencode({key: value for key, value in parts.items() if value})}"
