"""What every page is held to without a browser: states of lists, words beside colours, one view for one address."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from sightline_web import keeper
from sightline_web.keeper import Outcome
from tests.web import people
from tests.web.fakes import FakeSnapshot, good, keeper_of
from tests.web.test_pages import PAGES

LISTS = {  # each list, and who looks at it
    people.BUSINESS: (
        "strategy", "metrics", "sight", "effects", "scenarios", "scenario_compare", "portfolio", "best_set", "rankings",
        "promises", "operations", "behaviour_charts", "exceptions", "thresholds", "judged", "workload", "controls",
        "sources", "notices", "conversations", "appraisals", "agreements", "person_notices", "development", "feedback",
        "team", "role_goals", "alignment", "assign", "capabilities", "me", "evidence", "register", "tokens",
    ),
    "administrator": ("webhooks", "care"),
    "analyst": ("landing",),
    "auditor": ("journal",),
    "hr_partner": ("objections", "calibrations", "fairness", "decisions"),
}  # fmt: skip
QUESTIONS = (
    "effects", "sight", "outlooks", "suggestions", "calibration", "why", "whatif", "levers", "role_goals", "charts",
    "deviations", "portfolio",
)  # fmt: skip
ANSWERED = ("strategy", "sight", "effects", "portfolio", "role_goals", "operations", "behaviour_charts", "calibration")


@pytest.fixture
def serve():
    def install(outcome: Outcome) -> None:
        kept = keeper_of(outcome)
        keeper.install(kept)
        kept.settle()

    return install


def main_of(client, address: str) -> str:
    page = client.get(address)
    assert page.status_code in {200, 422}, (address, page.status_code)
    text = page.content.decode()
    return text[text.index('<main id="main"') : text.index("</main>")]


def words_of(text: str) -> str:
    text = re.sub(r"<(nav|form|option)\b.*?</\1>|<div popover.*?</div>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def test_an_empty_list_says_that_it_is_empty_and_what_to_do(serve):
    serve(good(bare=True))
    short = []
    for who, names in LISTS.items():
        client = people.signed_in(who)
        for name in names:
            head, _, rest = main_of(client, reverse(name)).partition("</h1>")
            if not re.search(r"[.!?]$", words_of(head)) and 'class="empty"' not in rest:
                short.append((name, "no sentence", words_of(head)))
            if len(words_of(rest)) < len("Declare one in a file of the model."):
                short.append((name, "nothing to do next", words_of(rest)))
    assert short == []


def test_what_is_being_estimated_is_said_and_shows_itself(serve):
    serve(Outcome(FakeSnapshot(waiting=QUESTIONS)))
    client = people.signed_in()
    silent = []
    for name in ANSWERED:
        text = main_of(client, reverse(name))
        if not re.search(r"being estimated|being worked out|takes? some seconds|are being", words_of(text)):
            silent.append(name)
        if not re.search(r'hx-trigger="[^"]*(every|load)|<a href="">', text):
            silent.append((name, "does not come by itself"))
    assert silent == []


def test_what_cannot_be_answered_says_why_and_what_would_help(serve):
    serve(Outcome(FakeSnapshot(refused=QUESTIONS)))
    client = people.signed_in()
    pages = {name: main_of(client, reverse(name)) for name in ANSWERED}
    told = {name: words_of(text) for name, text in pages.items()}
    assert [
        name for name, words in told.items() if not re.search("cannot be said|could not be|a cycle|no rate", words)
    ] == []
    assert [name for name, words in told.items() if not re.search("Give it a lag|Give one|Check the file", words)] == []
    alone = [name for name in ANSWERED if client.get(reverse(name)).status_code != 200]
    assert len(alone) > 3
    assert [name for name in alone if f'href="{reverse(name)}">Try again' not in pages[name]] == []


def test_a_status_is_a_shape_and_a_word_wherever_it_stands(client):
    bare, seen = [], 0
    for address in PAGES:
        for inner in re.findall(r'<span class="st [^"]*"[^>]*>(.*?)</span>', main_of(client, address), re.DOTALL):
            seen += 1
            if "<svg" not in inner or not re.sub(r"<[^>]+>", "", inner).strip():
                bare.append((address, inner[:120]))
    assert bare == []
    assert seen > 60


def test_an_address_is_the_same_view_again_and_in_another_session(client, as_):
    other = as_(people.BUSINESS)

    def seen(by, address: str) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|data-live-since="\d+"', "", main_of(by, address))

    assert [
        address for address in PAGES if not seen(client, address) == seen(client, address) == seen(other, address)
    ] == []


def test_each_goal_has_value_target_trend_forecast_chance_owner_and_freshness(client):
    text = main_of(client, "/")
    table = text[text.index('<table class="goals') : text.index("</table>")]
    rows = re.findall(r'<tr role="row">\s*<th role="rowheader".*?</tr>', table, re.DOTALL)
    goals = client.get("/strategy.json").json()["rows"]
    assert len(rows) == len(goals) > 3
    for row, goal in zip(rows, goals, strict=True):
        for slot in ("status", "n now", "n target", "figure", "n ahead", "n chance", "small owner late"):
            assert f'class="{slot}"' in row, (goal["goal"], slot)
        assert ('freshness">data to' in row) == (goal["fresh_at"] is not None)
