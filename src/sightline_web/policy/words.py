"""The words of the policy: kinds of user, kinds of record, actions and relations."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Action", "Duty", "Record", "Relation"]


class Duty(StrEnum):
    """What an account is there for; one account may have several, and everybody with an account is a person."""

    EXECUTIVE = "executive"
    STRATEGY_OFFICE = "strategy_office"
    OPERATIONS_MANAGER = "operations_manager"
    PORTFOLIO_BOARD = "portfolio_board"
    ANALYST = "analyst"
    HR_PARTNER = "hr_partner"
    AUDITOR = "auditor"
    WORKS_COUNCIL = "works_council"
    ADMINISTRATOR = "administrator"


class Relation(StrEnum):
    """How an account stands to the record at hand; found anew at each request."""

    SELF = "self"
    MANAGER = "manager"
    SKIP_LEVEL = "skip_level"
    OWNER = "owner"
    HR_PARTNER_OF = "hr_partner_of"
    CALIBRATION_GROUP = "calibration_group"
    AUTHOR = "author"


class Action(StrEnum):
    """What can be done with a record."""

    LIST = "list"
    VIEW = "view"
    EXPORT = "export"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    RESTORE = "restore"
    HISTORY = "history"


class Record(StrEnum):
    """The kinds of record; the last ones are kept about persons."""

    GOAL = "goal"
    METRIC = "metric"
    EFFECT = "effect"
    LINE_OF_SIGHT = "line_of_sight"
    SCENARIO = "scenario"
    INITIATIVE = "initiative"
    PORTFOLIO = "portfolio"
    PROMISE = "promise"
    REVIEW = "review"
    REVIEW_PACK = "review_pack"
    REVIEW_NOTE = "review_note"
    REVIEW_DECISION = "review_decision"
    PROCESS = "process"
    RULE = "rule"
    CASE = "case"
    CHART = "chart"
    DEVIATION = "deviation"
    EVENT = "event"
    EXCEPTION = "exception"
    THRESHOLD = "threshold"
    CONTROL = "control"
    WAIVER = "waiver"
    NOTICE = "notice"
    WEBHOOK = "webhook"
    COMMENT = "comment"
    SUBSCRIPTION = "subscription"
    MODEL = "model"
    SOURCE = "source"
    REJECTED_ROW = "rejected_row"
    ACCOUNT = "account"
    INVITATION = "invitation"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 -- a kind of record, not a secret
    JOURNAL = "journal"
    BACKUP = "backup"
    PERSON = "person"
    READ_LOG = "read_log"
    PERSON_EXPORT = "person_export"
    ROLE_WEIGHTS = "role_weights"
    PERSON_METRIC = "person_metric"
    DRAFT_REVIEW = "draft_review"
    FINAL_REVIEW = "final_review"
    FEEDBACK_RAW = "feedback_raw"
    FEEDBACK_SUMMARY = "feedback_summary"
    SHARED_NOTE = "shared_note"
    PRIVATE_NOTE = "private_note"
    ASPIRATION = "aspiration"
    FAIRNESS_AUDIT = "fairness_audit"
    METRIC_REGISTER = "metric_register"
    METRIC_APPROVAL = "metric_approval"
    SWITCH = "switch"
    PERSON_NOTICE = "person_notice"
    AGREEMENT = "agreement"
    CHECK_IN = "check_in"
    OBJECTION = "objection"
    CALIBRATION = "calibration"
    DECISION_SHARE = "decision_share"
    FEEDBACK_ROUND = "feedback_round"
    FEEDBACK_TICKET = "feedback_ticket"
    LEARNING_GOAL = "learning_goal"
    ALIGNMENT = "alignment"
    ASSIGNMENT = "assignment"
    CAPABILITY = "capability"
    SKILL_LEVEL = "skill_level"
