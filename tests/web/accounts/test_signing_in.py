"""Signing in: who is let in, who waits, and what nobody learns by trying."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import time as allauth_time
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from sightline_web.accounts import adapters
from sightline_web.accounts.configured import mail as mail_of
from sightline_web.accounts.models import Account
from sightline_web.policy.words import Duty
from tests.web.databases import BOTH
from tests.web.people import BUSINESS, account, address, new_client, signed_in

PASSWORD = "seven herons over the weir"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SENDS = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "localhost"}


@pytest.fixture
def known(records: Path, enterprise: None) -> Account:
    """The business user, with a password and without a second factor."""
    return with_password(BUSINESS)


@pytest.fixture
def with_app(known: Account) -> Account:
    """The same, with an authenticator app."""
    TOTP.activate(known, SECRET)
    return known


@pytest.fixture
def sent(monkeypatch) -> Iterator[list[mail.EmailMessage]]:
    """The mails that go out, in a workspace that can send any."""
    posted: list[mail.EmailMessage] = []
    monkeypatch.setattr(adapters, "post", posted.append)
    with override_settings(**SENDS):
        yield posted


def with_password(who: str) -> Account:
    found = account(who)
    found.set_password(PASSWORD)
    found.save()
    Authenticator.objects.filter(user=found).delete()
    return found


def enter(client: Client, password: str = PASSWORD, who: str = BUSINESS, **more: object):
    return client.post("/sign-in", {"login": address(who), "password": password}, **more)


def code(at: float) -> str:
    return format_hotp_value(hotp_value(SECRET, int(at) // 30))


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# The way in


def test_address_and_password_lead_to_where_one_wanted(known):
    client = new_client()
    response = client.post("/sign-in?next=/metrics", {"login": address(BUSINESS).upper(), "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/metrics")
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(known, onward):
    response = new_client().post(f"/sign-in?next={onward}", {"login": address(BUSINESS), "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(known):
    said = []
    for login in (address(BUSINESS), "nobody.at.all@example.org"):
        response = new_client().post("/sign-in", {"login": login, "password": "wrong"})
        assert response.status_code == 422
        said.append(text_of(response).replace(login, ""))
    assert "do not belong together" in said[0]
    assert said[0] == said[1]


def test_nobody_can_sign_up(known):
    assert new_client().get("/sign-up").status_code in {302, 401, 404}
    assert new_client().get("/accounts/signup/").status_code in {302, 401, 404}


def test_a_form_from_elsewhere_signs_nobody_in(known):
    assert enter(new_client(enforce_csrf_checks=True)).status_code == 403


def test_a_disabled_account_is_not_let_in_and_its_sessions_are_dead_at_once(known):
    inside = new_client()
    enter(inside)
    assert inside.get("/account").status_code == 200
    Account.objects.filter(pk=known.pk).update(is_active=False)
    assert inside.get("/account").status_code == 302
    assert "_auth_user_id" not in (response := enter(new_client())).client.session
    assert response.status_code != 200 or "disabled" in text_of(response)


# Too many tries


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_ten_failures_of_an_account_from_one_address_make_it_wait_and_nobody_else(records, known):
    for _ in range(10):
        assert "do not belong together" in text_of(enter(new_client(), "wrong"))
    refused = enter(new_client())  # the right password: what waits is this pair of account and address
    assert "Too many tries from here" in text_of(refused)
    elsewhere = enter(new_client(), REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302
    with_password("analyst")
    assert enter(new_client(), who="analyst").status_code == 302


def test_a_flood_of_tries_is_told_how_long_to_wait(known):
    with override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}):
        enter(new_client(), "wrong")
        refused = enter(new_client())
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "300")
    assert "too many tries" in text_of(refused).lower()


def test_what_is_counted_is_shared_by_all_workers():
    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")


# Passwords


@pytest.mark.parametrize("weak", ["short", "password", "12345678", "iloveyou", "Sightline1", "sightline", "Halden2026"])
def test_a_password_that_is_short_or_common_or_the_products_name_is_refused(enterprise, weak):
    with pytest.raises(ValidationError):
        validate_password(weak)


@pytest.mark.parametrize(
    "good", ["x" * 7 + "q-tern heron", "aaaa bbbb cccc dddd", "ü" * 64 + "heron", "7" * 9 + "herons"]
)
def test_no_composition_is_asked_for_and_length_is_welcome(enterprise, good):
    validate_password(good)


def test_a_password_near_the_address_is_refused(enterprise):
    with pytest.raises(ValidationError):
        validate_password("business@example", Account(email=address(BUSINESS)))


def test_passwords_are_kept_by_argon2(known):
    assert identify_hasher(known.password).algorithm == "argon2"


def test_a_new_password_asks_for_the_old_one_and_ends_the_other_sessions(known):
    client, other = new_client(), new_client()
    enter(client)
    enter(other)
    new = "eight otters under it"
    wrong = client.post("/account/password", {"oldpassword": "wrong", "password1": new, "password2": new})
    assert wrong.status_code == 422
    done = client.post("/account/password", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.status_code == 302
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


# The second factor


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_the_second_step_asks_for_a_code_and_a_code_works_once(records, with_app, monkeypatch):
    at = allauth_time.time()
    monkeypatch.setattr(allauth_time, "time", lambda: at)
    first = new_client()
    assert enter(first).headers["Location"] == "/sign-in/code"
    assert first.get("/account").status_code == 302  # half way in is outside
    assert first.post("/sign-in/code", {"code": code(at)}).headers["Location"] == "/"
    second = new_client()
    enter(second)
    for later in (0, 31, 59):  # a code fits for a while after its time, and is refused all that while
        monkeypatch.setattr(allauth_time, "time", lambda later=later: at + later)
        again = second.post("/sign-in/code", {"code": code(at)})
        assert (again.status_code, "was used before" in text_of(again)) == (422, True), later
    assert second.get("/account").status_code == 302


def test_the_code_that_sets_an_app_up_opens_nothing_afterwards(known, monkeypatch):
    at = allauth_time.time()
    monkeypatch.setattr(allauth_time, "time", lambda: at)
    client = new_client()
    enter(client)
    client.post("/sign-in/again?next=/account", {"password": PASSWORD})
    page = client.get("/account/second-factor/app").content.decode()
    secret = re.search(r'id="secret" type="text" readonly value="(\w+)"', page)[1]
    proof = format_hotp_value(hotp_value(secret, int(at) // 30))
    assert client.post("/account/second-factor/app", {"code": proof}).status_code == 302
    other = new_client()
    enter(other)
    assert other.post("/sign-in/code", {"code": proof}).status_code == 422


def test_the_secret_of_the_app_stands_sealed_in_the_database(with_app):
    kept = Authenticator.objects.get(user=with_app).data["secret"]
    assert SECRET not in kept
    assert len(kept) > 100


@pytest.mark.parametrize("duty", [Duty.ADMINISTRATOR, Duty.AUDITOR, Duty.HR_PARTNER])
def test_a_privileged_account_is_led_to_a_second_factor_before_anything_else(enterprise, duty):
    client = signed_in(with_password(duty))
    for path in ("/", "/metrics", "/account"):
        assert client.get(path).headers["Location"] == "/account/second-factor"
    refused = client.get("/strategy.json")
    assert (refused.status_code, "second factor" in refused.json()["error"]) == (403, True)
    assert client.get("/account/second-factor").status_code == 200
    TOTP.activate(account(duty), SECRET)
    assert client.get("/account").status_code == 200


def test_others_need_none(enterprise):
    assert signed_in(with_password("executive")).get("/account").status_code == 200


# Proving it anew


@pytest.mark.parametrize(
    "path", ["/account/second-factor/app", "/account/second-factor/passkeys/new", "/account/address"]
)
def test_what_changes_an_account_asks_anew_who_it_is(known, path):
    client = signed_in(known)
    response = client.post(path, {"email": "new@example.org", "action_add": "1", "code": "1"})
    assert response.headers["Location"].startswith("/sign-in/again")


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_who_signs_in_or_proves_it_anew_gets_a_new_session(records, known):
    client = new_client()
    client.get("/sign-in")
    seen = [client.session.session_key]
    enter(client)
    seen.append(client.session.session_key)
    client.post("/sign-in/again?next=/account", {"password": PASSWORD})
    seen.append(client.session.session_key)
    assert len(set(seen)) == 3
    assert not Session.objects.filter(session_key=seen[1]).exists()
    assert all(len(key) >= 26 for key in seen if key)  # 32 letters of 36: over 160 bit
    assert "signed in here alone" in text_of(client.get("/account/sessions"))


# A forgotten password


def test_without_mail_one_is_sent_to_an_administrator(anonymous):
    assert "Ask an administrator" in text_of(anonymous.get("/sign-in/forgotten"))


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once_and_gives_no_second_factor_up(with_app, sent):
    inside = new_client()
    inside.force_login(with_app)
    client = new_client()
    assert client.post("/sign-in/forgotten", {"email": address(BUSINESS)}).status_code == 302
    link = urlsplit(re.search(r"http://\S+/sign-in/reset/\S+", sent[0].body)[0]).path
    opened = client.get(link)
    form = opened.headers["Location"]
    new = "eight otters under it"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert inside.get("/account").status_code == 302
    assert enter(new_client(), new).headers["Location"] == "/sign-in/code"
    assert "does not work" in text_of(new_client().get(link))


def test_asking_for_an_address_without_an_account_is_answered_the_same_and_sends_nothing(known, sent):
    known_answer = new_client().post("/sign-in/forgotten", {"email": address(BUSINESS)})
    unknown = new_client().post("/sign-in/forgotten", {"email": "nobody.at.all@example.org"})
    assert (unknown.status_code, unknown.headers["Location"]) == (302, known_answer.headers["Location"])
    assert [message.to for message in sent] == [[address(BUSINESS)]]


def test_a_new_address_counts_once_its_link_is_opened(known, sent):
    client = new_client()
    enter(client)
    client.post("/sign-in/again?next=/account", {"password": PASSWORD})
    client.post("/account/address", {"email": "new@example.org", "action_add": "1"})
    assert Account.objects.get(pk=known.pk).email == address(BUSINESS)
    body = next(message.body for message in sent if message.to == ["new@example.org"])
    link = urlsplit(re.search(r"http://\S+/sign-in/address/\S+", body)[0]).path
    client.post(link)
    assert Account.objects.get(pk=known.pk).email == "new@example.org"


def test_a_mail_server_is_named_by_an_address():
    found = mail_of("smtps://me%40x:p%40ss@mail.example.org:465?from=sightline@example.org")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_SSL"]) == ("mail.example.org", 465, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x", "p@ss")
    assert found["DEFAULT_FROM_EMAIL"] == "sightline@example.org"
    assert mail_of("smtp://mail.example.org")["EMAIL_USE_TLS"] is True
    with pytest.raises(ValueError, match="must read") as refused:
        mail_of("imap://me:secret@mail.example.org")
    assert "secret" not in str(refused.value)


def test_the_query_of_a_link_is_kept_through_signing_in(anonymous):
    response = anonymous.get("/account")
    assert parse_qs(urlsplit(response.headers["Location"]).query)["next"] == ["/account"]
