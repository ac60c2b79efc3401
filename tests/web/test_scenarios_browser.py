"""Scenarios in a browser: accessible in every state, whole without scripts, by keyboard alone, and safe on paper."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from sightline_web.keeper import Outcome
from sightline_web.policy.actor import SYSTEM
from sightline_web.scenarios import services, views
from tests.web.browsing import SMALL, violations
from tests.web.fakes import FakeSnapshot, good, keeper_of
from tests.web.live import served
from tests.web.people import cookies

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
BENCH = "/scenarios/new?shift=on_time_share%3D%2B2pp&shift=lead_time%3D-10%25"
PAGES = (
    "/scenarios",
    "/scenarios?deleted=4",
    "/scenarios/new",
    f"{BENCH}&goal=grow_revenue",
    "/scenarios/new?shift=on_tim_share%3D%2B2pp&shift=lead_time%3Dfaster&shift=%3D1",
    "/scenarios/1",
    "/scenarios/2",
    "/scenarios/4",
    "/scenarios/compare",
    "/scenarios/compare?scenario=1&scenario=2&scenario=3",
    f"{BENCH}&edit=1",
)


@pytest.fixture
def records(records):
    with ThreadPoolExecutor(1) as apart:  # Playwright runs a loop in this one
        apart.submit(fill).result()
    return records


def fill() -> None:
    for name, shifts in (
        ("Faster credit checks", ["lead_time=-10%"]),
        ("Night shift, and a better promise to all customers in the North", ["on_time_share=+2pp", "lead_time=-0.5"]),
        ("W" * 80, ["gone=+1"]),
        ("Deleted", ["lead_time=-1"]),
    ):
        services.scenario_create(by=SYSTEM, name=name, shifts=shifts, note="Why: a reason.\nTwo.", created_at=NOW)
    services.scenario_archive(by=SYSTEM, scenario=4, archived_at=NOW)
    connection.close()


@pytest.fixture
def visit(browser, records):
    contexts = []
    with served(keeper_of(good())) as base:

        def make(width: int = 1280, theme: str = "light", **rest: object) -> playwright.Page:
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme=theme,
                base_url=base,
                locale="en",
                storage_state=cookies(base),
                **rest,
            )
            context.set_default_timeout(8_000)
            contexts.append(context)
            return context.new_page()

        yield make
        for context in contexts:
            context.close()


@pytest.mark.thorough
@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (1280, "dark")])
def test_no_page_has_an_accessibility_fault_a_complaint_or_a_small_target_or_scrolls_sideways(visit, width, theme):
    page = visit(width, theme)
    faults: list[object] = []
    page.on("console", lambda message: faults.append(message.text))
    for path in PAGES:
        page.goto(path)
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
        faults += [
            (path, fault["id"], [node["html"][:160] for node in fault["nodes"][:3]]) for fault in violations(page)
        ]
        faults += [(path, each) for each in page.locator("a, button, input, select, summary").evaluate_all(SMALL)]
        wide = page.locator("html").evaluate("page => page.scrollWidth")
        if wide > width:
            faults.append((path, "scrolls sideways", wide))
    assert faults == []


def test_the_whole_way_works_without_scripts(visit):
    page = visit(java_script_enabled=False)
    page.goto("/scenarios")
    page.get_by_role("link", name="New scenario").click()
    page.locator("#metric-1").fill("Shipped on time")
    page.locator("#amount-1").fill("2 points")
    page.get_by_role("button", name="One more row").click()
    playwright.expect(page.locator("#amount-1")).to_have_value("2 points")
    playwright.expect(page.locator("[role=alert]")).to_contain_text("percentage points without a sign")
    page.locator("#amount-1").fill("+2pp")
    page.locator("#metric-2").fill("lead_time")
    page.locator("#amount-2").fill("=3")
    page.get_by_role("button", name="Show what it does").click()
    playwright.expect(page.locator("h1")).to_contain_text("with a chance of 43%")
    page.get_by_role("button", name="Remove row 1").click()
    playwright.expect(page.locator("#metric-1")).to_have_value("lead_time")
    page.get_by_label("Name", exact=True).fill("FASTER credit checks")
    page.get_by_role("button", name="Save", exact=True).click()
    playwright.expect(page.locator("#name-wrong")).to_contain_text("Another scenario is called")
    page.get_by_label("Name", exact=True).fill("Three days")
    page.get_by_role("button", name="Save", exact=True).click()
    playwright.expect(page.locator(".kicker")).to_contain_text("Three days")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    playwright.expect(page.locator(".kicker")).to_contain_text("Three days")


def test_scenarios_are_chosen_and_compared_by_keyboard_alone(visit):
    page = visit()
    page.goto("/")
    page.get_by_role("link", name="Scenarios", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/scenarios")
    for name in ("Faster credit checks", "Night shift"):
        page.get_by_role("checkbox", name=f"Compare {name}").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Compare the chosen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/scenarios/compare?scenario=1&scenario=2")
    playwright.expect(page.locator("h1 + p")).to_have_text("Two scenarios side by side.")


def test_the_address_is_the_view(visit):
    page, other = visit(), visit()
    page.goto(BENCH)
    other.goto(page.url)
    assert page.locator("main").inner_text() == other.locator("main").inner_text()


def test_a_long_list_fills_itself_and_ends(visit, monkeypatch):
    page = visit()
    monkeypatch.setattr(views, "LIST_SECONDS", -1.0)
    page.goto("/scenarios")
    playwright.expect(page.locator("#listed")).to_contain_text("still being answered")
    monkeypatch.setattr(views, "LIST_SECONDS", 5.0)
    playwright.expect(page.locator("#listed")).not_to_contain_text("still being answered")
    playwright.expect(page.locator("#listed")).to_contain_text("+€739K")


def test_a_narrow_screen_draws_intervals_too(visit):
    page = visit(390)
    page.goto(BENCH)
    drawn = page.locator("svg.interval path.range").evaluate_all("all => all.map(e => getComputedStyle(e).display)")
    assert drawn
    assert "none" not in drawn


@pytest.mark.thorough
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_states_without_an_answer_are_accessible(browser, records, theme):
    for given in ({"waiting": ("whatif", "levers")}, {"refused": ("whatif", "levers")}, {"bare": True}):
        with served(keeper_of(Outcome(FakeSnapshot(**given)))) as base:
            page = browser.new_context(color_scheme=theme, storage_state=cookies(base)).new_page()
            for path in ("/scenarios", f"{BENCH}&goal=grow_revenue", "/scenarios/1", "/scenarios/compare"):
                page.goto(base + path)
                assert violations(page) == [], (given, path)
            page.context.close()
