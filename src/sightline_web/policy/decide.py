"""May somebody do something with a kind of record: one table, and whatever it does not name is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Action, Duty, Record, Relation

__all__ = ["RULES", "Decision", "Grant", "may"]


@dataclass(frozen=True, slots=True)
class Grant:
    """Who may: whoever has one of the duties or stands in one of the relations; or everybody with an account."""

    duties: frozenset[Duty] = frozenset()
    relations: frozenset[Relation] = frozenset()
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed and, where it is not, what is missing; that names nobody."""

    allowed: bool
    missing: str = ""


def _duties(*duties: Duty) -> Grant:
    return Grant(frozenset(duties))


def _relations(*relations: Relation) -> Grant:
    return Grant(relations=frozenset(relations))


READS = (Action.LIST, Action.VIEW, Action.EXPORT, Action.HISTORY)
CHANGES = (Action.CREATE, Action.EDIT, Action.DELETE, Action.RESTORE)
EVERYBODY = Grant(everybody=True)
PLANNERS = _duties(Duty.EXECUTIVE, Duty.STRATEGY_OFFICE, Duty.OPERATIONS_MANAGER, Duty.ANALYST, Duty.PORTFOLIO_BOARD)
ADMINISTRATORS = _duties(Duty.ADMINISTRATOR)
OWN = _relations(Relation.SELF)
ABOUT = _relations(Relation.SELF, Relation.MANAGER, Relation.SKIP_LEVEL, Relation.HR_PARTNER_OF)
OF_THE_ENTERPRISE = (
    Record.GOAL, Record.METRIC, Record.EFFECT, Record.LINE_OF_SIGHT, Record.SCENARIO, Record.PROCESS, Record.RULE,
    Record.CHART, Record.DEVIATION, Record.MODEL, Record.SOURCE, Record.METRIC_REGISTER,
)  # fmt: skip
RULES: Mapping[Record, Mapping[Action, Grant]] = {
    **{record: dict.fromkeys(READS, EVERYBODY) for record in OF_THE_ENTERPRISE},
    Record.SCENARIO: dict.fromkeys(READS, EVERYBODY) | dict.fromkeys(CHANGES, PLANNERS),
    Record.CASE: dict.fromkeys(READS, PLANNERS),
    Record.REJECTED_ROW: dict.fromkeys(READS, _duties(Duty.ANALYST, Duty.OPERATIONS_MANAGER)),
    Record.ACCOUNT: dict.fromkeys((*READS, *CHANGES), ADMINISTRATORS)
    | dict.fromkeys((Action.VIEW, Action.EDIT), Grant(ADMINISTRATORS.duties, OWN.relations)),  # one's own way in
    Record.INVITATION: dict.fromkeys((*READS, *CHANGES), ADMINISTRATORS),
    Record.SESSION: dict.fromkeys((*READS, Action.DELETE), Grant(ADMINISTRATORS.duties, OWN.relations)),
    Record.TOKEN: dict.fromkeys((*READS, Action.CREATE, Action.DELETE), OWN),
    Record.JOURNAL: dict.fromkeys(READS, _duties(Duty.AUDITOR)),
    Record.BACKUP: dict.fromkeys((*READS, *CHANGES), ADMINISTRATORS),
    Record.PERSON: {Action.VIEW: ABOUT, Action.LIST: EVERYBODY},  # the list is of one's own reports
    Record.READ_LOG: dict.fromkeys(READS, OWN),
    Record.PERSON_EXPORT: dict.fromkeys((Action.VIEW, Action.EXPORT), OWN),
}


def may(actor: Actor, action: Action, record: Record, relations: Collection[Relation] = frozenset()) -> Decision:
    """Return whether an actor may do something with a record to which they stand in these relations."""
    if actor.account is None:
        return Decision(allowed=False, missing="an account")
    if actor.scopes is not None and f"{record}:{action}" not in actor.scopes:
        return Decision(allowed=False, missing=f"the scope {record}:{action}")
    grant = RULES.get(record, {}).get(action)
    if grant is None:
        return Decision(allowed=False, missing="a rule that allows this to anybody")
    if grant.everybody or grant.duties & actor.duties or grant.relations & set(relations):
        return Decision(allowed=True)
    duties = " or ".join(sorted(duty.replace("_", " ") for duty in grant.duties))
    return Decision(allowed=False, missing=f"the duty {duties}" if duties else "a relation to this record")
