"""Whoever reads Dutch is told in Dutch: mails, digests, what is overdue; posts to other systems stay English."""

from __future__ import annotations

import pytest

from sightline_web.languages.spoken import speaking
from sightline_web.notices import digest, escalation, posting, sending, services, wording
from sightline_web.notices.models import Webhook
from tests.web import people
from tests.web.notices.conftest import DAY, HOUR, NOW, Row


@pytest.fixture
def dutch(house):
    """The house, in which the shift lead and her manager read Dutch."""
    for who in ("lead", "head"):
        house[who].language = "nl"
        house[who].save()
    return house


def test_a_dutch_readers_digest_is_in_dutch(dutch, outbox):
    services.queue(Row(), "raised")
    assert [digest.run(NOW - DAY), digest.run(NOW)] == ["", "one digest written"]
    sending.run(NOW)
    [mail] = outbox
    assert mail.body.split("\n")[:8] == [
        "Eén uitzondering wacht op u.",
        "",
        "Niemand heeft deze opgepakt",
        "",
        "- Orders are shipped too late in the South",
        "  Orders are shipped too late in the South; it costs 0.4 points of the goal.",
        "  Shift lead, uiterlijk 25 nov 2026, 14:00",
        "  http://localhost:8631/exceptions/1",
    ]
    page = mail.alternatives[0][0]
    assert '<html lang="nl">' in page
    assert ' lang="en">Orders are shipped too late in the South</a>' in page


def test_numbers_and_dates_are_as_its_reader_has_chosen(dutch, outbox):
    dutch["lead"].locale = "de"
    dutch["lead"].save()
    services.queue(Row(), "interrupted")
    sending.run(NOW)
    assert "uiterlijk 25.11.2026, 14:00" in outbox[0].body


def test_each_is_told_what_is_overdue_in_their_own_language(dutch, outbox, receiver):
    Webhook.objects.create(
        title="Chat", url=receiver.url, events=["exception.overdue"], created_at=NOW,
        sealed=posting.sealed(posting.new_secret()),
    )  # fmt: skip
    services.queue(Row(), "raised")
    escalation.run(NOW + 4 * HOUR)
    escalation.run(NOW + 28 * HOUR)
    sending.run(NOW + 28 * HOUR)
    told = {each.to[0]: each.body for each in outbox}
    assert "Dit wacht op shift lead, is te laat, en niemand heeft het opgepakt." in told[dutch["head"].email]
    assert "It waits for shift lead, is overdue, and nobody" in told[dutch["chief"].email]
    assert "It waits for shift lead" in receiver.got[0][1]


def test_the_preview_is_in_the_language_of_the_mail_and_marked_so(dutch, outbox, monkeypatch):
    monkeypatch.setattr("sightline_web.notices.views.now", lambda: NOW)
    services.queue(Row(), "raised")
    client = people.signed_in(dutch["lead"])
    shown = client.get("/notices.json").json()["digest"]
    page = client.get("/notices").content.decode()
    assert "Uw overzicht, zoals het nu zou komen" in page
    assert "<strong>Eén uitzondering wacht op u.</strong>" in page
    assert [digest.run(NOW - DAY), digest.run(NOW)] == ["", "one digest written"]
    sending.run(NOW)
    assert (outbox[0].subject, outbox[0].body) == (shown["subject"], shown["text"])


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (wording.OFF, "De webhook is uitgeschakeld."),
        ("It answered 500.", "Het antwoord was 500."),
        ("It answered 302: redirects are not followed.", "Het antwoord was 302: doorverwijzingen worden niet gevolgd."),
        ("Nothing was taken for 3 days. The last time: It did not answer in time.",
         "Er is 3 dagen niets aangenomen. De laatste keer: De ontvanger antwoordde niet op tijd."),
        ("What nobody has marked.", "What nobody has marked."),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_kept_in_english_is_shown_in_the_readers_language(kept, said):
    assert wording.why_in_words(kept) == kept
    with speaking("nl"):
        assert wording.why_in_words(kept) == said
