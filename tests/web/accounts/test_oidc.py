"""Signing in with an issuer of OpenID Connect: only whom an administrator knows, and only as the protocol says."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import override_settings

from sightline_web.accounts.configured import providers
from sightline_web.accounts.models import Account
from tests.web.accounts.issuer import CLIENT, SECRET, Issuer, issuing, new_key
from tests.web.people import BUSINESS, account, address, new_client


@pytest.fixture(scope="module")
def running():
    with issuing() as found:
        yield found


@pytest.fixture
def issuer(running: Issuer, enterprise):
    running.email, running.verified, running.changes, running.signs_with = address(BUSINESS), True, {}, None
    EmailAddress.objects.filter(user=account(BUSINESS)).update(verified=True)
    account(BUSINESS).authenticator_set.all().delete()
    running.exchanges.clear()
    environment = {
        "SIGHTLINE_OIDC_ISSUER": running.address,
        "SIGHTLINE_OIDC_CLIENT_ID": CLIENT,
        "SIGHTLINE_OIDC_CLIENT_SECRET": SECRET,
        "SIGHTLINE_OIDC_NAME": "Example ID",
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers(environment)):
        yield running


def come_back(issuer: Issuer, client=None):
    client = client or new_client()
    sent = client.get("/sign-in/with")
    assert sent.status_code == 302
    return client, client.get(issuer.agree(sent.headers["Location"]))


def inside(client) -> bool:
    return client.get("/account").status_code == 200


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_somebody_known_is_let_in_and_linked(issuer):
    assert "Sign in with Example ID" in text_of(new_client().get("/sign-in"))
    client, response = come_back(issuer)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert inside(client)
    assert SocialAccount.objects.get().user == account(BUSINESS)


def test_state_nonce_and_proof_of_the_exchange_go_along(issuer):
    location = new_client().get("/sign-in/with").headers["Location"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert query["code_challenge_method"] == "S256"
    assert min(len(query[name]) for name in ("nonce", "code_challenge")) >= 43
    assert len(query["state"]) >= 16
    come_back(issuer)
    assert len(issuer.exchanges[0]["code_verifier"]) >= 43


def test_one_comes_back_to_where_one_wanted(issuer):
    client = new_client()
    sent = client.get("/sign-in/with?next=/metrics")
    assert client.get(issuer.agree(sent.headers["Location"])).headers["Location"] == "/metrics"


def test_somebody_unknown_gets_no_account(issuer):
    issuer.email = "stranger@example.org"
    before = Account.objects.count()
    client, response = come_back(issuer)
    assert response.status_code == 403
    assert "has no account here" in text_of(response)
    assert not inside(client)
    assert Account.objects.count() == before


@pytest.mark.parametrize("verified", [False, None, "false"])
def test_an_address_that_the_issuer_has_not_verified_opens_nothing(issuer, verified):
    issuer.verified = verified
    client, response = come_back(issuer)
    assert response.status_code == 403
    assert not inside(client)
    assert SocialAccount.objects.count() == 0


def test_a_disabled_account_stays_outside(issuer):
    Account.objects.filter(pk=account(BUSINESS).pk).update(is_active=False)
    client, _ = come_back(issuer)
    assert not inside(client)


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"exp": 1},
        {"sub": "somebody else"},
    ],
)
def test_a_token_that_is_not_for_us_opens_nothing(issuer, lie):
    issuer.changes = lie
    client, response = come_back(issuer)
    assert response.status_code == 401
    assert "did not work" in text_of(response)
    assert not inside(client)


def test_a_token_with_another_signature_opens_nothing(issuer):
    issuer.signs_with = new_key()
    client, response = come_back(issuer)
    assert (response.status_code, inside(client)) == (401, False)


def test_an_answer_that_another_browser_asked_for_opens_nothing(issuer):
    back = issuer.agree(new_client().get("/sign-in/with").headers["Location"])
    victim = new_client()
    victim.get("/sign-in/with")
    assert (victim.get(back).status_code, inside(victim)) == (401, False)


def test_an_answer_works_once(issuer):
    client = new_client()
    back = issuer.agree(client.get("/sign-in/with").headers["Location"])
    assert client.get(back).status_code == 302
    client.post("/sign-out")
    assert (client.get(back).status_code, inside(client)) == (401, False)


def test_a_page_elsewhere_cannot_start_it(issuer):
    response = new_client().get("/sign-in/with", headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


def test_an_issuer_that_cannot_be_reached_is_told(enterprise):
    environment = {
        "SIGHTLINE_OIDC_ISSUER": "http://127.0.0.1:9",
        "SIGHTLINE_OIDC_CLIENT_ID": CLIENT,
        "SIGHTLINE_OIDC_CLIENT_SECRET": SECRET,
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers(environment)):
        response = new_client().get("/sign-in/with")
    assert (response.status_code, "cannot be reached" in text_of(response)) == (502, True)


def test_half_an_issuer_is_refused():
    with pytest.raises(ValueError, match="CLIENT_ID"):
        providers({"SIGHTLINE_OIDC_ISSUER": "https://id.example.org"})
    with pytest.raises(ValueError, match="https"):
        providers(
            {
                "SIGHTLINE_OIDC_ISSUER": "http://id.example.org",
                "SIGHTLINE_OIDC_CLIENT_ID": CLIENT,
                "SIGHTLINE_OIDC_CLIENT_SECRET": SECRET,
            }
        )
    assert providers({}) == {}
