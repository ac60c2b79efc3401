"""The register, notices and fairness: open to all as far as they may be, changed by those alone who may."""

from __future__ import annotations

import pytest

from sightline_web.appraisals.models import Appraisal, Decision
from sightline_web.duties import fairness, queries, services
from sightline_web.duties.models import MetricEntry, Switch
from sightline_web.duties.protected import protected_set
from sightline_web.policy.actor import Actor
from tests.web import people
from tests.web.house import NOW, TODAY, move_in, person_of, text_of

BY = Actor(None, "system", origin="tests")
ENTRY = {"metric": "speed", "purpose": "To talk", "legal_basis": "WA 3", "data": "=cmd|orders", "level": "individual"}


@pytest.fixture(autouse=True)
def house(records):
    move_in()


def signed(number: int):
    return people.signed_in(person_of(number))


def test_an_empty_register_says_that_nothing_is_computed():
    for who in ("plain", "works_council", "administrator"):
        assert "Nothing about single persons is computed" in text_of(people.signed_in(who).get("/register"))


def test_one_enters_another_approves_and_everybody_reads_it():
    analyst, council = people.signed_in("analyst"), people.signed_in("works_council")
    assert analyst.post("/register/enter", ENTRY).status_code == 302
    assert council.post("/register/enter", ENTRY).status_code == 403
    page = text_of(people.signed_in("plain").get("/register"))
    assert "it is for single persons, one waits for approval." in page
    assert analyst.post("/register/approve", {"metric": "speed", "agreement": "WA 3"}).status_code == 403
    typed = {"metric": "speed", "agreement": "WA 2026/3", "unit": "service", "country": "nl"}
    assert council.post("/register/approve", typed).status_code == 302
    [told] = people.signed_in("plain").get("/register.json").json()["rows"]
    assert (told["state"], told["approvals"][0]["agreement"]) == ("approved", "WA 2026/3")
    assert queries.approved_metrics(unit="service", country="NL", on=TODAY.replace(year=2027)) == {"speed"}
    council.post(f"/register/approvals/{told['approvals'][0]['id']}/revoke")
    assert queries.approved_metrics(unit="service", country="NL", on=TODAY.replace(year=2027)) == frozenset()


def test_a_formula_in_the_register_is_no_formula_in_the_file():
    people.signed_in("analyst").post("/register/enter", ENTRY)
    assert "'=cmd|orders" in people.signed_in("plain").get("/register.csv").content.decode()


def test_what_is_missing_is_said_and_what_was_typed_is_kept():
    answer = people.signed_in("analyst").post("/register/enter", ENTRY | {"purpose": ""})
    assert answer.status_code == 422
    assert "Say its purpose" in answer.content.decode()
    assert "WA 3" in answer.content.decode()
    assert not MetricEntry.objects.exists()


def test_many_may_stop_and_fewer_may_start_again():
    assert people.signed_in("plain").post("/register/stop", {"reason": "x"}).status_code == 403
    analyst = people.signed_in("analyst")
    analyst.post("/register/stop", {"computation": "case_mix", "reason": "Wrong since May"})
    assert "What the model “case_mix” suggests" in text_of(people.signed_in("plain").get("/register"))
    key = Switch.objects.get().pk
    assert analyst.post(f"/register/switches/{key}/start").status_code == 403
    assert people.signed_in("works_council").post(f"/register/switches/{key}/start").status_code == 302
    assert queries.stopped() == frozenset()


def test_people_are_told_read_it_and_say_so():
    people.signed_in("analyst").post("/register/enter", ENTRY)
    partner = people.signed_in("hr_partner")
    assert partner.post("/register/tell", {"metrics": "speed", "unit": "service"}).status_code == 302
    mine = signed(1)
    assert "One notice waits" in text_of(mine.get("/roles/computed"))
    [row] = mine.get("/roles/computed.json").json()["rows"]
    assert "To talk" in row["text"]
    assert signed(4).post(f"/roles/computed/{row['notice']}/read").status_code == 404
    assert mine.post(f"/roles/computed/{row['notice']}/read").status_code == 302
    assert "You have read all" in text_of(mine.get("/roles/computed"))
    assert queries.noticed("p1", metric="speed") is not None
    assert signed(5).get("/roles/computed.json").json()["rows"] == []


