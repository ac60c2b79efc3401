"""A live region in a browser: what a visitor does in it stays theirs, and a cut stream is said and mended."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.template import engines
from django.urls import clear_url_caches, path

from sightline_web import urls
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.stream import hub
from sightline_web.stream.services import touch
from tests.web.fakes import good, keeper_of
from tests.web.live import served
from tests.web.people import cookies

playwright = pytest.importorskip("playwright.sync_api")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEMPLATE = """<!doctype html><html lang="en"><head><title>Queue</title>
<meta name="htmx-config" content='{"includeIndicatorStyles":false}'><link rel="icon" href="{% asset 'icon.svg' %}">
<script src="{% asset 'htmx.js' %}" defer></script>
<script src="{% asset 'live.js' %}" defer></script></head><body><p id="live-note" role="status" hidden></p>
<main>{% live "exceptions" name="queue" %}<p id="count">Update {{ n }}</p>
<details><summary>More</summary><p>{{ n }}</p></details>
<table><tbody>{% for row in rows %}<tr data-key="{{ row }}"><td>{{ row }}</td>
<td><a href="#{{ row }}">open</a></td></tr>{% endfor %}</tbody></table>
<form><input name="reason" value=""><textarea name="note"></textarea><input type="checkbox" name="sure"></form>
{% endlive %}</main></body></html>"""


@pytest.fixture
def base(records, monkeypatch) -> Iterator[str]:
    counted = itertools.count()

    @guarded(Record.EXCEPTION, Action.LIST)
    def queue(request):
        n = next(counted)
        rows = [f"row{(each + n) % 4}" for each in range(4)] + [f"only{n}"]
        page = engines["django"].from_string(TEMPLATE).render({"n": n, "rows": rows}, request)
        return HttpResponse(page)

    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("queue", queue, name="queue")])
    clear_url_caches()
    with served(keeper_of(good())) as address:
        yield address
    monkeypatch.undo()
    clear_url_caches()


@pytest.fixture
def page(browser, base) -> Iterator[playwright.Page]:
    context = browser.new_context(base_url=base, storage_state=cookies(base), locale="en")
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto("/queue")
    playwright.expect(page.locator("html")).to_have_attribute("data-live-state", "live")
    yield page
    context.close()


def touched() -> None:
    """Touch from another thread: Playwright runs a loop in this one."""
    thread = threading.Thread(target=touch, args=("exceptions",))
    thread.start()
    thread.join()


def test_a_visitor_types_through_twenty_updates(page):
    page.evaluate("() => { window.renewed = 0; addEventListener('sightline:renewed', () => window.renewed++); }")
    page.locator("summary").click()
    page.locator("[name=sure]").check()
    page.locator("textarea").fill("half a thought")
    field = page.locator("[name=reason]")
    field.focus()
    text = "waiting for the customer"
    for at in range(20):
        touched()
        page.keyboard.type(text[at : at + 1] if at < 19 else text[19:])
        page.wait_for_timeout(60)
    field.evaluate("field => field.setSelectionRange(2, 7)")
    before = page.locator("#count").inner_text()
    touched()
    playwright.expect(page.locator("#count")).not_to_have_text(before)
    assert field.input_value() == text
    assert field.evaluate("field => [document.activeElement === field, field.selectionStart, field.selectionEnd]") == [
        True, 2, 7,
    ]  # fmt: skip
    assert page.locator("textarea").input_value() == "half a thought"
    assert page.locator("[name=sure]").is_checked()
    assert page.locator("details").get_attribute("open") is not None
    assert page.evaluate("window.renewed") >= 2
    assert page.locator("tr").count() == 5
    assert page.complaints == []


def test_focus_stays_on_a_row_that_moves_and_on_one_that_goes(page):
    link = page.locator("tr[data-key=row2] a")
    link.focus()
    for _ in range(3):
        before = page.locator("#count").inner_text()
        touched()
        playwright.expect(page.locator("#count")).not_to_have_text(before)
        assert link.evaluate("link => document.activeElement === link")
    shown = int(page.locator("#count").inner_text().split()[1])
    order = page.locator("tr").evaluate_all("rows => rows.map(row => row.dataset.key)")
    assert order == [f"row{(each + shown) % 4}" for each in range(4)] + [f"only{shown}"]
    page.locator(f"tr[data-key=only{shown}] a").focus()
    touched()
    playwright.expect(page.locator(f"tr[data-key=only{shown + 1}]")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('tr').dataset.key") == f"only{shown}"
    page.locator("textarea").focus()
    touched()
    playwright.expect(page.locator(f"tr[data-key=only{shown}]")).to_have_count(0)


def test_a_cut_stream_is_said_and_what_was_missed_is_caught_up(page, monkeypatch):
    listen = hub.Hub.listen
    before = page.locator("#count").inner_text()

    async def refused(self, *args, **kwargs):
        return
        yield

    monkeypatch.setattr(hub.Hub, "listen", refused)
    hub.current().close()
    note = page.locator("#live-note")
    playwright.expect(note).to_be_visible(timeout=8000)
    playwright.expect(note).to_contain_text("may be behind")
    touched()
    assert page.locator("#count").inner_text() == before
    monkeypatch.setattr(hub.Hub, "listen", listen)
    hub.current().open()
    began = time.monotonic()
    playwright.expect(page.locator("#count")).not_to_have_text(before, timeout=8000)
    playwright.expect(note).to_be_hidden()
    assert time.monotonic() - began < 8
