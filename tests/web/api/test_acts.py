"""What is done by the API is done by the services of the pages: the same guard, journal, refusals and undo."""

from __future__ import annotations

import json

import pytest

from sightline_web.accounts.models import Account
from sightline_web.api.every import OPERATIONS
from sightline_web.api.operations import Act
from sightline_web.exceptions import services as exceptions
from sightline_web.exceptions.models import Exceptional, Happening
from sightline_web.journal.models import Entry
from sightline_web.policy.words import Action, Duty
from sightline_web.scenarios import queries
from sightline_web.scenarios import services as scenarios
from sightline_web.scenarios.models import Scenario
from sightline_web.snapshot import Fault
from sightline_web.store import StoreError
from tests.web import people
from tests.web.accounts.test_tokens import program, token
from tests.web.api.asking import V1, address
from tests.web.api.test_problems import problem
from tests.web.policy.test_matrix import EXPECTED

ACTS = [each for each in OPERATIONS if isinstance(each, Act)]
SCENARIO = {"name": "Faster", "shifts": ["lead_time=-10%"], "note": "By a program"}
BODIES = {
    "exception_acknowledge": {}, "exception_act": {"note": "Called the carrier"},
    "exception_mute": {"until": "2026-11-03", "worse": True}, "exception_resolve": {"outcome": "acted"},
    "exception_reopen": {}, "exception_hand_over": {"to": "picker"}, "exception_comment": {"text": "Seen"},
    "exception_undo": {"happening": 1}, "scenario_create": SCENARIO, "scenario_delete": None,
}  # fmt: skip


def send(client, operation: Act, body: object = None, **parts: object):
    what = BODIES[operation.id] if body is None else body
    return getattr(client, operation.verb.lower())(
        address(operation, **parts), None if what is None else json.dumps(what), content_type="application/json"
    )


def by_id(name: str) -> Act:
    return next(each for each in ACTS if each.id == name)


def first() -> Exceptional:
    return Exceptional.objects.unscoped("a test").order_by("pk").first()


@pytest.fixture
def writer(full):
    """A program that may do everything that its account may."""
    return program(token(scopes=[f"{kind}:{action}" for kind in ("exception", "scenario") for action in Action]))


def test_an_exception_is_taken_up_acted_on_undone_and_closed(writer):
    number = first().pk
    taken = send(writer, by_id("exception_acknowledge"), exception=number).json()
    assert taken["exception"]["state"] == "acknowledged"
    acted = send(writer, by_id("exception_act"), exception=number)
    by_id("exception_act").answer.model_validate_json(acted.content, strict=True)
    assert acted.json()["exception"]["state"] == "in_action"
    undone = send(writer, by_id("exception_undo"), {"happening": acted.json()["happening"]}, exception=number)
    assert undone.json()["exception"]["state"] == "acknowledged"
    closed = send(writer, by_id("exception_resolve"), exception=number).json()
    assert (closed["exception"]["state"], closed["exception"]["outcome"]) == ("resolved", "acted")
    said = Entry.objects.order_by("-seq").first()
    assert (said.kind, said.account) == ("exception", people.account().pk)


def test_what_had_to_be_done_already_is_not_done_twice(writer):
    send(writer, by_id("exception_acknowledge"), exception=first().pk)
    again = send(writer, by_id("exception_acknowledge"), exception=first().pk)
    assert (again.status_code, again.json()["happening"]) == (200, None)


def test_who_knows_an_older_revision_is_told_what_happened_meanwhile(writer):
    old = first().revision
    send(writer, by_id("exception_acknowledge"), exception=first().pk)
    answer = send(writer, by_id("exception_act"), {"note": "x", "revision": old}, exception=first().pk)
    told = problem(answer, 409)
    assert told["detail"] == "Somebody else has acknowledged it since you read it; yours is not done."
    assert told["fix"] == "Read it again, and send yours with its new revision."


def test_the_rules_of_the_page_refuse_here_too(writer):
    for name, body in (
        ("exception_resolve", {"outcome": "accepted"}),  # without a reason
        ("exception_act", {"note": " \0 "}),
        ("exception_hand_over", {"to": "nobody_at_all"}),
        ("exception_mute", {"until": "9999-12-31"}),
        ("exception_undo", {"happening": 999_999}),
    ):
        assert problem(send(writer, by_id(name), body, exception=first().pk), 422)["fix"], name


def test_a_scenario_is_saved_once_read_and_deleted(writer):
    made = send(writer, by_id("scenario_create"))
    assert made.status_code == 201
    by_id("scenario_create").answer.model_validate_json(made.content, strict=True)
    assert writer.get(made.headers["Location"]).json()["note"] == "By a program"
    assert problem(send(writer, by_id("scenario_create")), 409)["fix"] == "Choose another name."
    gone = writer.delete(made.headers["Location"])
    assert gone.json()["name"] == "Faster"
    problem(writer.get(made.headers["Location"]), 404)
    problem(writer.delete(made.headers["Location"]), 404)


