"""Every page, its twins, and every state that it can be in."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.test import Client

from sightline_web import keeper
from sightline_web.keeper import Keeper, Outcome
from sightline_web.shell.formats import Formats
from sightline_web.snapshot import Fault
from sightline_web.strategy.standing import standing
from sightline_web.strategy.wording import about_metric
from tests.web.fakes import FAULT, FakeSnapshot, faulty, good, keeper_of
from tests.web.people import signed_in

PAGES = (
    "/",
    "/goals/grow_revenue",
    "/goals/collect_sooner",
    "/goals/win_share",
    "/metrics",
    "/metrics?q=time&kind=lead",
    "/metrics/on_time_share",
    "/metrics/on_time_share?by=region",
    "/metrics/lead_time?since=2026-01&until=2026-06&grain=month",
    "/metrics/market_share",
    "/metrics/revenue",
    "/metrics/order_to_cash.cases",
    "/metrics/on_time_share/computed",
    "/metrics/order_to_cash.cases/computed",
    "/metrics/revenue_12m/why",
    "/metrics/lead_time/why?from=2025-07&to=2026-07",
    "/metrics/market_share/why",
    "/goals/grow_revenue/levers",
    "/goals/win_share/levers?chance=0.5",
    "/calibration",
    "/sight",
    "/sight?goal=grow_revenue&kind=role&paths=8",
    "/sight/from/lead_time",
    "/sight/from/night_shift",
    "/effects",
    "/effects?kind=exact",
    "/effects/lead_time/on_time_share",
    "/operations",
    "/operations?goal=ship_on_time&owner=operations_manager",
    "/operations?process=returns",
    "/operations/order_to_cash",
    "/operations/order_to_cash?share=100",
    "/operations/returns",
    "/operations/order_to_cash/rules",
    "/operations/returns/rules",
    "/operations/order_to_cash/rules/ship_in_time",
    "/operations/order_to_cash/rules/check_first",
    "/operations/order_to_cash/rules/quiet",
    "/operations/order_to_cash/cases/2026/17",
    "/operations/order_to_cash/cases/2026/18",
    "/operations/charts",
    "/operations/charts/lead_time?segment=region%3DNorth",
    "/operations/charts/on_time_share",
    "/model",
    "/model/files/metrics.yml",
    "/sources",
    "/sources/shipments",
    "/sources/market",
    "/find",
    "/find?q=lead",
    "/help",
    "/glossary",
    "/computed",
    "/computed/price",
    "/computed/chance?of=grow_revenue",
)


class Links(HTMLParser):
    """Collects what a crawl needs: links, numbers, and ids that occur twice."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.numbers: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.hrefs.append(given["href"])
        if "data-metric" in given:
            self.numbers.append((given["data-metric"], given["href"]))
        if given.get("id"):
            self.ids.append(given["id"])
        if "style" in given or any(name.startswith("on") for name in given) or (tag == "script" and "src" not in given):
            self.inline.append(f"{tag} {given}")


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_h1_unique_ids_and_nothing_inline(client, address):
    text = text_of(client, address)
    found = Links(text)
    assert text.count("<h1>") == 1
    assert len(found.ids) == len(set(found.ids))
    assert found.inline == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_a_json_and_a_csv_twin(client, address):
    alternates = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', text_of(client, address))
    assert [kind for kind, _ in alternates] == ["application/json", "text/csv"]
    document = client.get(alternates[0][1].replace("&amp;", "&")).json()
    table = client.get(alternates[1][1].replace("&amp;", "&"))
    assert table.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(table.content.decode(), newline="")))
    assert isinstance(document["rows"], list)
    assert len(rows) == len(document["rows"]) + 1


@pytest.mark.parametrize("address", PAGES)
def test_the_document_says_model_and_as_of(client, address):
    href = re.search(r'type="application/json" href="([^"]+)"', text_of(client, address))[1]
    document = client.get(href.replace("&amp;", "&")).json()
    if document["page"] != "model_file":
        assert document["model"] == "abcdef0123456789"
        assert document["as_of"].startswith("2026-10-31")


def test_a_crawl_finds_every_link_and_every_number_leads_to_its_computation(client):
    waiting, seen, numbers = ["/"], set(), 0
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        if address.startswith("/sign-in"):
            continue  # whoever is signed in is led away from there
        response = client.get(address)
        if response.headers.get("Location", "").startswith("/sign-in/again"):
            continue  # what changes an account asks anew who one is
        assert response.status_code == 200, address
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        found = Links(response.content.decode())
        for metric, href in found.numbers:
            assert href == f"/metrics/{metric}/computed"
            numbers += 1
        for href in found.hrefs:
            if href.startswith("/"):
                waiting.append(href.partition("#")[0])
            elif href.startswith("?"):
                waiting.append(address.partition("?")[0] + href)
            else:
                assert href.startswith("#"), f"{href} on {address} leads away"
    assert numbers > 500
    assert {"/metrics/lead_time/computed", "/sources/market", "/model/files/goals.yml"} <= seen


