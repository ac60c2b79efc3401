"""Every operation that reads: its answer has its shape, its rows come once each, and it is known again by its mark."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline_web import keeper
from sightline_web.api.operations import Read
from sightline_web.keeper import Outcome
from sightline_web.policy.words import Duty
from tests.web import people
from tests.web.api.asking import OTHERS, PARTS, READS, V1, address, every_part
from tests.web.fakes import FakeSnapshot, keeper_of

QUERIES = {  # besides the plain question
    "metric": ["?by=region", "?grain=quarter", "?since=2026-01&until=2026-06"],
    "metrics": ["?q=revenue", "?kind=lag"],
    "why": ["?from=2025-10&to=2026-10"],
    "levers": ["?chance=0.9"],
    "sight": ["?goal=ship_on_time&kind=metric"],
    "sight_from": ["?goal=grow_revenue"],
    "effects": ["?kind=exact"],
    "whatif": ["?shift=lead_time=-0.2"],
    "best_set": ["?budget=500000&people.planner=4,2&must=night_shift"],
    "initiatives": ["?goal=grow_revenue", "?state=out"],
    "controls": ["?periods=all&outcome=fail"],
    "exceptions": ["?state=resolved", "?process=order_to_cash"],
    "process": ["?share=50"],
    "capabilities": ["?by=unit"],
    "journal": ["?verify=yes&since=2026-01-01"],
}
OWN = {"processes", "model", "model_file"}  # of these there is no page that says the same


def asker(read: Read, client: Client) -> Client:
    """Who may read it: the journal is for auditors."""
    return people.signed_in(Duty.AUDITOR) if read.id == "journal" else client


def test_every_answer_has_its_shape_and_nothing_besides(full, client):
    for read in READS:
        for query in ("", *QUERIES.get(read.id, ())):
            answer = asker(read, client).get(address(read) + query)
            assert answer.status_code == 200, (read.id, query, answer.content)
            read.answer.model_validate_json(answer.content, strict=True)
            assert answer.json()["count"] >= len(answer.json()["rows"])


def test_every_answer_holds_the_rows_of_its_page(full, client):
    """No second truth: what the API says, the twin of the page says, too."""
    pages = {
        each.callback.__wrapped__: each.name
        for each in get_resolver().url_patterns
        if each.default_args == {"form": "json"} and hasattr(each.callback, "__wrapped__")
    }
    for read in READS:
        if read.id in OWN:
            continue
        names = {name: (PARTS | OTHERS.get(read.id, {}))[name] for name in read.names}
        twin = asker(read, client).get(reverse(pages[read.view], kwargs=names)).json()
        document = asker(read, client).get(f"{address(read)}?limit=1000").json()
        assert sorted(map(str, document["rows"])) == sorted(map(str, twin["rows"])), read.id
        assert twin.keys() - document.keys() <= {"page", *read.without}, read.id


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(1, 40), where=st.sampled_from(["/metrics", "/metrics/on_time_share?by=region", "/goals"]))
def test_parts_hold_each_row_exactly_once_and_in_order(client, limit, where):
    whole = client.get(f"{V1}{where}{'&' if '?' in where else '?'}limit=1000").json()["rows"]
    assert every_part(client, f"{V1}{where}", limit) == whole


def test_a_part_says_how_many_rows_there_are_in_all(client):
    document = client.get(f"{V1}/metrics?limit=2").json()
    assert (len(document["rows"]), document["count"]) == (2, len(client.get(f"{V1}/metrics").json()["rows"]))


def test_a_cursor_of_an_older_reading_is_over_and_says_how_to_start_anew(client):
    following = client.get(f"{V1}/metrics?limit=2").json()["next"]

    kept = keeper_of(Outcome(FakeSnapshot(reading="r2")))
    keeper.install(kept)
    kept.settle()
    answer = client.get(following)
    assert answer.status_code == 410
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["fix"] == "Leave the cursor out to start anew."
    assert client.get(f"{V1}/metrics?limit=2").status_code == 200


def test_a_cursor_is_good_for_its_own_question_alone(client):
    cursor = client.get(f"{V1}/metrics?limit=2").json()["next"].partition("cursor=")[2]
    for where in (f"/metrics?kind=lag&cursor={cursor}", f"/goals?cursor={cursor}"):
        assert client.get(f"{V1}{where}").status_code == 400


@pytest.mark.parametrize("cursor", ["x", "e30", "bnVsbA", "W10", "%00", "ä", "eyJxIjogMX0", "9" * 600])
def test_what_was_never_given_out_as_a_cursor_is_refused(client, cursor):
    answer = client.get(f"{V1}/metrics", {"cursor": cursor})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_who_has_an_answer_is_told_so_and_sent_nothing(client):
    first = client.get(f"{V1}/goals")
    again = client.get(f"{V1}/goals", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = client.get(f"{V1}/goals?limit=1", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert first.headers["ETag"].startswith('"r')


def test_a_mark_is_for_those_alone_who_may_read(as_, anonymous):
    mark = as_("analyst").get(f"{V1}/goals").headers["ETag"]
    assert anonymous.get(f"{V1}/goals", headers={"If-None-Match": mark}).status_code == 401


def test_head_answers_as_get_does(client):
    assert client.head(f"{V1}/goals").headers["ETag"] == client.get(f"{V1}/goals").headers["ETag"]


def test_values_that_are_not_finite_are_null(client):
    text = client.get(f"{V1}/metrics/market_share").content.decode()
    assert json.loads(text, parse_constant=pytest.fail)["rows"] is not None
