"""What a token can be allowed, as people choose it: a kind of record, and whether it is read or changed too."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sightline_web.accounts.tokens import scope_of
from sightline_web.languages.marks import later
from sightline_web.policy.actor import Actor
from sightline_web.policy.decide import may
from sightline_web.policy.words import Action, Record

__all__ = ["Offer", "chosen", "for_tokens", "offers", "scope_words"]

READS = (Action.LIST, Action.VIEW, Action.EXPORT, Action.HISTORY)
CHANGES = (Action.CREATE, Action.EDIT, Action.DELETE, Action.RESTORE)
BY_PERSONS_ALONE = frozenset(
    {Record.ACCOUNT, Record.INVITATION, Record.SESSION, Record.TOKEN, Record.BACKUP, Record.WEBHOOK}
)
WORDS = {
    Record.GOAL: later("goals"),
    Record.METRIC: later("metrics"),
    Record.EFFECT: later("effects"),
    Record.LINE_OF_SIGHT: later("lines of sight"),
    Record.SCENARIO: later("scenarios"),
    Record.INITIATIVE: later("initiatives"),
    Record.PORTFOLIO: later("the portfolio"),
    Record.PROMISE: later("promises of initiatives"),
    Record.PROCESS: later("processes"),
    Record.RULE: later("rules"),
    Record.CASE: later("cases"),
    Record.CHART: later("behaviour charts"),
    Record.DEVIATION: later("deviations"),
    Record.EVENT: later("live events"),
    Record.EXCEPTION: later("exceptions"),
    Record.THRESHOLD: later("thresholds"),
    Record.CONTROL: later("controls"),
    Record.WAIVER: later("waivers"),
    Record.NOTICE: later("notices"),
    Record.WEBHOOK: later("webhooks"),
    Record.REVIEW: later("reviews"),
    Record.REVIEW_PACK: later("packs of reviews"),
    Record.REVIEW_NOTE: later("commentary in reviews"),
    Record.REVIEW_DECISION: later("decisions of reviews"),
    Record.COMMENT: later("comments"),
    Record.SUBSCRIPTION: later("what is followed"),
    Record.MODEL: later("the model's files"),
    Record.SOURCE: later("sources"),
    Record.REJECTED_ROW: later("rejected rows"),
    Record.ACCOUNT: later("accounts"),
    Record.INVITATION: later("invitations"),
    Record.SESSION: later("sessions"),
    Record.TOKEN: later("tokens"),
    Record.JOURNAL: later("the journal"),
    Record.BACKUP: later("backups"),
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
                found.append(Offer(f"{verb}-{record.value}", _said(verb, str(WORDS[record])), scopes))
    return tuple(found)


def for_tokens(record: Record | None) -> bool:
    """Return whether a token can be allowed anything about a kind of record; what is about persons, it cannot."""
    return record in WORDS


def chosen(offered: tuple[Offer, ...], ids: list[str]) -> tuple[str, ...]:
    """Return the scopes of what was chosen."""
    return tuple(scope for offer in offered if offer.id in ids for scope in offer.scopes)


def scope_words(scopes: list[str]) -> str:
    """Return scopes as a list of a reader: "read goals, change scenarios"."""
    held = set(scopes)
    found = []
    for verb, actions in (("read", READS), ("change", CHANGES)):
        kinds = [
            str(words) for record, words in WORDS.items() if any(scope_of(record, action) in held for action in actions)
        ]
        if kinds:
            found.append(_said(verb, ", ".join(kinds)))
    return "; ".join(found)


def _said(verb: str, kinds: str) -> str:
    text = _("read {kinds}") if verb == "read" else _("change {kinds}")
    return text.format(kinds=kinds)
