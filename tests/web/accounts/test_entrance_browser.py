"""Signing in as only a browser can tell: accessibility, narrow screens, keyboards, passkeys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from sightline_web.accounts.models import Account
from tests.web.browsing import SMALL, violations
from tests.web.fakes import good, keeper_of
from tests.web.live import served
from tests.web.people import BUSINESS, address, cookies

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "seven herons over the weir"
OPEN = ("/sign-in", "/sign-in/forgotten", "/sign-in/forgotten/sent", "/sign-in/disabled", "/sign-in/reset/x-y")
OWN = (
    "/account",
    "/account/address",
    "/account/password",
    "/account/sessions",
    "/account/second-factor",
    "/account/second-factor/app",
    "/account/second-factor/app/remove",
    "/account/second-factor/passkeys",
    "/account/second-factor/passkeys/new",
    "/account/second-factor/codes",
    "/account/second-factor/codes/new",
    "/sign-in/again",
    "/sign-in/again/code",
    "/sign-out",
)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    kept = keeper_of(good())
    with served(kept) as at:
        kept.settle()
        yield at.replace("127.0.0.1", "localhost")


def apart(work):
    """Ask the store: Playwright runs a loop in this thread."""

    def done():
        with closing(connection):
            return work()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def known(password: str = PASSWORD) -> Account:
    """The business user, with a password and without a second factor."""
    account = Account.objects.get(email=address(BUSINESS))
    account.set_password(password)
    account.save()
    Authenticator.objects.filter(user=account).delete()
    return account


def signed_in_by_password(page, base: str) -> None:
    page.goto(f"{base}/sign-in")
    page.get_by_label("Address").fill(address(BUSINESS))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{base}/")


def faults(page, path: str, width: int) -> list[object]:
    found: list[object] = [
        (path, fault["id"], [node["html"][:160] for node in fault["nodes"][:3]]) for fault in violations(page)
    ]
    wide = page.locator("html").evaluate("page => page.scrollWidth")
    if wide > width:
        found.append((path, "scrolls sideways", wide))
    small = page.locator("a:visible, button:visible, input:visible, select:visible").evaluate_all(SMALL)
    return found + [(path, "small", each) for each in small]


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_no_page_of_accounts_has_an_accessibility_fault_or_a_complaint(browser, base, width, theme):
    apart(known)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, base_url=base)
    page, complaints, found = context.new_page(), [], []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in OPEN:
        page.goto(path)
        found += faults(page, path, width)
    signed_in_by_password(page, base)
    page.goto("/sign-in/again?next=/account")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/account")
    for path in OWN:
        page.goto(path)
        found += faults(page, path, width)
    context.close()
    assert found == []
    assert [text for text in complaints if "404" not in text] == []


def test_signing_in_works_by_keyboard_alone_and_leads_back(browser, base):
    apart(known)
    page = browser.new_context(base_url=base).new_page()
    page.goto("/sign-in?next=/metrics")
    page.get_by_label("Address").focus()
    page.keyboard.type(address(BUSINESS))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/metrics")
    page.context.close()


def test_a_password_may_be_pasted_and_signing_in_needs_no_scripts(browser, base):
    apart(known)
    page = browser.new_context(base_url=base, java_script_enabled=False).new_page()
    signed_in_by_password(page, base)
    page.context.close()


def test_a_passkey_is_added_and_opens_the_account_without_a_password(browser, base):
    apart(known)
    context = browser.new_context(base_url=base)
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    signed_in_by_password(page, base)
    page.goto("/account/second-factor/passkeys/new")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("This laptop")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/account/second-factor/codes")  # the first factor comes with codes for the day it is lost
    assert page.locator(".codes li").count() == 10
    page.goto("/sign-out")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{base}/")
    page.goto("/account/second-factor/passkeys")
    assert page.get_by_role("row", name=re.compile("This laptop")).count() == 1
    context.close()


def test_without_a_passkey_one_is_told_and_can_go_on(browser, base):
    context = browser.new_context(base_url=base.replace("localhost", "127.0.0.1"))
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    playwright.expect(page.locator("#passkey-said")).to_contain_text("belongs to a name")
    context.close()


def test_no_page_of_accounts_asks_another_host(browser, base):
    hosts = set()
    context = browser.new_context(base_url=base, storage_state=cookies(base))
    page = context.new_page()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    for path in ("/account", "/account/sessions"):
        page.goto(path)
    context.close()
    assert hosts == {"localhost"}
