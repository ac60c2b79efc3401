"""Whatever is refused under `/api/` is a problem as RFC 9457 describes it, whoever refuses it."""

from __future__ import annotations

import pytest

from sightline_web import keeper, store
from sightline_web.accounts import tokens
from sightline_web.keeper import Outcome
from sightline_web.snapshot import Fault, UnderWayError
from sightline_web.strategy import views
from tests.web import people
from tests.web.accounts.test_tokens import program, token
from tests.web.api.asking import V1
from tests.web.fakes import keeper_of


def problem(answer, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["type"].startswith("/api#")
    assert document["title"]
    assert document["detail"]
    assert document["instance"].startswith("/api/")
    return document


def test_who_is_not_signed_in_is_told_and_not_led_away(anonymous):
    answer = anonymous.get(f"{V1}/goals")
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="sightline"'


def test_a_worthless_token(enterprise):
    answer = program("sl_nothing").get(f"{V1}/goals")
    assert problem(answer, 401)["fix"] == "Make a new one at /account/tokens."
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_without_the_scope_is_told_which_it_lacks(enterprise):
    answer = program(token(scopes=["metric:view"])).get(f"{V1}/goals")
    assert problem(answer, 403)["missing"] == "This token lacks the scope goal:list."


def test_what_is_not_there_names_what_is(client):
    assert problem(client.get(f"{V1}/goals/grow_revenues"), 404)["nearest"] == ["grow_revenue"]
    assert problem(client.get(f"{V1}/metrics/lead_time?by=regoin"), 404)["nearest"] == ["region"]


@pytest.mark.parametrize("where", ["/api/", "/api/v1/", "/api/v1", "/api/v1/nothing", "/api/v2/goals", "/api/v1/%00"])
def test_an_address_that_is_none(client, where):
    problem(client.get(where), 404)


def test_a_verb_that_is_not_known_here_says_which_are(client):
    for where in (f"{V1}/goals", f"{V1}/openapi.json"):
        answer = client.delete(where)
        problem(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD"


def test_who_takes_no_json(client):
    problem(client.get(f"{V1}/goals", headers={"Accept": "text/html"}), 406)
    assert client.get(f"{V1}/goals", headers={"Accept": "*/*"}).status_code == 200


def test_a_value_that_cannot_be_is_named_with_its_place(client):
    document = problem(client.get(f"{V1}/metrics?limit=0&kind=slow"), 422)
    assert [each["place"] for each in document["errors"]] == ["query.limit", "query.kind"]


def test_a_parameter_that_there_is_not_is_named_with_the_nearest(client):
    assert problem(client.get(f"{V1}/goals?limt=3"), 422)["fix"] == "Did you mean limit?"


def test_too_many_requests_say_when_to_come_again(enterprise, monkeypatch):
    monkeypatch.setattr(tokens, "BUDGET", tokens.Budget(requests=1))
    client = program(token())
    assert client.get(f"{V1}/goals").status_code == 200
    answer = client.get(f"{V1}/goals")
    problem(answer, 429)
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_figures_that_are_being_made_say_when_to_come_again(client, monkeypatch):
    def under_way(*_args, **_more):
        raise UnderWayError("outlooks")

    monkeypatch.setattr(views.outlooks, "about_goals_ahead", under_way)
    answer = client.get(f"{V1}/goals")
    problem(answer, 503)
    assert answer.headers["Retry-After"] == "2"


def test_before_there_is_a_reading(client):
    kept = keeper_of(Outcome(fault=Fault("The data are away.")))
    keeper.install(kept)
    kept.settle()
    assert problem(client.get(f"{V1}/goals"), 503)["detail"] == "The data are away."


def test_records_that_are_away(client, monkeypatch):
    def away():
        raise store.StoreError(Fault("The records are away.", fix="Wait."))

    monkeypatch.setattr("sightline_web.accounts.middleware.store.reading", away)
    answer = client.get(f"{V1}/goals")
    assert problem(answer, 503)["detail"] == "The records are away."
    assert answer.headers["Retry-After"] == "5"


def test_a_fault_of_the_app_has_a_number_and_tells_nothing(client, monkeypatch):
    def bang(*_args, **_more):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(views.wording, "second_about_goals", bang)
    client.raise_request_exception = False
    answer = client.get(f"{V1}/goals")
    assert problem(answer, 500)["incident"]
    assert "secret" not in answer.content.decode()


def test_another_host_name(enterprise):
    problem(people.signed_in(SERVER_NAME="evil.example").get(f"{V1}/goals"), 400)


def test_a_body_that_is_too_large(client):
    problem(client.post(f"{V1}/goals", "x" * 200_000, content_type="application/json"), 413)


def test_an_account_that_lacks_its_second_factor(enterprise):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.all().delete()
    assert "second factor" in problem(people.signed_in("auditor").get(f"{V1}/goals"), 403)["detail"]


def test_a_session_changes_nothing_without_its_csrf_token(enterprise):
    client = people.signed_in(enforce_csrf_checks=True)
    problem(client.post(f"{V1}/goals", "{}", content_type="application/json"), 403)


def test_twins_refuse_as_they_did(client, anonymous):
    assert client.get("/goals/grow_revenues.json").json().keys() == {"error", "nearest"}
    assert anonymous.get("/strategy.json").json().keys() == {"error", "see"}
