"""Agreements: the goals, weights and targets of a role, frozen for a period, and who has acknowledged them.

What was agreed has a hash over its content. Changing anything makes another agreement: a re-baseline is a new version
that names the one before and says why. Who has acknowledged it stands beside it and is no part of the hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal

from sightline.saying import Said, plain_of, said_of

__all__ = ["Acknowledgement", "AgreedGoal", "Agreement", "Party", "Standing", "canonical", "content_hash", "standing"]

Party = Literal["holder", "manager"]
Standing = Literal["open", "holder only", "manager only", "both"]
FORM, SOURCED = 1, 2  # of the content, without and with what its sentences are made of; a reader refuses others
_SOURCES, _FIGURES = "sources", 6  # numbers in sources have so many figures: the same on every machine


@dataclass(frozen=True, slots=True)
class AgreedGoal:
    """One goal of an agreement.

    Parameters
    ----------
    metric, title, unit, better, goal : str
        As in `RoleGoal`.
    weight : float
        What counts: the share of this metric in the agreement, in whole percent; all together make 1.
    derived_weight : float, optional
        What follows from the line of sight; None where the data cannot say.
    low, high : float, optional
        The 80 % range of the share of this metric in all that the role can do.
    baseline, target : float, optional
        Where the metric stands and where it is to be, in its unit; None where no number is agreed.
    derived_target : float, optional
        What follows from handing the goal's gap down.
    contribution : float, optional
        In goal units: what the derived target is expected to bring.
    share : float
        Of the metric that is the role's.
    counter : str, optional
        The metric that is watched beside it.
    path : tuple of str
        From the metric or the activity to the goal's metric.
    words : str
        The path in words.
    by_hand : tuple of str
        `weight`, `target`: what was set by hand.
    reason : str
        Why; empty where nothing was.
    """

    metric: str
    title: str
    unit: str
    better: str
    goal: str
    weight: float
    derived_weight: float | None
    low: float | None
    high: float | None
    baseline: float | None
    target: float | None
    derived_target: float | None
    contribution: float | None
    share: float
    counter: str | None
    path: tuple[str, ...]
    words: str = ""
    by_hand: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed for one role, or for one person in it, for one period.

    Parameters
    ----------
    period : str
        The label of the period.
    first, last : date
        Its first and its last day.
    role, title : str
        Which.
    person : str, optional
        The pseudonymous id of its holder; None where it holds for all of the team.
    team : str, optional
        The unit of the role.
    manager : str, optional
        Who agrees for the enterprise: a person's id; None where nobody leads, or nothing says who.
    goals : tuple of AgreedGoal
        Heaviest first; at most five.
    activities : tuple of (str, float)
        The agreed split of work over activities; sums to 1, or is empty.
    version : int
        From 1 on.
    previous : str, optional
        The hash of the version before.
    reason : str
        Why it was made anew; empty for the first.
    model : str
        The hash of the model behind it.
    as_of : datetime
        The moment up to which facts counted.
    """

    period: str
    first: date
    last: date
    role: str
    title: str
    person: str | None
    team: str | None
    manager: str | None
    goals: tuple[AgreedGoal, ...]
    activities: tuple[tuple[str, float], ...]
    version: int
    previous: str | None
    reason: str
    model: str
    as_of: datetime

    @property
    def hash(self) -> str:
        """The SHA-256 of its content, in hexadecimal: it changes with any of it, and with nothing else."""
        return content_hash(self.content())

    @property
    def key(self) -> tuple[str, str, str]:
        """For whom and when: period, role and person; versions of one agreement share it."""
        return self.period, self.role, self.person or ""

    def content(self) -> dict[str, Any]:
        """Return it as plain values that JSON can hold."""
        sources = {
            one.metric: _short(plain_of(one.words)) for one in self.goals if isinstance(one.words, Said)
        }  # fmt: skip
        if not sources:
            return {"sightline_agreement": FORM, **_plain(self)}
        return {"sightline_agreement": SOURCED, **_plain(self), _SOURCES: sources}

    @classmethod
    def from_content(cls, content: object) -> Agreement:
        """Return the agreement that `content` says.

        Raises
        ------
        ValueError
            If it is none, or one of a form that is not known.
        """
        form = content.get("sightline_agreement") if isinstance(content, Mapping) else None
        if form not in (FORM, SOURCED):
            raise ValueError(f"It is no agreement of a form that is known: {form!r}, not {FORM} or {SOURCED}")
        assert isinstance(content, Mapping)  # noqa: S101 -- told by its form
        given = {key: value for key, value in content.items() if key != "sightline_agreement"}
        try:
            sources = given.pop(_SOURCES, {})
            given["goals"] = tuple(_goal(one, sources.get(one["metric"])) for one in given["goals"])
            given["activities"] = tuple((str(name), float(share)) for name, share in given["activities"])
            given["first"], given["last"] = date.fromisoformat(given["first"]), date.fromisoformat(given["last"])
            given["as_of"] = datetime.fromisoformat(given["as_of"])
            return cls(**given)
        except (KeyError, TypeError) as fault:
            raise ValueError(f"It is no agreement: {fault}") from fault

    def terms(self) -> dict[str, Any]:
        """Return what the two sides agree on, without when and from what it was derived, and without its history."""
        left_out = ("version", "previous", "reason", "model", "as_of", "sightline_agreement", _SOURCES)
        return {key: value for key, value in self.content().items() if key not in left_out}


