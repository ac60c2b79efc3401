"""Who may do what on which kind of record, in one table; whatever does not stand here is refused.

Read a line as: on this kind of record, these actions, are open to these. `docs/reference/access-matrix.md` is made
from this table, and `tests/web/policy/expected.csv` states it a second time, by hand.

What is kept about persons comes last. Its pages may be missing yet; the rules are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sightline_web.policy.grants import EVERYONE, Condition, Everyone, Grant, View
from sightline_web.policy.words import Action, Duty, Record, Relation

__all__ = ["ABOUT_PERSONS", "RULES", "grants"]

Who = Duty | Relation | Everyone | Grant
Lines = Mapping[Action, tuple[Grant, ...]]

READ = (Action.LIST, Action.VIEW, Action.EXPORT)
CHANGE = (Action.EDIT, Action.DELETE, Action.RESTORE)
PLANNERS = (
    Duty.EXECUTIVE, Duty.STRATEGY_OFFICE, Duty.OPERATIONS_MANAGER, Duty.PORTFOLIO_BOARD, Duty.ANALYST,
)  # fmt: skip
OVERSEERS = (*PLANNERS, Duty.AUDITOR)
SENDERS = (Duty.OPERATIONS_MANAGER, Duty.ANALYST, Duty.ADMINISTRATOR)
CLOSE = (Duty.OPERATIONS_MANAGER, Duty.ANALYST, Duty.AUDITOR, Relation.OWNER)  # to single cases
GROUPS = tuple(
    Grant(each, View.ROLE_LEVEL)
    for each in (
        Duty.EXECUTIVE, Duty.STRATEGY_OFFICE, Duty.OPERATIONS_MANAGER, Duty.ANALYST, Duty.HR_PARTNER,
        Duty.WORKS_COUNCIL,
    )
)  # fmt: skip  # who sees figures of all roles and units, and of no person
LINE = (Relation.SELF, Relation.MANAGER, Relation.SKIP_LEVEL, Relation.HR_PARTNER_OF)


def _rules(*lines: tuple[Iterable[Action], Iterable[Who]]) -> Lines:
    """Return lines as a table by action."""
    found: dict[Action, tuple[Grant, ...]] = {}
    for actions, those in lines:
        granted = tuple(each if isinstance(each, Grant) else Grant(each) for each in those)
        for action in actions:
            found[action] = (*found.get(action, ()), *granted)
    return found


RULES: Mapping[Record, Lines] = {
    # What the enterprise wants, and what moves it: everybody knows how their work relates to the goals.
    Record.GOAL: _rules((READ, [EVERYONE])),
    Record.METRIC: _rules((READ, [EVERYONE])),
    Record.EFFECT: _rules((READ, [EVERYONE])),
    Record.LINE_OF_SIGHT: _rules((READ, [EVERYONE])),
    Record.MODEL: _rules((READ, [EVERYONE])),
    Record.SCENARIO: _rules(
        ((*READ, Action.HISTORY), OVERSEERS),
        ([Action.CREATE], PLANNERS),
        (CHANGE, [Duty.STRATEGY_OFFICE, Relation.OWNER]),
    ),
    # What could be done and what it is worth is open to all who see the goals; to plan with limits, to planners.
    Record.INITIATIVE: _rules((READ, [EVERYONE])),
    Record.PORTFOLIO: _rules((READ, OVERSEERS)),
    Record.PROMISE: _rules(  # what was decided of initiatives; nobody edits it
        (READ, OVERSEERS),
        ([Action.CREATE], [Duty.EXECUTIVE, Duty.PORTFOLIO_BOARD]),  # to approve or to decline
    ),
    # Reviews: when they are and what they decided is everybody's; of a signed pack each sees what is open elsewhere.
    Record.REVIEW: _rules(
        (READ, [EVERYONE]),
        ([Action.CREATE, Action.EDIT], [Duty.EXECUTIVE, Duty.STRATEGY_OFFICE]),  # to open, plan, set a status, sign
    ),
    Record.REVIEW_PACK: _rules((READ, OVERSEERS)),  # whole, also while it is prepared
    Record.REVIEW_NOTE: _rules(
        ([Action.CREATE], PLANNERS),
        ([Action.EDIT], [Relation.AUTHOR]),  # to change it, to take it back, and to put it back
    ),
    Record.REVIEW_DECISION: _rules(
        (READ, [EVERYONE]),
        ([Action.CREATE], [Duty.EXECUTIVE, Duty.STRATEGY_OFFICE, Duty.PORTFOLIO_BOARD]),
        ([Action.EDIT], [Duty.EXECUTIVE, Duty.STRATEGY_OFFICE, Relation.OWNER]),  # to say what came of it
        ([Action.DELETE], [Relation.AUTHOR]),
    ),
    # How the work runs: the map is everybody's; rules, signals and cases belong to those who act on them.
    Record.PROCESS: _rules((READ, [EVERYONE])),
    Record.CHART: _rules((READ, [*OVERSEERS, Relation.OWNER])),
    Record.RULE: _rules((READ, [*OVERSEERS, Relation.OWNER])),
    Record.DEVIATION: _rules((READ, [*OVERSEERS, Relation.OWNER])),
    Record.CASE: _rules((READ, CLOSE)),
    # What comes in live and what is done about it: programs send, roles act, and what was waived is open to auditors.
    Record.EVENT: _rules(
        ([Action.CREATE], SENDERS),
        (READ, [*SENDERS, Duty.AUDITOR]),
    ),
    Record.EXCEPTION: _rules(
        ((*READ, Action.HISTORY), [*OVERSEERS, Relation.OWNER]),
        ([Action.EDIT, Action.RESTORE], [Duty.OPERATIONS_MANAGER, Relation.OWNER]),
    ),
    Record.THRESHOLD: _rules(
        ((*READ, Action.HISTORY), [*OVERSEERS, Relation.OWNER]),
        ([Action.EDIT, Action.RESTORE], [Duty.OPERATIONS_MANAGER, Relation.OWNER]),
    ),
    Record.CONTROL: _rules(((*READ, Action.HISTORY), [*OVERSEERS, Relation.OWNER])),
    Record.WAIVER: _rules(
        ((*READ, Action.HISTORY), [*OVERSEERS, Relation.OWNER]),
        ([Action.CREATE, *CHANGE], [Duty.EXECUTIVE, Relation.OWNER]),
    ),
    Record.NOTICE: _rules(([*READ, Action.EDIT], [Relation.SELF])),  # what one is told, and when
    Record.WEBHOOK: _rules(([*READ, Action.CREATE, *CHANGE], [Duty.ADMINISTRATOR])),
    # What is said on a page is open to all who may see the page; which that is, the page's own rule says as well.
    Record.COMMENT: _rules(
        ((*READ, Action.HISTORY, Action.CREATE), [EVERYONE]),
        ([Action.EDIT], [Relation.AUTHOR]),
        ([Action.DELETE, Action.RESTORE], [Duty.STRATEGY_OFFICE, Relation.AUTHOR]),
    ),
    Record.SUBSCRIPTION: _rules(([*READ, Action.CREATE, *CHANGE], [Relation.SELF])),  # what one follows
    Record.SOURCE: _rules((READ, [EVERYONE])),  # where numbers come from; rows of it only as below
    Record.REJECTED_ROW: _rules((READ, [Duty.OPERATIONS_MANAGER, Duty.ANALYST])),
    # How the product is kept. Administrators keep accounts and copies; what is in the records is not theirs to read.
    Record.ACCOUNT: _rules(
        ([*READ, Action.CREATE, Action.EDIT, Action.HISTORY], [Duty.ADMINISTRATOR]),
        ([Action.VIEW, Action.EDIT], [Relation.SELF]),
    ),
    Record.INVITATION: _rules(
        ([*READ, Action.CREATE, Action.EDIT, Action.DELETE], [Duty.ADMINISTRATOR]),
    ),
    Record.SESSION: _rules(
        ([Action.LIST, Action.VIEW], [Relation.SELF]),
        ([Action.DELETE], [Relation.SELF, Duty.ADMINISTRATOR]),
    ),
    Record.TOKEN: _rules(([*READ, Action.CREATE, Action.DELETE], [Relation.SELF])),
    Record.JOURNAL: _rules(([*READ, Action.HISTORY], [Duty.AUDITOR])),
    Record.BACKUP: _rules(([*READ, Action.CREATE, Action.RESTORE], [Duty.ADMINISTRATOR])),
    # Persons.
    Record.PERSON: _rules((READ, LINE)),
    Record.READ_LOG: _rules((READ, [Relation.SELF, Duty.AUDITOR])),
    Record.PERSON_EXPORT: _rules(([*READ, Action.CREATE], [Relation.SELF])),
    Record.ROLE_WEIGHTS: _rules(
        (READ, [*LINE, Relation.CALIBRATION_GROUP]),
        (READ, [
            Grant(Duty.EXECUTIVE, View.ROLE_LEVEL),
            Grant(Duty.ANALYST, View.PSEUDONYMOUS),
            Grant(Duty.WORKS_COUNCIL, View.ROLE_LEVEL),
        ]),
    ),
    # Of roles and units, with one's own and those of one's team for everybody; a person's is a `PERSON_METRIC`.
    Record.ALIGNMENT: _rules((READ, [*LINE, *GROUPS])),
    Record.CAPABILITY: _rules((READ, [*LINE, *GROUPS])),
    Record.ASSIGNMENT: _rules((READ, [Relation.SELF, Relation.MANAGER, Duty.OPERATIONS_MANAGER])),
    Record.SKILL_LEVEL: _rules((READ, [Relation.SELF, Relation.MANAGER])),  # what is noted down of what one can do
    Record.PERSON_METRIC: _rules(
        (READ, [
            Relation.SELF,
            Grant(Relation.MANAGER, when=Condition.SEEN_FIRST),
            Grant(Relation.HR_PARTNER_OF, when=Condition.ON_CASE),
            Grant(Relation.CALIBRATION_GROUP, View.BANDS),
            Grant(Duty.ANALYST, View.PSEUDONYMOUS),
        ]),
    ),
    Record.DRAFT_REVIEW: _rules(
        (READ, [
            Grant(Relation.SELF, View.OWN_PART),
            Grant(Relation.MANAGER, View.OWN_PART),
            Grant(Relation.HR_PARTNER_OF, View.STATUS),
        ]),
        ([Action.EDIT], [Grant(Relation.SELF, View.OWN_PART), Grant(Relation.MANAGER, View.OWN_PART)]),
        ([Action.CREATE], [Relation.MANAGER]),
    ),
    Record.AGREEMENT: _rules(
        (READ, [*LINE, Relation.CALIBRATION_GROUP]),
        ([Action.CREATE], [Relation.MANAGER]),  # to freeze it
        ([Action.EDIT], [Relation.SELF, Relation.MANAGER]),  # each acknowledges it for themselves
        ([Action.HISTORY], [Relation.SELF, Relation.MANAGER, Relation.HR_PARTNER_OF]),
    ),
    Record.FINAL_REVIEW: _rules(
        ([*READ, Action.HISTORY], LINE),
        ([Action.LIST, Action.VIEW], [Grant(Relation.CALIBRATION_GROUP, when=Condition.IN_SESSION)]),
        ([Action.CREATE], [Relation.MANAGER]),
    ),
    Record.OBJECTION: _rules(
        (READ, [Relation.SELF, Relation.MANAGER, Relation.HR_PARTNER_OF]),
        ([Action.CREATE, Action.DELETE], [Relation.SELF]),  # who withdraws one leaves its text
        ([Action.EDIT], [Relation.MANAGER, Relation.HR_PARTNER_OF]),  # to answer it
    ),
    Record.CALIBRATION: _rules(
        ([Action.CREATE, Action.DELETE], [Duty.HR_PARTNER]),  # to open a session, and to close it
        ([Action.EDIT], [Grant(Relation.CALIBRATION_GROUP, when=Condition.IN_SESSION)]),
        ([Action.LIST, Action.VIEW], [
            Relation.SELF, Relation.MANAGER, Relation.HR_PARTNER_OF, Duty.HR_PARTNER, Duty.AUDITOR,
            Grant(Relation.CALIBRATION_GROUP, when=Condition.IN_SESSION),
        ]),
    ),
    Record.DECISION_SHARE: _rules(
        (READ, [Relation.SELF, Duty.HR_PARTNER, Duty.AUDITOR, Duty.WORKS_COUNCIL]),
    ),
    Record.FEEDBACK_RAW: _rules(),  # nobody, ever
    Record.FEEDBACK_ROUND: _rules(
        ([*READ, Action.CREATE, Action.EDIT], [Relation.SELF, Relation.MANAGER]),
        ([Action.LIST, Action.VIEW], [Grant(Relation.HR_PARTNER_OF, View.STATUS)]),
    ),
    Record.FEEDBACK_TICKET: _rules(([Action.LIST, Action.CREATE], [Relation.SELF])),
    Record.FEEDBACK_SUMMARY: _rules(
        (READ, [Grant(Relation.SELF, View.SUMMARY), Grant(Relation.MANAGER, View.SUMMARY, Condition.SHARED)]),
        ([Action.EDIT], [Relation.SELF]),  # to share it, and to end that
    ),
    Record.CHECK_IN: _rules(
        ([*READ, Action.CREATE, *CHANGE], [Relation.SELF, Relation.MANAGER]),
    ),
    Record.SHARED_NOTE: _rules(
        ([*READ, Action.CREATE], [Relation.SELF, Relation.MANAGER]),
        (CHANGE, [Relation.AUTHOR]),
    ),
    Record.PRIVATE_NOTE: _rules(([*READ, Action.CREATE, *CHANGE], [Relation.AUTHOR])),
    Record.ASPIRATION: _rules(
        (READ, [
            Relation.SELF,
            Grant(Relation.MANAGER, when=Condition.SHARED),
            Grant(Relation.HR_PARTNER_OF, when=Condition.SHARED),
        ]),
        ([Action.LIST, Action.VIEW], [Grant(Duty.ANALYST, View.COUNTS)]),
        ([Action.CREATE, *CHANGE], [Relation.SELF]),
    ),
    Record.LEARNING_GOAL: _rules(
        (READ, [
            Relation.SELF,
            Grant(Relation.MANAGER, when=Condition.SHARED),
            Grant(Relation.HR_PARTNER_OF, when=Condition.SHARED),
        ]),
        ([Action.CREATE, *CHANGE], [Relation.SELF]),
    ),
    Record.PERSON_NOTICE: _rules(
        ([*READ, Action.EDIT], [Relation.SELF]),
        ([Action.CREATE], [Duty.HR_PARTNER]),
        ([Action.LIST], [Grant(Duty.HR_PARTNER, View.STATUS)]),
    ),
    # What may be computed about persons, who agreed to it, and how it turned out between groups.
    Record.FAIRNESS_AUDIT: _rules(
        (READ, [Duty.HR_PARTNER, Duty.EXECUTIVE, Duty.ANALYST, Duty.WORKS_COUNCIL, Grant(EVERYONE, View.SUMMARY)]),
        ([Action.CREATE], [Duty.HR_PARTNER, Duty.ANALYST]),
    ),
    Record.METRIC_REGISTER: _rules(
        ((*READ, Action.HISTORY), [EVERYONE]),
        ([Action.CREATE, Action.EDIT], [Duty.ANALYST, Duty.HR_PARTNER]),
    ),
    Record.METRIC_APPROVAL: _rules(
        ((*READ, Action.HISTORY), [EVERYONE]),
        ([Action.CREATE, Action.DELETE], [Duty.HR_PARTNER, Duty.WORKS_COUNCIL]),
    ),
    Record.SWITCH: _rules(  # to stop is easier than to go on
        ((*READ, Action.HISTORY), [EVERYONE]),
        ([Action.CREATE], [Duty.EXECUTIVE, Duty.ANALYST, Duty.HR_PARTNER, Duty.WORKS_COUNCIL]),
        ([Action.DELETE], [Duty.HR_PARTNER, Duty.WORKS_COUNCIL]),
    ),
}  # fmt: skip

ABOUT_PERSONS = frozenset({
    Record.PERSON, Record.READ_LOG, Record.PERSON_EXPORT, Record.ROLE_WEIGHTS, Record.PERSON_METRIC,
    Record.DRAFT_REVIEW, Record.FINAL_REVIEW, Record.FEEDBACK_RAW, Record.FEEDBACK_SUMMARY, Record.SHARED_NOTE,
    Record.PRIVATE_NOTE, Record.ASPIRATION, Record.LEARNING_GOAL, Record.PERSON_NOTICE, Record.AGREEMENT,
    Record.CHECK_IN, Record.OBJECTION, Record.CALIBRATION, Record.DECISION_SHARE, Record.FEEDBACK_ROUND,
    Record.FEEDBACK_TICKET, Record.ALIGNMENT, Record.CAPABILITY, Record.ASSIGNMENT, Record.SKILL_LEVEL,
})  # fmt: skip


def grants(record: Record, action: Action) -> tuple[Grant, ...]:
    """Return who may do something on a kind of record; nobody where the table says nothing."""
    return RULES.get(record, {}).get(action, ())
