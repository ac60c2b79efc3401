"""A message as it is sent: text and simple HTML of one document, which the page of notices shows, too.

It is worded in the language of the moment: whoever writes one speaks that of its reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.accounts.models import Account
from sightline_web.languages.openings import opening
from sightline_web.languages.spoken import spoken_now
from sightline_web.notices import ending
from sightline_web.notices.told import absolute, text_of, translatable
from sightline_web.shell.formats import Formats, chosen_locale
from sightline_web.shell.sentences import counted

__all__ = ["Written", "can_send", "english", "formats", "said", "sections_of", "send", "written"]

FOLLOWED = frozenset({"change", "daily", "weekly", "monthly"})
DIGESTS = frozenset({"digest", "daily", "weekly", "monthly"})
OF_EXCEPTIONS = frozenset({"alert", "escalation", "digest"})  # their titles are the library's
DUMMY = "django.core.mail.backends.dummy.EmailBackend"
SUBJECT_LETTERS = 140
ENGLISH = "en-GB"  # how a mail in English writes moments, where its reader has chosen nothing
PLACES = re.compile(r"\{(by|page)\}")  # where a text names whoever did it, and the page on which it was done


@dataclass(frozen=True, slots=True)
class Written:
    """A message, written out."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)  # by which a program of mail ends it in one step


def can_send() -> bool:
    """Return whether mail leaves this workspace."""
    return str(settings.EMAIL_BACKEND) != DUMMY


def written(
    kind: str, documents: Sequence[Mapping[str, object]], zone: ZoneInfo, *, locale: str = "",
    account: int | None = None,
) -> Written:  # fmt: skip
    """Write out one message: a digest, an alert, or several that waited for the end of quiet hours.

    With the account that it goes to, what can be ended says how; what is somebody's to act upon cannot be.
    """
    sections = sections_of(kind, documents)
    end = ending.address(kind, account) if account is not None else ""
    context = {
        "heading": _heading(kind, documents),
        "sections": sections,
        "formats": formats(zone, locale),
        "why": _why(kind),
        "settings": absolute(reverse("following" if kind in FOLLOWED else "notices")),
        "where": _("What you follow") if kind in FOLLOWED else _("Your notices"),
        "end": end,
    }
    subject = " ".join(str(context["heading"]).split())[:SUBJECT_LETTERS]
    return Written(
        subject, render_to_string("notices/mail.txt", context), render_to_string("notices/mail.html", context),
        ending.headers(end),
    )  # fmt: skip


def formats(zone: ZoneInfo, locale: str = "") -> Formats:
    """Return how numbers and moments are written in a message: as its reader has chosen, else as in its language."""
    words = spoken_now()
    return Formats(locale or chosen_locale(ENGLISH if words == "en" else words), str(zone), words)


def sections_of(
    kind: str, documents: Sequence[Mapping[str, object]], *, link: Callable[[str], str] = absolute
) -> list[dict[str, object]]:
    """Return what a message lists; a page links within itself, a mail to a whole address."""
    return [section for each in documents for section in _sections(kind, each, link)]


def _heading(kind: str, documents: Sequence[Mapping[str, object]]) -> str:
    if kind in DIGESTS:
        return str(documents[0]["heading"])
    if len(documents) > 1:
        notices = counted(len(documents), "notice")
        return opening(_("{notices} came while it was quiet.").format(notices=notices))
    title = said(documents[0], text_of(documents[0], "title"))
    return _("Overdue: {title}").format(title=title) if kind == "escalation" else title


def _sections(kind: str, told: Mapping[str, object], link: Callable[[str], str]) -> list[dict[str, object]]:
    if kind not in DIGESTS:
        return [{"title": "", "lines": [_line({**told, "role": told["owner_role"]}, link, kind)], "more": 0}]
    every: Any = told["sections"]
    return [section | {"lines": [_line(each, link, kind) for each in section["lines"]]} for section in every]


def _line(told: Mapping[str, object], link: Callable[[str], str], kind: str) -> dict[str, object]:
    due = told.get("due")
    return {
        "title": said(told, text_of(told, "title")),
        "english": english(kind, told),
        "sentence": said(told, text_of(told, "sentence")),
        "role": told["role"],
        "hours": told.get("hours"),
        "due": datetime.fromisoformat(str(due)) if due else None,
        "href": link(str(told["href"])),
        "asks": told.get("asks", "by" not in told),  # a role, to act on it
        "facts": told.get("facts", ()),
    }


def _why(kind: str) -> str:
    if kind == "digest":
        return _("This is your digest. You can change its hour, or end it.")
    if kind == "escalation":
        return _("You are told because nobody has taken this up, and you are above the role that answers for it.")
    if kind in FOLLOWED:
        return _("You are told because you follow this. You can change how often you are told, or end it.")
    if kind == "mention":
        return _(
            "You are told because a comment mentions or answers you. You can end such mails, and are told in the app."
        )
    return _("You are told because you hold the role that answers for it.")


def english(kind: str, content: Mapping[str, object]) -> bool:
    """Return whether the title of a message is the library's and kept in English alone."""
    return bool(content.get("english", kind in OF_EXCEPTIONS and not translatable(content)))


def said(content: Mapping[str, object], text: str) -> str:
    """Return a text of a message in the reader's language, with the name of whose account it tells.

    Such a text is kept in English and without the name, for no name is kept where others are told.
    """
    if "by" not in content:
        return text
    values = {"by": _named(content["by"])} | ({"page": str(content["page"])} if "page" in content else {})
    return PLACES.sub(lambda found: values.get(found[1], found[0]), _(text), count=len(values))


def _named(account: object) -> str:
    found = QuerySet(Account).filter(pk=account, is_active=True).values_list("name", "email").first()
    return (found[0] or found[1].partition("@")[0]) if found else _("Somebody")


def send(message: Written, address: str, *, once: str) -> None:
    """Send a message; raises what Django's backend raises."""
    mail = EmailMultiAlternatives(
        message.subject, message.text, to=[address],
        headers={"Message-ID": f"<{once}@sightline>", "Auto-Submitted": "auto-generated", **message.headers},
    )  # fmt: skip
    mail.attach_alternative(message.html, "text/html")
    mail.send()
