"""The pages of administration, tokens and links in a browser: accessible, narrow, dark, and quiet."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection

from sightline_web.accounts import administration, invitations, tokens
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.invitations import Grant
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.accounts.proving import proven
from tests.web.browsing import SMALL, violations
from tests.web.fakes import good, keeper_of
from tests.web.live import served

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    kept = keeper_of(good())
    with served(kept) as at:
        kept.settle()
        yield at


def prepared() -> tuple[str, list[str]]:
    """Make one of everything; return the session of an administrator, and the addresses to look at."""
    with closing(connection):
        now = datetime.now(UTC)
        by = actor_of(people.account("administrator"))
        analyst, mine = people.account("analyst"), people.account("administrator")
        grant = Grant("vera@example.org", "Vera", (Duty.ANALYST,))
        invited = invitations.invite(by=by, grant=grant, now=now)[1]
        way_back = administration.recovery_link(by=by, account=analyst.pk, factors_too=True, reason="lost it", now=now)[
            1
        ]
        tokens.make(by=by, account=mine, name="Report", scopes=["goal:view", "goal:list"], days=30, now=now)
        paths = [
            "/accounts",
            "/accounts/invite",
            f"/accounts/{analyst.pk}",
            f"/accounts/{analyst.pk}?done=disabled",
            f"/accounts/{mine.pk}",
            "/account/tokens",
            f"/invitation/{invited}",
            f"/recovery/{way_back}",
            "/invitation/guessed",
        ]
        return proven("administrator").cookies[settings.SESSION_COOKIE_NAME].value, paths


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_the_pages_are_accessible_narrow_and_quiet(browser, base, width, theme):
    with ThreadPoolExecutor(1) as apart:  # Playwright runs a loop in this thread
        session, paths = apart.submit(prepared).result()
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, base_url=base, locale="en"
    )
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
    page, faults, complaints = context.new_page(), [], []
    page.on("console", lambda message: complaints.append(message.text))
    for path in paths:
        page.goto(path)
        page.locator(".who summary").click()
        found = violations(page)
        faults += [(path, fault["id"], [node["html"][:160] for node in fault["nodes"][:2]]) for fault in found]
        if (wide := page.locator("html").evaluate("page => page.scrollWidth")) > width:
            faults.append((path, "scrolls sideways", wide))
        faults += [(path, each) for each in page.locator("a, button, input, select").evaluate_all(SMALL)]
    context.close()
    assert faults == []
    assert [text for text in complaints if "410" not in text] == []


def test_the_account_menu_opens_by_keyboard_and_without_scripts(browser, base):
    with ThreadPoolExecutor(1) as apart:
        session, _ = apart.submit(prepared).result()
    context = browser.new_context(base_url=base, java_script_enabled=False)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
    page = context.new_page()
    page.goto("/accounts")
    page.locator(".who summary").focus()
    page.keyboard.press("Enter")
    page.locator(".who").get_by_role("link", name="API tokens").click()
    page.wait_for_url("**/account/tokens")
    context.close()
