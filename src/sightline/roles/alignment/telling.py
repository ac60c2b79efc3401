"""From what is known to what is told: records, within the limits for small groups and little work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sightline.periods import Period
from sightline.records.alignment import (
    ActivityShare,
    Alignment,
    AlignmentPart,
    AlignmentState,
    Cause,
    Kind,
)
from sightline.roles.alignment.causes import Stations
from sightline.roles.alignment.groups import Judged
from sightline.roles.alignment.judging import FEW, LEVEL, OWN
from sightline.roles.alignment.ledger import Ledger
from sightline.roles.alignment.noise import Null
from sightline.roles.alignment.persons import Person
from sightline.roles.alignment.variation import excess, shares_of
from sightline.roles.alignment.wording import NO_PAST, cause_words, few_words, state_words
from sightline.saying import joined, phrase, say

__all__ = ["NO_WORK", "Telling"]

Floats = NDArray[np.float64]
NO_WORK = phrase("No work is recorded in these periods.")
_CAUSES: tuple[Cause, ...] = ("demand", "assignment", "own", "goals", "residual")


class Telling:
    """Makes records.

    Parameters
    ----------
    ledger : Ledger
        All work.
    now : sequence of Period
        The periods looked at.
    titles : mapping of role to str
        How to call them.
    no_path : frozenset of str, optional
        Activities without a line of sight.
    hidden : mapping of (kind, name) to str
        Groups that are withheld, with the reason.
    """

    def __init__(
        self,
        ledger: Ledger,
        now: Sequence[Period],
        titles: Mapping[str, str],
        no_path: frozenset[str] | None,
        hidden: Mapping[tuple[str, str], str],
    ) -> None:
        self._ledger, self._titles, self._no_path, self._hidden = ledger, titles, no_path, hidden
        self._span = (now[0].label, now[-1].label)

    def group(self, kind: Kind, at: int, found: Judged | None, p: float | None) -> Alignment:
        """Return what is told of a role or unit, by its place among them."""
        name = (self._ledger.work.roles if kind == "role" else self._ledger.work.units)[at]
        title = self._titles.get(name, name) if kind == "role" else name
        reason = self._hidden.get((kind, name))
        people = self._ledger.people_now(**{kind: at})
        against = found.group.against if found else "baseline"
        bare = Alignment(kind, name, title, None, *self._span, against, "withheld")
        if not people:
            return replace(bare, state="too_little", words=say(NO_WORK))
        if reason is not None:
            return replace(bare, words=state_words("withheld", against, reason=reason))
        if found is None:
            return replace(bare, state="no_reference", words=state_words("no_reference", against))
        counted: dict[str, Any] = {"items": round(found.items), "amount": found.amount, "people": len(people)}
        if found.null is None or p is None:
            words = state_words("too_little", against, items=found.items)
            return replace(bare, state="too_little", **counted, words=words)
        return replace(bare, **self._figures(found, found.null, p), **counted)

    def person(self, found: Person, role: str, of_role: Judged, role_p: float | None) -> Alignment:
        """Return what is told of a person in a role."""
        against = of_role.group.against
        bare = Alignment(
            "person", found.name, found.name, role, *self._span, against, "too_little",
            items=round(found.many), people=1,
        )  # fmt: skip
        if found.many < FEW:
            return replace(bare, words=few_words(found.many))
        if found.many >= OWN:
            return replace(bare, **self._own(found, of_role))
        if ("role", role) in self._hidden or of_role.null is None or role_p is None:
            text = phrase(
                "{items:.0f} items of work: from {own} on a person has a value, and none can be told of the role."
            )
            return replace(bare, words=say(text, items=found.many, own=OWN))
        words = state_words(
            "team", against, items=found.many, distance=of_role.distance, noise=of_role.null.mean,
            interval=(of_role.low, of_role.high),
        )  # fmt: skip
        over = excess(of_role.distance, of_role.null.mean) if role_p < LEVEL else None
        return replace(bare, state="team", **_distance(of_role, of_role.null), excess=over, words=words)

    def _figures(self, found: Judged, null: Null, p: float) -> dict[str, Any]:
        """Return the figures of a group that has enough work."""
        drifted = p < LEVEL
        state: AlignmentState = "drifted" if drifted else "within_noise"
        words = state_words(
            state, found.group.against, distance=found.distance, noise=null.mean, interval=(found.low, found.high)
        )  # fmt: skip
        if drifted and "demand" not in found.parts:
            words = joined(" ", [words, say(NO_PAST)])
        cut = self._ledger.before
        amounts = found.group.side.amounts[cut:].sum(axis=0)
        return {
            "state": state, **_distance(found, null),
            "excess": excess(found.distance, null.mean) if drifted else None,
            "p": null.p(found.distance), "p_adjusted": p,
            "parts": _parts(found.parts, found.spans) if drifted else (),
            "activities": self._activities(found.goal, found.stations, amounts), "unseen": self._unseen(amounts),
            "words": words,
        }  # fmt: skip

    def _own(self, found: Person, of_role: Judged) -> dict[str, Any]:
        """Return the figures of a person who has enough work."""
        if found.distance is None or found.null is None or found.low is None or found.high is None:
            return {}
        drifted = found.p_adjusted is not None and found.p_adjusted < LEVEL
        state: AlignmentState = "drifted" if drifted else "within_noise"
        amounts = found.amounts[self._ledger.before :].sum(axis=0)
        own = Stations(of_role.stations.before, of_role.stations.demanded, shares_of(amounts))
        return {
            "state": state, "amount": float(amounts.sum()), "distance": found.distance, "low": found.low,
            "high": found.high, "noise": found.null.mean, "noise_high": found.null.high,
            "excess": excess(found.distance, found.null.mean) if drifted else None, "p": found.p,
            "p_adjusted": found.p_adjusted,
            "parts": _parts(found.parts, found.spans) if drifted and found.parts and found.spans else (),
            "activities": self._activities(found.goal, own, amounts), "unseen": self._unseen(amounts),
            "words": state_words(
                state, of_role.group.against, distance=found.distance, noise=found.null.mean,
                interval=(found.low, found.high),
            ),
        }  # fmt: skip

    def _activities(self, goal: Floats, stations: Stations, amounts: Floats) -> tuple[ActivityShare, ...]:
        there = (goal > 0) | (amounts > 0)
        told = not np.isnan(stations.demanded).any()
        names = self._ledger.activities
        return tuple(
            ActivityShare(
                names[at], float(goal[at]), float(stations.now[at]), float(stations.demanded[at]) if told else None,
                float(amounts[at]), self._no_path is None or names[at] not in self._no_path,
            )
            for at in np.flatnonzero(there).tolist()
        )  # fmt: skip

    def _unseen(self, amounts: Floats) -> float | None:
        if self._no_path is None or not amounts.sum() > 0:
            return None
        lost = [at for at, name in enumerate(self._ledger.activities) if name in self._no_path]
        return float(amounts[lost].sum() / amounts.sum())


def _distance(found: Judged, null: Null) -> dict[str, Any]:
    """Return the distance of a group with its interval, and what chance alone gives."""
    return {
        "distance": found.distance, "low": max(found.low, 0.0), "high": found.high, "noise": null.mean,
        "noise_high": null.high,
    }  # fmt: skip


def _parts(parts: Mapping[Cause, float], spans: Mapping[Cause, tuple[float, float]]) -> tuple[AlignmentPart, ...]:
    return tuple(
        AlignmentPart(cause, parts[cause], *spans[cause], cause_words(cause, parts[cause], *spans[cause]))
        for cause in _CAUSES
        if cause in parts
    )  # fmt: skip
