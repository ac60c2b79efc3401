"""Agreements: frozen, whole percents that make a hundred, the derived value kept beside what is set by hand."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.periods import Calendar, Grain
from sightline.records.agreements import Acknowledgement, Agreement, canonical, content_hash, standing
from sightline.roles.agreements import AgreementError, Change, NothingToAgreeError, Side, change_of, draft, follows
from sightline.roles.goals import role_goals
from sightline.saying import Said
from tests.roles.support import basis

PERIOD = Calendar(grain=Grain.MONTH).parse("2027-01")
AS_OF = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
GOALS = {one.role: one for one in role_goals(basis()).roles}
HEAD, CLERK = GOALS["head"], GOALS["clerk"]


def made(goals=HEAD, *changes, reason="", person="p1", manager="p9"):
    side = Side(person, "office", manager)
    hands = [change_of(one) for one in changes]
    return draft(goals, PERIOD, side, model="m" * 64, as_of=AS_OF, changes=hands, reason=reason)


def weights(agreement):
    return {one.metric: one.weight for one in agreement.goals}


def test_what_is_derived_is_agreed_in_whole_percents_that_make_a_hundred():
    found = made()
    assert sum(round(one.weight * 100) for one in found.goals) == 100
    assert all(one.weight == one.derived_weight and not one.by_hand and not one.reason for one in found.goals)
    assert [one.metric for one in found.goals] == [one.metric for one in HEAD.goals]
    assert (str(found.first), str(found.last)) == ("2027-01-01", "2027-01-31")


def test_a_target_is_rounded_to_three_figures_of_the_way():
    agreed = next(one for one in made().goals if one.metric == "check")
    assert agreed.target == agreed.derived_target == pytest.approx(HEAD.goals[2].target, abs=0.005)
    assert len(str(agreed.target)) <= 4


def test_a_weight_by_hand_keeps_the_derived_one_and_the_others_make_room():
    found = made(HEAD, "check.weight=0.5", reason=" Backlog   first. ")
    check = next(one for one in found.goals if one.metric == "check")
    assert (check.weight, check.derived_weight, check.by_hand) == (0.5, weights(made())["check"], ("weight",))
    assert {one.reason for one in found.goals} == {"Backlog first."}
    assert sum(round(one.weight * 100) for one in found.goals) == 100
    others = {one.metric: one for one in found.goals if one.metric != "check"}
    assert others["sales"].weight / others["late"].weight == pytest.approx(
        HEAD.goals[0].weight / HEAD.goals[1].weight, rel=0.1
    )


def test_a_target_by_hand_keeps_the_derived_one():
    found = next(one for one in made(HEAD, "check.target=2.9", reason="Holidays.").goals if one.metric == "check")
    assert (found.target, found.by_hand, found.reason) == (2.9, ("target",), "Holidays.")
    assert found.derived_target != 2.9


def test_what_the_data_cannot_settle_may_be_agreed_by_hand():
    found = made(CLERK, "calls.weight=20%", reason="We start to call.")
    assert weights(found) == {"check": 0.8, "calls": 0.2}


def test_a_goal_without_weight_is_left_out():
    assert set(weights(made(HEAD, "check.weight=0", reason="Not now."))) == {"sales", "late"}


@pytest.mark.parametrize(
    ("changes", "reason", "said"),
    [
        (["check.weight=0.5"], "", "needs a reason"),
        (["check.weight=0.5"], "  ", "needs a reason"),
        (["chek.weight=0.5"], "x", "Did you mean 'check'?"),
        (["check.weight=1.5"], "x", "between 0 and 1"),
        (["check.weight=0.333"], "x", "no whole percent"),
        (["check.weight=0.9", "sales.weight=0.9"], "x", "make 180 %"),
        (["check.weight=0.2", "sales.weight=0.2", "late.weight=0.2"], "x", "make 60 %"),
        (["check.weight=0.2", "check.weight=0.3"], "x", "set twice"),
    ],
)
def test_what_cannot_be_agreed_is_refused_with_its_cause(changes, reason, said):
    with pytest.raises(AgreementError, match=r"role 'head', 2027-01") as caught:
        made(HEAD, *changes, reason=reason)
    assert said in caught.value.cause


def test_all_faults_are_told_at_once():
    with pytest.raises(AgreementError) as caught:
        made(HEAD, "chek.weight=0.5", "late.weight=7")
    assert all(word in caught.value.cause for word in ("reason", "chek", "between 0 and 1"))


def test_a_role_without_goals_has_nothing_to_agree_upon():
    with pytest.raises(NothingToAgreeError, match="It holds nothing"):
        made(GOALS["idler"])


def test_the_split_of_work_may_be_agreed_alone():
    found = made(replace(GOALS["idler"], activities=(("incident", 0.6666), ("project", 0.3334))))
    assert found.goals == ()
    assert found.activities == (("incident", 0.667), ("project", 0.333))


@pytest.mark.parametrize(
    "text", ["check", "check=1", "weight=1", "check.weight", "check.weight=x", "check.share=1", "check.weight=nan"]
)
def test_a_text_that_changes_nothing_is_refused(text):
    with pytest.raises(AgreementError, match=r"METRIC\.weight"):
        change_of(text)


def test_a_metric_id_may_have_dots():
    assert change_of("p.check.duration.target=1_000") == Change("p.check.duration", "target", 1000.0)


def test_the_same_again_is_the_agreement_there_is():
    first = made()
    again = replace(first, as_of=datetime(2027, 2, 1, tzinfo=UTC), model="n" * 64)
    assert follows(again, first, rebaseline=False, reason="") is first


def test_something_else_needs_a_rebaseline_with_a_reason():
    first, other = made(), made(HEAD, "check.weight=0.5", reason="x")
    with pytest.raises(AgreementError, match="never edited"):
        follows(other, first, rebaseline=False, reason="x")
    with pytest.raises(AgreementError, match="needs a reason"):
        follows(other, first, rebaseline=True, reason=" ")
    with pytest.raises(AgreementError, match="nothing has changed"):
        follows(first, first, rebaseline=True, reason="x")
    with pytest.raises(AgreementError, match="no agreement to re-baseline"):
        follows(other, None, rebaseline=True, reason="x")


def test_a_rebaseline_names_the_version_before_and_why():
    first = made()
    second = follows(made(HEAD, "check.weight=0.5", reason="x"), first, rebaseline=True, reason="The goal changed.")
    assert (second.version, second.previous, second.reason) == (2, first.hash, "The goal changed.")
    assert second.hash != first.hash


def test_an_agreement_is_the_same_after_a_way_through_a_file():
    found = made(HEAD, "check.weight=0.5", reason="Zuerst der Rückstand: „jetzt“.")
    back = Agreement.from_content(json.loads(canonical(found.content())))
    assert (back, back.hash) == (found, found.hash)
    assert [type(one.words) for one in back.goals] == [Said] * len(found.goals), "to be said in other languages"


def test_an_agreement_whose_sentences_are_not_made_of_what_it_says_is_none():
    content = json.loads(canonical(made(HEAD).content()))
    content["goals"][0]["words"] = "Something else."
    with pytest.raises(ValueError, match="not made of what it says"):
        Agreement.from_content(content)


def test_an_agreement_of_before_sentences_had_sources_is_read():
    content = json.loads(canonical(made(HEAD).content()))
    before = {name: value for name, value in content.items() if name != "sources"} | {"sightline_agreement": 1}
    assert Agreement.from_content(before).terms() == made(HEAD).terms()
    assert Agreement.from_content(before).content() == before


@pytest.mark.parametrize("name", [one.name for one in fields(Agreement)])
def test_the_hash_changes_with_any_of_its_content(name):
    other = {
        "first": PERIOD.end, "last": PERIOD.start, "goals": made().goals[:1], "activities": (("a", 1.0),), "version": 7,
        "as_of": datetime(2020, 1, 1, tzinfo=UTC),
    }.get(name, "other")  # fmt: skip
    assert replace(made(), **{name: other}).hash != made().hash


@pytest.mark.parametrize("name", [one.name for one in fields(made().goals[0])])
def test_the_hash_changes_with_any_part_of_a_goal(name):
    first, *rest = made().goals
    other = ("other",) if name in ("path", "by_hand") else 0.123 if isinstance(getattr(first, name), float) else "other"
    assert replace(made(), goals=(replace(first, **{name: other}), *rest)).hash != made().hash


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), values, max_size=5), st.randoms(use_true_random=False))
def test_the_hash_knows_content_and_not_the_order_of_keys(content, rng):
    keys = list(content)
    rng.shuffle(keys)
    assert content_hash({key: content[key] for key in keys}) == content_hash(content)


@given(values, values)
def test_different_content_has_different_hashes_and_the_same_has_one(one, other):
    same = canonical(one) == canonical(other)
    assert (content_hash(one) == content_hash(other)) == same
    if not same:
        assert json.loads(canonical(one)) != json.loads(canonical(other)) or str(one) != str(other)


@given(values)
def test_canonical_text_is_its_own_canonical_text(content):
    assert canonical(json.loads(canonical(content))) == canonical(content)


def test_a_number_that_is_not_finite_has_no_hash():
    with pytest.raises(ValueError, match="JSON"):
        content_hash({"weight": float("nan")})


def acknowledged(agreement, *sides):
    return [Acknowledgement(agreement.hash, party, person, AS_OF) for party, person in sides]


@pytest.mark.parametrize(
    ("sides", "state"),
    [
        ([], "open"),
        ([("holder", "p1")], "holder only"),
        ([("manager", "p9")], "manager only"),
        ([("holder", "p1"), ("manager", "p9")], "both"),
        ([("holder", "p9"), ("manager", "p1")], "open"),  # neither is who it names
    ],
)
def test_both_sides_acknowledge_by_name(sides, state):
    assert standing(made(), acknowledged(made(), *sides)) == state


def test_a_new_version_is_acknowledged_anew():
    second = replace(made(), version=2, previous=made().hash, reason="x")
    assert standing(second, acknowledged(made(), ("holder", "p1"), ("manager", "p9"))) == "open"


def test_for_a_team_any_of_them_acknowledges():
    team = made(person=None, manager=None)
    assert standing(team, acknowledged(team, ("holder", "p5"), ("manager", "p6"))) == "both"


def test_acknowledging_does_not_change_the_hash():
    before = made().hash
    acknowledged(made(), ("holder", "p1"))
    assert made().hash == before
