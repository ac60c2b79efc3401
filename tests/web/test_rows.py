"""Row-level security: what the app forgets to filter, the database holds back; by raw SQL, as the role that serves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sightline_web import rows, store
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Token
from sightline_web.care.models import LegalHold
from sightline_web.journal.models import SealKey
from sightline_web.journal.services import record
from sightline_web.policy.actor import NOBODY, SYSTEM, Actor
from tests.web import people

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("records", ["postgres"], indirect=True)]
SETTINGS = ("sightline.account", "sightline.person", "sightline.duties")

# Tables that rules leave open, and why.
OPEN = {
    "account_emailconfirmation": "addresses are confirmed by an invitation; nothing is kept here",
    "accounts_counted": "numbers of attempts under a digest; no account is named",
    "auth_group": "not used",
    "auth_permission": "not used",
    "care_retentionrule": "about classes of record",
    "django_content_type": "about tables",
    "django_migrations": "about tables",
    "django_session": "found by a secret id alone, signed, before it is known who asks",
    "comments_comment": "whoever may see its page may read it; the text is sealed",
    "comments_turn": "likewise",
    "controls_waiver": "about the enterprise; who granted one is no secret",
    "duties_approval": "about the enterprise; who approved what is no secret",
    "duties_fairnesstable": "about groups of five and more",
    "duties_metricentry": "about the enterprise; who entered what is no secret",
    "duties_setting": "about the enterprise",
    "duties_switch": "about the enterprise; who switched what off is no secret",
    "exceptions_exception": "about the enterprise; roles answer, no person is named",
    "exceptions_happening": "what was done with exceptions; whoever sees one may know who took it up",
    "exceptions_life": "about the enterprise",
    "exceptions_look": "about days",
    "exceptions_sighting": "about the enterprise",
    "exceptions_threshold": "about the enterprise; who set one is no secret",
    "landing_delivery": "counts of programs; whoever may look at live events may know whose they are",
    "notices_ladder": "when the role above is told",
    "notices_open": "how exceptions stand, and which accounts answer for them",
    "reviews_cycle": "about the enterprise; who stands for one is no secret",
    "reviews_decision": "about the enterprise; who wrote one down is no secret",
    "reviews_note": "stands in the pack for good, with its author's mark",
    "reviews_override": "likewise",
    "scenarios_scenario": "about the enterprise; who owns one is no secret",
    "schedule_jobstate": "about jobs",
    "socialaccount_socialapp": "not used: the issuer stands in the settings",
    "live_following": "about the process itself",
    "live_logday": "how much came, and how long it was quiet",
    "live_logstate": "how much came, and when",
    "stream_topic": "that something changed, and nothing of it",
    "socialaccount_socialtoken": "tokens of the issuer are not kept",
}


def ask(sql: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def who(name: str = people.NOBODY_IN_PARTICULAR, **more: object) -> Actor:
    return replace(actor_of(people.account(name)), **more)


@pytest.fixture
def journal(records) -> None:
    """One entry about the enterprise, one about a person, and one about an account."""
    with transaction.atomic():
        record(by=who("executive"), action="create", kind="scenario", key="1", after={"name": "Faster checks"})
        record(by=who("executive"), action="view", kind="person", key="p-7", subject="p-7")
        record(by=who("administrator"), action="edit", kind="account", key="5", after={"duties": []})


def test_every_table_has_a_rule_or_a_reason_why_not(records):
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    ruled = {rule.table for rule in rows.RULES}
    open_here = {table for table in OPEN if table in tables}
    assert tables - ruled - {"auth_group_permissions"} == open_here
    assert ruled <= tables
    forced = "select relname from pg_class where relrowsecurity and relforcerowsecurity"
    assert set(ask(forced)) == ruled


def test_a_connection_that_says_nothing_is_shown_nothing_about_anybody(journal):
    connection.close()
    with connection.cursor() as cursor:
        for name in SETTINGS:
            cursor.execute(f"reset {name}")
        for rule in rows.RULES:
            cursor.execute(f"select count(*) from {rule.table}")
            seen = cursor.fetchone()[0]
            assert seen == (1 if rule.table == "journal_entry" else 0), rule.table


def test_the_journal_shows_what_is_about_nobody_about_oneself_or_done_by_oneself(journal):
    kinds = "select kind from journal_entry order by seq"
    assert ask(kinds) == ["scenario", "person", "account"]
    with rows.acting_as(who()):
        assert ask(kinds) == ["scenario"]
    with rows.acting_as(who(person="p-7")):
        assert ask(kinds) == ["scenario", "person"]
    with rows.acting_as(who("executive")):
        assert ask(kinds) == ["scenario", "person"]
    with rows.acting_as(who("auditor")):
        assert ask(kinds) == ["scenario", "person", "account"]
    assert ask(kinds) == ["scenario", "person", "account"]


def test_keys_that_open_sealed_texts_are_their_persons_and_the_auditors(records):
    SealKey.objects.create(holder="p-7", wrapped="x", made_at=timezone.now())
    holders = "select holder from journal_sealkey where holder = 'p-7'"
    shown = {}
    for name in ("executive", "hr_partner", "administrator", "auditor"):
        with rows.acting_as(who(name)):
            shown[name] = len(ask(holders))
    assert shown == {"executive": 0, "hr_partner": 0, "administrator": 0, "auditor": 1}
    with rows.acting_as(who(person="p-7")):
        assert ask(holders) == ["p-7"]
        assert SealKey.objects.filter(holder="p-7").update(wrapped="") == 0


def test_what_one_signs_in_with_is_ones_own(records):
    now = timezone.now()
    for name in ("analyst", "executive"):
        owner = people.account(name)
        Token.objects.create(
            account=owner, name=name, prefix="a", digest=name, scopes=[], created_at=now, expires_at=now
        )
    analyst = people.account("analyst")
    with rows.acting_as(who("analyst")):
        assert ask("select name from accounts_token") == ["analyst"]
        assert ask("select distinct user_id from mfa_authenticator") == [analyst.pk]
        assert ask("select distinct user_id from account_emailaddress") == [analyst.pk]
        assert Token.objects.filter(name="executive").update(name="mine") == 0
        assert Token.objects.filter(name="executive").delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Token.objects.create(
                account=people.account("executive"), name="x", prefix="x", digest="x", scopes=[],
                created_at=now, expires_at=now,
            )  # fmt: skip
    with rows.acting_as(NOBODY):
        assert ask("select name from accounts_token") == []


def test_accounts_are_known_to_those_who_have_one_and_changed_by_administrators(records):
    everybody = len(people.DUTIES)
    with rows.acting_as(who("analyst")):
        assert ask("select count(*) from accounts_account") == [everybody]
        assert people.account("executive").__class__.objects.update(name="x") == 1
    with rows.acting_as(who("administrator")):
        assert people.account().__class__.objects.update(name="x") == everybody


def test_legal_holds_are_the_administrators_and_auditors(records):
    LegalHold.objects.create(person="p-7", reason="a case", since=timezone.now())
    for name, seen in {"executive": 0, "hr_partner": 0, "administrator": 1, "auditor": 1}.items():
        with rows.acting_as(who(name)):
            assert ask("select count(*) from care_legalhold") == [seen]


def test_who_asks_is_told_anew_whatever_became_of_the_transaction(records):
    def told() -> str:
        return ask("select current_setting('sightline.duties', true)")[0]

    @rows.acting_as(who("auditor"))
    @transaction.atomic
    def fail() -> None:
        with rows.acting_as(SYSTEM):
            assert told() == "system"
        assert told() == "auditor"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert told() == "system"
    with rows.acting_as(who("auditor")):
        with pytest.raises(DatabaseError), transaction.atomic(), rows.acting_as(SYSTEM):
            ask("select no_such_thing")
        assert told() == "auditor"
        connection.close()
        assert told() == "auditor"
    assert told() == "system"


def test_a_page_asks_as_its_visitor(journal, as_, monkeypatch):
    seen = []

    def look(**_more: object) -> list[object]:
        seen.extend(ask("select current_setting('sightline.duties', true)"))
        return []

    monkeypatch.setattr("sightline_web.scenarios.queries.scenario_list", look)
    assert as_("executive").get("/scenarios.json").status_code == 200
    assert set(seen) == {"executive"}
    assert ask("select current_setting('sightline.duties', true)") == ["system"]


def test_a_store_whose_rows_lie_open_is_mended_by_the_next_start(records):
    with connection.cursor() as cursor:
        cursor.execute("alter table journal_entry no force row level security")
        cursor.execute("comment on table django_migrations is null")
    store._database[0].done(ready=False)
    store.prepare()
    assert ask("select relforcerowsecurity from pg_class where relname = 'journal_entry'") == [True]
