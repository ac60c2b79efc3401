"""The pages of notices and webhooks: what was sent, the preview that is what is sent, settings, receivers."""

from __future__ import annotations

import html
import re

import pytest

from sightline_web.accounts.models import Account
from sightline_web.notices import clock, digest, sending, services
from sightline_web.notices.models import Message, Posting, Webhook
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.databases import BOTH
from tests.web.notices.conftest import DAY, HOUR, NOW, Row

FORM = {
    "digest": "weekly", "hour": "6", "weekday": "5", "zone": "Europe/Berlin", "quiet_from": "22:00",
    "quiet_until": "07:00", "workdays": ["1", "2", "3"],
}  # fmt: skip
HOOK = {"title": "Chat", "url": "https://hooks.example.org/x", "events": ["exception.raised"]}


@pytest.fixture
def hers(house, monkeypatch):
    """The browser of the shift lead; forms are sent at the moment of what happens."""
    monkeypatch.setattr("sightline_web.notices.views.now", clock.now)
    return people.signed_in(house["lead"])


@pytest.fixture
def boss(house):
    """The browser of an administrator."""
    return people.signed_in(Duty.ADMINISTRATOR)


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_one_sees_what_one_was_told_and_nobody_elses(house, hers):
    services.queue(Row(), "interrupted")
    assert "One notice came to you" not in hers.get("/notices").content.decode()
    sending.run(NOW)
    shown = hers.get("/notices").content.decode()
    assert "<h1>One notice came to you.</h1>" in shown
    assert "Orders are shipped too late in the South" in shown
    other = people.signed_in(house["head"]).get("/notices").content.decode()
    assert "You have not been told anything yet." in other
    assert "in the South" not in other
    [row] = hers.get("/notices.json").json()["rows"]
    assert (row["kind"], row["state"]) == ("alert", "shown")
    assert hers.get("/notices.csv").content.decode().count("\n") == 2


def test_the_preview_is_what_is_sent(house, hers, outbox):
    services.queue(Row(), "raised")
    services.queue(Row().now(key="back", state="regressed", regressions=1, why="control"), "regressed")
    shown = hers.get("/notices.json").json()["digest"]
    page = hers.get("/notices").content.decode()
    assert [digest.run(NOW - DAY), digest.run(NOW)] == ["", "one digest written"]
    sending.run(NOW)
    [mail] = outbox
    assert (mail.subject, mail.body) == (shown["subject"], shown["text"])
    inside = re.search(r'aria-label="The digest">(.*?)</div>', page, re.DOTALL)[1]
    listed = re.search(r"</h1>(.*?)<p><small>", mail.alternatives[0][0], re.DOTALL)[1]
    assert listed.strip().replace("http://localhost:8631", "") in inside


