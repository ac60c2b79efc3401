"""Duties 1, 3, 5 and 9 at the page and at its twins: absent before, refused without, frozen while, gone after."""

from __future__ import annotations

import re

import pytest

from sightline_web.appraisals import calibration, supplied
from sightline_web.appraisals.models import Appraisal, CalibrationChange, Decision, Objection
from sightline_web.appraisals.wording import change_in_words
from sightline_web.duties import services as registers
from sightline_web.journal.models import Entry
from sightline_web.shell.formats import Formats
from tests.web import people
from tests.web.appraisals.house import (
    BY,
    CRITERIA,
    ITEM,
    PERIOD,
    approve,
    finalise,
    judged,
    objected,
    opened,
    row,
    seen,
    shared,
)
from tests.web.house import NOW, TODAY, move_in, partner_of, person_of, text_of

# A figure of its own, not the end of another: 10.78 seconds past a minute are no 0.78.
COMPUTED = re.compile(r"(?<!\d)(?:0\.8127|81\.27|81\.3|81%|0\.78)|Of 140 orders")
WORDS = "I stand by it after our talk"


@pytest.fixture(autouse=True)
def house(records, monkeypatch):
    move_in()
    approve()
    seen()
    monkeypatch.setattr(supplied, "_offered", [])
    supplied.offer(
        criteria=lambda _s, _person, _period: CRITERIA[:1],
        evidence=lambda _s, _person, _period: (ITEM,),
        begins=lambda _s, _period: TODAY.replace(day=20),
    )


def signed(number: int):
    return people.signed_in(person_of(number))


def everything(client, key: int) -> str:
    """All forms of the page of an appraisal, and of the list."""
    return "".join(
        client.get(f"/appraisals{path}{form}").content.decode()
        for path in (f"/{key}", "") for form in ("", ".json", ".csv")
    )  # fmt: skip


def test_the_whole_way_by_its_forms():
    boss, mine = signed(2), signed(1)
    where = boss.post("/appraisals/of/p1/open", {"period": PERIOD, "criteria": "Care for customers"})["Location"]
    key = int(where.rsplit("/", 1)[1])
    assert [each["title"] for each in row(key).criteria] == ["Shipped on time", "Care for customers"]
    assert boss.post(f"{where}/evidence").status_code == 422
    assert not COMPUTED.search(everything(boss, key))
    typed = {"value-on_time_share": "90 %", "value-own_1": "4", "text": "My own view"}
    assert boss.post(f"{where}/judge", typed).status_code == 302
    assert Decision.objects.get(criterion="on_time_share").judged == 0.9
    assert not COMPUTED.search(everything(boss, key))
    assert "My own view" not in everything(mine, key)
    assert boss.post(f"{where}/evidence").status_code == 302
    assert "Of 140 orders" in text_of(boss.get(where))
    assert not COMPUTED.search(everything(mine, key))
    assert boss.post(f"{where}/finalise", {"text": WORDS}).status_code == 422
    boss.post(f"{where}/decide", typed | {"text": "Snow", "value-on_time_share": "85"})
    boss.post(f"{where}/share")
    assert "Of 140 orders" in text_of(mine.get(where))
    assert mine.post(f"{where}/object", {"about": "on_time_share", "text": "No snow in it"}).status_code == 302
    assert boss.post(f"{where}/finalise", {"text": WORDS}).status_code == 422
    objection = Objection.objects.get().pk
    assert "No snow in it" in text_of(boss.get("/appraisals/objections")) + text_of(boss.get(where))
    boss.post(f"{where}/objections/{objection}/answer", {"text": "We looked again"})
    assert "We looked again" in text_of(mine.get(where))
    assert boss.post(f"{where}/finalise", {"text": ""}).status_code == 422
    assert boss.post(f"{where}/finalise", {"text": WORDS}).status_code == 302
    assert row(key).state == "finalised"
    assert WORDS in text_of(signed(3).get(where))


@pytest.mark.parametrize("number", [4, 6, 9])
def test_who_stands_in_no_relation_is_told_nothing(number):
    key = shared()
    for form in ("", ".json", ".csv"):
        answer = signed(number).get(f"/appraisals/{key}{form}")
        assert answer.status_code == 404
        assert "My own view" not in answer.content.decode()
    assert signed(number).post(f"/appraisals/{key}/finalise", {"text": WORDS}).status_code == 404


def test_a_draft_is_not_the_skip_levels_and_only_its_state_is_hrs():
    key = opened()
    judged(key)
    assert signed(3).get(f"/appraisals/{key}").status_code == 404
    partner = people.signed_in(partner_of("service"))
    page = text_of(partner.get(f"/appraisals/{key}"))
    assert "judged" in page
    assert "My own view" not in page + partner.get(f"/appraisals/{key}.json").content.decode()


def test_administrators_and_executives_see_none():
    key = shared()
    finalise(key)
    for who in ("administrator", "executive", "analyst", "works_council"):
        assert people.signed_in(who).get(f"/appraisals/{key}").status_code == 404


def test_a_look_is_written_down_and_the_person_sees_it():
    key = shared()
    signed(2).get(f"/appraisals/{key}.json")
    assert Entry.objects.filter(action="view", kind="final_review", subject="p1").exists()
    assert "your appraisal" in text_of(signed(1).get("/roles/me"))


def test_after_a_stop_the_suggestion_is_gone_with_the_next_request():
    key, mine = shared(), signed(1)
    assert "Of 140 orders" in everything(mine, key)
    registers.switch_off(by=BY, reason="wrong", computation="case_mix", at=NOW)
    assert not COMPUTED.search(everything(mine, key))
    assert "the model that computed it is stopped" in text_of(mine.get(f"/appraisals/{key}"))


