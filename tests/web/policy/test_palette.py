"""The palette reaches all that somebody may see or do, and nothing else, by the table written by hand."""

from __future__ import annotations

import time

from django.test import RequestFactory
from django.urls import resolve

from sightline_web import keeper
from sightline_web.accounts.acting import actor_of
from sightline_web.policy.words import Duty
from sightline_web.shell import palette
from tests.web import people
from tests.web.policy.test_crawl import WHO, open_to, patterns

ELSEWHERE = {  # reached by what leads there alone
    "find",  # the palette itself
    "feedback_answer",  # by a ticket
}
OBJECTS = {  # pages of single things that everybody finds by their name
    "goal", "metric", "computed", "why", "levers", "sight_from", "process", "source", "model_file",
}  # fmt: skip


def reached(who: str) -> list[palette.Entry]:
    """The places that the palette offers an account."""
    request = RequestFactory().get("/")
    request.actor = actor_of(people.account(who))
    return palette.reachable(_snapshot(), actor=request.actor, request=request)


def name_of(href: str) -> str:
    return str(resolve(href.partition("?")[0].partition("#")[0]).url_name)


def test_the_palette_reaches_all_pages_and_doings_that_are_open_and_nothing_else(enterprise):
    by_name = {each.name: each for each in patterns()}
    pages = {
        each.name
        for each in patterns()
        if each.default_args.get("form") == "html" and not each.pattern.converters and each.name not in ELSEWHERE
    }
    at = {name_of(each.does): name_of(each.href) for each in palette.entries(_snapshot()) if each.does}
    assert len(pages) > 40
    assert len(at) > 12
    for who in WHO:
        may = {name for name, each in by_name.items() if open_to(each, who)}
        found = reached(who)
        led = {name_of(each.href) for each in found}
        done = {name_of(each.does) for each in found if each.does}
        assert led & pages == pages & may, who
        assert (led | done) - may == set(), who
        assert done == {name for name in at if name in may and at[name] in may}, who
        assert OBJECTS & may <= led, who


def _snapshot():
    return keeper.current().state().snapshot


def test_what_can_be_done_is_found_by_its_name(as_):
    def finds(who: str, text: str) -> bool:
        return "/portfolio/promises/night_shift#decide" in as_(who).get("/find", {"q": text}).content.decode()

    assert finds(Duty.PORTFOLIO_BOARD, "approve night")
    assert not finds(Duty.ANALYST, "approve night")
    assert not finds(people.NOBODY_IN_PARTICULAR, "approve night")


def test_an_answer_comes_at_once(enterprise):
    actor = actor_of(people.account())
    for text in ("", "lead time", "leed tmie", "approve", "zzzz"):
        palette.find(_snapshot(), text, actor=actor)
        begun = time.thread_time()  # of this thread alone, so that whatever else the machine does counts for nothing
        palette.find(_snapshot(), text, actor=actor)
        assert time.thread_time() - begun < 0.1, text
