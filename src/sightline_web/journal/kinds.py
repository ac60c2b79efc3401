"""What the kinds of record that the journal tells of are called; what is kept is their name, English always."""

from __future__ import annotations

from sightline_web.languages.marks import later_in
from sightline_web.policy.words import Record

__all__ = ["record_word"]

KINDS = {
    Record.GOAL: later_in("a kind of record", "goal"),
    Record.METRIC: later_in("a kind of record", "metric"),
    Record.EFFECT: later_in("a kind of record", "effect"),
    Record.LINE_OF_SIGHT: later_in("a kind of record", "line of sight"),
    Record.SCENARIO: later_in("a kind of record", "scenario"),
    Record.INITIATIVE: later_in("a kind of record", "initiative"),
    Record.PORTFOLIO: later_in("a kind of record", "portfolio"),
    Record.PROMISE: later_in("a kind of record", "promise"),
    Record.REVIEW: later_in("a kind of record", "review"),
    Record.REVIEW_PACK: later_in("a kind of record", "review pack"),
    Record.REVIEW_NOTE: later_in("a kind of record", "review note"),
    Record.REVIEW_DECISION: later_in("a kind of record", "review decision"),
    Record.PROCESS: later_in("a kind of record", "process"),
    Record.RULE: later_in("a kind of record", "rule"),
    Record.CASE: later_in("a kind of record", "case"),
    Record.CHART: later_in("a kind of record", "chart"),
    Record.DEVIATION: later_in("a kind of record", "deviation"),
    Record.EVENT: later_in("a kind of record", "event"),
    Record.EXCEPTION: later_in("a kind of record", "exception"),
    Record.THRESHOLD: later_in("a kind of record", "threshold"),
    Record.CONTROL: later_in("a kind of record", "control"),
    Record.WAIVER: later_in("a kind of record", "waiver"),
    Record.NOTICE: later_in("a kind of record", "notice"),
    Record.WEBHOOK: later_in("a kind of record", "webhook"),
    Record.COMMENT: later_in("a kind of record", "comment"),
    Record.SUBSCRIPTION: later_in("a kind of record", "subscription"),
    Record.MODEL: later_in("a kind of record", "model"),
    Record.SOURCE: later_in("a kind of record", "source"),
    Record.REJECTED_ROW: later_in("a kind of record", "rejected row"),
    Record.ACCOUNT: later_in("a kind of record", "account"),
    Record.INVITATION: later_in("a kind of record", "invitation"),
    Record.SESSION: later_in("a kind of record", "session"),
    Record.TOKEN: later_in("a kind of record", "token"),
    Record.JOURNAL: later_in("a kind of record", "journal"),
    Record.BACKUP: later_in("a kind of record", "backup"),
    Record.PERSON: later_in("a kind of record", "person"),
    Record.READ_LOG: later_in("a kind of record", "read log"),
    Record.PERSON_EXPORT: later_in("a kind of record", "person export"),
    Record.ROLE_WEIGHTS: later_in("a kind of record", "role weights"),
    Record.PERSON_METRIC: later_in("a kind of record", "person metric"),
    Record.DRAFT_REVIEW: later_in("a kind of record", "draft review"),
    Record.FINAL_REVIEW: later_in("a kind of record", "final review"),
    Record.FEEDBACK_RAW: later_in("a kind of record", "feedback raw"),
    Record.FEEDBACK_SUMMARY: later_in("a kind of record", "feedback summary"),
    Record.SHARED_NOTE: later_in("a kind of record", "shared note"),
    Record.PRIVATE_NOTE: later_in("a kind of record", "private note"),
    Record.ASPIRATION: later_in("a kind of record", "aspiration"),
    Record.FAIRNESS_AUDIT: later_in("a kind of record", "fairness audit"),
    Record.METRIC_REGISTER: later_in("a kind of record", "metric register"),
    Record.METRIC_APPROVAL: later_in("a kind of record", "metric approval"),
    Record.SWITCH: later_in("a kind of record", "switch"),
    Record.PERSON_NOTICE: later_in("a kind of record", "person notice"),
    Record.AGREEMENT: later_in("a kind of record", "agreement"),
    Record.CHECK_IN: later_in("a kind of record", "check in"),
    Record.OBJECTION: later_in("a kind of record", "objection"),
    Record.CALIBRATION: later_in("a kind of record", "calibration"),
    Record.DECISION_SHARE: later_in("a kind of record", "decision share"),
    Record.FEEDBACK_ROUND: later_in("a kind of record", "feedback round"),
    Record.FEEDBACK_TICKET: later_in("a kind of record", "feedback ticket"),
    Record.LEARNING_GOAL: later_in("a kind of record", "learning goal"),
    Record.ALIGNMENT: later_in("a kind of record", "alignment"),
    Record.ASSIGNMENT: later_in("a kind of record", "assignment"),
    Record.CAPABILITY: later_in("a kind of record", "capability"),
    Record.SKILL_LEVEL: later_in("a kind of record", "skill level"),
    "legal_hold": later_in("a kind of record", "legal hold"),
    "retention": later_in("a kind of record", "retention"),
}


def record_word(kind: str) -> str:
    """Return what a kind of record is called; as its name says it where there is no other word for it."""
    word = KINDS.get(kind)
    return str(word) if word is not None else kind.replace("_", " ")
