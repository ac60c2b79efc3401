"""One's own account: its pages say whose it is, and name its browsers so that they are recognised."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sightline_web.accounts.templatetags.browsers import browser
from sightline_web.languages.spoken import speaking
from tests.web.people import BUSINESS, account, address, signed_in

ON_LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
ON_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
ON_A_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"
ON_A_PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
)


@pytest.fixture
def client(records, enterprise):
    return signed_in(account(BUSINESS))


def text_of(client, path: str) -> str:
    found: str = client.get(path).content.decode()
    return found


def test_it_says_who_one_is_and_what_one_signs_in_with(client):
    page = text_of(client, "/account")
    assert f"You are <bdi>{account(BUSINESS).name}</bdi>." in page
    assert address(BUSINESS) in page
    assert f"You sign in as {address(BUSINESS)}." in text_of(client, "/account/address")


def test_who_proves_anew_who_they_are_is_named_to_the_password_manager(client):
    page = text_of(client, "/sign-in/again?next=/account")
    assert f'autocomplete="username" value="{address(BUSINESS)}"' in page


def test_a_field_is_called_by_its_label_alone(client):
    page = text_of(client, "/sign-in/again?next=/account")
    assert re.search(r"<label[^>]*>Password</label>", page)
    assert "placeholder" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ON_LINUX, "Chrome on Linux"),
        (ON_WINDOWS, "Edge on Windows"),
        (ON_A_MAC, "Safari on macOS"),
        (ON_A_PHONE, "Safari on iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "unknown"),
    ],
)
def test_a_browser_is_named_in_words_and_what_is_not_known_as_it_came(agent, words):
    assert browser(agent) == words


def test_why_a_password_is_refused_is_said_in_the_readers_language(enterprise):
    with speaking("nl"), pytest.raises(ValidationError) as refused:
        validate_password("kort")
    assert refused.value.messages == ["Dit wachtwoord is te kort. Het moet minstens 8 tekens hebben."]
