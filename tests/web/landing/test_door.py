"""The door for live events: what it takes, what it turns away, and that both are counted."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline_web.accounts import tokens
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account, Token
from sightline_web.landed import BusyError, FullError
from sightline_web.landing import bodies, budgets
from sightline_web.landing.models import NO_TOKEN, Delivery
from sightline_web.shell.middleware import HEADERS
from tests.web import people
from tests.web.databases import BOTH
from tests.web.landing.sending import BATCH, LINES, ONE, event, landed_in, token_of


def counted(door) -> Delivery:
    door.app.events.flush()
    return Delivery.objects.unscoped("a test").exclude(token=NO_TOKEN).get()


def test_an_event_is_on_the_disk_before_it_is_answered(door, workspace):
    answer = door.post(event())
    assert (answer.status, answer.told) == (202, {"accepted": 1, "duplicates": 0, "conflicts": [], "refused": []})
    assert landed_in(workspace) == 1


def test_sent_again_it_changes_nothing_and_with_other_content_it_is_a_conflict(door, workspace):
    door.post(event())
    again = door.post(event())
    assert (again.status, again.told["duplicates"]) == (200, 1)
    other = door.post([event("e0"), event(subject="case 8")], BATCH)
    assert (other.status, other.told["accepted"]) == (202, 1)
    assert [(each["index"], each["field"]) for each in other.told["conflicts"]] == [(1, "id")]
    assert landed_in(workspace) == 2


def test_the_good_ones_of_a_batch_land_and_the_others_say_what_to_mend(door, workspace):
    answer = door.post([event("a"), event("b", time="2026-03-31T13:05:00"), event("c", type="orders.shp")], BATCH)
    assert (answer.status, answer.told["accepted"]) == (202, 1)
    assert answer.told["refused"] == [
        {
            "index": 1,
            "field": "time",
            "reason": "The time has no offset.",
            "fix": "Write 2026-03-31T14:05:00+02:00, or Z for UTC.",
        },
        {
            "index": 2,
            "field": "type",
            "reason": "No process, activity or live log has this name.",
            "fix": "Did you mean 'orders.ship'?",
        },
    ]
    assert landed_in(workspace) == 1


def test_or_none_of_them_where_the_sender_asks_for_that(door, workspace):
    answer = door.post([event("a"), event("b", time=...)], BATCH, query="all_or_none=true")
    assert (answer.status, answer.told["accepted"], len(answer.told["refused"])) == (422, 0, 1)
    assert landed_in(workspace) == 0


def test_lines_gzip_and_headers_are_ways_to_send(door, workspace):
    lines = b"\n".join(json.dumps(event(str(number))).encode() for number in range(3))
    assert door.post(lines, LINES).told["accepted"] == 3
    packed = gzip.compress(json.dumps([event("g1"), event("g2")]).encode())
    assert door.post([packed[:20], packed[20:]], BATCH, content_encoding="gzip").told["accepted"] == 2
    attributes = {f"ce_{name}": value for name, value in event("h", data=...).items()}
    assert door.post({"amount": 1}, "application/json", **attributes).told["accepted"] == 1
    assert landed_in(workspace) == 6


@pytest.mark.parametrize(
    ("body", "kind", "headers", "status"),
    [
        (event(), "text/plain", {}, 415),
        (event(), "", {}, 415),
        (event(), f"{ONE}; charset=latin-1", {}, 415),
        (event(), ONE, {"content_encoding": "br"}, 415),
        (b"[", BATCH, {}, 400),
        (b"[" * 100_000, BATCH, {}, 400),
        (b"", BATCH, {}, 400),
        (event(), ONE, {"content_encoding": "gzip"}, 400),
        (gzip.compress(b"{}" * 500)[:-9], ONE, {"content_encoding": "gzip"}, 400),
        (gzip.compress(b"{}") + b"more", ONE, {"content_encoding": "gzip"}, 400),
        (gzip.compress(b" " * 200_000_000, mtime=0), ONE, {"content_encoding": "gzip"}, 413),
        (event(), ONE, {"content_length": "10485760"}, 413),
        (event(), ONE, {"content_length": "9" * 40}, 413),
        (event(), ONE, {"content_length": "-1"}, 400),
        ([b"x" * 1_000_000] * 9, ONE, {}, 413),
        (event(), ONE, {"host": "evil.example"}, 400),
        (event(data={"a": "x" * 300_000}), ONE, {}, 422),
        (event(time=(datetime.now(UTC) + timedelta(days=365)).isoformat()), ONE, {}, 422),
        (event(type="nowhere.ship"), ONE, {}, 422),
        (event(type="old_log"), ONE, {}, 422),
        (b"[" * 100_000, ONE, {}, 422),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "x",  # packed bodies hold the time
)
def test_what_cannot_be_taken_is_refused_with_a_reason_and_counted(door, workspace, body, kind, headers, status):
    answer = door.post(body, kind, **headers)
    assert answer.status == status
    told = answer.told["refused"][0] if status == 422 else answer.told
    assert told["fix"].endswith((".", "?"))
    assert landed_in(workspace) == 0
    assert {name: answer.headers[name.lower()] for name in HEADERS} == HEADERS
    door.app.events.flush()
    (kept,) = Delivery.objects.unscoped("a test")
    assert (kept.requests, kept.turned_away, kept.refused) == (1, *((0, 1) if status == 422 else (1, 0)))
    assert (kept.reasons[0]["status"], kept.reasons[0]["fix"]) == (status, told["fix"])
    assert (kept.token == NO_TOKEN) == ("host" in headers)  # whom a request under another name is from, nobody looks


def test_a_body_that_is_cut_off_lands_nothing(door, workspace):
    assert door.post(json.dumps(event()).encode(), cut_off=True).status == 400
    assert landed_in(workspace) == 0
    assert counted(door).reasons[0]["reason"] == "The body is cut off."


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_only_post_sends(door, method):
    answer = door.post(event(), method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer nobody", "Bearer \xff"])
def test_without_a_token_nothing_opens(door, header):
    answer = door.post(event(), authorization=header, cookie="sightline_session=x")
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    door.app.events.flush()
    assert Delivery.objects.unscoped("a test").get().token == NO_TOKEN


@pytest.mark.parametrize("scopes", [["event:list", "event:view"], ["scenario:create"]])
def test_a_token_for_something_else_does_not_send(door, scopes):
    door.token = token_of("operations_manager", scopes=scopes)
    assert door.post(event()).status == 403


def test_an_account_without_the_duty_does_not_send(door):
    door.token = token_of("works_council")
    assert door.post(event()).status == 403


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_what_is_taken_away_counts_at_the_next_request(door, monkeypatch):
    monkeypatch.setattr("sightline_web.landing.senders.SECONDS_KEPT", 0.0)  # on PostgreSQL, after a second
    assert door.post(event()).status == 202
    account = people.account("operations_manager")
    duties = list(account.duties)
    Account.objects.filter(pk=account.pk).update(duties=[])
    assert door.post(event()).status == 403
    Account.objects.filter(pk=account.pk).update(duties=duties)
    assert door.post(event()).status == 200
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert door.post(event()).status == 401
    Account.objects.filter(pk=account.pk).update(is_active=True)
    assert door.post(event()).status == 200
    kept = Token.objects.get(account=account)
    tokens.revoke(by=actor_of(account), account=account, token=kept.pk, now=timezone.now())
    assert door.post(event()).status == 401


def test_a_token_ends_at_its_time(door):
    assert door.post(event()).status == 202
    Token.objects.update(expires_at=timezone.now())
    assert door.post(event()).status == 401


def test_a_token_has_a_budget_of_its_own(door, monkeypatch):
    monkeypatch.setattr(budgets.BUDGET, "events", 2)
    batch = [event(str(number)) for number in range(3)]
    assert door.post(batch, BATCH).status == 202
    answer = door.post([event("x"), event("y"), event("z")], BATCH)
    assert answer.status == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 3
    door.token = token_of("analyst")
    assert door.post([event("x")], BATCH).status == 202


def test_a_full_disk_is_said_and_what_was_sent_can_be_sent_again(door, monkeypatch):
    def full(*_args, **_more):
        raise FullError("The disk is full.", "Make space; it goes on by itself.")

    with monkeypatch.context() as patched:
        patched.setattr(door.app.events._gate, "land", full)
        answer = door.post(event())
    assert (answer.status, answer.told["error"]) == (507, "The disk is full.")
    assert "retry-after" in answer.headers
    assert door.post(event()).status == 202


@pytest.mark.parametrize("fault", [BusyError("The file is locked.", "Wait."), RuntimeError("no")])
def test_a_store_that_cannot_keep_them_asks_to_come_again(door, monkeypatch, fault):
    def busy(*_args, **_more):
        raise fault

    monkeypatch.setattr(door.app.events._gate, "land", busy)
    answer = door.post(event())
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")


def test_more_than_fits_into_memory_is_asked_to_come_again(door, monkeypatch):
    monkeypatch.setattr(door.app.events, "_room", bodies.Room(10))
    answer = door.post(event())
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")


def test_who_guesses_tokens_is_told_to_wait_and_keeps_nobody_waiting(door, monkeypatch):
    assert door.post(event()).status == 202
    monkeypatch.setattr("sightline_web.landing.senders.MOST_ASKING", 0)
    guess = door.post(event(), authorization="Bearer sl_guess")
    assert (guess.status, guess.headers["retry-after"]) == (429, "1")


def test_a_model_that_does_not_load_lets_nothing_in(door, workspace):
    (workspace / "sightline.yml").write_text("sightline: 1\nnmae: X\n")
    assert door.post(event()).status == 503


def test_a_model_that_changes_is_followed(door, workspace, monkeypatch):
    monkeypatch.setattr("sightline_web.engine.landing.LOOK_SECONDS", 0.0)
    assert door.post(event(type="orders.pack")).status == 422
    text = (workspace / "sightline.yml").read_text()
    (workspace / "sightline.yml").write_text(text.replace("ship: {}", "ship: {}, pack: {}"))
    for number in range(200):
        if door.post(event(f"p{number}", type="orders.pack")).status == 202:
            return
    pytest.fail("the model was not read anew")


def test_what_came_in_is_added_up_by_day(door):
    door.post([event("a"), event("b")], BATCH)
    door.post([event("a"), event("b", subject="other"), event("c", id="")], BATCH)
    first = counted(door)
    door.post(event("d"))
    door.post(b"{", BATCH)
    kept = counted(door)
    assert (first.requests, kept.requests, kept.landed) == (2, 4, 3)
    assert (kept.duplicates, kept.conflicts, kept.refused, kept.turned_away) == (1, 1, 1, 1)
    assert [each["status"] for each in kept.reasons] == [400, 202]
    assert kept.account == people.account("operations_manager").pk


def test_reasons_hold_nothing_of_what_was_sent(door):
    door.post(event("secret", type="secret", subject="secret", data={"performer": "secret"}))
    door.post(b'{"secret', ONE)
    door.post(b'["secret', BATCH)
    assert "secret" not in json.dumps(counted(door).reasons)


@settings(max_examples=1_000, deadline=1_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(
        st.binary(max_size=64),
        st.dictionaries(
            st.sampled_from([*event(), "x"]), st.none() | st.integers() | st.text(max_size=9), max_size=8
        ).map(lambda found: json.dumps(event(**found)).encode(errors="replace")),
    ),
    kind=st.sampled_from([ONE, BATCH, LINES, "application/json", "text/xml"]),
    packing=st.sampled_from([None, "gzip", "deflate"]),
    length=st.sampled_from([None, "5", "x", "99999999999"]),
)
def test_a_thousand_hostile_bodies_never_break_the_door(door, body, kind, packing, length):
    answer = door.post(body, kind, content_encoding=packing, content_length=length)
    assert answer.status < 500
