"""Duties 1, 2, 3, 5, 9, 20 and 23: a named person decides, having judged and seen, and answers for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.apps import apps
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from sightline_web import rows
from sightline_web.appraisals import agreements, calibration, queries, services
from sightline_web.appraisals.models import Appraisal, CalibrationChange, Decision, Objection
from sightline_web.appraisals.services import AppraisalError, ThereAlreadyError
from sightline_web.appraisals.states import ACTS, SHARED, STATES, after, may_follow
from sightline_web.care.erasure import person_erase
from sightline_web.care.export import gathered
from sightline_web.care.holdings import whose
from sightline_web.duties import services as registers
from sightline_web.policy.actor import Actor
from sightline_web.policy.words import Relation
from tests.web.appraisals.house import (
    BY,
    ITEM,
    PERIOD,
    approve,
    decided,
    evidence,
    finalise,
    judged,
    objected,
    opened,
    row,
    seen,
    shared,
)  # fmt: skip
from tests.web.house import DAY, MANAGER, NOW, SELF, TODAY, actor, standing

COMPUTED = 0.8127


@pytest.fixture
def allowed(records) -> None:
    approve()
    seen()


def looks(key: int, number: int, *, more: frozenset[Relation] = frozenset()) -> queries.Shown:
    by = actor(number)
    return queries.shown(row(key), by=by, standing=standing(by, "p1") | more)


def test_who_judges_sees_what_was_computed_only_afterwards(allowed):
    key = opened()
    with pytest.raises(AppraisalError, match="Write your own judgement"):
        evidence(key)
    assert row(key).evidence == ""
    judged(key)
    assert looks(key, 2).items is None
    evidence(key)
    found = looks(key, 2)
    assert [each.value for each in found.items] == [COMPUTED]
    assert (found.weighed[0].judged, found.weighed[0].computed) == (0.9, COMPUTED)


def test_where_the_enterprise_chose_so_it_may_be_seen_first(allowed):
    registers.setting_set(by=BY, name="judge_first", value=0, at=NOW)
    key = opened()
    evidence(key)
    judged(key)
    decided(key)
    assert row(key).state == "reasoned"


def test_each_step_needs_the_one_before(allowed):
    key = opened()
    for step in (lambda: evidence(key), lambda: decided(key), lambda: finalise(key)):
        with pytest.raises(AppraisalError):
            step()
    with pytest.raises(AppraisalError):
        services.share(by=actor(2), standing=MANAGER, appraisal=key, at=NOW)
    assert row(key).state == "open"


@pytest.mark.parametrize("reason", ["", "   ", "Two weeks of snow"])
def test_nothing_is_final_without_a_reason_of_ones_own(allowed, reason):
    key = shared()
    with pytest.raises(AppraisalError):
        finalise(key, reason=reason)
    assert row(key).state == "shared"


def test_who_has_not_opened_the_evidence_does_not_finalise(allowed):
    key = shared()
    row(key).openings.all().delete()
    with pytest.raises(AppraisalError, match="Open the evidence first"):
        finalise(key)
    evidence(key)
    finalise(key)
    found = row(key)
    assert (found.state, found.account) == ("finalised", actor(2).account)


def test_no_program_and_nobody_without_a_name_finalises(allowed):
    key = shared()
    for by in (replace(actor(2), scopes=frozenset({"final_review:create"})), BY, Actor(None, "nobody")):
        with pytest.raises(AppraisalError):
            finalise(key, by=by)
    assert row(key).state == "shared"


@pytest.mark.parametrize("number", [1, 3, 4, 6])
def test_only_who_leads_the_person_judges_and_finalises(allowed, number):
    key, by = shared(), actor(number)
    for act in (
        lambda: services.finalise(by=by, standing=standing(by, "p1"), appraisal=key, reason="mine", at=NOW),
        lambda: services.judge(by=by, standing=standing(by, "p1"), appraisal=key, values={}, text="x", at=NOW),
        lambda: services.decide(by=by, standing=standing(by, "p1"), appraisal=key, values={}, reason="x", at=NOW),
    ):
        with pytest.raises(AppraisalError):
            act()


def test_an_objection_freezes_until_it_is_answered_and_both_texts_stay(allowed):
    key = shared()
    objection = objected(key)
    with pytest.raises(AppraisalError, match="Answer the objection"):
        finalise(key)
    with pytest.raises(AppraisalError):
        decided(key)
    services.objection_answer(by=actor(2), standing=MANAGER, objection=objection, text="True, we look again", at=NOW)
    with pytest.raises(AppraisalError, match="answered already"):
        services.objection_answer(by=actor(2), standing=MANAGER, objection=objection, text="Or not", at=NOW)
    found = Objection.objects.get()
    assert (found.said, found.answered) == ("The snow is not in it", "True, we look again")
    assert found.due == TODAY + 14 * DAY
    finalise(key)
    assert row(key).state == "finalised"


def test_of_two_objections_both_need_an_answer(allowed):
    key = shared()
    first, second = objected(key), objected(key, about="text")
    services.objection_answer(by=actor(2), standing=MANAGER, objection=first, text="a", at=NOW)
    with pytest.raises(AppraisalError):
        finalise(key)
    services.objection_withdraw(by=actor(1), standing=SELF, objection=second, at=NOW)
    assert row(key).state == "shared"
    assert Objection.objects.get(pk=second).said == "The snow is not in it"


def test_what_is_final_can_be_objected_to_and_stays_final(allowed):
    key = shared()
    finalise(key)
    objection = objected(key)
    assert row(key).state == "finalised"
    partner = frozenset({Relation.HR_PARTNER_OF})
    services.objection_answer(by=actor(3), standing=partner, objection=objection, text="We note it", at=NOW)
    assert row(key).state == "finalised"


@pytest.mark.parametrize("about", ["", "nothing", "revenue"])
def test_an_objection_is_to_something_that_is_there(allowed, about):
    with pytest.raises(AppraisalError, match="Choose"):
        objected(shared(), about=about)


@given(acts=st.lists(st.sampled_from(sorted(ACTS)), max_size=12), first=st.booleans())
def test_no_way_leads_to_final_but_through_judging_seeing_reasoning_and_sharing(acts, first):
    state, done = "open", []
    for act in acts:
        if not may_follow(state, act, judges_first=first):
            with pytest.raises(ValueError, match="cannot follow"):
                after(state, act, judges_first=first)
            continue
        state = after(state, act, judges_first=first)
        done.append(act)
    assert state in STATES
    if state == "finalised":
        wanted = ["judge"] * first + ["open_evidence", "reason", "share", "finalise"]
        where = [done.index(act) for act in wanted]
        assert where == sorted(where)
        assert done.count("object") == 0 or "settle" in done
    if state == "objected":
        assert not may_follow(state, "finalise")
        assert not may_follow(state, "reason")


def test_the_deviation_from_what_was_computed_is_kept_for_each_decision(allowed):
    shared()
    one, other = Decision.objects.all()
    assert (one.computed, one.decided) == (COMPUTED, 0.85)
    assert one.deviation == pytest.approx(0.0373)
    assert (other.computed, other.deviation) == (None, None)


def test_twenty_copies_of_the_suggestion_raise_a_warning(records):
    for number in range(20):
        key = Appraisal.objects.create(
            person=f"x{number}", manager="p2", period=PERIOD, state="reasoned", criteria=[], opened_at=NOW
        )
        Decision.objects.create(
            appraisal=key, person=f"x{number}", manager="p2", criterion="a", computed=0.1 * number,
            decided=0.1 * number, decided_at=NOW,
        )  # fmt: skip
    [found] = queries.equal_shares()
    assert (found.manager, found.decisions, found.share, found.warns) == ("p2", 20, 1.0, True)
    Decision.objects.filter(person="x3").update(decided=9.0)
    assert not queries.equal_shares()[0].warns  # 19 of 20 are not more than 95 of 100
    Decision.objects.exclude(person__in=["x1", "x2"]).delete()
    assert queries.equal_shares()[0].share is None


def test_what_the_register_does_not_allow_is_left_out_and_counted(allowed):
    key = opened()
    judged(key)
    other = replace(ITEM, metric="speed", criterion="care")
    assert evidence(key, ITEM, other) == {"not approved": 1}
    assert [each.metric for each in looks(key, 2).items] == ["on_time_share"]
    assert "speed" not in str(row(key).text("evidence"))


def test_what_the_person_was_not_told_about_in_time_is_left_out(records):
    approve()
    seen()
    key = opened()
    judged(key)
    left = services.evidence_open(
        by=actor(2), standing=MANAGER, appraisal=key, items=(ITEM,), place=queries.duties.Place("service", "NL"),
        since=TODAY - 70 * DAY, today=TODAY, at=NOW,
    )  # fmt: skip
    assert left == {"told only later": 1}
    assert looks(key, 2).items == ()


def test_the_person_sees_a_figure_before_their_manager_or_five_days_pass(records):
    approve()
    key = opened()
    judged(key)
    with pytest.raises(AppraisalError, match="sees these figures first"):
        evidence(key)
    registers.figure_made(person="p1", metric="on_time_share", period=PERIOD, at=NOW - 4 * DAY)
    with pytest.raises(AppraisalError, match="Nov 26, 2026 at the latest"):
        evidence(key)
    registers.figure_seen(by=actor(2), metric="on_time_share", period=PERIOD, at=NOW)
    with pytest.raises(AppraisalError):
        evidence(key)
    registers.figure_seen(by=actor(1), metric="on_time_share", period=PERIOD, at=NOW)
    evidence(key)
    assert row(key).state == "evidence"


def test_after_a_stop_what_a_model_suggested_is_gone_at_once(allowed):
    key = shared()
    assert looks(key, 1).items
    stop = registers.switch_off(by=BY, reason="Wrong since May", computation="case_mix", at=NOW)
    for number in (1, 2):
        found = looks(key, number)
        assert (found.items, found.stopped) == ((), 1)
        assert (found.weighed[0].computed, found.weighed[0].deviation) == (None, None)
        assert found.weighed[0].decided == 0.85
    registers.switch_on(by=BY, switch=stop.pk, at=NOW)
    assert looks(key, 1).items[0].value == COMPUTED  # as it was then: an old report is shown as it was


def test_who_sees_how_much_of_it(allowed):
    key = opened()
    judged(key)
    services.state_own(by=actor(1), standing=SELF, appraisal=key, text="I was alone for two weeks")
    mine = looks(key, 1)
    assert (mine.part, mine.statement, mine.judgement, mine.weighed) == ("self", "I was alone for two weeks", "", ())
    assert {looks(key, number).part for number in (3, 4, 6)} == {"status"}
    assert looks(key, 4, more=frozenset({Relation.HR_PARTNER_OF})).judgement == ""
    evidence(key)
    decided(key)
    assert looks(key, 1).judgement == ""
    services.share(by=actor(2), standing=MANAGER, appraisal=key, at=NOW)
    assert looks(key, 1).judgement == "My own view"
    assert looks(key, 3).part == "status"
    finalise(key)
    assert looks(key, 3).final == "We spoke, and I stand by it"
    assert looks(key, 3).objections == ()
    assert looks(key, 4).part == "status"


def test_a_new_manager_begins_anew_and_what_the_former_one_drafted_is_not_theirs(allowed):
    key = opened()
    judged(key)
    evidence(key)
    Appraisal.objects.update(manager="p6")
    with pytest.raises(AppraisalError, match="take it over"):
        decided(key)
    assert looks(key, 2).part == "status"
    services.appraisal_take_over(by=actor(2), standing=MANAGER, appraisal=key)
    found = row(key)
    assert (found.manager, found.state, found.judgement, found.evidence) == ("p2", "open", "", "")
    assert set(Decision.objects.values_list("judged", "computed")) == {(None, None)}


def test_a_period_is_appraised_once(allowed):
    opened()
    with pytest.raises(ThereAlreadyError):
        opened()


def test_a_calibration_is_written_down_with_its_votes_and_the_person_is_shown_it_anew(allowed):
    key = shared()
    with pytest.raises(AppraisalError, match="session"):
        calibrate(key)
    session = calibration.session_open(by=BY, unit="service", period=PERIOD, members=["p3", "p9"], at=NOW)
    assert calibration.calibration_group(actor(3), row(key)) == {Relation.CALIBRATION_GROUP}
    assert calibration.calibration_group(actor(4), row(key)) == frozenset()
    calibrate(key)
    found = CalibrationChange.objects.get()
    assert (found.suggested, found.before, found.after) == (COMPUTED, 0.85, 0.8)
    assert (found.why, found.voters) == ("Others had the same snow", ["HR", "head of logistics"])
    assert row(key).state == "reasoned"
    with pytest.raises(AppraisalError):
        finalise(key)
    calibration.session_close(by=BY, session=session.pk, at=NOW)
    assert calibration.calibration_group(actor(3), row(key)) == frozenset()


def calibrate(key: int, value: float = 0.8) -> None:
    by = actor(3)
    group = calibration.calibration_group(by, row(key))
    calibration.calibrate(
        by=by, standing=group, appraisal=key, criterion="on_time_share", value=value,
        reason="Others had the same snow", voters=["HR", "head of logistics"], at=NOW,
    )  # fmt: skip


def test_no_distribution_is_enforced(allowed):
    """Duty 23: everybody may be decided alike, and nothing blocks."""
    for number in range(12):
        made = Appraisal.objects.create(
            person=f"x{number}", manager="p2", unit="service", period=PERIOD, state="shared", criteria=[],
            opened_at=NOW, shared_at=NOW,
        )  # fmt: skip
        Decision.objects.create(
            appraisal=made, person=f"x{number}", manager="p2", criterion="on_time_share", decided=5.0
        )
    calibration.session_open(by=BY, unit="service", period=PERIOD, members=["p3", "p9"], at=NOW)
    for made in Appraisal.objects.all():
        calibrate(made.pk, 5.0)
    assert set(Decision.objects.values_list("decided", flat=True)) == {5.0}


def test_both_sides_take_note_of_an_agreement_each_once_and_of_that_content_alone(records):
    told = {"person": "p1", "manager": "p2", "period": PERIOD, "content": "ab12" * 8, "at": NOW}
    assert agreements.agreement_acknowledge(by=actor(1), standing=SELF, **told)
    assert not agreements.agreement_acknowledge(by=actor(1), standing=SELF, **told)
    assert agreements.agreement_acknowledge(by=actor(2), standing=MANAGER, **told)
    assert agreements.acknowledged(person="p1", period=PERIOD, content="ab12" * 8) == {"person": NOW, "manager": NOW}
    assert agreements.acknowledged(person="p1", period=PERIOD, content="cd34" * 8) == {}
    with pytest.raises(PermissionError):
        agreements.agreement_acknowledge(by=actor(4), standing=frozenset(), **told)


def test_no_readable_text_stands_in_any_table(allowed):
    key = shared()
    objected(key)
    for model in apps.get_models(include_auto_created=True):
        for values in models.QuerySet(model).values_list():
            for text in ("My own view", "Two weeks of snow", "The snow is not in it", str(COMPUTED) + '"'):
                assert text not in str(values), model


def test_the_person_takes_along_what_was_shared_and_nothing_of_a_draft(allowed):
    key = opened()
    judged(key)
    assert "My own view" not in str(gathered(whose("p1"), now=NOW)["held"])
    Appraisal.objects.all().delete()
    shared()
    held = str(gathered(whose("p1"), now=NOW)["held"])
    assert "My own view" in held
    assert str(COMPUTED) in held


def test_who_is_erased_takes_their_appraisals_along(allowed):
    shared()
    person_erase(person="p1", by=BY, reason="asked for it", now=NOW)
    assert not Appraisal.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("records", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_the_whole_way_on_a_server_and_its_rows_are_shown_to_the_two_alone(allowed):
    with rows.acting_as(actor(2)):
        key = shared()
    with rows.acting_as(actor(1)):
        objection = objected(key)
    with rows.acting_as(actor(2)):
        services.objection_answer(by=actor(2), standing=MANAGER, objection=objection, text="yes", at=NOW)
        finalise(key)

    def seen_by(number: int) -> int:
        with rows.acting_as(actor(number)):
            return Appraisal.objects.count() + Objection.objects.count()

    assert [seen_by(number) for number in (1, 2, 3, 4)] == [2, 2, 0, 0]
    with rows.acting_as(actor(3)):
        found = queries.shown(queries.appraisal_find(key), by=actor(3), standing=standing(actor(3), "p1"))
        assert found.final == "We spoke, and I stand by it"


def test_what_is_shared_stays_shared(allowed):
    assert set(SHARED) == {"shared", "objected", "finalised"}
