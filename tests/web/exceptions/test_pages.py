"""The pages of exceptions: what they say in each state, and that forms do what they say, once, and can be undone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sightline_web import keeper
from sightline_web.directory import Directory, Person
from sightline_web.exceptions import clock, services, setting
from sightline_web.exceptions.models import Happening, ThresholdChange
from sightline_web.policy.words import Duty
from sightline_web.raised import Threshold
from tests.web import people
from tests.web.exceptions.conftest import (
    DAY,
    HOUR,
    LATE,
    LIMIT,
    NOW,
    OVERDUE,
    SLOW,
    SLOWNESS,
    UNCHECKED,
    dearer,
    late,
    offered,
    one,
)
from tests.web.fakes import keeper_of

pytestmark = pytest.mark.usefixtures("enterprise", "noon")


@pytest.fixture
def noon(monkeypatch) -> None:
    """Two hours after the deviations were offered."""
    monkeypatch.setattr(clock, "moment", lambda _snapshot: NOW + 2 * HOUR)


def words(answer) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode())).replace("&lt;", "<")


def number(key: str = SLOWNESS) -> int:
    return one(key).pk


def act(client, what: str, key: str = SLOWNESS, **form: object):
    return client.post(f"/exceptions/{number(key)}/{what}", {"revision": one(key).revision} | form)


# --- the queue ------------------------------------------------------------------------------------------------------


def test_the_queue_says_first_what_needs_whoever_looks(as_):
    offered(SLOW, LIMIT)
    said = words(as_(Duty.OPERATIONS_MANAGER).get("/exceptions"))
    assert "Two exceptions need you; the dearest costs “Grow revenue to 60 million a year by March 2028” about" in said
    assert "They need you" in said
    assert "Operations manager: 1 of 2 interruptions used this shift." in said
    assert "it costs more than its threshold" in said


def test_to_who_only_looks_nothing_is_theirs_and_nothing_can_be_done(as_):
    offered(SLOW)
    answer = as_(Duty.AUDITOR).get("/exceptions")
    assert "Nothing needs you; one exception stands." in words(answer)
    assert "Acknowledge" not in answer.content.decode()
    assert "What to do Whoever is operations manager acts on it" in words(
        as_(Duty.AUDITOR).get(f"/exceptions/{number()}")
    )


def test_before_anything_was_looked_for_an_empty_queue_says_that_it_means_nothing(client):
    assert "Nothing has been looked for yet, so that an empty queue means nothing." in words(client.get("/exceptions"))
    offered()
    said = words(client.get("/exceptions"))
    assert "No exception stands." in said
    assert "Nothing has been looked for yet" not in said


def test_a_queue_that_is_older_than_the_data_says_so(client):
    offered(SLOW, at=NOW - 5 * DAY)
    assert "What is shown was looked for last at Oct 26, 2026" in words(client.get("/exceptions"))


def test_filters_stand_in_the_address_and_hold_for_the_twins(client):
    offered(SLOW, LIMIT)
    assert [each["key"] for each in client.get("/exceptions.json").json()["rows"]] == [SLOWNESS, OVERDUE]
    for query, found in {
        "owner=operations_manager": [SLOWNESS], "goal=collect_sooner": [OVERDUE], "state=muted": [],
        "state=resolved": [], "state=new": [SLOWNESS, OVERDUE],
    }.items():  # fmt: skip
        rows = client.get(f"/exceptions.json?{query}").json()["rows"]
        assert [each["key"] for each in rows] == found, query
    assert "None of 2 exceptions fits." in words(client.get("/exceptions?state=muted"))
    lines = client.get("/exceptions.csv?owner=operations_manager").content.decode().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("exception,key,kind,")


def test_one_click_acknowledges_and_the_next_page_offers_to_undo_it(client):
    offered(SLOW)
    answer = act(client, "acknowledge", next="/exceptions?owner=operations_manager")
    assert answer.status_code == 302
    done = Happening.objects.get(what="acknowledged")
    assert answer.headers["Location"] == f"/exceptions?owner=operations_manager&did={done.pk}"
    page = client.get(answer.headers["Location"])
    assert "“Order lead time in North has been 0.35 days longer since July 2026” is acknowledged." in words(page)
    back = client.post(f"/exceptions/{number()}/undo", {"happening": done.pk, "next": answer.headers["Location"]})
    assert back.headers["Location"] == "/exceptions?owner=operations_manager"
    assert one().state == "new"


def test_a_form_leads_nowhere_else(client):
    offered(SLOW)
    answer = act(client, "acknowledge", next="//elsewhere.example/")
    assert answer.headers["Location"].startswith(f"/exceptions/{number()}?did=")


def test_the_menu_and_the_tabs_count_what_needs_whoever_looks(as_):
    offered(SLOW, LIMIT)
    assert '<span class="count">2<' in as_(Duty.OPERATIONS_MANAGER).get("/").content.decode()
    assert 'class="count"' not in as_(Duty.AUDITOR).get("/").content.decode()


def test_the_queue_of_deviations_says_how_the_exception_of_each_stands(client):
    offered(SLOW)
    page = client.get("/operations")
    assert f'href="/exceptions/{number()}">exception, new</a>' in page.content.decode()
    services.acknowledge(exception=number(), by=who(), at=NOW)
    rows = {each["deviation"]: each["state"] for each in client.get("/operations.json").json()["rows"]}
    assert rows == {"d1": "acknowledged", "d2": "new", "d3": "new", "d4": "new"}


def who(duty: str = people.BUSINESS):
    from sightline_web.accounts.acting import actor_of

    return actor_of(people.account(duty))


# --- one exception --------------------------------------------------------------------------------------------------


def test_one_exception_says_what_it_costs_who_must_act_until_when_and_why(client):
    offered(SLOW)
    page = client.get(f"/exceptions/{number()}")
    said = words(page)
    assert (
        "Order lead time in North has been 0.35 days longer since July 2026: the operations manager must act by "
        "Nov 7, 2026." in said
    )
    assert "It costs “Grow revenue to 60 million a year by March 2028” about €120K (€40.0K to €210K at 90%)" in said
    assert "It interrupts because it costs more than its threshold." in said
    assert (
        "/operations/charts/lead_time?segment=region%3DNorth" in client.get(f"/exceptions/{number()}").content.decode()
    )


def test_what_nobody_answers_for_is_shown_as_the_fault_that_it_is(client):
    offered(replace(late(1), owner=None))
    said = words(client.get(f"/exceptions/{number('order_to_cash.ship_in_time')}"))
    assert "and nobody answers for it." in said


def test_cases_of_one_cause_lead_to_their_pages_for_whoever_may_see_them(as_):
    offered(*(late(each) for each in range(20)))
    where = f"/exceptions/{number('order_to_cash.ship_in_time')}"
    assert 'href="/operations/order_to_cash/cases/2026/3"' in as_(Duty.ANALYST).get(where).content.decode()
    other = as_(Duty.EXECUTIVE).get(where)
    assert 'href="/operations/order_to_cash/cases' not in other.content.decode()
    assert "20 cases" in words(other)
    assert "8 more in the JSON" in words(other)


@pytest.mark.parametrize(
    ("what", "form", "state"),
    [
        ("acknowledge", {}, "acknowledged"),
        ("act", {"note": "Called the carrier."}, "in_action"),
        ("mute", {"until": "2026-11-20", "worse": "1"}, "muted"),
        ("mute", {"worse": "1"}, "muted"),
        ("resolve", {"outcome": "accepted", "reason": "A strike."}, "resolved"),
        ("resolve", {"outcome": "false_alarm"}, "resolved"),
        ("comment", {"text": "They know more."}, "new"),
    ],
)
def test_each_form_does_what_it_says_and_undo_brings_back_what_was(client, what, form, state):
    offered(SLOW)
    before = one().raised
    answer = act(client, what, **form)
    assert (answer.status_code, one().state) == (302, state)
    done = Happening.objects.latest("pk")
    assert f"did={done.pk}" in answer.headers["Location"]
    client.post(f"/exceptions/{number()}/undo", {"happening": done.pk})
    assert one().raised == before
    assert "undone" in words(client.get(f"/exceptions/{number()}"))


@pytest.mark.parametrize(
    ("what", "form", "told"),
    [
        ("act", {"note": " "}, "What is done about it is not said."),
        ("mute", {}, "Muting needs an end."),
        ("mute", {"until": "tomorrow"}, "“tomorrow” is no day."),
        ("mute", {"until": "2027-11-01"}, "Nothing is muted for more than 90 days."),
        ("resolve", {}, "What came of it is not said."),
        ("resolve", {"outcome": "accepted", "reason": " "}, "A reason is missing."),
        ("hand-over", {"to": "nobody_at_all"}, "Nobody holds that role today."),
        ("comment", {"text": ""}, "The comment is empty."),
        ("reopen", {}, "It is open."),
    ],
)
def test_a_form_that_is_refused_says_why_and_changes_nothing(client, what, form, told):
    offered(SLOW)
    answer = act(client, what, **form)
    assert (answer.status_code, one().state) == (422, "new")
    assert told in words(answer)


@pytest.mark.parametrize("worse", [{"worse": "1"}, {}])
def test_whether_what_is_muted_wakes_before_its_day_stays_as_it_was_chosen(client, worse):
    offered(SLOW)
    answer = act(client, "mute", until="tomorrow", **worse).content.decode()
    assert ('name="worse" value="1" checked' in answer) is bool(worse)


def test_the_second_of_two_is_told_what_the_first_did_and_loses_nothing_that_was_typed(client):
    offered(SLOW)
    seen = one().revision
    services.resolve(exception=number(), by=who(Duty.OPERATIONS_MANAGER), at=NOW, outcome="false_alarm")
    services.reopen(exception=number(), by=who(Duty.OPERATIONS_MANAGER), at=NOW)
    answer = client.post(f"/exceptions/{number()}/act", {"revision": seen, "note": "We <hire> two packers."})
    assert answer.status_code == 409
    assert "Somebody else has reopened it since you opened this page; yours is not done yet." in words(answer)
    assert "We &lt;hire&gt; two packers.</textarea>" in answer.content.decode()
    assert not Happening.objects.filter(what="in action").exists()


def hold_the_role(as_):
    """The browser of somebody without a duty who holds the role of the operations manager."""
    holder = people.account(people.NOBODY_IN_PARTICULAR)
    holder.person = "p9"
    holder.save()
    snapshot = replace(keeper.current().state().snapshot)
    object.__setattr__(snapshot, "directory", Directory.of([Person("p9", "operations_manager")]))
    kept = keeper_of(replace(keeper.current().state().latest, snapshot=snapshot))
    keeper.install(kept)
    kept.settle()
    return as_(people.NOBODY_IN_PARTICULAR)


def test_its_holder_acts_on_an_exception_without_a_duty_and_sees_no_other(enterprise, as_):
    client = hold_the_role(as_)
    offered(SLOW, LIMIT)
    assert "One exception needs you" in words(client.get("/exceptions"))
    assert act(client, "acknowledge").status_code == 302
    assert client.get(f"/exceptions/{number(OVERDUE)}").status_code == 403
    assert act(client, "acknowledge", OVERDUE).status_code == 403
    assert one(OVERDUE).state == "new"


def test_to_who_sees_their_own_alone_the_queue_does_not_say_that_nothing_stands(enterprise, as_):
    client = hold_the_role(as_)
    offered(LIMIT)
    answer = client.get("/exceptions")
    assert "Nothing needs you. A deviation becomes" in words(answer)
    assert "You see those of your own roles." in words(answer)
    assert "No role of yours has to act now." in words(answer)
    assert 'href="/operations"' not in answer.content.decode()  # the deviations are not open to them


def test_an_unknown_exception_is_not_there_and_a_form_asked_by_get_shows_it(client):
    assert client.get("/exceptions/77").status_code == 404
    assert client.post("/exceptions/77/acknowledge").status_code == 404
    offered(SLOW)
    assert client.get(f"/exceptions/{number()}/resolve").headers["Location"] == f"/exceptions/{number()}"


def test_a_life_that_came_back_stands_with_the_ones_before(client):
    offered(SLOW, at=NOW - 60 * DAY)
    services.act(exception=number(), by=who(), at=NOW - 59 * DAY, note="A second shift.")
    for back in (40, 30, 20):
        offered(at=NOW - back * DAY)
    offered(dearer(SLOW, 2), at=NOW)
    page = words(client.get(f"/exceptions/{number()}"))
    assert "came back 1 time" in page
    assert "How often it came back" in page
    told = client.get(f"/exceptions/{number()}.json").json()
    assert [each["outcome"] for each in told["lives"]] == [None, "acted"]
    assert [each["what"] for each in told["happenings"]][-1] == "raised"


def test_what_another_one_explains_says_so_and_both_lead_to_each_other(client):
    later = replace(late(1), explained_by=("d1",), kind="chart", metric="on_time_share", rule=None, process=None)
    offered(SLOW, later)
    cause = f'<dt>Cause</dt><dd><a href="/exceptions/{number()}">Order lead time in North'
    assert cause in client.get(f"/exceptions/{number('on_time_share')}").content.decode()
    assert f'<li><a href="/exceptions/{number("on_time_share")}">' in client.get(
        f"/exceptions/{number()}"
    ).content.decode().replace("\n", "")


def test_what_was_typed_is_text_on_the_page(client):
    offered(SLOW)
    act(client, "comment", text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(f"/exceptions/{number()}").content.decode()


# --- thresholds -----------------------------------------------------------------------------------------------------


def filled() -> None:
    """A month in which one rule was dear on and off, and nobody wanted to hear of it."""
    for back in range(60, 0, -2):
        offered(SLOW, *(late(each) for each in range(3) if back % 20 < 8), at=NOW - back * DAY)
    offered(SLOW, LATE, UNCHECKED)


RULE = "/exceptions/thresholds/order_to_cash.ship_in_time"


def test_a_threshold_shows_what_it_would_have_done_before_it_can_be_set(client):
    filled()
    page = client.get(f"{RULE}?share=20")
    said = "At 20.0% of what is left or more. It would have raised 0 in 30 days; the present one raises 2."
    assert said in words(page)
    assert "Set it" in words(page)
    assert not ThresholdChange.objects.exists()
    assert "Set it" not in words(client.get(RULE))


def test_setting_and_undoing_a_threshold_is_written_down_with_its_consequence(client):
    filled()
    answer = client.post(f"{RULE}/set", {"share": "20", "reason": "Too small to act upon.", "last": "0"})
    change = ThresholdChange.objects.get()
    assert answer.headers["Location"] == f"/exceptions/thresholds?set={change.pk}"
    assert change.consequence.startswith("It would have raised 0 in 30 days; the present one raises 2.")
    assert "The threshold is set." in words(client.get(answer.headers["Location"]))
    assert "Too small to act upon." in words(client.get(RULE))
    assert client.get(f"{RULE}.json").json()["price_share"] == 0.2
    client.post(f"{RULE}/undo", {"change": change.pk})
    assert client.get(f"{RULE}.json").json()["price_share"] == 0.02
    assert client.post(f"{RULE}/undo", {"change": change.pk}).status_code == 409


def test_a_threshold_that_is_set_counts_from_the_next_look_on(client):
    client.post(f"{RULE}/set", {"never": "1", "reason": "It says nothing.", "last": "0"})
    offered(*(late(each) for each in range(3)), SLOW)
    assert [each["key"] for each in client.get("/exceptions.json").json()["rows"]] == [SLOWNESS]


def test_the_second_of_two_who_set_a_threshold_is_told_so(client):
    setting.threshold_set(
        subject="lead_time", threshold=Threshold(0.1), by=who(), at=NOW, reason="Mine.", consequence=""
    )
    answer = client.post("/exceptions/thresholds/lead_time/set", {"share": "5", "reason": "No, mine.", "last": "0"})
    assert answer.status_code == 422
    assert "Somebody else has changed this threshold since you opened it" in words(answer)
    assert "No, mine.</textarea>" in answer.content.decode()
    assert ThresholdChange.objects.get().share == 0.1


@pytest.mark.parametrize("typed", ["", "much", "-3", "nan", "1e999", "0"])
def test_what_is_no_threshold_is_refused(client, typed):
    page = client.get("/exceptions/thresholds/lead_time", {"share": typed})
    assert re.search("is no number above 0|Say from what share or price on it interrupts", words(page))
    answer = client.post("/exceptions/thresholds/lead_time/set", {"share": typed, "reason": "x", "last": "0"})
    assert answer.status_code == 422
    assert not ThresholdChange.objects.exists()


@pytest.mark.parametrize(
    ("locale", "typed", "shown"),
    [("en", "1.125", "1.125"), ("nl", "1,125", "1,125"), ("nl", "1.125,0", "1125"), ("nl", "2.5 %", "2,5")],
)
def test_a_threshold_is_read_and_shown_as_its_reader_writes(client, locale, typed, shown):
    client.post("/account/preferences", {"language": "", "locale": locale, "zone": ""})
    page = client.get(f"{RULE}", {"share": typed}).content.decode()
    share, price, written = (
        re.findall(f'name="{name}"[^>]*value="([^"]*)"', page) for name in ("share", "price", "locale")
    )
    assert (set(share), set(price), set(written)) == ({shown}, {""}, {locale})
    client.post(f"{RULE}/set", {"share": share[-1], "locale": written[-1], "reason": "Too small.", "last": "0"})
    assert ThresholdChange.objects.get().share == pytest.approx(float(shown.replace(",", ".")) / 100)


def test_the_address_of_a_threshold_means_the_same_to_readers_who_write_otherwise(client):
    page = client.get(RULE, {"share": "1,125", "price": "0,25", "locale": "nl"}).content.decode()
    assert re.findall('name="(?:share|price)"[^>]*value="([^"]*)"', page) == ["1.125", "0.25"] * 2
    assert "At 1.1% of what is left or more, or at 0.25 or more." in re.sub("<[^>]*>", "", page)


def test_a_threshold_of_nothing_declared_is_not_found_with_the_nearest_names(client):
    assert client.get("/exceptions/thresholds/lead_tyme").status_code == 404
    assert client.post("/exceptions/thresholds/lead_tyme/set", {"share": "5", "reason": "x"}).status_code == 404


def test_the_threshold_of_anything_else_is_asked_about_all_that_have_none_of_their_own(client):
    filled()
    told = client.get("/exceptions/thresholds/anything_else.json?share=20").json()
    assert (told["consequence"]["raised"], told["consequence"]["raised_before"]) == (0, 2)
    client.post("/exceptions/thresholds/anything_else/set", {"share": "20", "reason": "Quiet.", "last": "0"})
    assert "Anything else every rule and metric without one of its own at 20.0% of what is left or more" in words(
        client.get("/exceptions/thresholds")
    )


def test_a_threshold_that_fits_a_role_s_budget_is_proposed_when_asked_for(client):
    filled()
    said = words(client.get("/exceptions/thresholds?for=operations_manager"))
    assert "Its budget is 10 a week." in said


# --- judged, and the workload ---------------------------------------------------------------------------------------


def test_too_few_outcomes_cannot_say_yet_whether_a_rule_is_right(client):
    filled()
    said = words(client.get("/exceptions/judged"))
    assert "raised exceptions; too few have an outcome to judge any." in said
    assert "Cannot say yet" in said


def test_a_rule_that_is_mostly_wrong_is_proposed_for_change_in_numbers(client):
    wrong = replace(late(1), segment=(("region", "0"),))
    for each in range(24):
        at = NOW - (30 * DAY) + each * HOUR
        offered(replace(wrong, segment=(("region", str(each)),)), at=at, complete=False)
        key = f"order_to_cash.ship_in_time@region={each}"
        services.resolve(exception=number(key), by=who(), at=at + HOUR, outcome="acted" if each == 0 else "false_alarm")
    said = words(client.get("/exceptions/judged"))
    assert "one is proposed for change" in said
    row = client.get("/exceptions/judged.json").json()["rows"][0]
    assert (row["raised"], row["false_alarm"], row["advice"]) == (24, 23, "retire")
    assert row["precision_high"] < 0.5


def test_the_workload_is_counted_by_role_beside_its_goals_and_names_nobody(client):
    filled()
    setting.threshold_set(
        subject="lead_time", threshold=Threshold(0.1), by=who(), at=NOW - 20 * DAY, reason="", consequence=""
    )
    services.acknowledge(exception=number(), by=who(), at=NOW)
    page = client.get("/exceptions/workload")
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert people.account().name not in main
    told = client.get("/exceptions/workload.json").json()
    assert {each["owner"] for each in told["rows"]} == {"operations_manager"}
    assert sum(each["raised"] for each in told["weeks"]) == 5
    assert [each["what"] for each in told["changes"]] == ["Order lead time: at 10.0% of what is left or more"]
    assert '<svg class="chart exceptional wide"' in main


def test_without_any_exception_these_pages_say_so_and_what_would_fill_them(client):
    assert "No rule has raised an exception in the last year." in words(client.get("/exceptions/judged"))
    assert "there is no workload to show" in words(client.get("/exceptions/workload"))
    assert "No exceptions were raised in the last 30 days." in words(client.get("/exceptions/thresholds"))


def test_to_have_no_threshold_of_its_own_any_more_is_to_be_as_anything_else(client):
    filled()
    client.post(f"{RULE}/set", {"share": "20", "reason": "Too small.", "last": "0"})
    page = client.get(f"{RULE}?general=1")
    assert "None set here. It would have raised 2 in 30 days; the present one raises 0." in words(page)
    last = ThresholdChange.objects.latest("pk").pk
    client.post(f"{RULE}/set", {"general": "1", "reason": "It was not.", "last": last})
    assert client.get(f"{RULE}.json").json()["price_share"] == 0.02


def test_a_chart_s_signal_interrupts_whatever_anything_else_costs(client):
    filled()
    told = client.get("/exceptions/thresholds/anything_else.json?share=90").json()["consequence"]
    assert (told["raised"], told["raised_before"]) == (0, 2)  # the signal stood already before the month
    offered(SLOW, at=NOW + DAY)
    client.post("/exceptions/thresholds/anything_else/set", {"share": "90", "reason": "Quiet.", "last": "0"})
    offered(replace(SLOW, segment=(("region", "South"),)), at=NOW + 2 * DAY)
    assert one("lead_time@region=South").raised.why == "signal"
