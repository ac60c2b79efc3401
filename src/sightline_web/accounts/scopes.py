"""What a token can be allowed, as people choose it: a kind of record, and whether it is read or changed too."""

from __future__ import annotations

from dataclasses import dataclass

from sightline_web.accounts.tokens import scope_of
from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record

__all__ = ["Offer", "chosen", "offers", "scope_words"]

READS = (Action.LIST, Action.VIEW, Action.EXPORT, Action.HISTORY)
CHANGES = (Action.CREATE, Action.EDIT, Action.DELETE, Action.RESTORE)
BY_PERSONS_ALONE = frozenset(
    {Record.ACCOUNT, Record.INVITATION, Record.SESSION, Record.TOKEN, Record.BACKUP, Record.WEBHOOK}
)
WORDS = {
    Record.GOAL: "goals",
    Record.METRIC: "metrics",
    Record.EFFECT: "effects",
    Record.LINE_OF_SIGHT: "lines of sight",
    Record.SCENARIO: "scenarios",
    Record.INITIATIVE: "initiatives",
    Record.PORTFOLIO: "the portfolio",
    Record.PROMISE: "promises of initiatives",
    Record.PROCESS: "processes",
    Record.RULE: "rules",
    Record.CASE: "cases",
    Record.CHART: "behaviour charts",
    Record.DEVIATION: "deviations",
    Record.EVENT: "live events",
    Record.EXCEPTION: "exceptions",
    Record.THRESHOLD: "thresholds",
    Record.CONTROL: "controls",
    Record.WAIVER: "waivers",
    Record.NOTICE: "notices",
    Record.WEBHOOK: "webhooks",
    Record.COMMENT: "comments",
    Record.SUBSCRIPTION: "what is followed",
    Record.MODEL: "the model's files",
    Record.SOURCE: "sources",
    Record.REJECTED_ROW: "rejected rows",
    Record.ACCOUNT: "accounts",
    Record.INVITATION: "invitations",
    Record.SESSION: "sessions",
    Record.TOKEN: "tokens",
    Record.JOURNAL: "the journal",
    Record.BACKUP: "backups",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a token can be allowed."""

    id: str  # "read-goal", "change-scenario"
    words: str
    scopes: tuple[str, ...]


def offers(actor: Actor) -> tuple[Offer, ...]:
    """Return what an actor can allow a token: no more than the actor may do, and nothing that only persons do."""
    found = []
    for record in Record:
        for verb, actions in (("read", READS), ("change", CHANGES)):
            if verb == "change" and record in BY_PERSONS_ALONE:
                continue
            scopes = tuple(scope_of(record, action) for action in actions if may(actor, action, record).allowed)
            if scopes and record in WORDS:
                found.append(Offer(f"{verb}-{record.value}", f"{verb} {WORDS[record]}", scopes))
    return tuple(found)


def chosen(offered: tuple[Offer, ...], ids: list[str]) -> tuple[str, ...]:
    """Return the scopes of what was chosen."""
    return tuple(scope for offer in offered if offer.id in ids for scope in offer.scopes)


def scope_words(scopes: list[str]) -> str:
    """Return scopes as a list of a reader: "read goals, change scenarios"."""
    held = set(scopes)
    found = []
    for verb, actions in (("read", READS), ("change", CHANGES)):
        kinds = [
            words for record, words in WORDS.items() if any(scope_of(record, action) in held for action in actions)
        ]
        if kinds:
            found.append(f"{verb} {', '.join(kinds)}")
    return "; ".join(found)
