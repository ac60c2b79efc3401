"""Scenarios: the workbench, what is saved, what is compared, and that nothing else can write them."""

from __future__ import annotations

import csv
import io
import math
import re
import time
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from sightline_web import keeper, store
from sightline_web.keeper import Keeper, Outcome
from sightline_web.policy.actor import SYSTEM
from sightline_web.scenarios import queries, services, views
from sightline_web.scenarios.forms import FORMS, MOST_CHANGES, Named
from sightline_web.scenarios.models import NAME_LETTERS, NOTE_LETTERS, Scenario
from sightline_web.shell.trying import amount_text, try_href
from sightline_web.snapshot import Fault
from tests.web.fakes import FakeSnapshot, faulty, good, keeper_of
from tests.web.people import signed_in
from tests.web.test_pages import Links

SHIFTS = ("on_time_share=+2pp", "lead_time=-10%")
BENCH = f"/scenarios/new?{urlencode([('shift', text) for text in SHIFTS])}"
ARROW = "\N{RIGHTWARDS ARROW}"
MINUS = "\N{MINUS SIGN}"


def site_of(**given: object) -> Client:
    kept = keeper_of(Outcome(FakeSnapshot(**given)))
    keeper.install(kept)
    kept.settle()
    return signed_in()


class Fields(HTMLParser):
    """What stands in the fields of a page, by name, and the addresses of its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.wrong: list[str] = []
        self.hrefs: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.values.setdefault(given["name"], []).append(given.get("value", ""))
        if given.get("aria-invalid"):
            self.wrong.append(given["id"])
        if tag == "a" and given.get("href"):
            self.hrefs.append(given["href"])


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.content.decode()[:500])
    return response.content.decode()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.replace("<bdi>", "").replace("</bdi>", ""))))


def save(client: Client, name: str = "Faster checks", **other: object):
    return client.post("/scenarios/save", {"name": name, "note": "", "shift": list(SHIFTS)} | other)


def saved(client: Client, name: str = "Faster checks", **other: object) -> int:
    response = save(client, name, **other)
    assert response.status_code == 302, response.content.decode()[:2000]
    return int(response.headers["Location"].rsplit("/", 1)[1])


# The workbench


def test_the_empty_workbench_teaches_and_offers_a_row(client):
    page = page_of(client, "/scenarios/new")
    fields = Fields(page)
    assert (fields.values["metric"], fields.values["amount"]) == ([""], [""])
    for form in FORMS:
        assert f"<code>{form}</code>" in page
    assert '<option value="on_time_share">Shipped on time</option>' in page
    assert "Save as a scenario" not in page


def test_the_sentence_the_table_and_the_twin_say_the_same(client):
    document = client.get(BENCH.replace("/new", "/new.json")).json()
    assert document["shifts"] == list(SHIFTS)
    row = next(row for row in document["rows"] if row["goal"] == "grow_revenue")
    assert (row["probability_before"], row["probability_after"]) == pytest.approx((0.23, 0.43))
    assert row["after"] - row["before"] == pytest.approx(row["change"])
    assert document["sentence"].replace("\N{NO-BREAK SPACE}", " ") == (
        "If Shipped on time rises by 2.0 points and Order lead time falls by 10%, Revenue last 12 months reaches "
        "€60.0M by March 2028 with a chance of 43%, not 23%."
    )
    page = page_of(client, BENCH)
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]
    assert unescape(re.sub(r"<[^>]+>", "", heading)).strip() == document["sentence"]
    assert "+€739K better +€222K to +€1.33M 23% 43%" in text_of(page)


def test_the_twins_have_a_row_for_each_goal(client):
    rows = list(csv.DictReader(io.StringIO(client.get(BENCH.replace("/new", "/new.csv")).content.decode())))
    assert [row["goal"] for row in rows] == [goal.id for goal in FakeSnapshot().goals]


def test_a_form_without_scripts_becomes_an_address_that_can_be_shared(client):
    typed = {"metric": ["on_time_share", "", "Order lead time"], "amount": ["+2pp", "", "=3"]}
    response = client.get("/scenarios/new", typed)
    assert response.status_code == 302
    assert response.headers["Location"] == "/scenarios/new?shift=on_time_share%3D%2B2pp&shift=Order+lead+time%3D3"
    fields = Fields(page_of(client, response.headers["Location"]))
    assert fields.values["metric"] == ["on_time_share", "lead_time", ""]
    assert fields.values["amount"] == ["+2pp", "=3", ""]


def test_rows_are_added_and_removed_without_scripts(client):
    typed = {"metric": ["on_time_share", "lead_time"], "amount": ["+2pp", "-10%"]}
    more = client.get("/scenarios/new", typed | {"add": "1"}).headers["Location"]
    assert Fields(page_of(client, more)).values["metric"] == ["on_time_share", "lead_time", "", ""]
    fewer = client.get("/scenarios/new", typed | {"remove": "1"}).headers["Location"]
    assert fewer == "/scenarios/new?shift=lead_time%3D-10%25"


def test_all_faults_are_told_at_once_and_what_was_typed_stays(client):
    wrong = ["on_tim_share=+2pp", "lead_time=faster", "lead_time=3", "=+3", "revenue="]
    page = page_of(client, f"/scenarios/new?{urlencode([('shift', text) for text in wrong])}")
    fields, text = Fields(page), text_of(page)
    assert fields.values["metric"][:5] == ["on_tim_share", "lead_time", "lead_time", "", "revenue"]
    assert fields.values["amount"][:5] == ["+2pp", "faster", "3", "+3", ""]
    assert fields.wrong == ["metric-1", "amount-2", "metric-3", "metric-4", "amount-5"]
    assert "Five things to mend" in text
    for said in (
        "Row 1: no metric is called “on_tim_share”. Did you mean on_time_share?",
        "Row 2: “faster” says no shift. Write it as +2pp, -10%, +120, x1.1 and =0.95.",
        "Row 3: “lead_time” stands in row 2 already; one change to a metric.",
        "Row 4: choose the metric that changes.",
        "Row 5: say by how much Revenue changes, such as +2pp or -10%.",
    ):
        assert text.count(said) == 2, said
    assert "What the goals would do" not in text


def test_a_twin_of_what_is_wrong_is_an_error_with_the_forms(client):
    response = client.get("/scenarios/new.json?shift=lead_time%3Dfaster")
    assert response.status_code == 422
    assert "says no shift" in response.json()["error"]
    assert "+2pp" in response.json()["fix"]


def test_percentage_points_of_days_are_refused_by_the_row(client):
    assert "the metric is in days" in text_of(page_of(client, "/scenarios/new?shift=lead_time%3D%2B2pp"))


@pytest.mark.parametrize("count", [MOST_CHANGES + 1, 500])
def test_too_many_changes_are_refused_and_the_first_are_kept(client, count):
    query = urlencode([("shift", f"metric_{number}=+1") for number in range(count)])
    page = page_of(client, f"/scenarios/new?{query}")
    assert f"A scenario holds at most {MOST_CHANGES} changes; {count - MOST_CHANGES} more were given" in text_of(page)
    assert len(Fields(page).values["metric"]) == MOST_CHANGES
    assert client.get(f"/scenarios/new.json?{query}").status_code == 422
    assert client.get(f"/scenarios/new?{query.replace('shift', 'metric')}").status_code == 302


def test_an_address_beyond_any_use_is_a_clear_400(client):
    query = urlencode([("shift", "lead_time=+1")] * 1_500)
    assert client.get(f"/scenarios/new?{query}").status_code == 400


def test_each_number_opens_how_it_was_come_by(client):
    one = Fields(page_of(client, "/scenarios/new?shift=lead_time%3D-10%25"))
    assert "/sight/from/lead_time?goal=grow_revenue" in one.hrefs
    assert "/goals/grow_revenue" in one.hrefs
    two = Fields(page_of(client, BENCH))
    assert "/sight?goal=grow_revenue" in two.hrefs
    for href in set(one.hrefs + two.hrefs):
        if href.startswith("/"):
            assert client.get(href).status_code == 200, href


@pytest.mark.parametrize(
    ("shift", "said"),
    [
        ("on_time_share=+0.25pp", "Shipped on time rises by 0.25 points"),
        ("on_time_share=95%", "Shipped on time is held at 95.0%"),
        ("lead_time=-0.5", "Order lead time falls by 0.5 days"),
        ("lead_time=x1.125", "Order lead time rises by 12.5%"),
        ("lead_time=-100%", "Order lead time falls by 100%"),
        ("lead_time=+0", "Order lead time stays as forecast"),
        ("revenue=-1.5M", "Revenue falls by €1.50M"),
    ],
)
def test_a_change_is_said_in_words(client, shift, said):
    assert said in text_of(page_of(client, f"/scenarios/new?shift={quote(shift)}"))


# States


def test_while_estimates_are_under_way_the_workbench_works_and_says_so(records):
    client = site_of(waiting=("whatif", "levers"))
    page = page_of(client, BENCH + "&goal=grow_revenue")
    assert page.count("being estimated") == 2
    assert Fields(page).values["metric"] == ["on_time_share", "lead_time", ""]
    number = saved(client)
    assert "being estimated" in page_of(client, f"/scenarios/{number}")
    listed = page_of(client, "/scenarios")
    assert "being estimated" in listed
    assert "Faster checks" in listed
    assert 'hx-trigger="load' not in listed
    for twin in ("/scenarios/new.json?shift=lead_time%3D-10%25", "/scenarios.json", f"/scenarios/{number}.csv"):
        assert client.get(twin).status_code == 503, twin


def test_a_fault_of_the_library_is_shown_beside_what_was_typed():
    page = page_of(site_of(refused=("whatif", "levers")), BENCH + "&goal=grow_revenue")
    assert text_of(page).count("The metrics form a cycle without a lag") == 2
    assert Fields(page).values["amount"] == ["+2pp", "-10%", ""]


def test_without_goals_there_is_nothing_to_answer(records):
    client = site_of(bare=True)
    assert "What would it take" not in page_of(client, "/scenarios/new")
    assert "No scenario is saved yet." in page_of(client, "/scenarios")


def test_the_empty_list_teaches(client, records):
    page = page_of(client, "/scenarios")
    assert "<h1>No scenario is saved yet.</h1>" in page
    assert "/scenarios/new" in Fields(page).hrefs


def test_a_model_with_errors_loses_no_words(records):
    kept = keeper_of(faulty())
    keeper.install(kept)
    kept.settle()
    client = signed_in()
    assert client.get("/scenarios").status_code == 302
    response = save(client)
    assert response.status_code == 503
    assert b"Go back and save again" in response.content
    assert queries.scenario_list(by=SYSTEM) == []


def test_where_the_store_cannot_be_read_nobody_is_let_in_and_every_page_says_why(client, tmp_path):
    folder = tmp_path / ".sightline"
    folder.write_text("a file stands in the way")
    store.install(folder)
    for address in ("/scenarios", "/", "/scenarios/1"):
        response = client.get(address)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
        assert "cannot be used" in text_of(response.content.decode())
    assert client.get("/scenarios.json").json()["fix"].startswith("See that the folder is there")
    assert save(client).status_code == 503


def test_where_the_store_cannot_be_written_pages_work_and_a_save_keeps_what_was_typed(client, monkeypatch):
    fault = Fault("The records cannot be used.", fix="See that whoever runs Sightline may write to it.")

    def refuse() -> None:
        raise store.StoreError(fault)

    with monkeypatch.context() as broken:
        broken.setattr(store, "prepare", refuse)
        assert "What the goals would do" in page_of(client, BENCH)
        response = save(client, "Kept", note="typed")
        page = response.content.decode()
        assert response.status_code == 503
        assert "may write to it" in text_of(page)
        assert Fields(page).values["name"] == ["Kept"]
        assert "\ntyped</textarea>" in page
    assert saved(client, "Kept") == 1


# Saving, changing, copying, deleting


def test_a_scenario_is_saved_under_a_name_and_shown_with_all_that_can_be_done(client, records):
    number = saved(client, note="Asked by the board.\nTwice.")
    page = page_of(client, f"/scenarios/{number}")
    text = text_of(page)
    assert "Scenario Faster checks" in text
    assert "Asked by the board. Twice." in text
    for word in ("Change", "Duplicate", "Compare", "Delete", "Rename"):
        assert word in text
    document = client.get(f"/scenarios/{number}.json").json()
    assert (document["name"], document["note"], document["shifts"]) == (
        "Faster checks", "Asked by the board.\nTwice.", list(SHIFTS),
    )  # fmt: skip
    assert document["rows"][0]["goal"] == "grow_revenue"
    assert document["sentence"] == client.get(BENCH.replace("/new", "/new.json")).json()["sentence"]


def test_a_save_refused_tells_all_faults_and_keeps_all_fields(client, records):
    note = "n" * (NOTE_LETTERS + 1)
    response = save(client, "x" * (NAME_LETTERS + 1), note=note, shift=["nope=+1", "lead_time=-10%"])
    page = response.content.decode()
    fields = Fields(page)
    assert response.status_code == 422
    assert fields.wrong == ["metric-1", "name", "note"]
    assert "Three things to mend" in text_of(page)
    assert fields.values["name"] == ["x" * (NAME_LETTERS + 1)]
    assert note in page
    assert fields.values["shift"][:2] == ["nope=+1", "lead_time=-10%"]
    assert queries.scenario_list(by=SYSTEM) == []


def test_a_scenario_of_nothing_or_without_a_name_is_refused(client, records):
    response = save(client, "  ", shift=[])
    text = text_of(response.content.decode())
    assert response.status_code == 422
    assert "Give the scenario a name." in text
    assert "Say what changes, in one row at least." in text


def test_a_name_that_is_taken_is_refused_whatever_its_case(client, records):
    saved(client, "Night Shift")
    response = save(client, "NIGHT shift")
    assert response.status_code == 422
    assert "Another scenario is called “NIGHT shift”" in text_of(response.content.decode())
    assert Fields(response.content.decode()).values["name"] == ["NIGHT shift"]
    assert len(queries.scenario_list(by=SYSTEM)) == 1


def test_the_workbench_changes_a_saved_scenario(client, records):
    number = saved(client, note="why")
    edit = next(href for href in Fields(page_of(client, f"/scenarios/{number}")).hrefs if "edit=" in href)
    fields = Fields(page_of(client, edit))
    assert fields.values["name"] == ["Faster checks"]
    assert fields.values["revision"] == ["1"]
    typed = {"metric": ["lead_time"], "amount": ["-20%"], "edit": str(number)}
    assert (
        client.get("/scenarios/new", typed).headers["Location"]
        == f"/scenarios/new?shift=lead_time%3D-20%25&edit={number}"
    )
    change = {"name": "Faster still", "note": "why", "shift": ["lead_time=-20%"], "revision": "1", "edit": str(number)}
    assert client.post(f"/scenarios/{number}/save", change).headers["Location"] == f"/scenarios/{number}"
    found = queries.scenario_find(by=SYSTEM, scenario=number)
    assert (found.name, found.shifts, found.revision) == ("Faster still", ["lead_time=-20%"], 2)
    again = client.post(f"/scenarios/{number}/save", change | {"name": "Mine", "note": "my own words"})
    page = again.content.decode()
    assert again.status_code == 409
    assert "Somebody else has changed “Mine” since you opened it" in text_of(page)
    assert "my own words" in page
    assert Fields(page).values["revision"] == ["2"]
    assert queries.scenario_find(by=SYSTEM, scenario=number).name == "Faster still"


def test_a_refused_change_asks_again_for_the_revision_that_was_shown(client, records):
    number = saved(client)
    change = {"name": "", "note": "", "shift": ["lead_time=-20%"], "revision": "1"}
    services.scenario_update(
        by=SYSTEM,
        scenario=number,
        revision=1,
        name="Theirs",
        shifts=SHIFTS,
        note="",
        updated_at=queries.scenario_list(by=SYSTEM)[0].updated_at,
    )
    page = client.post(f"/scenarios/{number}/save", change).content.decode()
    assert Fields(page).values["revision"] == ["1"]


def test_words_typed_into_a_scenario_that_is_deleted_meanwhile_are_not_lost(client, records):
    number = saved(client)
    client.post(f"/scenarios/{number}/delete")
    response = client.post(f"/scenarios/{number}/save", {"name": "Mine", "shift": list(SHIFTS), "revision": "1"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "no longer there" in text_of(page)
    assert Fields(page).values["name"] == ["Mine"]
    assert 'action="/scenarios/save"' in page


def test_a_copy_is_shown_at_once(client, records):
    number = saved(client, note="why")
    copy = client.post(f"/scenarios/{number}/duplicate").headers["Location"]
    document = client.get(f"{copy}.json").json()
    assert (document["name"], document["note"], document["shifts"]) == ("Faster checks (copy)", "why", list(SHIFTS))


def test_deleting_is_undone_by_one_button_and_everything_is_as_before(client, records):
    number = saved(client, note="why")
    before = client.get(f"/scenarios/{number}.json").json()
    gone = client.post(f"/scenarios/{number}/delete").headers["Location"]
    page = page_of(client, gone)
    assert "“Faster checks” is deleted." in text_of(page)
    assert f'action="/scenarios/{number}/restore"' in page
    assert client.get(f"/scenarios/{number}.json").status_code == 404
    assert "was deleted" in page_of(client, f"/scenarios/{number}")
    assert client.get("/scenarios.json").json()["rows"] == []
    assert client.post(f"/scenarios/{number}/restore").headers["Location"] == f"/scenarios/{number}"
    assert client.get(f"/scenarios/{number}.json").json() == before


# The list and the comparison


def test_the_list_says_what_each_does_to_every_goal(client, records):
    saved(client)
    saved(client, "Night shift", shift=["lead_time=-0.5"])
    text = text_of(page_of(client, "/scenarios"))
    assert "Two saved scenarios" in text
    assert f"Shipped on time rises by 2.0 points; Order lead time falls by 10% +€739K 23% {ARROW} 43%" in text
    rows = client.get("/scenarios.json").json()["rows"]
    assert [(row["name"], row["goal"]) for row in rows] == [
        (name, goal.id) for name in ("Faster checks", "Night shift") for goal in FakeSnapshot().goals
    ]


def test_a_scenario_whose_metric_is_gone_says_so_and_leaves_the_others_alone(client, records):
    saved(client)
    Scenario.objects.unscoped("a test").update(shifts=["gone=+1"])
    saved(client, "Other")
    text = text_of(page_of(client, "/scenarios"))
    assert "gone +1 No metric is called “gone”. Edit its changes." in text
    assert "+€739K" in text
    assert "No metric is called “gone”" in text_of(page_of(client, "/scenarios/1"))
    row = client.get("/scenarios.json").json()["rows"][0]
    assert (row["goal"], row["words"]) == (None, "No metric is called “gone”.")


def test_a_long_list_is_shown_at_once_and_answered_bit_by_bit(client, records, monkeypatch):
    saved(client)
    saved(client, "Other")
    monkeypatch.setattr(views, "LIST_SECONDS", -1.0)
    page = page_of(client, "/scenarios")
    assert 'hx-trigger="load delay:400ms"' in page
    assert "still being answered" in text_of(page)
    assert len(client.get("/scenarios.json").json()["rows"]) == 2 * len(FakeSnapshot().goals)


def test_chosen_scenarios_stand_side_by_side_with_a_figure(client, records):
    a, b, c = (saved(client, name) for name in "abc")
    address = f"/scenarios/compare?scenario={c}&scenario={a}"
    page = page_of(client, address)
    text = text_of(page)
    assert "Two scenarios side by side" in text
    assert text.index("A c") < text.index("B a")
    assert page.count('svg class="interval ranges"') == 3
    assert 'aria-label="Forecasts beside the target of €60.0M: \N{EN DASH} €58.5M, A €59.3M, B €59.3M"' in page
    document = client.get(address.replace("compare", "compare.json")).json()
    assert document["compared"] == [c, a]
    assert [row["scenario"] for row in document["rows"]] == [c] * 5 + [a] * 5
    assert b not in document["compared"]


def test_the_sentence_names_the_scenario_that_helps_most(client, records, monkeypatch):
    saved(client, "Faster checks")
    saved(client, "مرحبا")
    for address in ("/scenarios.json", "/scenarios/compare.json?scenario=1&scenario=2"):
        said = client.get(address).json()["sentence"]
        assert re.fullmatch(r"“Faster checks” helps .* most: a chance of \d+%, not <?\d+%\.", said), said
    alone = client.get("/scenarios/compare.json?scenario=2").json()["sentence"]
    assert alone.startswith("“\N{FIRST STRONG ISOLATE}مرحبا\N{POP DIRECTIONAL ISOLATE}” helps ")
    monkeypatch.setattr("sightline_web.scenarios.listed.SHOWN", 2.0)
    assert client.get("/scenarios.json").json()["sentence"] == "None of these scenarios makes a goal likelier."
    assert "makes no goal likelier" in client.get("/scenarios/compare.json?scenario=1").json()["sentence"]


def test_a_comparison_of_nothing_or_too_much_says_so(client, records):
    assert "No scenario is saved yet." in page_of(client, "/scenarios/compare")
    numbers = [saved(client, name) for name in "abcdef"]
    assert "Choose scenarios to compare." in page_of(client, "/scenarios/compare?scenario=999&scenario=x")
    query = "&".join(f"scenario={number}" for number in numbers)
    assert "2 more are left out" in text_of(page_of(client, f"/scenarios/compare?{query}"))


# What it would take


def test_a_lever_opens_the_workbench_with_its_change_beside_those_that_are_there(client):
    page = page_of(client, "/scenarios/new?shift=market_share%3D%2B1pp&goal=grow_revenue")
    text = text_of(page)
    assert "Shipped on time Shipped on time would have to rise by 4.1 points. 90.1% +4.1 points" in text
    assert "none suffices" in text
    hrefs = Fields(page).hrefs
    assert "/scenarios/new?shift=market_share%3D%2B1pp&shift=on_time_share%3D%2B4.1pp" in hrefs
    assert "/scenarios/new?shift=market_share%3D%2B1pp&shift=lead_time%3D-0.8" in hrefs
    assert "The data cannot say what would move this goal" in page_of(client, "/scenarios/new?goal=win_share")
    assert page_of(client, "/scenarios/new?goal=nope&chance=7")


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (0.041, "share", "+4.1pp"),
        (-0.0412345, "share", "-4.13pp"),
        (2.0, "percent", "+2pp"),
        (1234.5, "EUR", "+1240"),
        (-0.000123456, "count", "-0.000124"),
        (3e7, "EUR", "+30000000"),
        (0.0, "days", "+0"),
        (float("nan"), "days", "+0"),
    ],
)
def test_an_amount_is_written_so_that_it_suffices_and_can_be_read_back(amount, unit, text):
    assert amount_text(amount, unit) == text
    metric = {"share": "on_time_share", "EUR": "revenue", "days": "lead_time"}.get(unit)
    if metric and not math.isnan(amount):
        read = FakeSnapshot().shift(f"{metric}={text}")
        assert abs(read.amount) >= abs(amount) * (1 - 1e-9)
        assert abs(read.amount) <= abs(amount) * 1.011


def test_any_page_can_open_the_workbench_with_changes(client):
    assert try_href([]) == "/scenarios/new"
    assert try_href(SHIFTS) == BENCH
    assert client.get(try_href(SHIFTS)).status_code == 200


def test_each_page_has_one_h1_unique_ids_and_nothing_inline(client, records):
    saved(client, note="why")
    client.post(f"/scenarios/{saved(client, 'Gone')}/delete")
    for address in (
        "/scenarios?deleted=2", "/scenarios/1", "/scenarios/2", "/scenarios/new", f"{BENCH}&edit=1&goal=grow_revenue",
        "/scenarios/new?shift=nope", "/scenarios/compare?scenario=1",
    ):  # fmt: skip
        page = page_of(client, address)
        found = Links(page)
        assert page.count("<h1>") == 1, address
        assert len(found.ids) == len(set(found.ids)), address
        assert found.inline == [], address


# The palette and the navigation


def test_strategy_leads_to_scenarios_and_the_palette_to_each_of_them(client, records):
    saved(client, "Faster checks in the North")
    assert "/scenarios" in Fields(page_of(client, "/")).hrefs
    found = client.get("/find.json?q=faster").json()["rows"]
    assert {"kind": "scenario", "title": "Faster checks in the North", "href": "/scenarios/1"} in found
    found = client.get("/find.json?q=what+if").json()["rows"]
    assert "/scenarios/new" in [row["href"] for row in found]


# Safety


def everything(folder: Path) -> dict[str, bytes]:
    connection.close()
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_to_look_never_writes(client, records):
    number = saved(client)
    client.post(f"/scenarios/{saved(client, 'Gone')}/delete")
    before = everything(records)
    for address in (
        "/", "/scenarios", "/scenarios.json", "/scenarios.csv", "/scenarios?deleted=2", BENCH, f"{BENCH}&edit={number}",
        "/scenarios/1", "/scenarios/2", "/scenarios/1.json", "/scenarios/compare?scenario=1", "/scenarios/999",
        "/scenarios/save", "/scenarios/1/save", "/scenarios/1/delete", "/scenarios/1/duplicate", "/scenarios/2/restore",
        "/find?q=faster",
    ):  # fmt: skip
        client.get(address)
        client.head(address)
    assert everything(records) == before


@pytest.mark.parametrize("verb", ["save", "1/save", "1/delete", "1/duplicate", "2/restore"])
def test_a_form_without_a_token_changes_nothing(client, records, verb):
    saved(client)
    client.post(f"/scenarios/{saved(client, 'Gone')}/delete")
    before = everything(records)
    strict = signed_in(enforce_csrf_checks=True)
    response = strict.post(f"/scenarios/{verb}", {"name": "x", "shift": list(SHIFTS), "revision": "1"})
    assert response.status_code == 403
    assert everything(records) == before


def test_a_form_with_a_token_is_answered(client, records):
    strict = signed_in(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page_of(strict, BENCH))[1]
    assert saved(strict, csrfmiddlewaretoken=token) == 1


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; drop table scenarios_scenario; --",
    "{{ 7|add:7 }}{% load x %}",
    "=cmd|'/c calc'!A1",
    "../../etc/passwd",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
    "a\x00b\x1b[31m\x7f\x85",
    "🏳️‍🌈 مرحبا ﷽ Z̤͔ͧ̑̓ä͖̭̈̇lͮ",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(client, records, name):
    number = saved(client, name, note=name)
    other = saved(client, "Other")
    kept = queries.scenario_find(by=SYSTEM, scenario=number)
    assert not set(kept.name + kept.note) & set("\x00\x1b\x7f\x85\N{RIGHT-TO-LEFT OVERRIDE}")
    for address in ("/scenarios", f"/scenarios/{number}", f"/scenarios/compare?scenario={number}&scenario={other}",
                    f"{BENCH}&edit={number}", "/find?q=Other"):  # fmt: skip
        page = page_of(client, address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{ 14" not in page
    assert client.get(f"/scenarios/{number}.json").json()["name"] == kept.name
    rows = list(csv.DictReader(io.StringIO(client.get("/scenarios.csv").content.decode(), newline="")))
    assert not any(row["name"].startswith(("=", "+", "-", "@")) for row in rows)
    client.post(f"/scenarios/{number}/delete")
    assert "<script>alert" not in page_of(client, f"/scenarios?deleted={number}")
    assert len(queries.scenario_list(by=SYSTEM)) == 1


def test_a_note_of_ten_kilobytes_is_refused_with_its_length(client, records):
    response = save(client, note="ä" * 10_240)
    assert response.status_code == 422
    assert f"The note has 10,240 letters; {NOTE_LETTERS:,} fit." in text_of(response.content.decode())


def test_a_form_of_a_megabyte_is_a_413_and_no_500(client, records):
    assert save(client, note="x" * 1_000_000).status_code == 413
    assert queries.scenario_list(by=SYSTEM) == []


def test_a_name_is_cleaned_of_what_cannot_be_seen():
    query = QueryDict(mutable=True)
    query["name"] = "  Night\t\tshift \u202e\x00\n "
    query["note"] = "one\r\ntwo\x07\ttab"
    named = Named.of(query)
    assert (named.name, named.note, named.problems) == ("Night shift", "one\ntwo\ttab", ())


@pytest.mark.parametrize("number", ["0", "999", "9" * 18, "9" * 40, "-1", "x", "1.0", "1%27%20or%201=1"])
def test_a_number_that_is_nobodys_is_a_404(client, records, number):
    for address in (f"/scenarios/{number}", f"/scenarios/{number}.json"):
        assert client.get(address).status_code == 404, address
    for verb in ("save", "delete", "duplicate", "restore"):
        assert client.post(f"/scenarios/{number}/{verb}", {"name": "x", "shift": list(SHIFTS)}).status_code == 404
    assert client.get(f"/scenarios?deleted={number}").status_code == 200
    assert client.get(f"/scenarios/compare?scenario={number}").status_code == 200
    assert client.get(f"{BENCH}&edit={number}").status_code == 200


@pytest.mark.parametrize("metric", ["<b>x</b>", "' or 1=1 --", "x" * 5_000, "\x00", "../x", "a=b"])
def test_a_hostile_metric_stays_text(client, metric):
    response = client.get("/scenarios/new", {"metric": metric, "amount": "+1"}, follow=True)
    assert response.status_code == 200
    assert b"<b>x</b>" not in response.content
    assert client.get("/scenarios/new", {"shift": f"lead_time={metric}"}).status_code == 200


def test_a_pages_own_theme_form_leads_back_after_a_refused_save(client, records):
    here = re.search(r'name="next" value="([^"]+)"', save(client, "").content.decode())[1]
    back = client.post("/theme", {"theme": "dark", "next": here}).headers["Location"]
    assert client.get(back, follow=True).status_code == 200


def test_every_page_of_scenarios_is_quick(client, records):
    for name in "abcd":
        saved(client, name)
    for address in ("/scenarios", "/scenarios/1", "/scenarios/compare?scenario=1&scenario=2", BENCH):
        client.get(address)
        times = []
        for _ in range(5):
            began = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - began)
        assert sorted(times)[2] < 0.2, address


def test_a_keeper_without_a_reading_shows_that_it_is_being_read(records):
    keeper.install(Keeper(lambda _: good(), lambda: "same", every=0.0))
    assert signed_in().get("/scenarios").status_code == 200