def test_a_figure_that_the_person_has_not_seen_does_not_open_yet():
    key = opened(person="p4")
    judged(key)
    answer = signed(2).post(f"/appraisals/{key}/evidence")
    assert answer.status_code == 422
    assert "sees these figures first" in answer.content.decode()
    assert row(key).evidence == ""


def test_only_who_objected_withdraws_and_an_objection_of_another_appraisal_is_not_there():
    key, other = shared(), opened(person="p4")
    objection = objected(key)
    assert signed(2).post(f"/appraisals/{key}/objections/{objection}/withdraw").status_code == 404
    assert signed(2).post(f"/appraisals/{other}/objections/{objection}/answer", {"text": "x"}).status_code == 404
    assert signed(1).post(f"/appraisals/{key}/objections/{objection}/withdraw").status_code == 302


def test_hr_answers_an_objection_without_reading_the_appraisal():
    key = shared()
    objection = objected(key)
    partner = people.signed_in(partner_of("service"))
    assert "The snow is not in it" in text_of(partner.get("/appraisals/objections"))
    page = text_of(partner.get(f"/appraisals/{key}"))
    assert "My own view" not in page
    assert "waits for an answer." in page
    assert partner.post(f"/appraisals/{key}/objections/{objection}/answer", {"text": "HR"}).status_code == 302


def test_who_decides_is_told_how_often_that_is_a_copy():
    shared()
    assert "too few decisions to say" in text_of(signed(2).get("/appraisals/decisions"))
    assert "p2" in signed(2).get("/appraisals/decisions.json").content.decode()
    assert signed(4).get("/appraisals/decisions.json").json()["rows"] == []
    assert "No decision stands beside a computed figure yet" in text_of(signed(4).get("/appraisals/decisions"))
    assert len(people.signed_in("works_council").get("/appraisals/decisions.json").json()["rows"]) == 1


def test_a_session_opens_what_was_shared_to_its_members_while_it_lasts():
    key, outsider = shared(), signed(9)
    assert outsider.get(f"/appraisals/{key}").status_code == 404
    partner = people.signed_in("hr_partner")
    answer = partner.post("/appraisals/calibrations/open", {"unit": "service", "period": PERIOD, "members": "p9\np3"})
    assert answer.status_code == 302
    page = text_of(outsider.get(f"/appraisals/{key}"))
    assert "My own view" in page
    assert not COMPUTED.search(page)
    typed = {"about": "on_time_share", "value-on_time_share": "80", "text": "Others had snow", "voters": "HR"}
    assert outsider.post(f"/appraisals/{key}/calibrate", typed)["Location"] == "/appraisals/calibrations"
    assert outsider.get("/appraisals/calibrations").status_code == 200
    assert CalibrationChange.objects.get().after == 0.8
    [session] = calibration.CalibrationSession.objects.all()
    partner.post(f"/appraisals/calibrations/{session.pk}/close")
    assert outsider.get(f"/appraisals/{key}").status_code == 404


def test_the_person_says_what_they_think():
    key = opened()
    signed(1).post(f"/appraisals/{key}/statement", {"text": "I was alone"})
    assert "I was alone" in text_of(signed(2).get(f"/appraisals/{key}"))
    assert signed(4).post(f"/appraisals/{key}/statement", {"text": "x"}).status_code == 404


def test_a_number_that_is_kept_or_refused_stands_in_its_field():
    key, boss = opened(), signed(2)
    boss.post(f"/appraisals/{key}/judge", {"value-on_time_share": "81,5", "text": "Snow"})
    assert 'name="value-on_time_share" value="81.5"' in boss.get(f"/appraisals/{key}").content.decode()
    refused = boss.post(f"/appraisals/{key}/judge", {"value-on_time_share": "many", "text": "Snow"})
    assert 'name="value-on_time_share" value="many"' in refused.content.decode()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, 0.8, "Care: was not decided, became 80.0%."),
        (0.7, 0.8, "Care: 70.0% became 80.0%."),
        (0.7, None, "Care: was 70.0%, is no longer decided."),
    ],
)
def test_what_a_session_changed_is_said_with_its_unit(before, after, said):
    change = CalibrationChange(before=before, after=after)
    assert change_in_words(change, "Care", "share", Formats()) == said


def test_a_period_that_is_there_already_is_refused_with_what_was_typed():
    opened()
    answer = signed(2).post("/appraisals/of/p1/open", {"period": PERIOD, "criteria": "Care"})
    assert answer.status_code == 422
    assert "being appraised already" in answer.content.decode()
    assert signed(2).post("/appraisals/of/p5/open", {"period": PERIOD}).status_code == 404
    assert Appraisal.objects.count() == 1


def test_lists_are_empty_in_words():
    assert "No appraisal is open" in text_of(signed(1).get("/appraisals"))
    assert "No objection waits" in text_of(signed(1).get("/appraisals/objections"))
    assert "belongs to" not in text_of(signed(1).get("/appraisals"))
    assert "links your account" in text_of(people.signed_in().get("/appraisals"))


def test_who_is_nobodys_manager_finalises_nothing_by_api():
    key = shared()
    client = signed(1)
    answer = client.post(f"/appraisals/{key}/finalise", {"text": WORDS}, headers={"accept": "application/json"})
    assert answer.status_code == 404
    assert row(key).state == "shared"
