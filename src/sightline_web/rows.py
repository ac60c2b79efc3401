"""Whose rows the database shows: a second line behind the policy, on PostgreSQL alone.

Tables about persons carry row-level security, which the owner of the tables obeys, too. Each request tells the
database who asks (`sightline.account`, `sightline.person`, `sightline.duties`); what the app then forgets to filter
comes back empty. Outside a request the process acts as the system; a connection that tells nothing is shown nothing.
A file of SQLite knows no such thing: there the policy stands alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from sightline_web.policy.actor import SYSTEM, Actor

__all__ = ["RULES", "Rule", "acting_as", "outdated", "protect"]

SIGNING_IN = "signing_in"  # whom nobody knows yet: the guard lets them see no more than the pages of signing in
SETTINGS = ("sightline.account", "sightline.person", "sightline.duties")
ACCOUNT = "NULLIF(current_setting('sightline.account', true), '')::bigint"
PERSON = "NULLIF(current_setting('sightline.person', true), '')"
ALWAYS = "true"
NEVER = "false"

_acting: ContextVar[Actor] = ContextVar("sightline_acting", default=SYSTEM)


def _duty(*names: str) -> str:
    """Return the condition that whoever asks has one of these duties; the system has all."""
    listed = ", ".join(f"'{name}'" for name in (SYSTEM.name, *names))
    return f"string_to_array(current_setting('sightline.duties', true), ',') && ARRAY[{listed}]"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which rows of a table are shown, and which may be added, changed and removed, as conditions in SQL."""

    table: str
    shown: str
    added: str
    changed: str
    removed: str

    def statements(self, quoted: str) -> Iterator[str]:
        """Yield the statements that put it into force, whatever was before."""
        yield f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY"
        for name in ("shown", "added", "changed", "removed"):
            yield f"DROP POLICY IF EXISTS sightline_{name} ON {quoted}"
        yield f"CREATE POLICY sightline_shown ON {quoted} FOR SELECT USING ({self.shown})"
        yield f"CREATE POLICY sightline_added ON {quoted} FOR INSERT WITH CHECK ({self.added})"
        yield f"CREATE POLICY sightline_changed ON {quoted} FOR UPDATE USING ({self.changed})"
        yield f"CREATE POLICY sightline_removed ON {quoted} FOR DELETE USING ({self.removed})"


def _own(table: str, column: str, *others: str) -> Rule:
    """Return the rule of rows that belong to an account: its own, and for those with a duty everybody's."""
    mine = f"{column} = {ACCOUNT} OR {_duty(*others)}"
    return Rule(table, mine, mine, mine, mine)


def _for(table: str, *duties: str) -> Rule:
    """Return the rule of rows that those with a duty work with, and nobody else sees."""
    theirs = _duty(*duties)
    return Rule(table, theirs, theirs, theirs, theirs)


def _between(table: str, *columns: str) -> Rule:
    """Return the rule of rows of persons: theirs, and those of the other side.

    What is open to others, the app asks as the system, once the policy has found how they stand to the person.
    """
    mine = " OR ".join([*(f"{column} = {PERSON}" for column in columns), _duty()])
    return Rule(table, mine, mine, mine, mine)