@pytest.mark.parametrize("name", ["exception_acknowledge", "scenario_create", "scenario_delete"])
def test_records_that_are_away_are_told_as_such(writer, monkeypatch, name):
    def away(*_args, **_more):
        raise StoreError(Fault("The records are locked.", fix="Try again in a moment."))

    for services, act in ((exceptions, "acknowledge"), (scenarios, "scenario_create"), (queries, "scenario_find")):
        monkeypatch.setattr(services, act, away)
    refused = send(writer, by_id(name))
    assert problem(refused, 503)["detail"] == "The records are locked."
    assert refused.headers["Retry-After"] == "5"


def test_changes_that_cannot_be_are_told_each(writer):
    answer = send(writer, by_id("scenario_create"), SCENARIO | {"shifts": ["lead_tine=-1", "lead_time=soon"]})
    document = problem(answer, 422)
    assert "Did you mean lead_time?" in str(document["detail"])
    assert len(document["errors"]) == 2
    assert not Scenario.objects.unscoped("a test").filter(name="Faster").exists()


def test_what_is_sent_must_be_json_and_say_so(writer):
    where = f"{V1}/scenarios"
    problem(writer.post(where, "name=x", content_type="application/x-www-form-urlencoded"), 415)
    for text in ("{", "[" * 50_000, '{"name": NaN}', "\xff"):
        assert writer.post(where, text, content_type="application/json").status_code in {400, 422}
    unknown = problem(send(writer, by_id("scenario_create"), SCENARIO | {"colour": 1}), 422)
    assert unknown["errors"] == [{"place": "body.colour", "cause": "Extra inputs are not permitted"}]


def test_nobody_does_what_the_table_does_not_let_them(full, as_):
    wrong = []
    for who in (people.NOBODY_IN_PARTICULAR, Duty.AUDITOR.value, Duty.ADMINISTRATOR.value, Duty.HR_PARTNER.value):
        client = as_(who)
        for each in ACTS:
            held = "employee" if who == people.NOBODY_IN_PARTICULAR else who
            may = EXPECTED.get((each.policy.record, each.policy.action, held), "no") != "no"
            if (send(client, each).status_code == 403) == may:
                wrong.append((who, each.id))
    assert wrong == []


def test_a_token_that_reads_changes_nothing(full):
    reads = program(token(scopes=["exception:list", "exception:view", "scenario:list", "scenario:view"]))
    for each in ACTS:
        scope = f"{each.policy.record}:{each.policy.action}"
        assert problem(send(reads, each), 403)["missing"] == f"This token lacks the scope {scope}."


def test_a_session_with_its_csrf_token_may_act(full):
    client = people.signed_in(enforce_csrf_checks=True)
    page = client.get("/scenarios/new")
    mark = page.content.decode().partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    where, body = f"{V1}/scenarios", json.dumps(SCENARIO)
    problem(client.post(where, body, content_type="application/json"), 403)
    sent = client.post(where, body, content_type="application/json", headers={"X-CSRFToken": mark})
    assert sent.status_code == 201


def test_rows_of_the_records_come_once_each_while_others_come_and_go(full, client):
    seen, following = [], f"{V1}/scenarios?limit=3"
    whole = client.get(f"{V1}/scenarios").json()["rows"]
    while following:
        document = client.get(following).json()
        seen += document["rows"]
        following = document["next"]
        if len(seen) == 3:
            client.post(f"{V1}/scenarios", json.dumps(SCENARIO), content_type="application/json")
    assert seen == whole


def test_what_is_sent_twice_under_one_key_is_done_once(writer):
    where, headers = f"{V1}/scenarios", {"Idempotency-Key": "7"}
    first = writer.post(where, json.dumps(SCENARIO), content_type="application/json", headers=headers)
    again = writer.post(where, json.dumps(SCENARIO), content_type="application/json", headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["Location"]) == (first.content, first.headers["Location"])
    assert again.headers["Idempotency-Replayed"] == "true"
    other = writer.post(where, json.dumps(SCENARIO | {"note": ""}), content_type="application/json", headers=headers)
    problem(other, 422)
    said = by_id("exception_comment")
    for _ in range(2):
        writer.post(address(said), json.dumps({"text": "Seen"}), content_type="application/json", headers=headers)
    assert Happening.objects.filter(what="commented").count() == 1


def test_a_key_opens_nothing_that_has_been_closed(full, as_):
    client, headers = as_(Duty.ANALYST), {"Idempotency-Key": "7"}
    body = json.dumps(SCENARIO)
    assert client.post(f"{V1}/scenarios", body, content_type="application/json", headers=headers).status_code == 201
    Account.objects.filter(email=people.address(Duty.ANALYST)).update(duties=[])
    assert client.post(f"{V1}/scenarios", body, content_type="application/json", headers=headers).status_code == 403


def test_what_was_refused_may_be_sent_again_under_its_key(writer):
    headers = {"Idempotency-Key": "8"}
    bad, good = json.dumps(SCENARIO | {"shifts": ["nothing=1"]}), json.dumps(SCENARIO)
    where = f"{V1}/scenarios"
    assert writer.post(where, bad, content_type="application/json", headers=headers).status_code == 422
    again = writer.post(where, good, content_type="application/json", headers=headers)
    assert again.status_code == 201, again.content
