"""What the API can do, one operation a line: a page that is read, or an act that a service does.

An operation that reads is the view of a page, asked for its rows: its guard, what it writes down and what it refuses
are the page's own. An act is a function behind a guard of its own, which calls the service that the page's form calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpResponse

from sightline_web.api.paging import Order
from sightline_web.api.shapes import Answer, Body, Done, Paging
from sightline_web.policy.guard import Policy, policy_of

__all__ = ["Act", "Operation", "Read"]

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Parameters
    ----------
    path : str
        Below `/api/v1/`; parts in braces are those of the view.
    view : callable
        What answers; it has a policy.
    id : str
        Its name in the document, stable within the version.
    summary, about : str
        What it does in a line, and what a reader should know besides.
    verb : str
        Of HTTP.
    answer : type
        The shape of the answer.
    """

    path: str
    view: View
    id: str
    summary: str
    answer: type[Answer | Done]
    about: str = ""
    verb: str = field(default="GET", kw_only=True)

    @property
    def policy(self) -> Policy:
        """Who may do it."""
        found = policy_of(self.view)
        if found is None:
            raise LookupError(f"{self.id} says nowhere who may do it")
        return found

    @property
    def tag(self) -> str:
        """Its chapter in the document: the first part of its path."""
        return self.path.partition("/")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The parts of its path, in order."""
        return tuple(part.strip("{}").rpartition(":")[2] for part in self.path.split("/") if part.startswith("{"))


@dataclass(frozen=True, slots=True)
class Read(Operation):
    """An operation that reads a page.

    Parameters
    ----------
    query : type
        What can be asked for besides the path, as the page's address takes it.
    order : Order, optional
        Where the rows come from the records and not from the reading.
    without : tuple of str
        What the page says that the API leaves out.
    """

    query: type[Paging] = Paging
    order: Order | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act(Operation):
    """An operation that changes something; `status` is that of success, `conflict` whether it can come second."""

    body: type[Body] | None = None
    verb: str = field(default="POST", kw_only=True)
    status: int = 200
    conflict: bool = False
