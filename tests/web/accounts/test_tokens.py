"""API tokens: kept as a digest, narrowed by scopes, over in time, and apart from sessions."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sightline_web.accounts import tokens
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account, Token
from sightline_web.journal.models import Entry
from sightline_web.policy.words import Action, Record
from tests.web import people
from tests.web.databases import BOTH

both = pytest.mark.parametrize("records", BOTH, indirect=True)

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
READS = [f"{record}:{action}" for record in Record for action in (Action.LIST, Action.VIEW, Action.EXPORT)]


def token(who: str | Account = people.BUSINESS, *, scopes: list[str] = READS, days: int = 90, **more: object) -> str:
    account = who if isinstance(who, Account) else people.account(who)
    made = {"by": actor_of(account), "account": account, "name": "Report", "scopes": scopes, "days": days}
    return tokens.make(**({"now": datetime.now(UTC)} | made | more))[1]


def program(key: str, **more: object) -> Client:
    """A client that bears a token and no session."""
    return people.new_client(HTTP_AUTHORIZATION=f"Bearer {key}", **more)


@pytest.fixture(autouse=True)
def _fresh_budget(monkeypatch):
    monkeypatch.setattr(tokens, "BUDGET", tokens.Budget())


@both
def test_a_token_reads_the_twins(enterprise):
    api = program(token())
    assert api.get("/strategy.json").json()["rows"]
    assert api.get("/metrics.csv").status_code == 200
    assert api.get("/metrics/lead_time.json").status_code == 200


def test_the_database_and_the_journal_keep_a_digest_and_never_the_token():
    key = token()
    kept = Token.objects.get()
    assert kept.digest == hashlib.sha256(key.encode()).hexdigest()
    assert kept.prefix == key[:8]
    assert key not in str([*Token.objects.values(), *Entry.objects.values()])


def test_a_token_has_256_bits_and_none_is_like_another():
    keys = {token(now=NOW) for _ in range(5)}
    assert len(keys) == 5
    assert all(re.fullmatch(r"sl_[\w-]{43}", key) for key in keys)


@pytest.mark.parametrize("key", ["", "sl_", "sl_" + "x" * 43, "\x00", "ö" * 9])
def test_an_unknown_token_is_refused_in_one_way(enterprise, key):
    answer = people.new_client().get("/strategy.json", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["error"] == "This token is unknown, over or revoked, or its account is disabled."


def test_a_token_ends_with_its_time(enterprise):
    key = token(days=30)
    Token.objects.update(expires_at=datetime.now(UTC) + timedelta(seconds=30))
    assert program(key).get("/strategy.json").status_code == 200
    Token.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert program(key).get("/strategy.json").status_code == 401


@pytest.mark.parametrize("days", [0, -1, 366, 100_000])
def test_a_token_without_an_end_or_for_more_than_a_year_is_not_made(days):
    with pytest.raises(ValueError, match="365 days"):
        token(days=days)
    assert not Token.objects.exists()


def test_a_token_that_may_do_nothing_is_not_made():
    with pytest.raises(ValueError, match="may do"):
        token(scopes=["secrets:read"])


def test_an_account_has_no_more_tokens_than_it_can_look_through():
    for _ in range(tokens.MOST_TOKENS):
        token()
    with pytest.raises(ValueError, match="revoke one"):
        token()


def test_a_disabled_account_takes_its_tokens_along(enterprise):
    key = token()
    Account.objects.filter(email=people.address(people.BUSINESS)).update(is_active=False)
    assert program(key).get("/strategy.json").status_code == 401


@both
def test_a_revoked_token_opens_nothing_from_the_next_request_on(enterprise):
    key = token()
    account = people.account()
    assert program(key).get("/strategy.json").status_code == 200
    assert tokens.revoke(by=actor_of(account), account=account, token=Token.objects.get().pk, now=NOW)
    assert program(key).get("/strategy.json").status_code == 401


def test_revoking_says_first_that_it_cannot_be_had_back(as_):
    key = token()
    page = as_(people.BUSINESS).get("/account/tokens").content.decode()
    assert "Nothing has used it yet. It cannot be had back." in page
    program(key).get("/strategy.json")
    assert (
        "Whatever uses it is refused from now on; it was last used on"
        in as_(people.BUSINESS).get("/account/tokens").content.decode()
    )


def test_nobody_revokes_a_token_of_somebody_else():
    token()
    other = people.account("auditor")
    assert not tokens.revoke(by=actor_of(other), account=other, token=Token.objects.get().pk, now=NOW)
    assert Token.objects.get().revoked_at is None


def test_a_token_of_a_demo_account_opens_nothing_outside_the_demo(enterprise):
    key = token(Account.objects.create(email="analyst@demo.invalid", demo=True, duties=["analyst"]))
    assert program(key).get("/strategy.json").status_code == 401


def test_the_session_of_a_request_with_a_token_counts_for_nothing(client):
    session = client.session.session_key
    answer = client.get("/strategy.json", headers={"authorization": "Bearer sl_wrong"})
    assert answer.status_code == 401
    assert client.session.session_key == session
    both = client.get("/strategy.json", headers={"authorization": f"Bearer {token('analyst')}"})
    assert both.wsgi_request.actor.name == people.address("analyst")
    assert not both.cookies


def test_a_change_by_token_needs_no_csrf_token_and_one_by_session_does(enterprise):
    form = {"name": "By a program", "shift": "lead_time=-10%"}
    scopes = [f"scenario:{action}" for action in Action]
    assert program(token(scopes=scopes), enforce_csrf_checks=True).post("/scenarios/save", form).status_code == 302
    assert people.signed_in(enforce_csrf_checks=True).post("/scenarios/save", form).status_code == 403


def test_the_actor_has_the_scopes_of_the_token_and_its_beginning_as_origin(enterprise):
    key = token(scopes=["goal:view", "goal:list", "goal:fly"])
    actor = program(key).get("/strategy.json").wsgi_request.actor
    assert actor.scopes == {"goal:view", "goal:list"}
    assert actor.origin == f"127.0.0.1 token {key[:8]}"


def test_a_use_is_written_down_once_a_minute(enterprise):
    api = program(token())
    api.get("/strategy.json")
    first = Token.objects.get().used_at
    assert first is not None
    api.get("/strategy.json")
    assert Token.objects.get().used_at == first


def test_a_token_that_asks_too_often_is_told_when_to_come_again(enterprise, monkeypatch):
    monkeypatch.setattr(tokens, "BUDGET", tokens.Budget(requests=2, seconds=3600))
    api, other = program(token()), program(token())
    assert [api.get("/news").status_code for _ in range(3)] == [204, 204, 429]
    answer = api.get("/strategy.json")
    assert 1 <= int(answer["Retry-After"]) <= 3600
    assert other.get("/news").status_code == 204


def test_a_budget_is_whole_again_in_the_next_minute():
    budget = tokens.Budget(requests=2)
    assert [budget.spend(1, at=60.0 + second) for second in (0, 1)] == [None, None]
    assert budget.spend(1, at=90.0) == 30
    assert budget.spend(1, at=119.9) == 1
    assert budget.spend(1, at=120.0) is None
