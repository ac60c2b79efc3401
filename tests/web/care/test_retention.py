"""What has been kept for its time goes, is counted, and is shown before; what is held stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession

from sightline_web.accounts.models import Account, Invitation, RecoveryLink, Token
from sightline_web.appraisals.models import (
    Acknowledgement,
    Appraisal,
    CalibrationChange,
    CalibrationSession,
    Decision,
    Objection,
)  # fmt: skip
from sightline_web.care import jobs
from sightline_web.care.models import LegalHold, RetentionRule
from sightline_web.care.retention import CLASSES, JOURNAL_DAYS, apply, plan
from sightline_web.care.services import AlreadyHeldError, FloorError, hold_lift, hold_set, rule_set
from sightline_web.comments.models import Comment, Told
from sightline_web.conversations.models import AgendaItem, CheckIn, NextStep, PrivateNote, SharedNote
from sightline_web.development.models import Aspiration, LearningGoal
from sightline_web.duties.models import FairnessTable, PersonNotice
from sightline_web.duties.models import Seen as FigureSeen
from sightline_web.exceptions.models import Exceptional, Look, Seen
from sightline_web.feedback.models import Answer, Round
from sightline_web.journal import seal
from sightline_web.journal.models import Entry
from sightline_web.journal.verify import verify
from sightline_web.notices.models import Message, Posting, Webhook
from sightline_web.scenarios.models import Scenario
from sightline_web.subscriptions.models import Subscription
from tests.web.care.conftest import BY, NOW
from tests.web.databases import BOTH

DAY = timedelta(days=1)


@pytest.fixture
def old(workspace) -> Account:
    """One ended row of each class, of which the person E001 has one, all ended at NOW."""
    account = Account.objects.get(person="E001")
    times = {"created_at": NOW - 30 * DAY, "expires_at": NOW}
    Token.objects.create(account=account, name="old", digest="1" * 64, prefix="12345678", scopes=[], **times)
    Token.objects.create(
        account=account, name="lives", digest="2" * 64, prefix="12345678", scopes=[], created_at=NOW,
        expires_at=NOW + 300 * DAY,
    )  # fmt: skip
    Invitation.objects.create(email="a@example.org", digest="3" * 64, invited_by="system", accepted_at=NOW, **times)
    RecoveryLink.objects.create(account=account, digest="4" * 64, **times)
    UserSession.objects.create(user=account, ip="127.0.0.1", session_key="x", user_agent="a")
    UserSession.objects.update(last_seen_at=NOW)
    shared = {"shifts": [], "created_at": NOW, "updated_at": NOW}
    Scenario._base_manager.create(name="gone", key="gone", archived_at=NOW, **shared)
    Scenario._base_manager.create(name="here", key="here", **shared)
    stood = {"record": {}, "state": "resolved", "gone": False, "raised_at": NOW, "changed_at": NOW}
    Exceptional.objects.create(key="over", open=False, **stood)
    Exceptional.objects.create(key="stands", open=True, **stood)
    Seen.objects.create(key="over", day=NOW.date(), at=NOW)
    Look.objects.create(day=NOW.date(), at=NOW, last_at=NOW)
    sent = {"content": {}, "state": "sent", "created_at": NOW, "next_at": NOW, "until": NOW, "done_at": NOW}
    Message.objects.create(once="m", account=account.pk, kind="alert", **sent)
    said = Comment.objects.create(
        kind="goal", key="a", account=account.pk, sealed="", written_at=NOW, archived_at=NOW
    )  # fmt: skip
    Comment.objects.create(kind="goal", key="a", account=account.pk, thread=said.pk, sealed="", written_at=NOW)
    Told.objects.create(comment_id=said.pk + 1, account=account.pk, why="reply", at=NOW)
    Subscription.objects.create(
        account=account.pk, kind="goal", key="a", cadence="weekly", made_at=NOW, told_at=NOW, archived_at=NOW
    )  # fmt: skip
    hook = Webhook.objects.create(title="w", url="https://w.example.org", events=[], sealed="", created_at=NOW)
    Posting.objects.create(once="p", webhook=hook, **sent)
    of_persons()
    LegalHold.objects.create(person="E009", reason="old case", since=NOW - 10 * DAY, until=NOW)
    return account


def of_persons() -> None:
    """One ended row of each class of records about a person, with what belongs to it."""
    both = {"person": "E001", "manager": "E002"}
    for archived in (None, NOW):
        talk = CheckIn.objects.create(**both, day=NOW.date(), made_at=NOW, archived_at=archived)
        for kind, more in ((AgendaItem, {"kind": "own"}), (SharedNote, {}), (NextStep, {"side": "person"})):
            kind.objects.create(check_in=talk, **both, sealed="", written_at=NOW, archived_at=archived, **more)
        PrivateNote.objects.create(person="E001", account=7, sealed="", written_at=NOW, archived_at=archived)
    made = Appraisal.objects.create(
        **both, period="2024", state="finalised", criteria=[], opened_at=NOW, finalised_at=NOW
    )
    of_it = {"appraisal": made, **both}
    Decision.objects.create(**of_it, criterion="a")
    Objection.objects.create(**of_it, about="a", made_at=NOW, due=NOW.date())
    Acknowledgement.objects.create(**both, period="2024", content="a", side="person", at=NOW)
    closed = CalibrationSession.objects.create(unit="a", period="2024", members=[], opened_at=NOW, closed_at=NOW)
    CalibrationChange.objects.create(session=closed, **of_it, criterion="a", voters=[], at=NOW)
    PersonNotice.objects.create(person="E001", text="t", metrics=[], digest="a", made_at=NOW)
    FigureSeen.objects.create(person="E001", metric="a", period="2024", since=NOW)
    FairnessTable.objects.create(
        period="2024", stage="a", attribute="a", rows=[], words="", known=9, unknown=0, made_at=NOW
    )
    Aspiration.objects.create(person="E001", sealed="", written_at=NOW, archived_at=NOW)
    LearningGoal.objects.create(person="E001", sealed="", written_at=NOW, archived_at=NOW)
    asked = Round.objects.create(
        person="E001", questions=["a"], opened_on=NOW.date(), closes_on=NOW.date(), over_at=NOW
    )
    Answer.objects.create(round=asked, group="a", spent="a", scores=[], month="2026-11")


def due(now) -> dict[str, int]:
    return {each.kind: each.due for each in plan(now) if each.due}


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_each_class_goes_when_its_time_is_over_and_not_before(old):
    assert due(NOW + 0.5 * DAY) == {}
    for kind, kept in CLASSES.items():
        if kept.label and kept.days:
            assert kind not in due(NOW + kept.days * DAY)
            assert due(NOW + (kept.days + 1) * DAY)[kind] >= 1, kind
    late = NOW + 2000 * DAY
    gone = apply(late, by=BY)
    for history in (AgendaItem, SharedNote, NextStep, Decision, Objection, CalibrationChange, Answer):
        assert not history.objects.exists()  # with what they belong to
    assert set(gone) == {kind for kind, kept in CLASSES.items() if kept.label and kept.days}
    assert due(late) == {}
    assert not Token.objects.filter(name="old").exists()
    assert Scenario._base_manager.filter(name="here").exists()
    assert Account.objects.filter(pk=old.pk).exists()


def test_what_lives_is_not_counted(old):
    now = NOW + 91 * DAY
    assert apply(now, by=BY)["tokens"] == 1
    assert Token.objects.get().name == "lives"


def test_what_went_is_counted_in_the_journal_and_its_content_is_not(old):
    apply(NOW + 91 * DAY, by=BY)
    entries = {each.key: each for each in Entry.objects.filter(kind="retention")}
    assert seal.opened(entries["tokens"].after) == {"rows": 1, "kept_days": 90}
    assert '"old"' not in entries["tokens"].after
    assert verify().unbroken


def test_the_plan_says_when_the_next_goes_and_changes_nothing(old):
    [tokens] = [each for each in plan(NOW) if each.kind == "tokens"]
    assert (tokens.rows, tokens.due, tokens.next_at) == (1, 0, NOW + 90 * DAY)
    assert Token.objects.count() == 2
    assert not Entry.objects.filter(kind="retention").exists()


def test_records_of_a_person_under_a_hold_stay(old):
    hold = hold_set(person="E001", reason="case 7", by=BY, now=NOW)
    late = NOW + 91 * DAY
    [tokens] = [each for each in plan(late) if each.kind == "tokens"]
    assert (tokens.due, tokens.held) == (0, 1)
    assert "tokens" not in apply(late, by=BY)
    assert hold_lift(hold=hold.pk, by=BY, now=late)
    assert apply(late, by=BY)["tokens"] == 1


def test_a_person_is_held_once(workspace):
    hold_set(person="E001", reason="case 7", by=BY, now=NOW)
    with pytest.raises(AlreadyHeldError):
        hold_set(person="E001", reason="case 8", by=BY, now=NOW)


def test_a_hold_is_in_the_journal_without_the_person_or_the_reason(workspace):
    hold = hold_set(person="E001", reason="case 7", by=BY, now=NOW)
    entry = Entry.objects.get(kind="legal_hold")
    assert (entry.key, entry.subject, entry.reason) == (str(hold.pk), "", "")


def test_a_lifted_hold_is_not_lifted_again(workspace):
    hold = hold_set(person="E001", reason="case 7", by=BY, now=NOW)
    assert hold_lift(hold=hold.pk, by=BY, now=NOW)
    assert not hold_lift(hold=hold.pk, by=BY, now=NOW)


def test_another_time_is_chosen_and_its_reason_kept(old):
    rule_set(kind="tokens", days=10, by=BY, reason="works agreement 12", now=NOW)
    assert due(NOW + 11 * DAY)["tokens"] == 1
    entry = Entry.objects.get(kind="retention")
    assert (seal.opened(entry.before), seal.opened(entry.after)) == ({"days": 90}, {"days": 10})
    assert seal.opened(entry.reason) == "works agreement 12"


@pytest.mark.parametrize(("kind", "days"), [("tokens", 0), ("legal_holds", 364), ("journal", 10), ("tokens", 40_000)])
def test_no_time_goes_below_the_floor_of_its_class(workspace, kind, days):
    with pytest.raises(FloorError):
        rule_set(kind=kind, days=days, by=BY, reason="", now=NOW)
    assert not RetentionRule.objects.exists()


def test_the_journal_is_kept_at_least_six_months_and_never_cut(old):
    assert JOURNAL_DAYS >= 183
    before = Entry.objects.count()
    apply(NOW + 20_000 * DAY, by=BY)
    assert Entry.objects.count() > before
    assert verify().unbroken


def test_copies_that_a_restore_put_aside_go_too(workspace):
    aside = workspace / ".sightline" / "before-restore-20261101T120000"
    aside.mkdir()
    (aside / "records.sqlite3").write_text("old")
    (workspace / ".sightline" / "before-restore-mine").mkdir()
    assert apply(NOW, by=BY) == {}
    assert apply(NOW + 30 * DAY, by=BY) == {"put_aside": 1}
    assert not aside.exists()
    assert (workspace / ".sightline" / "before-restore-mine").exists()


def test_the_schedule_does_it_and_says_what_went(old):
    assert jobs.run(NOW) == "nothing was due"
    assert "tokens that ended: 1" in jobs.run(NOW + 91 * DAY)


def test_the_schedule_knows_it():
    from sightline_web.schedule.jobs import JOBS

    assert JOBS["retention"].function is jobs.run
