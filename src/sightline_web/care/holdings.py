"""Where records of a person stand: one table that erasure and export both read.

`unlisted` names the tables with a column about a person that nobody has put here; the suite fails on the first one, so
a new table cannot be forgotten when somebody asks for all that is held, or to be erased.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import ForeignKey, Model, Q, QuerySet

from sightline_web.care.rows import Known
from sightline_web.languages.marks import noted

__all__ = ["HOLDINGS", "Holding", "Whose", "unlisted", "whose"]

_ABOUT = re.compile(
    r"person|account(?!ing)|user(?!_agent)|owner|email|subject|holder|author|actor|employee|manager|(?:^|_)by$"
)


@dataclass(frozen=True, slots=True)
class Whose:
    """A person as the store knows them: by the id in the people source, by accounts, by addresses."""

    person: str
    accounts: tuple[int, ...]
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: which rows are a person's, what of them is never shown, and what an erasure does.

    Parameters
    ----------
    title : str
        What a reader of an export calls it; in the file in English, on the page in their language.
    rows : callable
        The condition of a person's rows.
    secret : frozenset of str
        Columns that open something, or that are kept from the person for a reason.
    erased : str
        `deleted`; `cleared` where the row stays without what is personal; `sealed` where a key is destroyed.
    sealed : frozenset of str
        Columns that are kept sealed, and that an export opens.
    gone : callable, optional
        The condition of the rows that an erasure takes, where it is another than that of what a person is shown.
    stands : mapping of str to value
        Columns in which a person stands in rows of others, and what is written there in their place.
    """

    title: str
    rows: Callable[[Whose], Q]
    secret: frozenset[str] = frozenset()
    erased: Literal["deleted", "cleared", "sealed"] = "deleted"
    sealed: frozenset[str] = frozenset()
    gone: Callable[[Whose], Q] | None = None
    stands: Mapping[str, object] = field(default_factory=dict)


def _account_number(whose: Whose) -> Q:
    return Q(account__in=whose.accounts)


def _user(whose: Whose) -> Q:
    return Q(user_id__in=whose.accounts)


def _account(whose: Whose) -> Q:
    return Q(account_id__in=whose.accounts)


def _invited(whose: Whose) -> Q:
    found = Q(person=whose.person) & ~Q(person="")
    for email in whose.emails:
        found |= Q(email__iexact=email)
    return found


def _about(whose: Whose) -> Q:
    """Return the condition of rows about a person."""
    return Q(person=whose.person) & ~Q(person="")


def _party(whose: Whose) -> Q:
    """Return the condition of rows about a person, or of which they are the other side."""
    return _about(whose) | (Q(manager=whose.person) & ~Q(manager=""))


def _shared(whose: Whose) -> Q:
    """Return the condition of what was shared with a person, or that they wrote."""
    return (_about(whose) & ~Q(shared_at=None)) | (Q(manager=whose.person) & ~Q(manager=""))


def _shared_of(whose: Whose) -> Q:
    """Return the same of what belongs to an appraisal."""
    return (_about(whose) & ~Q(appraisal__shared_at=None)) | (Q(manager=whose.person) & ~Q(manager=""))


NO_ACCOUNT: Mapping[str, object] = {"account": None}
OTHER_SIDE: Mapping[str, object] = {"manager": "", "account": None}  # who led somebody who stays
TEXT = frozenset({"sealed"})
TEXTS = frozenset({"sealed", "before"})