def test_the_goals_table_tells_status_by_shape_and_word(client):
    text = text_of(client, "/")
    for word in ("behind", "missed", "reached", "on course", "no data"):
        assert re.search(rf"<svg[^>]*><path d=[^>]+></svg>{word}</span>|/></svg>{word}</span>", text), word


def test_the_sentence_names_the_worst_goal_and_its_number_is_the_one_in_the_table():
    kept = keeper_of(Outcome(FakeSnapshot(waiting=("outlooks",))))
    keeper.install(kept)
    kept.settle()
    document = signed_in().get("/strategy.json").json()
    assert document["sentence"] == "Trade receivables: missed by €850K; two of five goals are on course or reached."
    worst = next(row for row in document["rows"] if row["goal"] == "collect_sooner")
    assert worst["value"] - worst["target"] == pytest.approx(850_000)


def test_goals_speak_the_words_of_the_goals_command(client):
    row = client.get("/strategy.json").json()["rows"][0]
    words = {"goal", "metric", "period", "value", "target", "by", "status", "owner", "expected", "share_done"}
    assert words | {"forecast", "low", "high", "probability"} <= set(row)


def test_a_metric_by_region_has_a_row_per_segment_and_period(client):
    rows = client.get("/metrics/on_time_share.json?by=region&since=2026-09&until=2026-10").json()["rows"]
    assert [(row["region"], row["period"]) for row in rows] == [
        (region, period) for region in ("North", "South", "West") for period in ("2026-09", "2026-10")
    ]
    assert all(row["value"] == pytest.approx(row["value"]) and row["denominator"] == 1800 for row in rows)


def test_the_table_of_a_figure_has_one_row_per_period(client):
    text = text_of(client, "/metrics/on_time_share")
    table = text[text.index('aria-label="Values"') :]
    assert table[: table.index("</table>")].count("<tr>") == 36 + 1


def test_a_period_that_has_not_ended_is_shown_but_judges_nothing(client):
    document = client.get("/metrics/lead_time.json").json()
    assert document["rows"][-1]["partial"] is True
    assert " in Sep 2026" in document["sentence"]


def test_values_that_are_missing_are_dashes_and_null_never_zero(client):
    rows = client.get("/metrics/lead_time.json").json()["rows"]
    assert rows[20]["value"] is None
    assert client.get("/metrics/lead_time.csv").content.decode().splitlines()[21].split(",")[2] == ""
    assert '<span class="none" title="no data">—</span>' in text_of(client, "/goals/win_share")


def test_the_computation_shows_definition_query_sources_and_run(client):
    text = text_of(client, "/metrics/on_time_share/computed")
    for part in (
        "count(*) filter (where shipped_at &lt;= promised_at)",
        "/model/files/metrics.yml#L2",
        "FROM shipments",
        "64,800",
        "38 ms",
        "abcdef0123456789",
    ):
        assert part in text


def test_a_finding_shows_its_line_with_a_caret_and_links_there(client):
    text = text_of(client, "/model")
    assert 'href="/model/files/metrics.yml#L3"' in text
    assert "    title: Shipped on time\n           ^^^^^^^^^^^^^^^" in text
    assert '<li id="L3" class="found">' in text_of(client, "/model/files/metrics.yml")


def test_a_missing_source_names_the_metrics_without_data_and_why(client):
    assert "no file is there." in text_of(client, "/")
    assert "no file is there." in text_of(client, "/metrics/market_share")
    text = text_of(client, "/sources/market")
    assert "Metrics without data because of this" in text
    assert "/metrics/market_share" in text


def test_a_rejected_row_is_text_and_no_formula(client):
    assert "=cmd|&#x27;/c calc&#x27;!A1" in text_of(client, "/sources/shipments")
    rows = list(csv.DictReader(io.StringIO(client.get("/sources/shipments.csv").content.decode())))
    assert rows[0]["raw"] == "'=cmd|'/c calc'!A1"


def test_an_unknown_name_is_a_404_with_the_nearest(client):
    response = client.get("/metrics/on_time_shar")
    assert response.status_code == 404
    assert 'href="/metrics/on_time_share"' in response.content.decode()
    twin = client.get("/metrics/on_time_shar.json")
    assert twin.status_code == 404
    assert "/metrics/on_time_share" in twin.json()["nearest"]


def test_what_resembles_a_name_far_less_than_the_nearest_is_not_offered(client):
    near = client.get("/metrics/on_time_shar.json").json()["nearest"]
    assert near[0] == "/metrics/on_time_share"
    assert not {"/help", "/glossary", "/effects"} & set(near)
    assert client.get("/nowhere.json").json()["nearest"] == []


def test_whoever_asks_for_a_thing_is_offered_no_page_of_the_app(client):
    assert client.get("/metrics/conversation.json").json()["nearest"] == []
    assert "/conversations" in client.get("/conversation.json").json()["nearest"]


