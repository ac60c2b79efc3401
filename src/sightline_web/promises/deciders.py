"""Who decided, as a promise says it, and as a reader is told.

A promise is kept for good, so the app writes no name into it: it writes the number of the account and for what it was
there. Whose number that is stands in the accounts alone, and is gone from there when that person is erased. What was
typed at the command line stands as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.contrib.auth import get_user_model

from sightline_web import store
from sightline_web.accounts.wording import duty_words
from sightline_web.decided import ERASED
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty

__all__ = ["DECIDERS", "named", "written"]

DECIDERS = (Duty.EXECUTIVE, Duty.PORTFOLIO_BOARD)
FORM = re.compile(r"account (\d{1,18})(?: \((.+)\))?")
GONE = "somebody who was erased since"


def written(by: Actor) -> str:
    """Return who decides as a promise says it: "account 12 (portfolio board)"."""
    duties = duty_words(by.duties.intersection(DECIDERS))
    who = by.name if by.account is None else f"account {by.account}"
    return f"{who} ({duties})" if duties else who


@store.reading()
def named(texts: Iterable[str]) -> Mapping[str, str]:
    """Return for each text that says who decided how a reader is told: with the name that the account has now."""
    found = {text: FORM.fullmatch(text) for text in set(texts)}
    numbers = {int(match[1]) for match in found.values() if match}
    rows = get_user_model().objects.filter(pk__in=numbers).values_list("pk", "name", "email")
    names = {pk: name or ("" if email.endswith(".invalid") else email) for pk, name, email in rows}
    return {text: _told(text, match, names) for text, match in found.items()}


def _told(text: str, match: re.Match[str] | None, names: Mapping[int, str]) -> str:
    if match is None:
        return GONE if text == ERASED else text
    who = names.get(int(match[1])) or GONE
    return f"{who}, {match[2]}" if match[2] else who
