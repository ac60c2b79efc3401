"""What a notice says, as plain values: a title, a sentence, the role that answers for it, and where to look.

It names roles and never persons; what the data say of cases is on the page that it leads to.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.urls import reverse

from sightline_web.languages.marks import later
from sightline_web.raised import Raised

__all__ = ["EVENTS", "Exceptional", "Notice", "absolute", "notice_of"]

EVENTS = {  # what a webhook can be told, by the name in its posts
    "exception.raised": later("an exception is raised"),
    "exception.regressed": later("one comes back"),
    "exception.overdue": later("one is overdue and not taken up"),
    "exception.resolved": later("one is closed"),
    "control.failed": later("a control fails"),
    "sender.silent": later("a log of live events falls silent"),
}
LETTERS = 600


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
        return asdict(self) | {"due": self.due.isoformat() if self.due else None}


def notice_of(exception: Exceptional, what: str, *, due: datetime | None, interrupting: bool) -> Notice:
    """Return what is told of an exception."""
    raised = exception.raised
    said = raised.sentence or f"{raised.kind.capitalize()} {raised.subject} deviates."
    title = said.partition("; it costs ")[0].rstrip(".")
    href = reverse("exception", args=[exception.pk])
    return Notice(
        what, raised.key, title[:LETTERS], said[:LETTERS], raised.owner or "", due, href, interrupting,
        raised.why == "control",
    )  # fmt: skip


def absolute(href: str) -> str:
    """Return the address of a page as others reach it: below the public address, or on this machine."""
    public = settings.PUBLIC
    return f"{public.origin if public else settings.SIGHTLINE_LOOPBACK}{href}"