HOLDINGS: dict[str, Holding] = {
    "accounts.Account": Holding(
        noted("Account"), lambda whose: Q(pk__in=whose.accounts), frozenset({"password"}), "cleared"
    ),
    "accounts.Invitation": Holding(noted("Invitations"), _invited, frozenset({"digest"})),
    "accounts.RecoveryLink": Holding(noted("Links for recovery"), _account, frozenset({"digest"})),
    "accounts.Token": Holding(noted("Tokens of programs"), _account, frozenset({"digest"})),
    "account.EmailAddress": Holding(noted("Addresses"), _user),
    "account.EmailConfirmation": Holding(
        noted("Confirmations of addresses"),
        lambda whose: Q(email_address__user_id__in=whose.accounts),
        frozenset({"key"}),
    ),
    "socialaccount.SocialAccount": Holding(noted("Accounts elsewhere"), _user),
    "socialaccount.SocialToken": Holding(
        noted("Tokens of accounts elsewhere"),
        lambda whose: Q(account__user_id__in=whose.accounts),
        frozenset({"token", "token_secret"}),
    ),
    "mfa.Authenticator": Holding(noted("Second factors"), _user, frozenset({"data"})),
    "usersessions.UserSession": Holding(noted("Sessions"), _user, frozenset({"session_key", "data"})),
    "scenarios.Scenario": Holding(
        noted("Scenarios"), lambda whose: Q(owner__in=whose.accounts), frozenset(), "cleared"
    ),
    "journal.Entry": Holding(
        noted("Journal: what was done by you, and to or with records about you"),
        lambda whose: (
            Q(account__in=whose.accounts)
            | (Q(subject=whose.person) if whose.person else Q(pk__in=[]))
            | Q(kind="account", key__in=[str(each) for each in whose.accounts])
        ),
        frozenset({"hash", "previous", "key_id"}),
        "sealed",
    ),
    "journal.SealKey": Holding(
        noted("Keys that open what is personal in the journal"),
        lambda whose: Q(holder__in=[whose.person, *(f"account:{each}" for each in whose.accounts)]) & ~Q(holder=""),
        frozenset({"wrapped"}),
        "sealed",
    ),
    "exceptions.Happening": Holding(
        noted("What you did with exceptions"),
        lambda whose: Q(account__in=whose.accounts),
        frozenset({"before"}),
        "cleared",
    ),
    "controls.Waiver": Holding(
        noted("Waivers of controls that you granted"),
        lambda whose: Q(account__in=whose.accounts),
        frozenset(),
        "cleared",
    ),
    "exceptions.ThresholdChange": Holding(
        noted("Thresholds of exceptions that you set"),
        lambda whose: Q(account__in=whose.accounts),
        frozenset(),
        "cleared",
    ),
    "reviews.Cycle": Holding(
        noted("Reviews that you opened, prepare, own or sign"),
        lambda whose: (
            _account_number(whose)
            | Q(preparer_account__in=whose.accounts)
            | Q(owner_account__in=whose.accounts)
            | Q(signer_account__in=whose.accounts)
        ),
        erased="cleared",
        stands=dict.fromkeys(("account", "preparer_account", "owner_account", "signer_account")),
    ),
    "reviews.Note": Holding(
        noted("Comments that you wrote in reviews"), _account_number, erased="cleared", stands=NO_ACCOUNT
    ),
    "reviews.Override": Holding(
        noted("Statuses that you set by hand"), _account_number, erased="cleared", stands=NO_ACCOUNT
    ),
    "reviews.Decision": Holding(
        noted("Decisions that you wrote down"), _account_number, erased="cleared", stands=NO_ACCOUNT
    ),
    "landing.Delivery": Holding(noted("What your tokens sent, by day"), lambda whose: Q(account__in=whose.accounts)),
    "notices.Preference": Holding(noted("How you are told"), lambda whose: Q(account__in=whose.accounts)),
    "notices.Message": Holding(noted("What you were told"), lambda whose: Q(account__in=whose.accounts)),
    "comments.Comment": Holding(  # the thread stays in its order; who said it, and what, goes with their key
        noted("What you said in discussions"), _account_number, erased="cleared", sealed=TEXT, stands={"account": None}
    ),
    "comments.Turn": Holding(
        noted("What you changed or settled in discussions"),
        _account_number,
        erased="cleared",
        sealed=TEXT,
        stands={"account": None},
    ),
    "comments.Told": Holding(noted("Comments that mention or answer you"), _account_number),
    "subscriptions.Subscription": Holding(noted("What you follow"), _account_number),
    "conversations.CheckIn": Holding(noted("Conversations"), _party, gone=_about, stands=OTHER_SIDE),
    "conversations.AgendaItem": Holding(
        noted("What they were about"), _party, sealed=TEXT, gone=_about, stands=OTHER_SIDE
    ),
    "conversations.SharedNote": Holding(
        noted("Notes that both see"), _party, sealed=TEXTS, gone=_about, stands=OTHER_SIDE
    ),
    "conversations.NextStep": Holding(noted("Next steps"), _party, sealed=TEXT, gone=_about, stands=OTHER_SIDE),
    "conversations.PrivateNote": Holding(
        noted("Notes that you alone see"),
        _account_number,
        sealed=TEXTS,
        gone=lambda whose: _account_number(whose) | _about(whose),
    ),
    "appraisals.Appraisal": Holding(
        noted("Appraisals, as far as they were shared"),
        _shared,
        sealed=frozenset({"statement", "judgement", "evidence", "reason", "final"}),
        gone=_about,
        stands=OTHER_SIDE,
    ),
    "appraisals.Decision": Holding(
        noted("What was judged, computed and decided"), _shared_of, gone=_about, stands={"manager": ""}
    ),
    "appraisals.Opening": Holding(
        noted("Who opened what was computed"), _shared_of, gone=_about, stands={"manager": ""}
    ),
    "appraisals.Objection": Holding(
        noted("Objections"), _party, sealed=frozenset({"text", "answer"}), gone=_about, stands=OTHER_SIDE
    ),
    "appraisals.CalibrationChange": Holding(
        noted("Changes by a calibration"), _party, sealed=frozenset({"reason"}), gone=_about, stands=OTHER_SIDE
    ),
    "appraisals.CalibrationSession": Holding(
        noted("Calibration sessions that you opened"), _account_number, erased="cleared", stands={"account": None}
    ),
    "appraisals.Acknowledgement": Holding(
        noted("Agreements of which you took note"), _party, gone=_about, stands=OTHER_SIDE
    ),
    "duties.MetricEntry": Holding(
        noted("Metrics that you entered in the register"), _account_number, erased="cleared", stands={"account": None}
    ),
    "duties.Approval": Holding(
        noted("Metrics that you approved"), _account_number, erased="cleared", stands={"account": None}
    ),
    "duties.Switch": Holding(
        noted("What you switched off"), _account_number, erased="cleared", stands={"account": None}
    ),
    "duties.PersonNotice": Holding(noted("What you were told is computed"), _about),
    "duties.Seen": Holding(noted("Figures about you, and when you saw them"), _about),
    "duties.Protected": Holding(
        noted("That you declared a group for the fairness audit; which one, the audit alone opens"), _about, TEXT
    ),
    "development.Aspiration": Holding(noted("What you would like"), _about, sealed=TEXT),
    "development.LearningGoal": Holding(noted("What you want to learn"), _about, sealed=TEXT),
    "feedback.Round": Holding(noted("Feedback rounds about you"), _about, stands={"account": None}),
    "feedback.Asked": Holding(noted("Feedback that you were asked for"), _about),
    "feedback.Answer": Holding(
        noted("Answers about you, by month; what they say, only the summary shows"),
        lambda whose: Q(round__person=whose.person) & ~Q(round__person=""),
        frozenset({"id", "group", "spent", "scores", "sealed"}),
    ),
    "care.LegalHold": Holding(
        noted("Legal holds"), lambda whose: Q(person=whose.person) & ~Q(person=""), frozenset({"reason"})
    ),
}
NOT_ABOUT_PERSONS = frozenset({"socialaccount.SocialApp"})


