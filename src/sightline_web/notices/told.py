"""What a notice says, as plain values: a title, a sentence, the role that answers for it, and where to look.

It names roles and never persons; what the data say of cases is on the page that it leads to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Protocol, Self

from django.conf import settings
from django.urls import reverse

from sightline_web.engine.saying import Said, phrase, plain_of, said_of, say
from sightline_web.headlines import happened, unstopped
from sightline_web.languages.marks import later
from sightline_web.raised import Raised
from sightline_web.shell.voices import said

__all__ = ["EVENTS", "Exceptional", "Notice", "absolute", "notice_of", "text_of", "translatable"]

EVENTS = {  # what a webhook can be told, by the name in its posts
    "exception.raised": later("an exception is raised"),
    "exception.regressed": later("one comes back"),
    "exception.overdue": later("one is overdue and not taken up"),
    "exception.resolved": later("one is closed"),
    "control.failed": later("a control fails"),
    "sender.silent": later("a log of live events falls silent"),
}
LETTERS = 600
TEXTS = ("title", "sentence")
SOURCES = "sources"  # in JSON: what those are made of
DEVIATES = {  # what is told where no sentence is known
    "rule": phrase("Rule {subject} deviates."),
    "deadline": phrase("Deadline {subject} deviates."),
    "chart": phrase("Chart {subject} deviates."),
    "control": phrase("Control {subject} deviates."),
}


class Exceptional(Protocol):
    """An exception as its surface keeps it."""

    pk: int

    @property
    def raised(self) -> Raised:
        """The exception as it stands."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell.

    Parameters
    ----------
    what : str
        What happened, in a word: `raised`, `interrupted`, `control.failed`.
    key : str
        Which exception, control or log it is about.
    title, sentence : str
        The same in short, and whole.
    owner_role : str
        The role that answers for it; empty where nobody does.
    due : datetime or None
        Until when somebody is to act.
    href : str
        The page, within the product.
    interrupting : bool
        Whether its owner is told at once.
    """

    what: str
    key: str
    title: str
    sentence: str
    owner_role: str
    due: datetime | None
    href: str
    interrupting: bool = False
    control: bool = False

    def plain(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        told = {name: plain_of(text) for name in TEXTS if isinstance(text := getattr(self, name), Said)}
        due = self.due.isoformat() if self.due else None
        return asdict(self) | {"due": due} | ({SOURCES: told} if told else {})

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Return what `plain` made this from, but without a due date, which is told anew."""
        given = {each.name: content[each.name] for each in fields(cls) if each.name in content}
        return cls(**given | {name: _kept(content, name) for name in TEXTS} | {"due": None})


def notice_of(exception: Exceptional, what: str, *, due: datetime | None, interrupting: bool) -> Notice:
    """Return what is told of an exception."""
    raised = exception.raised
    sentence = raised.sentence or say(DEVIATES[raised.kind], subject=raised.subject)
    title = unstopped(happened(sentence))
    href = reverse("exception", args=[exception.pk])
    return Notice(
        what, raised.key, _cut(title), _cut(sentence), raised.owner or "", due, href, interrupting,
        raised.why == "control",
    )  # fmt: skip


def text_of(content: Mapping[str, Any], name: str) -> str:
    """Return the title or the sentence of a notice that is kept, in the language that is spoken now."""
    return said(_kept(content, name))


def translatable(content: Mapping[str, Any]) -> bool:
    """Return whether a notice that is kept knows what its title is made of."""
    return "title" in (content.get(SOURCES) or {})


def _kept(content: Mapping[str, Any], name: str) -> str:
    source = (content.get(SOURCES) or {}).get(name)
    return str(content.get(name) or "") if source is None else said_of(source)


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else text[:LETTERS]


def absolute(href: str) -> str:
    """Return the address of a page as others reach it: below the public address, or on this machine."""
    public = settings.PUBLIC
    return f"{public.origin if public else settings.SIGHTLINE_LOOPBACK}{href}"