def test_a_setting_is_chosen_by_a_form():
    partner = people.signed_in("hr_partner")
    partner.post("/register/settings", {"name": "notice_days", "value": "10"})
    assert queries.setting("notice_days") == 10
    assert partner.post("/register/settings", {"name": "notice_days", "value": "-3"}).status_code == 422


@pytest.fixture
def decided():
    for number in range(60):
        person = f"x{number}"
        made = Appraisal.objects.create(
            person=person, manager="p2", period="2026-H1", state="finalised", criteria=[], opened_at=NOW
        )
        Decision.objects.create(
            appraisal=made, person=person, manager="p2", criterion="speed", decided=5.0 if number % 2 else 1.0
        )
        protected_set(person=person, attribute="gender", value="women" if number % 3 else "men", at=NOW)


def test_the_audit_shows_tables_to_those_who_watch_and_a_summary_to_all(decided):
    assert people.signed_in("plain").post("/fairness/run", {"period": "2026-H1"}).status_code == 403
    assert people.signed_in("hr_partner").post("/fairness/run", {"period": "2026-H1"}).status_code == 302
    for who in ("hr_partner", "executive", "analyst", "works_council"):
        page = text_of(people.signed_in(who).get("/fairness"))
        assert "women" in page
        assert "40" in page
    plain = people.signed_in("plain")
    assert "women" not in text_of(plain.get("/fairness")) + plain.get("/fairness.json").content.decode()
    assert "No group" in text_of(plain.get("/fairness"))
    rows = people.signed_in("works_council").get("/fairness.json").json()["rows"]
    assert sum(row["n"] for row in rows if row["by"] == "gender") == 60


def test_a_period_without_decisions_is_said():
    answer = people.signed_in("analyst").post("/fairness/run", {"period": "1999"})
    assert (answer.status_code, "No appraisal of this period" in answer.content.decode()) == (422, True)


def test_before_any_audit_the_page_says_what_it_needs():
    assert "No decisions were compared" in text_of(people.signed_in("plain").get("/fairness"))


DOCUMENT = """# What Halden Parts computes about people

Made on 2026-11-25 from the register, by Sightline 0.1.0; operating model abcdef0123456789.

## Purposes, legal bases and data

### speed

- Purpose: To talk
- Legal basis: WA 3
- Data: Orders
- Shown of: single persons
- Approved for service, NL by WA 2026/3, from 2026-11-25: in force

## What is switched off

- what the model “case_mix” suggests, since 2026-11-25

## Safeguards

- Nothing about a person is computed from work before the day on which they say that they read it.
- A person sees a figure before their manager, who sees it after them or after 5 days.
- A manager judges before seeing what was computed, and finalises by name, with a reason, having opened the evidence.
- An objection freezes an appraisal, and is answered within 14 days.
- Who looks at a person's record is written down, and the person sees it.
- Groups under five are not told, also not by differences.
"""


def test_the_document_is_made_from_the_register(monkeypatch):
    from sightline_web.duties import views

    monkeypatch.setattr(views, "today", lambda _snapshot: TODAY)
    services.entry_set(by=BY, at=NOW, **ENTRY | {"data": "Orders"})
    services.approval_give(
        by=BY, metric="speed", agreement="WA 2026/3", unit="service", country="NL", since=TODAY, at=NOW
    )
    services.switch_off(by=BY, reason="wrong", computation="case_mix", at=NOW)
    text = people.signed_in("works_council").get("/register/impact.md").content.decode()
    assert text.startswith(DOCUMENT)
    assert "| Appraisals, with all that led to them | 1095 |" in text
    assert "Left for people to say" in text
    assert people.signed_in("plain").get("/register/impact").status_code == 200
    fairness.audit(by=BY, period="p", stage="s", scores={}, at=NOW, attributes=["gender"])
    assert (
        "- p, s, by gender: The data cannot say"
        in people.signed_in("plain").get("/register/impact.md").content.decode()
    )
