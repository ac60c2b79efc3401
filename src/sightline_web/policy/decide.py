"""The one question: may this actor do this on a record of this kind? Whatever no rule grants is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sightline_web.languages.marks import noted
from sightline_web.policy.actor import Actor
from sightline_web.policy.grants import Condition, Everyone, Grant, View
from sightline_web.policy.rules import grants
from sightline_web.policy.words import Action, Duty, Record, Relation

__all__ = ["Decision", "may"]

RELATIONS = {
    Relation.SELF: noted("the person whom it is about"),
    Relation.MANAGER: noted("their manager"),
    Relation.SKIP_LEVEL: noted("their manager's manager"),
    Relation.OWNER: noted("its owner"),
    Relation.HR_PARTNER_OF: noted("the HR partner of their unit"),
    Relation.CALIBRATION_GROUP: noted("the calibration group"),
    Relation.AUTHOR: noted("its author"),
}
CONDITIONS = {
    Condition.SEEN_FIRST: noted("The person sees this first; it opens once they have, or after five days."),
    Condition.ON_CASE: noted("This opens for a case that needs it."),
    Condition.SHARED: noted("The person has not shared this."),
    Condition.IN_SESSION: noted("This is open while the calibration session lasts."),
}
GIVES = {
    Duty.EXECUTIVE: noted("executive"),
    Duty.STRATEGY_OFFICE: noted("strategy office"),
    Duty.OPERATIONS_MANAGER: noted("operations manager"),
    Duty.PORTFOLIO_BOARD: noted("portfolio board"),
    Duty.ANALYST: noted("analyst"),
    Duty.HR_PARTNER: noted("HR partner"),
    Duty.AUDITOR: noted("auditor"),
    Duty.WORKS_COUNCIL: noted("works council"),
    Duty.ADMINISTRATOR: noted("administrator"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer of the policy.

    Parameters
    ----------
    allowed : bool
        Whether it may be done.
    missing : str
        What is missing where it may not, in a sentence for the reader; it says nothing of the record itself.
    ask : str
        Who can help, in a sentence; empty where nobody can.
    view : View or None
        The most that is shown; None where nothing is.
    """

    allowed: bool
    missing: str = ""
    ask: str = ""
    view: View | None = None


def may(
    actor: Actor,
    action: Action,
    record: Record,
    relations: Collection[Relation] = frozenset(),
    *,
    holding: Collection[Condition] = frozenset(),
) -> Decision:
    """Return whether an actor may do something on a record, and how much of it is shown.

    Parameters
    ----------
    actor : Actor
        Who asks. Nobody, and the system itself, may do nothing here.
    action, record : Action, Record
        What is to be done on which kind of record.
    relations : collection of Relation, optional
        How the actor stands to the record at hand, today.
    holding : collection of Condition, optional
        The conditions that hold for it.

    Returns
    -------
    Decision
        With a token, what the account may do and the token's scopes both allow.
    """
    if actor.account is None:
        return Decision(
            False, _("This is open to people with an account."), _("Sign in, or ask an administrator for one.")
        )
    granted = grants(record, action)
    fitting = [grant for grant in granted if _fits(grant, actor, relations)]
    open_now = [grant for grant in fitting if grant.when is None or grant.when in holding]
    if not open_now:
        return _refused(granted, fitting)
    scope = f"{record.value}:{action.value}"
    if actor.scopes is not None and scope not in actor.scopes:
        return Decision(
            False,
            _("This token lacks the scope {scope}.").format(scope=scope),
            _("Make a token that has it at /account/tokens."),
        )
    most = min((grant.view for grant in open_now), key=list(View).index)
    return Decision(True, view=most)


def _fits(grant: Grant, actor: Actor, relations: Collection[Relation]) -> bool:
    if isinstance(grant.who, Everyone):
        return True
    if isinstance(grant.who, Duty):
        return grant.who in actor.duties
    return grant.who in relations


def _refused(granted: Iterable[Grant], fitting: Iterable[Grant]) -> Decision:
    for grant in fitting:  # a condition alone is missing
        if grant.when is not None:
            return Decision(False, _(CONDITIONS[grant.when]), _("Ask the person whom it is about."))
    duties = [GIVES[each.who] for each in granted if isinstance(each.who, Duty)]
    related = [RELATIONS[each.who] for each in granted if isinstance(each.who, Relation)]
    if not duties and not related:
        return Decision(False, _("Nobody may do this."))
    ask = _("An administrator can give it.") if duties else ""
    if not duties:
        return Decision(False, _("This is open to {people}.").format(people=_each_of(related)), ask)
    if not related:
        return Decision(False, _("This needs the duty {duty}.").format(duty=_any_of(duties)), ask)
    missing = _("This needs the duty {duty}, or is open to {people}.")
    return Decision(False, missing.format(duty=_any_of(duties), people=_each_of(related)), ask)


def _any_of(words: list[str]) -> str:
    each = [_(word) for word in dict.fromkeys(words)]
    return each[0] if len(each) == 1 else _("{first} or {last}").format(first=", ".join(each[:-1]), last=each[-1])


def _each_of(words: list[str]) -> str:
    each = [_(word) for word in dict.fromkeys(words)]
    return each[0] if len(each) == 1 else _("{first} and {last}").format(first=", ".join(each[:-1]), last=each[-1])
