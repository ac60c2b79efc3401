"""What the frame of every page says about who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from sightline_web.accounts import demo
from sightline_web.accounts.models import Account
from sightline_web.accounts.wording import duty_words
from sightline_web.policy.words import Duty

__all__ = ["Choice", "Who", "looking"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A demo account that can be chosen."""

    kind: str
    title: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Who:
    """Who looks at a page; `account` is None for a visitor without one."""

    account: Account | None
    name: str = ""
    duties: str = ""
    choices: tuple[Choice, ...] = ()
    was_demo: bool = False

    @property
    def administers(self) -> bool:
        """Whether the account may keep others."""
        return self._has(Duty.ADMINISTRATOR)

    @property
    def audits(self) -> bool:
        """Whether the account may read the journal."""
        return self._has(Duty.AUDITOR)

    def _has(self, duty: Duty) -> bool:
        return self.account is not None and duty.value in self.account.duties


def looking(request: HttpRequest) -> Mapping[str, object]:
    """Give templates `who`."""
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    account = user if actor is not None and actor.account is not None and isinstance(user, Account) else None
    people = demo.demo_here(request) or {}
    choices = tuple(
        Choice(kind.id, kind.title, people[kind.id]["name"], account is not None and account.email == kind.email)
        for kind in demo.KINDS
        if kind.id in people
    )
    if account is None:
        return {"who": Who(None, choices=choices, was_demo=demo.was_demo())}
    title = next((each.title for each in choices if each.current), "")
    return {"who": Who(account, account.name or account.email, title or duty_words(account.duties), choices)}
