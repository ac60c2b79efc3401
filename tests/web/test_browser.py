"""What only a browser can tell: accessibility, the policy, the keyboard, narrow screens, print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from sightline_web.keeper import Keeper
from tests.web.browsing import CONTRAST, RULES, violations
from tests.web.fakes import faulty, good, keeper_of
from tests.web.live import served
from tests.web.people import cookies

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "/",
    "/goals/grow_revenue",
    "/goals/win_share",
    "/metrics",
    "/metrics/on_time_share",
    "/metrics/lead_time?by=region",
    "/metrics/market_share",
    "/metrics/on_time_share/computed",
    "/metrics/revenue_12m/why",
    "/metrics/lead_time/why?from=2025-07&to=2026-07",
    "/metrics/market_share/why",
    "/goals/collect_sooner",
    "/goals/grow_revenue/levers",
    "/calibration",
    "/sight",
    "/sight?goal=win_share",
    "/sight/from/packer",
    "/sight/from/receivables",
    "/effects",
    "/effects?kind=exact",
    "/effects/lead_time/on_time_share",
    "/operations",
    "/operations?process=returns",
    "/operations/order_to_cash?share=100",
    "/operations/returns",
    "/operations/order_to_cash/rules",
    "/operations/order_to_cash/rules/ship_in_time",
    "/operations/order_to_cash/cases/2026/18",
    "/operations/charts",
    "/operations/charts/lead_time?segment=region%3DNorth",
    "/portfolio/promises",
    "/portfolio/promises/fast_lane",
    "/portfolio/promises/night_shift",
    "/controls",
    "/controls/four_eyes",
    "/model",
    "/model/files/metrics.yml",
    "/sources",
    "/sources/shipments",
    "/sources/market",
    "/find?q=time",
    "/help",
    "/glossary",
    "/computed",
    "/computed/price",
    "/computed/worth?on=initiative:night_shift",
    "/metrics/nope",
)
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
COVERED = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect();
    if (e === document.body || !box.width) return [];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const spots = [[box.left + 2, box.top + 2], [x, y], [box.right - 2, box.bottom - 2]];
    const seen = ([at, down]) => {
        const top = document.elementFromPoint(at, down);
        return top && (e.contains(top) || top.contains(e));
    };
    return spots.some(seen) ? [] : [e.outerHTML.slice(0, 120)];
}"""
TOO_SMALL = """elements => elements.filter(e => {
    const box = e.getBoundingClientRect();
    const inline = e.closest('p, h1, li.severity, figcaption') && getComputedStyle(e).display === 'inline';
    return e.isConnected && !inline && (box.height < 23.9 || box.width < 23.9);
}).map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect().width, e.getBoundingClientRect().height])"""


@dataclass
class Watched:
    """A page, with everything it complained of and everywhere it went."""

    page: playwright.Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    kept = keeper_of(good())
    with served(kept) as base:
        kept.settle()
        yield base


@pytest.fixture
def visit(browser, address):
    contexts = []

    def make(width: int = 1280, theme: str = "light", **rest: object) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            base_url=address,
            locale="en",
            storage_state=cookies(address),
            **rest,
        )
        context.set_default_timeout(8_000)
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.on("console", lambda message: watched.complaints.append(f"{message.type}: {message.text}"))
        watched.page.on("pageerror", lambda error: watched.complaints.append(f"error: {error}"))
        watched.page.on("request", lambda request: watched.hosts.add(str(urlsplit(request.url).hostname)))
        return watched

    yield make
    for context in contexts:
        context.close()


def settled(watched: Watched, path: str) -> None:
    watched.page.goto(path)
    if watched.page.locator("figure[data-figure]").count():
        watched.page.locator(".plot.live svg").first.wait_for(state="attached", timeout=15_000)


