"""Every number of a page can be talked about: what a comment keeps is what its twin holds."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.http import QueryDict

from sightline_web.anchors import anchor_at, anchor_named, kinds, view_of
from sightline_web.comments.models import Comment
from sightline_web.comments.numbers import View, choices, measured, said
from sightline_web.numbered import Number
from sightline_web.shell.formats import Formats
from tests.web import people
from tests.web.comments.test_services import NOW, snapshot

EN = Formats()


@pytest.fixture(autouse=True)
def read(enterprise) -> None:
    """The small enterprise is read."""


def seen(kind: str, key: str, query: str = "") -> View:
    return View(snapshot(), anchor_named(kind, key), QueryDict(query), EN)


def offered(view: View) -> dict[str, str]:
    return {each.about: each.words for each in choices(view)}


def twin(client, address: str) -> dict:
    path, _mark, query = address.partition("?")
    return client.get(f"{path}.json" + (f"?{query}" if query else "")).json()


def test_a_goal_has_its_value_its_chance_and_its_forecast():
    found = offered(seen("goal", "grow_revenue"))
    assert list(found) == ["metric:revenue_12m", "chance:grow_revenue", "forecast"]
    assert found["forecast"].startswith("The forecast at its date: €")


def test_an_explained_change_has_its_parts_of_the_periods_that_are_shown(client):
    view = seen("explanation", "revenue_12m", "from=2025-09&to=2026-08")
    numbers = {about: measured(view, about) for about in offered(view)}
    answer = twin(client, "/metrics/revenue_12m/why?from=2025-09&to=2026-08")
    assert numbers["change"].value == answer["total"]
    assert [each.value for each in numbers.values()][1:] == [row["contribution"] for row in answer["rows"]]
    assert [each.words for each in numbers.values()] == [
        "The whole change", "What Shipped on time adds to the change", "What the rate of North adds to the change",
        "What of the change is not explained",
    ]  # fmt: skip
    assert offered(view)["change"].endswith(" in Aug 2026")
    assert offered(seen("metric", "lead_time"))["metric:lead_time"].endswith(" in Sep 2026, the newest")
    assert offered(seen("explanation", "revenue_12m", "from=2026-08&to=2026-08")) == {}


def test_a_way_to_a_goal_has_what_suffices_for_the_chance_that_is_asked_for(client):
    view = seen("way-to-a-goal", "grow_revenue", "chance=0.9")
    assert offered(view) == {
        "lever:on_time_share": "How far Shipped on time alone would have to move: +4.1\N{NO-BREAK SPACE}points",
        "most:on_time_share": "The best chance that Shipped on time alone can bring: 84%",
        "most:lead_time": "The best chance that Order lead time alone can bring: 41%",
    }
    rows = twin(client, "/goals/grow_revenue/levers?chance=0.9")["rows"]
    assert measured(view, "lever:on_time_share").value == next(
        row["needed"] for row in rows if row["metric"] == "on_time_share"
    )
    assert offered(seen("way-to-a-goal", "grow_revenue", "chance=2")) == {}


def test_lines_of_sight_and_effects_are_told_for_the_step_that_their_page_is_in(client):
    for kind, key, path in (
        ("line-of-sight", "lead_time", "/sight/from/lead_time"),
        ("effect", "on_time_share/revenue", "/effects/on_time_share/revenue"),
    ):
        page = client.get(path).content.decode()
        told = offered(seen(kind, key))
        assert told
        for words in told.values():
            assert words.rpartition(": ")[2] in unescape(page), words


def test_an_initiative_has_its_worth_its_cost_and_what_it_does_for_each_goal(client):
    view = seen("initiative", "night_shift")
    numbers = {about: measured(view, about) for about in offered(view)}
    answer = twin(client, "/portfolio/night_shift")
    assert (numbers["worth"].value, numbers["cost"].value) == (25.2, 480_000.0)
    worths = {row["goal"]: (row["worth"], row["low"], row["high"]) for row in answer["rows"] if row["worth"]}
    assert {
        about.removeprefix("goal:"): (each.value, each.low, each.high)
        for about, each in numbers.items() if about.startswith("goal:")
    } == worths  # fmt: skip
    assert "reaches:grow_revenue" in numbers


def test_the_best_set_is_that_within_the_limits_that_are_shown():
    view = seen("best-set", "all", "budget=800k&must=lamps&must=portal&people.planner=4")
    numbers = {about: measured(view, about) for about in offered(view)}
    assert numbers["worth"].unit == "points"
    asked = snapshot().asked_limits[-1]
    assert (asked.budget, asked.must, asked.capacity) == (800_000.0, ("lamps", "portal"), (("planner", (4.0,)),))
    assert offered(seen("best-set", "all", "budget=100")) == {}  # no set keeps to that
    assert offered(seen("best-set", "all", "budget=much")) == {}


def test_a_promise_has_what_came_of_it():
    view = seen("promise", "fast_lane")
    number = measured(view, "came:lead_time")
    assert (number.value, number.low, number.high, number.unit) == (-0.5, -0.7, -0.3, "days")
    assert anchor_named("promise", "nothing").parts == ("nothing",)
    with pytest.raises(LookupError):
        anchor_named("promise", "nothing").title(snapshot())


def test_a_rule_has_the_share_of_cases_that_violate_it(client):
    row = next(
        each for each in twin(client, "/operations/order_to_cash/rules")["rows"] if each["rule"] == "ship_in_time"
    )
    number = measured(seen("rule", "order_to_cash/ship_in_time"), "violated")
    assert number.value == row["violated"] / (row["satisfied"] + row["violated"])


def test_probabilities_have_how_they_did():
    assert offered(seen("calibration", "all")) == {
        "brier": "How far off probabilities were (Brier, 0 is perfect): 0.16",
        "coverage": "The share of values inside 90% intervals: 89.0%",
    }


def test_a_saved_scenario_has_how_far_it_moves_each_goal(client):
    where = client.post("/scenarios/save", {"shift": ["lead_time=-0.2"], "name": "Night"}).headers["Location"]
    view = seen("scenario", where.rsplit("/", 1)[-1])
    rows = {row["goal"]: row for row in twin(client, where)["rows"]}
    for about in offered(view):
        what, _dot, goal = about.partition(":")
        key = "change" if what == "goal" else "probability_after"
        assert measured(view, about).value == rows[goal][key]
    assert "goal:grow_revenue" in offered(view)


@pytest.mark.parametrize(
    "about",
    ["chance:grow_revenue", "metric:revenue_12m", "metric:lead_time;region=North", "effect", "forecast", "worth",
     "violated", "metric:on_time_share;region=Nowhere", "metric:on_time_share@x", "<b>", "a" * 300],
)  # fmt: skip
def test_a_number_of_another_page_is_none_of_this_one(client, about):
    assert measured(seen("metric", "on_time_share"), about) is None
    client.post("/discussions/metric/on_time_share/say", {"text": "What is it?", "about": about})
    assert Comment.objects.unscoped("a test").get().was == {}


def test_what_is_still_estimated_is_not_offered():
    waiting = ("outlooks", "sight", "effects", "why", "levers", "whatif", "calibration", "portfolio")
    early = replace(snapshot(), waiting=waiting)
    for kind, key in (
        ("line-of-sight", "lead_time"), ("explanation", "revenue_12m"), ("way-to-a-goal", "grow_revenue"),
        ("calibration", "all"), ("best-set", "all"), ("initiative", "night_shift"), ("effect", "on_time_share/revenue"),
    ):  # fmt: skip
        assert offered(replace(seen(kind, key), snapshot=early)) == {}
    assert list(offered(replace(seen("goal", "grow_revenue"), snapshot=early))) == ["metric:revenue_12m"]


def test_a_comment_on_an_estimate_keeps_its_interval_and_is_told_on_its_view_what_it_is_now(client):
    address = "/goals/grow_revenue/levers?chance=0.9"
    told = {"text": "Is that so?", "about": "lever:on_time_share", "view": "chance=0.9"}
    where = client.post("/discussions/way-to-a-goal/grow_revenue/say", told).headers["Location"]
    assert where == "/goals/grow_revenue/levers?chance=0.9&said=kept&comment=1#comment-1"
    kept = Comment.objects.unscoped("a test").get()
    assert (kept.was["low"], kept.was["high"], kept.was["moves"]) == (0.02, 0.09, True)
    there = unescape(client.get(address).content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    assert "How far Shipped on time alone would have to move was +4.1 points (90%: +2.0 to +9.0 points) on" in there
    assert ", and is so still." in there
    elsewhere = unescape(client.get("/goals/grow_revenue/levers").content.decode())
    assert "and is so still" not in elsewhere
    assert "cannot be said now" not in elsewhere
    assert 'href="/goals/grow_revenue/levers?chance=0.9">As it was shown</a>' in elsewhere
    [row] = client.get("/discussions/way-to-a-goal/grow_revenue.json").json()["rows"]
    assert (row["was"], row["low"], row["high"]) == (0.041, 0.02, 0.09)


def test_a_change_is_told_with_its_sign():
    was = {"title": "x", "value": 1.0e6, "unit": "EUR", "moves": True, "low": None, "high": None}
    now = Number("x", "effect", "x", -2.0e6, "EUR", moves=True)
    assert said(was, now, NOW, EN) == "was +€1.00M on Nov 24, 2026, now \N{MINUS SIGN}€2.00M"


def test_the_line_of_sight_of_a_role_is_not_talked_about(client):
    assert 'id="discussion"' not in client.get("/sight/from/planner").content.decode()
    assert client.get("/discussions/line-of-sight/planner").status_code == 404
    assert client.post("/discussions/line-of-sight/planner/say", {"text": "Slow."}).status_code == 404


def test_a_page_that_explains_another_is_talked_about_and_not_followed(client):
    explaining = {name for name, each in kinds().items() if not each.followed}
    assert explaining == {"explanation", "way-to-a-goal", "calibration", "line-of-sight", "best-set", "promise"}
    page = client.get("/metrics/revenue_12m/why").content.decode()
    assert 'id="discussion"' in page
    assert 'id="follow"' not in page
    told = {"kind": "explanation", "key": "revenue_12m", "view": "", "cadence": "daily"}
    assert client.post("/following/follow", told).status_code == 404


def test_what_is_said_of_the_best_set_is_for_whom_its_page_is():
    planner, employee = people.signed_in("portfolio_board"), people.signed_in("plain")
    assert planner.get("/discussions/best-set/all").status_code == 200
    assert employee.get("/discussions/best-set/all").status_code == 403


def test_a_page_without_parts_has_a_key_of_its_own():
    assert anchor_at("best_set", {}).key == "all"
    assert anchor_named("best-set", "all").href == "/portfolio/best"
    assert anchor_named("best-set", "other") is None
    assert anchor_named("nothing", "all") is None


def test_a_view_keeps_what_its_page_can_be_asked_for():
    kind = kinds()["best-set"]
    query = "must=b&must=a&people.planner=4&evil=1&budget=800k&goal=g"
    assert view_of(query, kind) == "goal=g&budget=800k&must=b&must=a&people.planner=4"
    assert view_of(query) == "goal=g"
    assert re.fullmatch(r"(must=x&?){4}", view_of("&".join(["must=x"] * 4), kind))
    assert view_of("&".join(["must=x"] * 100), kind) == ""
