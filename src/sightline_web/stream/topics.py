"""What a page can listen to, and which kind of record whoever listens must be free to see.

A stream says that something of a topic changed and nothing of it, so who owns one such record may listen to all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record, Relation

__all__ = ["TOPICS", "open_topics"]

TOPICS: Mapping[str, Record] = {
    "comments": Record.COMMENT,
    "controls": Record.CONTROL,
    "deviations": Record.DEVIATION,
    "duties": Record.METRIC_REGISTER,
    "exceptions": Record.EXCEPTION,
    "freshness": Record.SOURCE,
    "notices": Record.NOTICE,
    "reading": Record.GOAL,
    "reviews": Record.REVIEW,
}


def open_topics(actor: Actor, asked: Iterable[str]) -> tuple[str, ...]:
    """Return those of the topics asked for that are open to an actor, in a fixed order."""
    held = {Relation.SELF} | ({Relation.OWNER} if actor.person else set())
    known = sorted({each for each in asked if each in TOPICS})
    return tuple(each for each in known if may(actor, Action.LIST, TOPICS[each], held).allowed)
