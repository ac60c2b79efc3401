"""Where goals are heading: the table, the fan, what drives a goal, what it would take, how probabilities did."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sightline_web import keeper
from sightline_web.ahead import CalibrationBin, Lever, Span
from sightline_web.chances import CHANCES, chance_words
from sightline_web.keeper import Outcome
from sightline_web.shell.fans import Fan, drawn_fan
from sightline_web.shell.formats import Formats
from sightline_web.shell.scales import Scale
from sightline_web.strategy.calibrated import about_calibration, reliability
from sightline_web.strategy.promised import promised
from sightline_web.strategy.reach import about_reach
from sightline_web.strategy.tables import goal_lines
from tests.web.fakes import FakeSnapshot, goals, keeper_of
from tests.web.fakes_ahead import CALIBRATION
from tests.web.house import unmarked
from tests.web.people import signed_in

EN = Formats("en")
MINUS = "\N{MINUS SIGN}"


def site(snapshot: FakeSnapshot) -> Client:
    kept = keeper_of(Outcome(snapshot))
    keeper.install(kept)
    kept.settle()
    return signed_in()


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unmarked(response.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def cell(page: str, name: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.search(rf'id="{name}">(.*?)</td>', page, re.DOTALL)[1]).split())


def test_the_sentence_names_the_least_likely_goal_and_says_its_probability(client):
    document = client.get("/strategy.json").json()
    ahead = [row for row in document["rows"] if row["forecast"] is not None]
    least = min(ahead, key=lambda row: row["probability"])
    good = sum((row["probability"] or 0) >= 0.5 for row in document["rows"])
    assert least["goal"] == "grow_revenue"
    assert f"{least['probability']:.0%} likely to reach €60.0M by March 2028" in document["sentence"]
    assert good == 2
    assert "two of five goals are more likely than not to be reached" in document["sentence"]


def test_the_table_shows_forecast_interval_and_chance_as_word_and_figure(client):
    page = page_of(client, "/")
    row = client.get("/strategy.json").json()["rows"][0]
    low, high = EN.value(row["low"], "EUR"), EN.value(row["high"], "EUR")
    assert cell(page, "ahead-grow_revenue") == f"{EN.value(row['forecast'], 'EUR')} {low} to {high}"
    assert cell(page, "chance-grow_revenue") == "23% unlikely"
    assert cell(page, "chance-ship_on_time") == "74% likely"


def test_a_date_that_is_past_has_no_chance_and_what_cannot_be_said_says_so(client):
    page = page_of(client, "/")
    assert cell(page, "ahead-collect_sooner") == "the date is past"
    assert cell(page, "chance-collect_sooner") == "—"
    assert cell(page, "ahead-win_share") == "cannot be said"
    assert "There are no data to look ahead from." in page_of(client, "/goals/win_share")


def test_every_chance_leads_to_how_such_probabilities_did(client):
    for address in ("/", "/goals/grow_revenue", "/goals/grow_revenue/levers"):
        chances = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>&?l?t?;?\d+%</a>', page_of(client, address))
        assert chances, address
        assert set(chances) == {"/calibration"}, address


def test_a_sparkline_with_a_fan_says_where_it_ends(client):
    figure = re.search(r'id="figure-grow_revenue">(.*?)</td>', page_of(client, "/"), re.DOTALL)[1]
    assert figure.count('class="band"') == figure.count('class="band inner"') == figure.count('class="median"') == 1
    assert 'class="path"' not in figure
    assert "forecast €58.5M (€52.4M to €64.7M) in Mar 2028" in figure
    row = client.get("/goals/grow_revenue.json").json()["rows"][-1]
    assert (row["period"], EN.value(row["median"], "EUR")) == ("2028-03", "€58.5M")


def test_a_goal_shows_its_fan_and_a_table_with_every_period_ahead(client):
    page = page_of(client, "/goals/grow_revenue")
    rows = client.get("/goals/grow_revenue.json").json()["rows"]
    ahead = [row for row in rows if row["median"] is not None]
    assert [row["period"] for row in ahead][0::16] == ["2026-11", "2028-03"]
    table = page[page.index('id="ahead"') : page.index('id="forecast"')]
    assert table.count("<tr>") == len(ahead) + 1 == 18
    last = ahead[-1]
    wanted = [EN.value(last[key], "EUR") for key in ("median", "q25", "q75", "low", "high")]
    assert re.findall(r"€[\d.]+M", table)[-5:] == wanted
    assert all(row["low"] < row["q25"] < row["median"] < row["q75"] < row["high"] for row in ahead)
    assert page.count('class="band inner"') == 2  # wide and narrow


def test_the_twins_of_a_goal_hold_its_way_so_far_and_ahead(client):
    rows = client.get("/goals/grow_revenue.json").json()["rows"]
    table = list(csv.DictReader(io.StringIO(client.get("/goals/grow_revenue.csv").content.decode())))
    assert len(table) == len(rows) == 36 + 17
    assert sum(row["value"] is not None for row in rows) == 36
    assert {tuple(row) for row in rows} == {tuple(table[0])}


def test_the_headline_of_a_goal_is_its_probability_and_where_it_stands_follows(client):
    document = client.get("/goals/grow_revenue.json").json()
    assert document["sentence"] == (
        "Revenue last 12 months: 23% likely to reach €60.0M by March 2028; the forecast is €58.5M (€52.4M to €64.7M)."
    )
    assert (document["goal"]["probability"], EN.value(document["goal"]["forecast"], "EUR")) == (0.23, "€58.5M")
    page = page_of(client, "/goals/grow_revenue")
    assert page.index("likely to reach") < page.index("behind the path to")


def test_a_goal_says_how_it_was_forecast_against_the_naive_floor(client):
    page = page_of(client, "/goals/grow_revenue")
    part = page[page.index('id="forecast"') :]
    for words in ("AutoETS", "0.81, seasonal naive 1.00", "89%", "tried 24 times, 17 months ahead"):
        assert words in part
    method = client.get("/goals/grow_revenue.json").json()["methods"][0]
    assert (method["mase"], method["naive_mase"], method["coverage"], method["n"]) == (0.81, 1.0, 0.89, 36)


def test_the_strongest_drivers_are_those_that_move_the_goal_most_within_a_usual_year(client):
    document = client.get("/goals/grow_revenue.json").json()
    assert document["driven_by"] == ["on_time_share", "lead_time", "market_share"]  # revenue is arithmetic alone
    page = page_of(client, "/goals/grow_revenue")
    part = page[page.index('id="drives"') : page.index('id="ways"')]
    assert f"{MINUS}€510K" in part
    assert f"{MINUS}€1.02M to {MINUS}€153K" in part
    assert "widens 7%" in part
    assert 'href="/sight/from/lead_time?goal=grow_revenue"' in part
    assert 'href="/sight?goal=grow_revenue"' in part


def test_each_step_of_the_way_carries_its_size_and_how_sure_it_is(client):
    rows = {row["metric"]: row for row in client.get("/goals/grow_revenue.json").json()["moved_by"]}
    assert (rows["lead_time"]["per_unit"], rows["lead_time"]["support"]) == (-0.034, "supported")
    assert (rows["revenue"]["kind"], rows["revenue"]["per_unit"]) == ("exact", 12.0)
    page = page_of(client, "/goals/grow_revenue")
    part = page[page.index('id="ways"') :]
    assert f"{MINUS}3.4 points</a>" in part
    assert f"({MINUS}4.8 to {MINUS}2.1 points)" in part
    assert 'href="/effects/lead_time/on_time_share"' in part
    assert "not estimated here" not in page


def test_what_it_would_take_says_who_suffices_and_offers_to_try_it(client):
    page = page_of(client, "/goals/grow_revenue/levers")
    document = client.get("/goals/grow_revenue/levers.json").json()
    assert "one of two metrics, changed alone, would make it 80% likely." in document["sentence"]
    assert [(row["metric"], row["needed"]) for row in document["rows"]] == [
        ("on_time_share", 0.041),
        ("lead_time", None),
    ]
    assert "+4.1 points" in page
    assert "none suffices" in page
    assert f">{MINUS}0.8 days</td>" in page  # its largest plausible change, in the direction that helps
    assert "/scenarios/new?shift=on_time_share%3D%2B4.1pp" in page
    assert "/scenarios/new?shift=lead_time%3D-0.8" in page
    assert client.get("/goals/grow_revenue/levers.json?chance=0.9").json()["probability"] == 0.9


def test_no_lever_is_no_promise():
    goal = goals()[0]
    lever = Lever(goal.id, "lead_time", "days", None, None, None, 3.0, 1.0, 0.8, 0.4)
    assert about_reach(goal, [], 0.8, EN).text.endswith("the data cannot say what it would take.")
    assert about_reach(goal, [lever], 0.8, EN).text.endswith("no metric, changed alone, would make it 80% likely.")


def test_a_goal_that_nothing_moves_says_so(client):
    assert "No metric is known to move this goal." in page_of(client, "/goals/win_share/levers")
    assert "no line of sight with an estimated effect leads here" in page_of(client, "/goals/win_share")


@pytest.mark.parametrize(
    "address", ["/goals/nope/levers", "/goals/grow_revenue/levers?chance=2", "/goals/grow_revenue/levers.json?chance=x"]
)
def test_what_is_not_there_is_a_404(client, address):
    assert client.get(address).status_code == 404


WAITING = ("effects", "sight", "outlooks", "suggestions", "calibration", "why", "levers")


def test_while_goals_are_estimated_the_page_stands_and_says_so():
    client = site(FakeSnapshot(waiting=WAITING))
    page = page_of(client, "/")
    assert cell(page, "ahead-grow_revenue") == "being estimated"
    assert "missed by" in page
    row = client.get("/strategy.json").json()["rows"][0]
    assert (row["forecast"], row["probability"], row["outlook"]) == (None, None, "being estimated")
    goal = page_of(client, "/goals/grow_revenue")
    for question in ("outlooks", "effects", "sight"):
        assert f'id="awaits-{question}"' in goal
    assert 'id="awaits-levers"' in page_of(client, "/goals/grow_revenue/levers")
    assert client.get("/goals/grow_revenue/levers.json").json()["estimating"] is True


@pytest.mark.parametrize(
    ("address", "question"),
    [("/", "outlooks"), ("/goals/grow_revenue", "outlooks"), ("/goals/grow_revenue", "sight"),
     ("/goals/grow_revenue", "effects"), ("/goals/grow_revenue/levers", "levers")],
)  # fmt: skip
def test_a_part_fills_itself_once_and_only_when_it_is_ready(address, question):
    waiting = site(FakeSnapshot(waiting=WAITING))
    asking = {"HX-Request": "true", "HX-Trigger": f"awaits-{question}"}
    page = page_of(waiting, address)
    parts = re.search(rf'id="awaits-{question}"[^>]*hx-select-oob="([^"]+)"', page)[1].split(",")
    assert waiting.get(address, headers=asking).status_code == 204
    ready = site(FakeSnapshot())
    filled = ready.get(address, headers=asking)
    assert filled.status_code == 200
    text = filled.content.decode()
    assert f"awaits-{question}" not in text
    for part in parts:
        assert f'id="{part.removeprefix("#")}"' in page
        assert f'id="{part.removeprefix("#")}"' in text


def test_a_fault_of_the_library_is_told_and_the_rest_of_the_page_stands():
    client = site(FakeSnapshot(refused=("outlooks", "effects", "sight", "levers")))
    assert "The metrics form a cycle without a lag" in page_of(client, "/")
    page = page_of(client, "/goals/grow_revenue")
    assert page.count("The metrics form a cycle without a lag") == 3
    assert "The way so far" in page
    assert "Give it a lag." in page_of(client, "/goals/grow_revenue/levers")
    assert client.get("/strategy.json").json()["rows"][0]["outlook"].startswith("The metrics form a cycle")


def test_how_probabilities_did_is_a_sentence_a_figure_and_ten_bins(client):
    document = client.get("/calibration.json").json()
    assert (
        "scored 0.16 (Brier, 0 is perfect): better than always giving the average rate, which scores 0.24."
        in (document["sentence"])
    )
    assert len(document["rows"]) == 10
    page = page_of(client, "/calibration")
    assert page.count('class="bin"') == sum(row["came"] is not None for row in document["rows"]) == 9
    assert page[page.index("Ten bins") :].count("<tr>") == 11
    assert "89% of the values that came were inside their 90% intervals." in page


def test_a_past_too_short_says_so_and_draws_nothing():
    @dataclass(frozen=True)
    class Short(FakeSnapshot):
        def calibration(self):
            return replace(CALIBRATION, brier=None, base=None, bins=(), forecasts=0, coverage=None, words="")

    page = page_of(site(Short()), "/calibration")
    assert "The past is too short to try probabilities on." in page
    assert '<svg class="reliability' not in page


def test_probabilities_that_were_no_better_than_the_average_are_said_to_be():
    found = replace(CALIBRATION, brier=0.25)
    assert "no better than always giving the average rate" in about_calibration(found, EN).text


def test_the_dot_of_a_right_probability_lies_on_the_diagonal():
    svg = str(reliability([CalibrationBin(0.4, 0.5, 10, 0.45, 0.45), CalibrationBin(0.9, 1.0, 0, None, None)], EN))
    ((x, y),) = re.findall(r'class="bin" cx="([\d.]+)" cy="([\d.]+)"', svg)
    left, bottom, right, top = map(
        float, re.search(r'class="target" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', svg).groups()
    )
    assert (float(x) - left) / (right - left) == pytest.approx(0.45, abs=0.01)
    assert (float(y) - bottom) / (top - bottom) == pytest.approx(0.45, abs=0.01)


def test_calibration_that_is_being_estimated_or_refused_is_a_state():
    client = site(FakeSnapshot(waiting=("calibration",)))
    assert "being estimated" in page_of(client, "/calibration")
    assert client.get("/calibration.json").status_code == 503
    assert site(FakeSnapshot(refused=("calibration",))).get("/calibration").status_code == 422


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_greater_probability_never_has_a_lesser_word(one, other):
    order = ["hardly possible", *(words for _, words in CHANCES[::-1])]
    low, high = sorted((one, other))
    assert order.index(chance_words(low)) <= order.index(chance_words(high))


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0, "hardly possible"), (0.009, "very unlikely"), (0.23, "unlikely"), (0.5, "about even"), (0.66, "likely"),
     (0.9, "very likely"), (0.996, "almost certain")],
)  # fmt: skip
def test_a_probability_has_the_word_of_its_figure(probability, words):
    assert chance_words(probability) == words


def fan_of(*medians: float | None) -> Fan:
    first = date(2026, 11, 1)
    spans = tuple(Span(str(n), first + timedelta(days=n), first + timedelta(days=n + 1)) for n in range(len(medians)))
    levels = {
        level: tuple(None if each is None else each + off for each in medians)
        for level, off in ((5, -2.0), (25, -1.0), (50, 0.0), (75, 1.0), (95, 2.0))
    }
    return Fan(spans, levels)


def test_a_fan_opens_at_the_last_value_and_closes_back_along_its_upper_edge():
    fan = fan_of(10.0, 12.0)
    same = Scale(0, 1, 0, 1)
    svg = str(drawn_fan(fan, (fan.at(50)[0][0] - 1, 9.0), same, same))
    days = [day for day, _ in fan.at(50)]
    outer = re.search(r'class="band" d="M([^"]+)Z"', svg)[1].split()
    assert [float(each.split(",")[1]) for each in outer] == [9.0, 8.0, 10.0, 14.0, 12.0, 9.0]
    assert [float(each.split(",")[0]) for each in outer] == [days[0] - 1, *days, *days[::-1], days[0] - 1]


def test_a_period_without_quantiles_is_a_gap_in_the_fan():
    same = Scale(0, 1, 0, 1)
    svg = str(drawn_fan(fan_of(1.0, 2.0, None, 4.0, 5.0), None, same, same))
    assert svg.count('class="band"') == svg.count('class="median"') == 2


def test_without_an_outlook_a_sparkline_keeps_the_path():
    snapshot = FakeSnapshot(waiting=("outlooks",))
    lines = goal_lines(snapshot, EN, promised(snapshot.outlooks))
    assert 'class="path"' in lines[0].figure
    assert 'class="band"' not in lines[0].figure
