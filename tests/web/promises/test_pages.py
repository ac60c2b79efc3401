"""Promises at their pages: what was known, what came of it, and decided once by those who may."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.db import OperationalError

from sightline_web import keeper
from sightline_web.journal.models import Entry
from sightline_web.keeper import Outcome
from sightline_web.policy.words import Duty
from sightline_web.promises import services
from tests.web import people
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.fakes_promises import FAULT

LIST, ONE = "/portfolio/promises", "/portfolio/promises/night_shift"
POST = f"{ONE}/decide"


def text_of(answer, status: int = 200) -> str:
    """What a page says, without its marks."""
    content = answer.content.decode()
    assert answer.status_code == status, content[:400]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", content))).replace("\N{MINUS SIGN}", "-")


def serve(snapshot):
    kept = keeper_of(Outcome(snapshot))
    keeper.install(kept)
    kept.settle()
    return snapshot


@pytest.fixture
def snapshot(records):
    return serve(FakeSnapshot())


def board():
    return people.signed_in(Duty.PORTFOLIO_BOARD)


def test_the_list_says_how_promises_were_kept(snapshot):
    page = text_of(board().get(LIST))
    for words in (
        "Of two changes that were delivered, one came as promised or better and of one the data cannot say.",
        "Fast lane for small orders", "-0.6 days", "-0.9 to -0.3 days", "-0.5 days", "-0.7 to -0.3 days",
        "as promised", "the data cannot say", "quasi-experimental", "12 periods before, 12 after",
        "by Steering committee", "31% to 42%", "not here, so it is taken from the model",
        "Kind process", "80%", "Asked for by", "counts as 69% of what it says", "from 3 changes on",
        "No line of sight", "Board of open calls", "2 not decided yet",
    ):  # fmt: skip
        assert words in page, words


def test_the_twins_hold_every_promised_change_and_what_was_declined(snapshot):
    found = board().get(f"{LIST}.json").json()
    assert [(row["initiative"], row["outcome"]) for row in found["rows"]] == [
        ("fast_lane", "as promised"), ("training", "cannot say"), ("portal", None),
    ]  # fmt: skip
    assert [row["declined"] for row in found["rows"]] == [False, False, True]
    assert [one["name"] for one in found["trust"]] == ["", "process", "shift_lead"]
    assert b"quasi-experimental" in b"".join(board().get(f"{LIST}.csv"))


def test_one_promise_stands_beside_what_would_have_been(snapshot):
    page = board().get(f"{LIST}/fast_lane")
    text = text_of(page)
    for words in (
        "-0.5 days of Order lead time came, as promised.", "Difference in differences", "in South",
        "2 segments without it", "What was known when it was decided", "31% to 42%", "Best per euro",
        "Steering committee", "It raises what is shipped on time.", "3.2 to 3.6 days", "Jan 2025 delivered",
        "€75,000", "One other goal stays as it is.", "picker 6",
    ):  # fmt: skip
        assert words in text, words
    assert page.content.decode().count('class="chart beside"') == 1
    assert "Approve it" not in text  # what is delivered is not decided any more


def test_what_was_never_decided_here_says_so(snapshot):
    text = text_of(board().get(f"{LIST}/training"))
    assert "taken from the model as it is now" in text
    assert "Interrupted series" in text
    assert "nobody wrote down what was known" in text


def test_an_approval_is_kept_with_its_reason_its_entry_and_no_name(snapshot):
    client = board()
    page = text_of(client.get(ONE))
    assert "Board of open calls is not decided yet." in page
    assert "kept 80% (90% interval: 20% to 140%, from two changes)" in page
    assert "What is known of its worth now" in page
    answer = client.post(POST, {"decision": "approve", "reason": " It pays. "})
    assert answer["Location"] == ONE
    (made,) = snapshot.decided
    assert (made.reason, made.declined) == ("It pays.", False)
    assert made.by.startswith("account ")
    assert made.by.endswith(" (portfolio board)")
    (entry,) = Entry.objects.filter(kind="promise", action="create")
    assert (entry.key, json.loads(entry.after)["decision"]) == ("night_shift", "approved")
    page = text_of(client.get(ONE))
    assert "is not delivered yet" in page
    assert "portfolio_board" in page  # the name that the account has now
    assert "Approve it" not in page


def test_nothing_is_approved_twice(snapshot):
    client, typed = board(), {"decision": "approve", "reason": "It pays."}
    client.post(POST, typed)
    answer = client.post(POST, typed | {"reason": "Once more."})
    assert "was approved before" in text_of(answer, 422)
    assert len(snapshot.decided) == 1
    assert Entry.objects.filter(kind="promise").count() == 1


def test_what_is_declined_says_why_and_can_be_decided_on_again(snapshot):
    client = people.signed_in(Duty.EXECUTIVE)
    client.post(POST, {"decision": "decline", "reason": "Too early."})
    page = text_of(client.get(ONE))
    assert "Board of open calls was declined on" in page
    assert "Too early." in page
    client.post(POST, {"decision": "approve", "reason": "Now."})
    assert [each.declined for each in snapshot.decided] == [True, False]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"decision": "approve", "reason": "  "}, "A decision needs a reason."),
        ({"decision": "maybe", "reason": "Because of it"}, "neither approved nor declined"),
        ({"decision": "decline", "reason": "x" * 1001}, "1000 are the most"),
    ],
)
def test_what_is_refused_is_shown_with_what_was_typed(snapshot, typed, words):
    answer = board().post(POST, typed)
    page = text_of(answer, 422)
    assert words in page
    assert typed["reason"].strip() in page
    assert snapshot.decided == []


def test_what_is_delivered_is_refused(snapshot):
    answer = board().post(f"{LIST}/fast_lane/decide", {"decision": "approve", "reason": "Late."})
    assert "is delivered; a promise is made before" in text_of(answer, 422)


@pytest.mark.parametrize("duty", [Duty.STRATEGY_OFFICE, Duty.ANALYST, Duty.OPERATIONS_MANAGER, Duty.AUDITOR])
def test_planners_and_auditors_read_and_decide_nothing(snapshot, duty):
    client = people.signed_in(duty)
    assert "An executive or the portfolio board decides." in text_of(client.get(ONE))
    assert "Approve it" not in text_of(client.get(ONE))
    assert client.post(POST, {"decision": "approve", "reason": "x"}).status_code == 403
    assert snapshot.decided == []


@pytest.mark.parametrize("who", [people.NOBODY_IN_PARTICULAR, Duty.HR_PARTNER, Duty.ADMINISTRATOR, Duty.WORKS_COUNCIL])
def test_others_are_told_nothing(snapshot, who):
    client = people.signed_in(who)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{ONE}.json").status_code == 403


def test_a_decision_that_cannot_be_entered_is_taken_back(snapshot, monkeypatch):
    def away(**_rest):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(services, "record", away)
    answer = board().post(POST, {"decision": "approve", "reason": "It pays."})
    assert answer.status_code == 503
    assert snapshot.decided == []


def test_an_unknown_initiative_is_not_found(snapshot):
    answer = board().get(f"{LIST}/call_bord")
    assert "No initiative is called “call_bord”." in text_of(answer, 404)
    assert board().post(f"{LIST}/none/decide", {"decision": "approve", "reason": "x"}).status_code == 404


def test_while_its_worth_is_estimated_the_rest_is_shown_and_nothing_is_decided(records):
    snapshot = serve(FakeSnapshot(waiting=("would_promise",)))
    assert "being estimated" in text_of(board().get(ONE))
    answer = board().post(POST, {"decision": "approve", "reason": "It pays."})
    assert "Send it again in a minute." in text_of(answer, 422)
    assert snapshot.decided == []


def test_while_promises_are_compared_the_page_waits(records):
    serve(FakeSnapshot(waiting=("promises",)))
    assert "estimat" in board().get(LIST).content.decode()
    assert board().get(f"{LIST}.json").status_code == 503


def test_what_the_library_cannot_say_is_said_with_what_to_do(records):
    serve(FakeSnapshot(refused=("would_promise",)))
    assert "Give a rate." in text_of(board().get(ONE))


def test_a_model_without_initiatives_says_what_to_do(records):
    serve(FakeSnapshot(bare=True))
    page = text_of(board().get(LIST))
    assert "Nothing was promised yet" in page
    assert "initiatives:" in page


def test_a_broken_seal_is_named(records):
    class Broken(FakeSnapshot):
        broken_seals = (FAULT,)

    serve(Broken())
    assert FAULT in text_of(board().get(LIST))