def whose(person: str = "", *, account: int | None = None) -> Whose:
    """Return a person as the store knows them, by id or by account."""
    own = Q(pk=account) if account is not None else Q(person=person) & ~Q(person="")
    found = list(QuerySet(get_user_model()).filter(own).values_list("pk", "person", "email"))
    known = person or next((each[1] for each in found), "")
    return Whose(known, tuple(each[0] for each in found), tuple(each[2] for each in found if each[2]))


def model_of(label: str) -> type[Model]:
    """Return the model of a holding."""
    return apps.get_model(label)


def rows_of(label: str, owner: Whose, *, gone: bool = False) -> QuerySet[Any]:
    """Return a person's rows in a table: those that they are shown, or those that go when they are erased."""
    holding = HOLDINGS[label]
    found: QuerySet[Any] = QuerySet(model_of(label))
    return found.filter(holding.gone(owner) if gone and holding.gone is not None else holding.rows(owner))


def unlisted(known: Known = apps) -> list[str]:
    """Return each column about a person that stands in a table without a holding."""
    account = get_user_model()
    found = []
    for model in known.get_models(include_auto_created=True):
        label = model._meta.label  # noqa: SLF001 -- Django's own name
        if label in HOLDINGS or label in NOT_ABOUT_PERSONS or not model._meta.managed:  # noqa: SLF001 -- likewise
            continue
        for column in model._meta.concrete_fields:  # noqa: SLF001 -- likewise
            linked = isinstance(column, ForeignKey) and column.remote_field.model._meta.label == account._meta.label  # noqa: SLF001 -- likewise
            if linked or _ABOUT.search(column.name):
                found.append(f"{label}.{column.name}")
    return sorted(found)