_ABOUT_NOBODY = "subject = '' AND kind NOT IN ('account', 'invitation', 'session', 'token', 'person')"
RULES = (
    Rule(
        "journal_entry",
        f"({_ABOUT_NOBODY}) OR subject = {PERSON} OR account = {ACCOUNT} OR {_duty('auditor')}",
        ALWAYS,  # whatever is done is written down, whoever does it
        NEVER,
        NEVER,
    ),
    Rule(
        "journal_sealkey",
        f"holder = {PERSON} OR holder = 'account:' || {ACCOUNT} OR {_duty('auditor')}",
        _duty(),
        _duty(),
        _duty(),
    ),
    Rule(  # who is there is known in the house, as in its telephone list
        "accounts_account",
        f"{ACCOUNT} IS NOT NULL OR {_duty(SIGNING_IN)}",
        _duty("administrator", SIGNING_IN),
        f"id = {ACCOUNT} OR {_duty('administrator', SIGNING_IN)}",
        _duty("administrator"),
    ),
    _own("accounts_token", "account_id", "administrator"),
    _own("account_emailaddress", "user_id", "administrator", SIGNING_IN),
    _own("mfa_authenticator", "user_id", "administrator", SIGNING_IN),
    _own("usersessions_usersession", "user_id", "administrator", SIGNING_IN),
    _own("socialaccount_socialaccount", "user_id", "administrator", SIGNING_IN),
    _for("accounts_recoverylink", "administrator", SIGNING_IN),
    _for("accounts_invitation", "administrator", SIGNING_IN),
    _own("notices_preference", "account"),
    _own("notices_message", "account"),
    _own("comments_told", "account"),
    _own("subscriptions_subscription", "account"),
    _for("notices_webhook", "administrator"),
    _for("notices_posting", "administrator"),
    _for("care_legalhold", "administrator", "auditor"),
    *(
        _between(f"conversations_{name}", "person", "manager")
        for name in ("checkin", "agendaitem", "sharednote", "nextstep")
    ),
    _own("conversations_privatenote", "account"),
    *(
        _between(f"appraisals_{name}", "person", "manager")
        for name in ("appraisal", "decision", "opening", "objection", "calibrationchange", "acknowledgement")
    ),
    _for("appraisals_calibrationsession", "hr_partner", "auditor"),
    Rule(  # HR partners tell people of other units, too; each says alone that they have read it
        "duties_personnotice",
        f"person = {PERSON} OR {_duty('hr_partner')}",
        _duty("hr_partner"),
        f"person = {PERSON} OR {_duty()}",
        _duty(),
    ),
    _between("duties_seen", "person"),
    _for("duties_protected"),
    _between("development_aspiration", "person"),
    _between("development_learninggoal", "person"),
    _between("feedback_round", "person"),
    _between("feedback_asked", "person"),
    _for("feedback_answer"),
)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Show the rows that are this actor's to see, for as long as the block lasts; also a decorator."""
    before = _acting.set(actor)
    try:
        _tell(connection)
        yield
    finally:
        _acting.reset(before)
        _tell(connection)


def _tell(wrapper: BaseDatabaseWrapper) -> None:
    """Tell the database who asks, if it can be told now; another connection is told when it is made.

    Within a transaction it holds until its end, so that what is undone undoes this, too.
    """
    raw: Any = wrapper.connection
    if wrapper.vendor != "postgresql" or raw is None or raw.closed or raw.info.transaction_status.name == "INERROR":
        return
    actor = _acting.get()
    duties = sorted(actor.duties) if actor.account is not None else [_unnumbered(actor)]
    values = ("" if actor.account is None else str(actor.account), actor.person or "", ",".join(duties))
    with wrapper.wrap_database_errors:
        for name, value in zip(SETTINGS, values, strict=True):
            raw.execute("SELECT set_config(%s, %s, %s)", [name, value, wrapper.in_atomic_block])


def _unnumbered(actor: Actor) -> str:
    return SYSTEM.name if actor.name == SYSTEM.name else SIGNING_IN


def _created(connection: BaseDatabaseWrapper, **_more: object) -> None:  # the signal's own word
    _tell(connection)


connection_created.connect(_created, dispatch_uid="sightline-rows")


def outdated(*, role: str | None = None) -> bool:
    """Return whether the database does not enforce the rules of this version, or does not know the role that serves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass, 'pg_class')")
        if cursor.fetchone() != (_mark(),):
            return True
        if role is None:
            return False
        cursor.execute("SELECT has_table_privilege(%s, 'django_migrations', 'SELECT')", [role])
        return bool(cursor.fetchone() != (True,))


def protect(*, role: str | None = None) -> None:
    """Put the rules into force, and open the tables to the role that serves, where that is not their owner.

    Must be asked as the owner of the tables, in a process that holds the lock on upgrades.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        there = {table.name for table in connection.introspection.get_table_list(cursor)}
        statements = [each for rule in RULES if rule.table in there for each in rule.statements(quote(rule.table))]
        if role is not None:
            statements += _grants(quote(role))
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{_mark()}'")


def _grants(role: str) -> Iterator[str]:
    """Yield what lets a role serve: rows, but no tables; and neither what was done nor which version it was."""
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"REVOKE UPDATE, DELETE ON journal_entry FROM {role}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}"


def _mark() -> str:
    """Return a text that changes with the rules."""
    said = "\n".join(each for rule in RULES for each in rule.statements(rule.table))
    return f"sightline rows {hashlib.sha256(said.encode()).hexdigest()[:16]}"