def test_a_digest_reads_so(house):
    from sightline_web.notices import mail
    from sightline_web.notices.people import preference_of, zone_of

    services.queue(Row(), "raised")
    lead = house["lead"].pk
    told = mail.written("digest", [digest.document(lead, NOW + HOUR)], zone_of(preference_of(lead)))
    assert told.text.split("\n") == [
        "One exception waits for you.",
        "",
        "Nobody has taken these up",
        "",
        "- Orders are shipped too late in the South",
        "  Orders are shipped too late in the South; it costs 0.4 points of the goal.",
        "  Shift lead, due 25 Nov 2026, 14:00, open for 1 hour",
        "  http://localhost:8631/exceptions/1",
        "",
        "This is your digest. You can change its hour, or end it.",
        "http://localhost:8631/notices",
        "",
        "",
    ]


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_settings_are_kept_and_shown_again(house, hers):
    answer = hers.post("/notices/settings", FORM)
    assert (answer.status_code, answer["Location"]) == (302, "/notices?done=settings")
    kept = hers.get("/notices.json").json()["settings"]
    assert (kept["digest"], kept["hour"], kept["workdays"]) == ("weekly", 6, [1, 2, 3])
    assert (kept["quiet_from"], kept["controls_through"]) == ("22:00:00", False)
    page = hers.get("/notices").content.decode()
    assert 'value="22:00"' in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"zone": "Mars/Olympus"}, "There is no such time zone"),
        ({"quiet_until": ""}, "Quiet hours need a beginning and an end"),
        ({"hour": "25"}, "Select a valid choice"),
        ({"workdays": []}, "This field is required"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(house, hers, wrong, said):
    answer = hers.post("/notices/settings", FORM | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_secret_is_shown_once(boss):
    made = boss.post("/webhooks/new", HOOK)
    secret = html.unescape(re.search(r'value="(whsec_[^"]+)"', made.content.decode())[1])
    assert "whsec_" not in boss.get("/webhooks").content.decode()
    assert secret not in Webhook.objects.get().sealed


def test_an_address_within_the_house_is_refused_with_the_reason(boss):
    answer = boss.post("/webhooks/new", HOOK | {"url": "https://169.254.169.254/latest"})
    assert answer.status_code == 422
    assert "within the house" in answer.content.decode()
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_test_is_posted_at_once_and_says_whether_it_arrived(boss, receiver):
    boss.post("/webhooks/new", HOOK | {"url": receiver.url})
    number = Webhook.objects.get().pk
    assert boss.post(f"/webhooks/{number}/test")["Location"].endswith("arrived")
    receiver.answers = [500]
    assert boss.post(f"/webhooks/{number}/test")["Location"].endswith("failed")
    assert len(receiver.got) == 2
    shown = boss.get("/webhooks").content.decode()
    assert "It answered 500." in shown


def test_a_post_can_be_sent_again_under_an_id_of_its_own(boss, receiver):
    boss.post("/webhooks/new", HOOK | {"url": receiver.url})
    services.queue(Row(), "raised")
    sending.run(NOW)
    assert boss.post(f"/webhooks/posts/{Posting.objects.get().pk}/replay")["Location"].endswith("again")
    (first, body), (second, again) = receiver.got
    assert body == again
    assert first["webhook-id"] != second["webhook-id"]


def test_a_webhook_is_switched_off_and_on_and_deleted(boss):
    boss.post("/webhooks/new", HOOK)
    number = Webhook.objects.get().pk
    boss.post(f"/webhooks/{number}/switch", {"on": "0"})
    assert "one webhook is off" in boss.get("/webhooks").content.decode()
    boss.post(f"/webhooks/{number}/switch", {"on": "1"})
    assert boss.get("/webhooks.json").json()["rows"][0]["on"] is True
    boss.post(f"/webhooks/{number}/delete")
    assert "No other system is told." in boss.get("/webhooks").content.decode()
    for what in ("test", "switch", "delete"):
        assert boss.post(f"/webhooks/{number}/{what}").status_code == 404


def test_deleting_a_webhook_says_first_what_goes_for_good(boss):
    boss.post("/webhooks/new", HOOK)
    boss.post(f"/webhooks/{Webhook.objects.get().pk}/test")
    Posting.objects.update(state="sent")
    assert "Its secret goes for good; to pause, switch it off." in boss.get("/webhooks").content.decode()
    Posting.objects.update(state="waiting")
    text = boss.get("/webhooks").content.decode()
    assert "Its secret goes for good, and 1 post that waits will not be sent; to pause, switch it off." in text


@pytest.mark.parametrize(("hours", "kept"), [("24, 0", [0, 24]), ("", []), ("2", [2])])
def test_when_the_role_above_is_told_is_declared_here(boss, hours, kept):
    assert boss.post("/webhooks/escalation", {"hours": hours, "due_hours": "48"}).status_code == 302
    assert boss.get("/webhooks.json").json()["escalation"] == {"hours_past_due": kept, "due_hours": 48}


@pytest.mark.parametrize("hours", ["soon", "-1", "1,2,3,4", "99999"])
def test_hours_that_are_none_are_refused(boss, hours):
    assert boss.post("/webhooks/escalation", {"hours": hours, "due_hours": "48"}).status_code == 422


def test_an_erased_account_leaves_no_notice(house):
    from sightline_web.care.erasure import person_erase
    from sightline_web.policy.actor import SYSTEM

    services.queue(Row(), "interrupted")
    person_erase(person="lead", by=SYSTEM, reason="asked for it", now=NOW + DAY)
    assert not Message.objects.unscoped("a test").exists()
    assert Account.objects.get(pk=house["lead"].pk).person == ""
