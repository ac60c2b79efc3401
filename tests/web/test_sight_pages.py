"""The pages of lines of sight and of effects: what they say is what the snapshot holds."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from html import unescape

import pytest
from django.test import Client

from sightline_web import keeper
from sightline_web.keeper import Outcome
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.fakes_ahead import EFFECTS, SUGGESTIONS
from tests.web.house import unmarked
from tests.web.people import signed_in

MINUS = "\N{MINUS SIGN}"
PAGES = (
    "/sight", "/sight?goal=deliver_quickly", "/sight?goal=grow_revenue&kind=role&paths=3", "/sight?goal=win_share",
    "/sight/from/lead_time", "/sight/from/packer", "/sight/from/order_to_cash.pick", "/sight/from/night_shift",
    "/sight/from/receivables", "/sight/from/market_share?goal=grow_revenue", "/effects", "/effects?kind=exact",
    "/effects/lead_time/on_time_share", "/effects/order_to_cash.cases/receivables", "/effects/revenue/revenue_12m",
    "/effects/market_share/revenue",
)  # fmt: skip


def site_of(**given: object) -> Client:
    kept = keeper_of(Outcome(FakeSnapshot(**given)))
    keeper.install(kept)
    kept.settle()
    return signed_in()


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def text_of(page: str) -> str:
    return plain(unescape(re.sub(r"<[^>]+>", " ", unmarked(page))))


def heading(client: Client, address: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", client.get(address).content.decode(), re.DOTALL)
    return plain(unescape(re.sub(r"<[^>]+>", "", found[1]))).strip()


def rows_of(page: str, caption: str) -> list[str]:
    table = next(each for each in re.findall(r"<table.*?</table>", page, re.DOTALL) if caption in each)
    return re.findall(r"<tr role=\"row\".*?</tr>", table.split("<tbody", 1)[1], re.DOTALL)


def test_the_goal_at_risk_is_shown_first_and_its_sentence_says_what_moves_it_most(client):
    assert heading(client, "/sight") == (
        "Beyond its own arithmetic, Shipped on time moves Revenue last 12 months most: +1 point gives +€150K after 2 "
        "months."
    )
    document = client.get("/sight.json").json()
    assert document["goal"] == "grow_revenue"
    on_time = next(row for row in document["rows"] if row["from"] == "on_time_share")
    assert on_time["per_unit"] * 0.01 == pytest.approx(150_000)


def test_the_sentence_of_an_origin_counts_the_goals_that_it_moves(client):
    assert heading(client, "/sight/from/lead_time") == (
        f"Order lead time moves two goals: +1 day gives {MINUS}€510K on “Grow revenue to 60 million a year by March "
        "2028”, the one it moves most, after 3 months."
    )
    assert heading(client, "/sight/from/receivables") == "Trade receivables is not known to move any goal."


def test_how_sure_is_told_in_words_and_counted(client):
    page = text_of(client.get("/sight").content.decode())
    rows = client.get("/sight.json").json()["rows"]
    counts = {name: sum(row["support"] == name for row in rows) for name in ("supported", "suggested", "cannot_say")}
    assert counts == {"supported": 1, "suggested": 6, "cannot_say": 2}
    assert "Of nine lines of sight, one is supported, six are suggested and of two the data cannot say." in page


@pytest.mark.parametrize("address", PAGES)
def test_the_twins_hold_the_rows_of_the_page(client, address):
    path, _, query = address.partition("?")
    document = client.get(f"{path}.json?{query}").json()
    text = client.get(f"{path}.csv?{query}").content.decode()
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(document["rows"])
    page = client.get(address)
    assert page.status_code == 200
    caption = {"sight": "What moves it", "sight/from": "What it moves"}.get("/".join(path.split("/")[1:3]), "")
    if caption and document["rows"]:
        assert len(rows_of(page.content.decode(), f"<caption>{caption}")) == len(document["rows"])
    if "sentence" in document:
        assert plain(document["sentence"]) == heading(client, address)


def test_a_row_of_the_twin_has_the_words_of_the_command(client):
    row = client.get("/sight/from/lead_time.json").json()["rows"][0]
    assert list(row)[:7] == ["goal", "from", "per_unit", "low", "high", "share_of_gap", "path"]
    assert row["path"] == "lead_time > on_time_share > revenue > revenue_12m"
    assert list(client.get("/effects.json").json()["rows"][0])[:12] == [
        "driver", "on", "kind", "lag", "per_unit", "low", "high", "probability", "support", "grade", "skill", "n",
    ]  # fmt: skip


def test_the_figure_and_its_table_hold_the_same_steps_and_every_box_is_a_link(client):
    page = client.get("/sight?goal=grow_revenue&paths=3").content.decode()
    svg = re.search(r'<svg class="graph.*?</svg>', page, re.DOTALL)[0]
    weights = re.findall(r'<text class="weight"[^>]*>([^<]+)</text>', svg)
    shown = [re.search(r'class="n size".*?>([^<>]+)</a>', row, re.DOTALL)[1] for row in rows_of(page, 'id="steps"')]
    assert weights == shown
    assert len(weights) == svg.count('class="edge')
    boxes = re.findall(r'<a class="box [^"]*" href="([^"]+)"', svg)
    assert "/sight/from/lead_time" in boxes
    assert "/sight?goal=grow_revenue" in boxes
    assert all(client.get(unescape(href)).status_code == 200 for href in boxes)


def test_at_most_as_many_paths_are_drawn_as_asked_for_and_the_rest_is_counted(client):
    few = client.get("/sight?goal=grow_revenue&paths=3").content.decode()
    many = client.get("/sight?goal=grow_revenue&paths=12").content.decode()
    assert "6 weaker paths not drawn" in text_of(few)
    assert "weaker path" not in text_of(many)
    assert few.count('class="edge') < many.count('class="edge')


def test_a_line_is_dashed_where_the_data_cannot_say(client):
    page = client.get("/sight?goal=collect_sooner").content.decode()
    assert re.search(r'class="edge w\d cannot_say"', page)
    assert '<tr role="row" class="quiet">' in page
    assert "the data cannot say" in page


def test_what_is_declared_and_untested_is_drawn_apart_from_what_the_data_support(client):
    page = client.get("/sight/from/market_share").content.decode()
    assert re.search(r'class="edge w\d assumed"', page)
    assert "assumed" in text_of(rows_of(page, 'id="steps"')[0])


def test_kinds_of_origin_can_be_chosen_and_the_address_keeps_them(client):
    document = client.get("/sight.json?goal=grow_revenue&kind=initiative").json()
    assert [row["from"] for row in document["rows"]] == ["night_shift"]
    page = client.get("/sight?goal=grow_revenue&kind=initiative").content.decode()
    assert '<option value="initiative" selected>' in page
    assert "?goal=grow_revenue&amp;kind=initiative&amp;paths=8" in page
    nothing = client.get("/sight?goal=win_share&kind=rule").content.decode()
    assert '<option value="rule" selected>' in nothing
    assert client.get("/sight?kind=nonsense").status_code == 404
    assert client.get("/sight?paths=nonsense").status_code == 200
    assert client.get(f"/sight?paths={'9' * 5000}").status_code == 200


def test_effects_are_told_with_interval_support_and_what_they_rest_on(client):
    page = text_of(client.get("/effects").content.decode())
    assert "Of four declared effects, the data support one, suggest one and cannot say of two." in page
    assert f"Order lead time on Shipped on time +1 day {MINUS}3.4 points {MINUS}4.8 to {MINUS}2.1 points" in page
    assert "432 (36 × 12)" in page  # noqa: RUF001 -- the sign that the page shows
    rows = client.get("/effects.json").json()["rows"]
    assert [row["driver"] for row in rows] == [each.driver for each in EFFECTS if each.kind != "exact"]
    exact = client.get("/effects.json?kind=exact").json()["rows"]
    assert [(row["driver"], row["on"]) for row in exact] == [("revenue", "revenue_12m")]


def test_suggestions_stand_apart_and_say_how_many_pairs_were_tried(client):
    page = client.get("/effects").content.decode()
    section = text_of(page[page.index('id="suggestions"') :])
    assert "Suggestions, not effects" in section
    assert "30 pairs of metrics that nobody declared were tried; 2 stand out." in section
    assert [each["driver"] for each in client.get("/effects.json").json()["suggestions"]] == [
        each.driver for each in SUGGESTIONS
    ]
    assert "suggestion" not in text_of(client.get("/effects?kind=exact").content.decode()).casefold()


def test_an_effect_says_how_it_was_estimated_and_what_would_make_it_surer(client):
    page = text_of(client.get("/effects/lead_time/on_time_share").content.decode())
    for words in (
        f"+1 day of Order lead time gives {MINUS}3.4 points of Shipped on time after 1 month, which the data support.",
        "12 segments by region were fitted together",
        "Only a negative effect was allowed, as declared; without that, it is 99% likely.",
        "An experiment, a roll-out at different times in different places, or an instrument",
        "p 0.010 (Clark and West)",
        "432 values 36 months in 12 segments",
    ):
        assert words in page
    blind = text_of(client.get("/effects/order_to_cash.cases/receivables").content.decode())
    assert "The data cannot say whether Cases of order to cash moves Trade receivables." in blind
    assert "6 more values: below 36 nothing is called supported." in blind
    assumed = text_of(client.get("/effects/market_share/revenue").content.decode())
    assert "It was declared with the model and is used as it stands until the data can say." in assumed
    assert "arithmetic, no estimate" in text_of(client.get("/effects/revenue/revenue_12m").content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_every_number_and_name_leads_somewhere(client, address):
    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    for href in set(re.findall(r'href="([^"#]+)', main)):
        wanted = unescape(href)
        wanted = f"{address.partition('?')[0]}{wanted}" if wanted.startswith("?") else wanted
        assert client.get(wanted).status_code == 200, (address, wanted)


def test_every_estimate_has_an_interval_and_leads_to_how_it_was_estimated(client):
    for address in ("/sight", "/sight/from/lead_time", "/effects"):
        for row in re.findall(r'<tr role="row".*?</tr>', client.get(address).content.decode(), re.DOTALL):
            if '<th role="columnheader"' in row or 'class="n size"' not in row or "exact" in row:
                continue
            if re.search(r'class="n size"[^>]*><a class="num" href="[^"]+"', row):
                assert '<svg class="interval' in row, row


@pytest.mark.parametrize("start", ["/goals/grow_revenue", "/metrics/lead_time", "/sight"])
def test_from_anywhere_to_any_goal_and_to_anything_that_moves_it_in_two_clicks(client, start):
    def links(address: str) -> set[str]:
        page = client.get(address).content.decode()
        found = {
            unescape(href).partition("#")[0] for href in re.findall(r'href="(/[^"]*)', page.partition("</main>")[0])
        }
        chosen = re.findall(r'<option value="([a-z_]+)"', page) if address.startswith("/sight") else []
        return found | {f"/sight?goal={goal}" for goal in chosen}

    one = links(start)
    two = one | {found for address in one if "/model" not in address for found in links(address)}
    assert {f"/sight/from/{name}" for name in ("lead_time", "packer", "night_shift", "order_to_cash.pick")} <= two
    assert {"/sight?goal=grow_revenue", "/sight?goal=deliver_quickly"} <= two


def test_roles_steps_and_initiatives_lead_to_their_lines_of_sight(client):
    page = client.get("/metrics/lead_time").content.decode()
    for name in ("packer", "planner", "night_shift", "order_to_cash.pick", "lead_time"):
        assert f'href="/sight/from/{name}"' in page
    assert 'href="/sight?goal=grow_revenue"' in client.get("/goals/grow_revenue").content.decode()


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/sight?goal=grow_revenu", "/goals/grow_revenue"),
        ("/sight/from/night_shif", "/sight/from/night_shift"),
        ("/sight/from/lead_tim", "/metrics/lead_time"),
        ("/effects/lead_time/receivables", ""),
    ],
)
def test_an_unknown_name_is_a_404_with_the_nearest_names(client, address, near):
    response = client.get(address)
    assert response.status_code == 404
    assert near in response.content.decode()


@pytest.mark.parametrize(
    ("address", "question"), [("/sight", "sight"), ("/sight/from/packer", "sight"), ("/effects", "effects")]
)
def test_while_estimates_are_under_way_the_page_says_so_and_comes_back_by_itself(address, question):
    client = site_of(waiting=(question,))
    response = client.get(address)
    assert response.status_code == 200
    page = response.content.decode()
    assert "This is being estimated from the past." in page
    assert f'hx-get="/news?until={question}"' in page
    twin = client.get(f"{address}.json")
    assert (twin.status_code, twin.headers["Retry-After"]) == (503, "2")
    assert "HX-Refresh" not in client.get(f"/news?until={question}").headers
    assert site_of().get(f"/news?until={question}").headers["HX-Refresh"] == "true"


def test_suggestions_that_are_under_way_leave_the_effects_alone():
    client = site_of(waiting=("suggestions",))
    page = client.get("/effects").content.decode()
    assert "Order lead time" in page
    assert 'hx-get="/news?part=suggestions"' in page
    assert "being estimated" in client.get("/news?part=suggestions").content.decode()
    assert "are ready" in site_of().get("/news?part=suggestions").content.decode()


def test_what_the_library_refuses_is_told_with_its_fix():
    client = site_of(refused=("sight", "suggestions"))
    response = client.get("/sight")
    assert response.status_code == 422
    assert "The metrics form a cycle without a lag: a &gt; b &gt; a." in response.content.decode()
    assert "Give it a lag." in response.content.decode()
    assert json.loads(client.get("/sight.json").content)["fix"] == "Give it a lag."
    page = client.get("/effects")
    assert page.status_code == 200
    assert "Give it a lag." in page.content.decode()


def test_without_goals_and_without_effects_the_pages_say_what_to_do():
    client = site_of(bare=True)
    assert heading(client, "/sight") == "No goal is declared yet."
    assert "<code>goals:</code>" in client.get("/sight").content.decode()
    assert heading(client, "/effects").startswith("No effect is declared")
    assert "<code>effects:</code>" in client.get("/effects").content.decode()
    assert client.get("/sight.json").json()["rows"] == []


def test_a_goal_that_nothing_moves_says_so(client):
    assert heading(client, "/sight?goal=win_share") == (
        "Nothing is known to move “Win 14 % of the market for spare parts”."
    )
    assert "Declare what moves" in client.get("/sight?goal=win_share").content.decode()
    assert "No role moves it." in client.get("/sight?goal=ship_on_time&kind=role").content.decode()


def test_no_effect_but_those_of_formulas_is_told(client, monkeypatch):
    monkeypatch.setattr("tests.web.fakes_ahead.EFFECTS", EFFECTS[-1:])
    assert "No effect is declared, so only formulas lead here." in client.get("/sight").content.decode()


def test_the_palette_knows_everything_that_moves_goals(client):
    found = client.get("/find.json?q=night shift").json()["rows"]
    assert ("initiative", "/sight/from/night_shift") in {(row["kind"], row["href"]) for row in found}
    titles = {row["title"] for row in client.get("/find.json?q=moves lead time").json()["rows"]}
    assert "What Order lead time moves" in titles
    assert "Effects" in {row["title"] for row in client.get("/find.json?q=effects").json()["rows"]}


def test_pages_are_made_within_their_budget(client):
    for address in PAGES:
        client.get(address)
        began = time.perf_counter()
        client.get(address)
        assert time.perf_counter() - began < 0.2, address
