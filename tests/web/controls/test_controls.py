"""The register says what holds and what was waived; a waiver ends with its day, and never makes a failure a pass."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from sightline_web import keeper
from sightline_web.controls import queries, services
from sightline_web.controls.models import Waiver
from sightline_web.journal.models import Entry
from sightline_web.policy.actor import Actor
from sightline_web.shell.guarding import today
from tests.web.databases import BOTH

BY = Actor(None, "system", origin="tests")
DAY = date(2026, 7, 10)
AT = datetime(2026, 7, 10, 9, tzinfo=timezone.get_default_timezone())


def grant(**rest: object) -> Waiver:
    usual = {
        "control": "four_eyes",
        "case": "",
        "reason": "The scanner is away",
        "since": DAY,
        "until": DAY + timedelta(30),
    }
    return services.waiver_grant(by=BY, today=DAY, at=AT, **usual | rest)


def now() -> date:
    return today(keeper.current().state().snapshot)


def test_the_register_says_what_fails_and_what_was_not_tested(client):
    text = client.get("/controls").content.decode()
    assert "One control of three fails; one could not be tested." in text
    assert "There are no data for this period." in text
    assert "nobody yet" in text
    assert "overdue" in text


def test_filters_stand_in_the_address(client):
    rows = client.get("/controls.json?outcome=pass").json()["rows"]
    assert [row["control"] for row in rows] == ["dso_limit"]
    assert "No control fits" in client.get("/controls?owner=risk_officer&outcome=pass").content.decode()


def test_auditors_take_all_periods_as_csv(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/controls.csv?periods=all").content.decode("utf-8-sig"))))
    assert [(row["control"], row["period"]) for row in rows][:3] == [
        ("four_eyes", f"2026-0{month}") for month in (5, 6, 7)
    ]
    assert rows[2]["evidence"] == "2026/18 2026/17"


def test_the_page_leads_to_both_registers_and_keeps_what_is_filtered(client):
    page = client.get("/controls?owner=risk_officer").content.decode()
    assert 'href="/controls.csv?owner=risk_officer" download' in page
    assert 'href="/controls.csv?owner=risk_officer&amp;periods=all" download' in page


def test_a_control_names_what_it_holds_to_a_limit_by_its_title(client):
    snapshot = keeper.current().state().snapshot
    page = client.get("/controls/dso_limit").content.decode()
    assert f'<a href="/metrics/receivables">{snapshot.metrics["receivables"].title}</a>' in page


def test_cases_are_named_to_those_alone_who_may_see_cases(as_):
    told = as_("executive").get("/controls/four_eyes")
    assert "2026/17" not in told.content.decode()
    assert {row["evidence"] for row in as_("executive").get("/controls/four_eyes.json").json()["rows"]} == {""}
    assert "2026/17" in as_("auditor").get("/controls/four_eyes").content.decode()


def test_an_unknown_control_gives_the_nearest(client):
    assert client.get("/controls/four_eye").status_code == 404
    assert client.post("/controls/four_eye/waive", {"reason": "x", "until": "2030-01-01"}).status_code == 404


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_a_waiver_is_in_force_to_the_end_of_its_last_day(records):
    grant(until=DAY + timedelta(2))
    assert [bool(queries.waivers_in_force(DAY + timedelta(days))) for days in (-1, 0, 2, 3)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("records", BOTH, indirect=True)
def test_ending_a_waiver_is_undone_as_it_was(records):
    made = grant()
    before = Waiver.objects.values().get()
    assert services.waiver_end(by=BY, control="four_eyes", waiver=made.pk, today=DAY, at=AT)
    assert not queries.waivers_in_force(DAY)
    assert not services.waiver_end(by=BY, control="four_eyes", waiver=made.pk, today=DAY, at=AT), "once"
    assert services.waiver_restore(by=BY, control="four_eyes", waiver=made.pk, today=DAY)
    assert Waiver.objects.values().get() == before
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == ["create", "delete", "restore"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"reason": "  "}, "Say why"), ({"until": DAY - timedelta(1), "since": DAY - timedelta(9)}, "over already"),
     ({"until": DAY - timedelta(1)}, "before the first"), ({"until": DAY + timedelta(400)}, "a year at most")],
)  # fmt: skip
def test_a_waiver_that_cannot_be_is_refused_with_the_reason(records, wrong, said):
    with pytest.raises(services.WaiverError, match=said):
        grant(**wrong)
    assert not Waiver.objects.exists()


def test_a_failure_that_is_waived_goes_on_to_say_that_it_fails(as_):
    boss = as_("executive")
    until = (now() + timedelta(20)).isoformat()
    assert boss.post("/controls/four_eyes/waive", {"reason": "=1+1 <b>", "until": until}).status_code == 302
    text = boss.get("/controls").content.decode()
    assert "One control of three fails, one of them waived" in text
    row = boss.get("/controls/four_eyes.json").json()["rows"][-1]
    assert (row["outcome"], row["waived_until"]) == ("fail", until)
    assert "&lt;b&gt;" in boss.get("/controls/four_eyes").content.decode()
    assert "'=1+1" in boss.get("/controls.csv").content.decode()


def test_a_form_that_is_refused_is_shown_as_it_was_typed(as_):
    answer = as_("executive").post("/controls/four_eyes/waive", {"reason": "Because", "until": "soon"})
    assert answer.status_code == 422
    assert "Because" in answer.content.decode()
    assert "Give its last day" in answer.content.decode()


def test_a_waiver_of_one_case_leaves_the_others(as_):
    boss = as_("executive")
    boss.post(
        "/controls/four_eyes/waive", {"reason": "r", "case": "2026/17", "until": (now() + timedelta(9)).isoformat()}
    )
    assert "waived until" in as_("auditor").get("/controls/four_eyes").content.decode()
    row = boss.get("/controls/four_eyes.json").json()["rows"][-1]
    assert (row["waived_until"], row["cases_waived"]) == (None, 1)


def test_ending_by_the_page_offers_undo(as_):
    boss = as_("executive")
    boss.post("/controls/four_eyes/waive", {"reason": "r", "until": (now() + timedelta(9)).isoformat()})
    waiver = Waiver.objects.get().pk
    answer = boss.post(f"/controls/four_eyes/waivers/{waiver}/end")
    assert answer["Location"].endswith(f"?ended={waiver}")
    assert "Undo" in boss.get(answer["Location"]).content.decode()
    assert boss.post(f"/controls/four_eyes/waivers/{waiver}/restore").status_code == 302
    assert Waiver.objects.get().ended_on is None


@pytest.mark.parametrize("duty", ["analyst", "auditor", "operations_manager"])
def test_who_looks_does_not_waive(as_, duty):
    one = as_(duty)
    assert "Grant a waiver" not in one.get("/controls/four_eyes").content.decode()
    assert one.post("/controls/four_eyes/waive", {"reason": "r", "until": "2030-01-01"}).status_code == 403
    assert not Waiver.objects.exists()
