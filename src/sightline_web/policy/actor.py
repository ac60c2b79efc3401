"""Who acts: what the policy and the journal need to know of an account, frozen for one request."""

from __future__ import annotations

from dataclasses import dataclass

from sightline_web.policy.words import Duty

__all__ = ["NOBODY", "SYSTEM", "Actor"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in one request.

    Parameters
    ----------
    account : int or None
        The number of the account; None for nobody and for the system itself.
    name : str
        How the journal names the actor: the account's address, `nobody` or `system`.
    duties : frozenset of Duty
        What the account is there for.
    person : str or None
        Whom the account belongs to, as the people source calls them.
    units : frozenset of str
        The units whose HR partner the account is.
    scopes : frozenset of str or None
        What a token may do, as `record:action`; None for a person with a session, whom no scope narrows.
    origin : str
        From where: an address, and the token's name where there is one.
    """

    account: int | None
    name: str
    duties: frozenset[Duty] = frozenset()
    person: str | None = None
    units: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    origin: str = ""


NOBODY = Actor(None, "nobody")
SYSTEM = Actor(None, "system")
