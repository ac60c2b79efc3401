"""Who did something, as it is written where it stays for good, and as a reader is told.

What is frozen holds no name: it says the number of an account and for what the account was there. Whose number that is
stands in the accounts alone, and is gone from there when that person is erased. What was typed elsewhere stands as it
was typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from django.contrib.auth import get_user_model
from django.utils.translation import gettext

from sightline_web import store
from sightline_web.accounts.wording import duty_words
from sightline_web.decided import ERASED
from sightline_web.engine.saying import joined, say
from sightline_web.languages.marks import later
from sightline_web.languages.spoken import DEFAULT, speaking
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Duty

__all__ = ["MARK", "mark_of", "mark_said", "named", "told_in"]

FORM = re.compile(r"account (\d{1,18})(?: \((.+)\))?")
MARK = re.compile(r"account \d{1,18}(?: \([^()]+\))?")  # within a text
BETWEEN = ", "  # two duties
GONE = later("somebody who was erased since")


def mark_of(by: Actor, duties: Collection[Duty] = tuple(Duty)) -> str:
    """Return who acts as it is written down: "account 12 (portfolio board)", with those duties that count for it."""
    with speaking(DEFAULT):  # it stays for good, whoever reads it
        told = duty_words(by.duties.intersection(duties))
    who = by.name if by.account is None else f"account {by.account}"
    return f"{who} ({told})" if told else who


def mark_said(text: str) -> str:
    """Return who acted as it is written down, so that a voice can say for what: "account 12 (portefeuilleraad)"."""
    match = FORM.fullmatch(text)
    if match is None or not match[2]:
        return text
    duties = joined(BETWEEN, [say(word) for word in match[2].split(BETWEEN)])
    return joined("", [f"account {match[1]} (", duties, ")"])


@store.reading()
def named(texts: Iterable[str]) -> Mapping[str, str]:
    """Return for each text that says who it was how a reader is told: with the name that the account has now."""
    found = {text: FORM.fullmatch(text) for text in set(texts)}
    numbers = {int(match[1]) for match in found.values() if match}
    rows = get_user_model().objects.filter(pk__in=numbers).values_list("pk", "name", "email")
    names = {pk: name or ("" if email.endswith(".invalid") else email) for pk, name, email in rows}
    return {text: _told(text, match, names) for text, match in found.items()}


def told_in(text: str, names: Mapping[str, str]) -> str:
    """Return a text in which each mark that stands in it is told by its name."""
    return MARK.sub(lambda match: names.get(match[0], match[0]), text)


def _told(text: str, match: re.Match[str] | None, names: Mapping[int, str]) -> str:
    if match is None:
        return str(GONE) if text == ERASED else text
    who = str(names.get(int(match[1])) or GONE)
    return BETWEEN.join([who, *(str(gettext(word)) for word in (match[2] or "").split(BETWEEN) if word)])