@pytest.mark.parametrize(
    "address",
    ["/nope", "/goals/nope", "/sources/nope", "/model/files/nope.yml", "/metrics/lead_time?by=nope",
     "/metrics/lead_time?grain=nope",
     "/metrics/lead_time?since=nope", "/metrics/lead_time/figure.vl.json?by=nope", "/metrics/revenue/figure.vl.json"],
)  # fmt: skip
def test_what_is_not_there_is_a_404_and_no_500(client, address):
    assert client.get(address).status_code == 404


def test_markup_in_an_address_stays_text(client):
    response = client.get("/find?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert b"<script>alert" not in response.content


def test_the_palette_answers_with_options_and_closest_first(client):
    response = client.get("/find?q=lead", headers={"HX-Request": "true", "HX-Target": "palette-results"})
    titles = re.findall(r'role="option"[^>]*data-href="([^"]+)"', response.content.decode())
    assert titles[0] == "/metrics/lead_time"
    assert b"<html" not in response.content


def test_the_palette_reaches_every_page_goal_metric_source_and_file(client):
    hrefs = {row["href"] for row in client.get("/find.json?q=e").json()["rows"]}
    hrefs |= {row["href"] for row in client.get("/find.json?q=o").json()["rows"]}
    hrefs |= {row["href"] for row in client.get("/find.json?q=m").json()["rows"]}
    hrefs |= {row["href"] for row in client.get("/find.json?q=sh").json()["rows"]}  # a letter alone finds too many
    wanted = {"/", "/metrics", "/model", "/sources", "/sources/shipments", "/model/files/metrics.yml"}
    wanted |= {f"/goals/{goal.id}" for goal in FakeSnapshot().goals} | {
        f"/metrics/{name}" for name in FakeSnapshot().metrics
    }
    assert wanted <= hrefs


@pytest.fixture
def state(request):
    """A client on a workspace in some state."""

    def make(*outcomes: Outcome) -> tuple[Client, Keeper]:
        kept = keeper_of(*outcomes)
        keeper.install(kept)
        kept.settle()
        return signed_in(), kept

    return make


def test_an_empty_workspace_says_what_to_do(state):
    client, _ = state(good(bare=True))
    assert "No goal is declared yet." in text_of(client, "/")
    assert "No metric is declared yet" in text_of(client, "/metrics")
    assert "No source is declared yet." in text_of(client, "/sources")


def test_a_model_with_errors_shows_the_model_page_and_no_500(state):
    client, _ = state(faulty())
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/model")
    text = text_of(client, "/model")
    assert "The model has one error in three files" in text
    assert "SL201" in text
    assert text_of(client, "/model/files/metrics.yml").count("no such key") == 1
    assert client.get("/strategy.json").status_code == 503
    assert client.get("/model.json").json()["rows"][0]["code"] == "SL201"


def test_data_that_cannot_be_read_say_so_on_the_model_page(state):
    client, _ = state(Outcome(files=FakeSnapshot().files, fault=FAULT))
    assert client.get("/metrics/lead_time").status_code == 302
    assert "no file is there." in text_of(client, "/model")


def test_the_last_good_reading_stays_when_the_model_breaks(state):
    client, kept = state(good(), faulty())
    kept.settle()
    text = text_of(client, "/")
    assert "€52.6M" in text
    assert "these figures are from the last model without" in text
    assert "Figures on other pages are from the last model that was right" in text_of(client, "/model")


def test_news_tell_of_a_newer_reading_and_change_nothing_else(state):
    client, kept = state(good("r1"), good("r2"))
    kept.settle()
    assert b"New figures are ready" in client.get("/news?reading=r1").content
    assert client.get("/news?reading=r2").content.strip() == b""


def test_before_the_first_reading_a_page_says_what_is_being_done():
    kept = Keeper(lambda _: Outcome(fault=Fault("never")), lambda: "x")
    kept._look = lambda: None
    keeper.install(kept)
    client = signed_in()
    kept._done.set()
    assert b"The data are being read for the first time." in client.get("/").content
    response = client.get("/strategy.json")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")


def test_json_twins_are_strict_json(client):
    def refuse(name: str) -> float:
        raise AssertionError(name)

    for address in ("/strategy.json", "/metrics/lead_time.json", "/metrics.json"):
        json.loads(client.get(address).content, parse_constant=refuse)


def test_a_window_without_values_is_not_a_metric_without_data():
    snapshot = FakeSnapshot()
    metric = snapshot.metrics["revenue"]
    empty = replace(standing(metric, snapshot.series("revenue")), now=None)
    assert about_metric(empty, Formats("en")).text == f"{metric.title}: there are no data."
    text = about_metric(empty, Formats("en"), windowed=True).text
    assert text == f"{metric.title}: there are no data in these periods."


def test_what_files_declare_is_not_told_of_a_model_with_errors(state):
    outcome = faulty()
    client, _ = state(replace(outcome, files=tuple(replace(each, declares=()) for each in outcome.files)))
    assert ">Declares</th>" not in text_of(client, "/model")
    assert "Nothing is declared here." not in text_of(client, "/model/files/metrics.yml")