@pytest.mark.thorough
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_has_an_accessibility_fault_a_small_target_a_complaint_or_a_request_elsewhere(visit, width):
    watched = visit(width)
    faults, seen = [], 0
    for path in PAGES:
        watched.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        settled(watched, path)
        for theme, rules in (("light", RULES), ("dark", CONTRAST)):
            watched.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            watched.page.evaluate(DRAWN)
            faults += [
                (path, theme, fault["id"], [node["html"][:160] for node in fault["nodes"][:3]])
                for fault in violations(watched.page, rules)
            ]
        wide = watched.page.locator("html").evaluate("page => page.scrollWidth")
        if wide > width:
            faults.append((path, "scrolls sideways", wide))
        targets = watched.page.locator("a:visible, button:visible, input:visible, select:visible")
        seen += targets.count()
        faults += [(path, "below 24 pixels", *each) for each in targets.evaluate_all(TOO_SMALL)]
    assert faults == []
    assert seen > 10 * len(PAGES)
    complaints = [text for text in watched.complaints if "404 (Not Found)" not in text]
    assert complaints == []
    assert watched.hosts == {"127.0.0.1"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_faulty_model_is_shown_without_a_fault_of_the_page(browser, theme):
    with served(keeper_of(faulty())) as base:
        page = browser.new_context(color_scheme=theme, storage_state=cookies(base)).new_page()
        page.goto(base + "/")
        assert page.url.endswith("/model")
        assert violations(page) == []
        page.context.close()


def test_the_palette_goes_anywhere_by_keyboard_alone(visit):
    page = visit().page
    page.goto("/")
    page.keyboard.press("Control+k")
    page.locator("#palette-input").wait_for(state="visible")
    page.locator("#palette-results [role=option]").first.wait_for()
    page.keyboard.type("lead time")
    page.locator("#palette-results [role=option]", has_text="Order lead time").first.wait_for()
    playwright.expect(page.locator("#palette-input")).to_have_attribute("aria-activedescendant", "option-0")
    page.keyboard.press("ArrowDown")
    playwright.expect(page.locator("#palette-input")).to_have_attribute("aria-activedescendant", "option-1")
    page.keyboard.press("ArrowUp")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/metrics/lead_time")


def test_escape_closes_the_palette_and_gives_the_focus_back(visit):
    page = visit().page
    page.goto("/")
    page.locator(".find").focus()
    page.keyboard.press("Enter")
    page.locator("#palette-input").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("#palette").wait_for(state="hidden")
    assert page.locator(".find").evaluate("link => link === document.activeElement")


def test_the_skip_link_is_first_and_leads_to_the_content(visit):
    page = visit().page
    page.goto("/")
    page.keyboard.press("Tab")
    playwright.expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    playwright.expect(page.locator("#main")).to_be_focused()


def test_from_the_goal_to_the_source_line_without_a_mouse(visit):
    page = visit().page
    page.goto("/")
    for name, wanted in (
        ("Grow revenue to 60 million a year by March 2028", "**/goals/grow_revenue"),
        ("Revenue last 12 months", "**/metrics/revenue_12m"),
        ("How was this computed?", "**/metrics/revenue_12m/computed"),
        ("metrics.yml:3", "**/model/files/metrics.yml#L3"),
    ):
        page.get_by_role("link", name=name, exact=True).first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(wanted)


def test_the_theme_can_be_forced_without_scripts(visit):
    page = visit(theme="light", java_script_enabled=False).page
    page.goto("/metrics")
    page.get_by_role("button", name="Dark").click()
    page.wait_for_url("**/metrics")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    playwright.expect(page.locator("body")).to_have_css("background-color", "rgb(21, 23, 26)")


def test_a_page_is_whole_without_scripts(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/metrics/on_time_share")
    playwright.expect(page.locator("svg.chart.wide")).to_be_visible()
    assert page.locator("table caption", has_text="Values").count() == 1
    page.goto("/find")
    page.locator("#q").fill("lead")
    page.locator("main").get_by_role("button", name="Find").click()
    playwright.expect(page.get_by_role("link", name="Order lead time", exact=True)).to_be_visible()


def test_a_word_says_what_it_means_by_keyboard_and_without_scripts(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/")
    word = page.get_by_role("button", name="Chance", exact=True)
    word.focus()
    page.keyboard.press("Enter")
    meaning = page.locator("#word-chance")
    playwright.expect(meaning).to_be_visible()
    playwright.expect(meaning).to_contain_text("simulated ways ahead")
    near, said = word.bounding_box(), meaning.bounding_box()
    assert 0 <= said["y"] - near["y"] - near["height"] < 20
    page.keyboard.press("Escape")
    playwright.expect(meaning).to_be_hidden()
    playwright.expect(word).to_be_focused()


def test_single_keys_do_something_until_they_are_turned_off(visit):
    page = visit().page
    page.goto("/")
    page.keyboard.press("?")
    page.wait_for_url("**/help#keyboard")
    page.get_by_role("button", name="Turn single keys off").click()
    page.get_by_role("button", name="Turn single keys on").wait_for()
    page.keyboard.press("/")
    playwright.expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    playwright.expect(page.locator("#palette")).to_be_visible()


def test_the_map_is_cut_without_scripts_by_the_slider_and_by_tabs(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/operations/order_to_cash")
    page.locator("#share").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.locator(".slide").get_by_role("button", name="Show").click()
    page.wait_for_url("**?share=100")
    assert page.locator("svg.map a.box, svg.map g.box").count() == 5
    page.get_by_role("link", name="50%", exact=True).click()
    page.wait_for_url("**?share=50")
    assert page.locator("svg.map a.box, svg.map g.box").count() == 4


def test_filters_of_the_queue_stand_in_the_address_and_survive_back(visit):
    page = visit().page
    page.goto("/operations")
    page.locator("#owner").select_option("risk_officer")
    page.locator(".filters").get_by_role("button", name="Show").click()
    page.wait_for_url("**owner=risk_officer*")
    assert page.locator("table.queue tbody tr").count() == 1
    page.reload()
    playwright.expect(page.locator("#owner")).to_have_value("risk_officer")
    page.go_back()
    page.wait_for_url("**/operations")
    assert page.locator("table.queue tbody tr").count() == 4


def test_a_step_of_the_map_is_reached_and_opened_by_keyboard(visit):
    page = visit().page
    page.goto("/operations/order_to_cash")
    page.locator("svg.map a.box").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sight/from/order_to_cash.*")


def test_the_list_of_metrics_narrows_while_one_types_and_keeps_the_focus(visit):
    page = visit().page
    page.goto("/metrics")
    page.locator("#q").focus()
    page.keyboard.type("shipped", delay=20)
    playwright.expect(page.locator("#listed [role=status]")).to_contain_text("1 of 7")
    playwright.expect(page.locator("#q")).to_be_focused()
    assert page.locator("#q").input_value() == "shipped"
    page.wait_for_url("**/metrics?q=shipped*")
    page.reload()
    assert page.locator("#listed tbody tr").count() == 1


def test_values_of_a_figure_can_be_pointed_at(visit):
    watched = visit()
    settled(watched, "/metrics/on_time_share")
    box = watched.page.locator(".plot").bounding_box()
    watched.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    watched.page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2)
    tip = watched.page.locator("#vg-tooltip-element")
    playwright.expect(tip).to_be_visible()
    assert re.fullmatch(r"Period\s+\w{3} 202\d\s+Value\s+\d\d\.\d%", tip.inner_text().strip())
    assert watched.complaints == []


def test_a_live_figure_follows_the_theme(visit):
    watched = visit(theme="light")
    settled(watched, "/metrics/on_time_share")
    line = watched.page.locator(".plot.live path[stroke='rgb(29, 33, 38)']")
    playwright.expect(line.first).to_be_attached()
    watched.page.emulate_media(color_scheme="dark")
    playwright.expect(watched.page.locator(".plot.live path[stroke='rgb(231, 230, 227)']").first).to_be_attached()


def test_back_keeps_the_view_and_the_address_is_the_view(visit):
    page = visit().page
    page.goto("/metrics/on_time_share")
    page.get_by_role("link", name="Region", exact=True).click()
    page.wait_for_url("**?by=region")
    page.locator("#since").select_option("2026-01")
    page.locator(".window").get_by_role("button", name="Show").click()
    page.wait_for_url("**by=region&since=2026-01*")
    first = page.locator("main table").first.inner_text()
    page.reload()
    assert page.locator("main table").first.inner_text() == first
    page.go_back()
    page.wait_for_url("**?by=region")


def test_back_finds_the_place_on_the_page_again(visit):
    page = visit(width=390).page
    page.goto("/metrics/on_time_share")
    page.evaluate("() => window.scrollTo(0, 700)")
    page.locator(".foot a", has_text="Glossary").click()
    page.wait_for_url("**/glossary")
    page.go_back()
    page.wait_for_url("**/metrics/on_time_share")
    page.evaluate(DRAWN)
    assert page.evaluate("() => window.scrollY") > 500


def test_what_has_the_focus_is_in_sight(visit):
    page = visit().page
    page.goto("/metrics/on_time_share")
    hidden = []
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden += page.evaluate(COVERED)
    assert hidden == []


def test_print_shows_content_and_hides_controls(visit):
    page = visit().page
    page.goto("/metrics/on_time_share")
    page.emulate_media(media="print")
    for hidden in (".find", ".top nav", ".theme", ".controls", ".twins"):
        playwright.expect(page.locator(hidden).first).to_be_hidden()
    playwright.expect(page.locator("svg.chart.wide")).to_be_visible()
    height = page.locator(".scroll.tall").first.evaluate("e => [e.scrollHeight, e.clientHeight]")
    assert height[0] == height[1]
    assert page.pdf()[:5] == b"%PDF-"


def test_news_never_move_the_focus_or_the_text(browser):
    kept = Keeper(lambda _: good(str(len(made) or made.append(1))), lambda: prints[0], every=0.0)
    made: list[int] = []
    prints = ["a"]
    with served(kept) as base:
        kept.settle()
        page = browser.new_context(storage_state=cookies(base)).new_page()
        page.goto(base + "/metrics")
        page.locator("#q").focus()
        prints[0] = "b"
        kept.settle()
        page.locator("#news").dispatch_event("sightline:look")
        page.keyboard.type("lead", delay=15)
        playwright.expect(page.locator("#news")).to_contain_text("New figures are ready")
        playwright.expect(page.locator("#q")).to_be_focused()
        assert page.locator("#q").input_value() == "lead"
        page.context.close()