def _goal(content: Mapping[str, Any], source: Any) -> AgreedGoal:
    words = content["words"] if source is None else said_of(source)
    if words != content["words"]:
        raise ValueError("It is no agreement: a sentence in it is not made of what it says")
    given = {"path": tuple(content["path"]), "by_hand": tuple(content["by_hand"]), "words": words}
    return AgreedGoal(**{**content, **given})


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That one side has read and accepted an agreement.

    Parameters
    ----------
    agreement : str
        Its hash.
    party : str
        `holder` or `manager`.
    person : str
        Who.
    at : datetime
        When, with a zone.
    remark : str
        What this side wants to be kept beside it.
    """

    agreement: str
    party: Party
    person: str
    at: datetime
    remark: str = ""


def standing(agreement: Agreement, given: Iterable[Acknowledgement]) -> Standing:
    """Return which sides have acknowledged an agreement; what is said of another version does not count.

    The side of the holder is acknowledged by the person it names, or by anybody where it holds for a team; the side
    of the manager by the manager it names, or by anybody where it names none.
    """
    mine = [one for one in given if one.agreement == agreement.hash]
    named: dict[Party, str | None] = {"holder": agreement.person, "manager": agreement.manager}
    holder, manager = (
        any(one.party == party and named[party] in (None, one.person) for one in mine)
        for party in ("holder", "manager")
    )
    if holder and manager:
        return "both"
    return "holder only" if holder else "manager only" if manager else "open"


def canonical(content: object) -> bytes:
    """Return plain values as the one JSON text they have: sorted keys, no spaces, UTF-8, the shortest numbers.

    Raises
    ------
    ValueError
        If there is a number in it that is not finite.
    """
    text = json.dumps(_settled(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", errors="surrogatepass")


def content_hash(content: object) -> str:
    """Return the SHA-256 of the canonical JSON of plain values, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _settled(value: object) -> object:
    """Return a value with one way to write each number: 1 and 1.0 are the same, and so are 0.0 and -0.0."""
    if isinstance(value, Mapping):
        return {str(key): _settled(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(one) for one in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def _short(value: Any) -> Any:
    """Return the source of a sentence with numbers of a few figures."""
    if isinstance(value, Mapping):
        return {key: _short(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_short(one) for one in value]
    return float(f"{value:.{_FIGURES}g}") if isinstance(value, float) else value


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
