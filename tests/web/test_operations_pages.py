"""The pages of the work as it runs: the queue, process maps, rules, cases, behaviour charts."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from itertools import pairwise

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sightline_web import keeper
from sightline_web.keeper import Outcome
from sightline_web.operations import cases, charted, durations, flow, maps, queue, ruled
from sightline_web.processes import MapEdge, MapNode, ProcessMap, Variant
from sightline_web.shell.behaviour import Run, drawn, stacked
from sightline_web.shell.formats import Formats
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.fakes_operations import CHARTS, DEVIATIONS, MAP, PROCESS, VARIANTS, FakeAnswers
from tests.web.people import signed_in

EN = Formats("en")
HOUR, DAY = 3_600.0, 86_400.0
PROCESS_PAGE = "/operations/order_to_cash"


def site(snapshot: FakeSnapshot) -> Client:
    kept = keeper_of(Outcome(snapshot))
    keeper.install(kept)
    kept.settle()
    return signed_in()


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def words_of(text: str) -> str:
    """The text of a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# The queue


def test_the_queue_says_what_the_dearest_deviation_costs_which_goal(client):
    document = client.get("/operations.json").json()
    assert document["sentence"] == (
        "Four deviations; the dearest costs “Grow revenue to 60 million a year by March 2028” about €120K."
    )
    assert [row["deviation"] for row in document["rows"]] == ["d1", "d2", "d3", "d4"]


def test_the_queue_speaks_the_words_of_the_deviations_command(client):
    row = client.get("/operations.json").json()["rows"][0]
    words = [
        "deviation",
        "process",
        "rule",
        "case",
        "since",
        "outcome",
        "owner",
        "goal",
        "price",
        "low",
        "high",
        "state",
    ]
    assert list(row)[: len(words)] == words


def test_a_price_stands_with_its_interval_and_leads_to_its_line_of_sight(client):
    text = read(client, "/operations")
    assert 'href="/sight/from/lead_time?goal=grow_revenue"' in text
    assert "€40.0K to €210K" in text
    assert "\N{MINUS SIGN}0.01 to 0.11 points" in words_of(text)


def test_each_deviation_leads_to_what_shows_it(client):
    text = read(client, "/operations")
    for href in (
        "/operations/charts/lead_time?segment=region%3DNorth",
        "/operations/order_to_cash/cases/2026/18",
        "/operations/order_to_cash/rules/check_first",
        "/metrics/receivables",
    ):
        assert f'<a href="{href}"' in text


def test_a_deviation_without_a_line_of_sight_says_so_and_has_no_price(client):
    assert "No line of sight leads from this rule to a goal." in read(client, "/operations?owner=risk_officer")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("owner=operations_manager", ["d1", "d2"]),
        ("process=order_to_cash", ["d2", "d3"]),
        ("goal=ship_on_time", ["d1", "d2"]),
        ("goal=ship_on_time&process=order_to_cash", ["d2"]),
        ("process=returns", []),
    ],
)
def test_filters_stand_in_the_address_and_hold_for_the_twins(client, query, found):
    assert [row["deviation"] for row in client.get(f"/operations.json?{query}").json()["rows"]] == found


def test_a_filter_that_nothing_fits_offers_all(client):
    text = read(client, "/operations?process=returns")
    assert "Nothing that fits deviates." in text
    assert "None of 4 deviations fits." in text


def test_without_deviations_the_queue_says_what_is_watched():
    text = read(site(FakeSnapshot(bare=True)), "/operations")
    assert "Nothing deviates." in text
    assert "Declare a process with rules" in text


def test_deviations_that_are_being_estimated_say_so():
    client = site(FakeSnapshot(waiting=("deviations",)))
    assert "This is being estimated from the past." in read(client, "/operations")
    assert client.get("/operations.json").status_code == 503


@pytest.mark.parametrize("page", ["deviations", "charts"])
def test_a_fault_of_the_library_is_told_with_its_fix(page):
    address = {"deviations": "/operations", "charts": "/operations/charts"}[page]
    response = site(FakeSnapshot(refused=(page,))).get(address)
    assert response.status_code == 422
    assert "Check the file." in response.content.decode()


def test_what_a_deviation_costs_is_not_written_twice():
    each = replace(DEVIATIONS[0], sentence="Lead time rose; it costs grow_revenue 120,000 EUR, 7 % of what is to go.")
    assert queue.line(each, FakeSnapshot(), EN).what == "Lead time rose."


def test_no_queue_says_a_price_that_is_not_known():
    lines = [queue.line(replace(DEVIATIONS[0], price=None), FakeSnapshot(), EN)]
    sentence = queue.about_queue(DEVIATIONS[:1], lines, queue.Asked(None, None, None))
    assert sentence.text == "One deviation; of none can be said what it costs a goal."


# From and to other surfaces


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("/goals/grow_revenue", "/operations?goal=grow_revenue"),
        ("/metrics/lead_time", "/operations/charts/lead_time"),
        ("/sight/from/order_to_cash.pick", "/operations/order_to_cash"),
        ("/sight/from/order_to_cash.ship_in_time", "/operations/order_to_cash/rules/ship_in_time"),
    ],
)
def test_goals_metrics_and_lines_of_sight_lead_to_operations(client, address, href):
    assert f'<a href="{href}">' in read(client, address)


def test_goals_and_metrics_are_shown_while_deviations_are_being_estimated():
    client = site(FakeSnapshot(waiting=("deviations", "charts")))
    assert "/operations?goal=" not in read(client, "/goals/grow_revenue")
    assert "/operations/charts/" not in read(client, "/metrics/lead_time")


# The map


def test_the_map_draws_the_most_frequent_variants_that_hold_the_share_asked_for():
    shown = flow.cut(MAP, VARIANTS, 80)
    assert [each.activities for each in shown.variants] == [("receive", "check", "pick", "ship")]
    assert shown.steps == ("receive", "check", "pick", "ship")
    assert [(each.from_, each.to) for each in shown.edges] == [
        ("receive", "check"),
        ("check", "pick"),
        ("pick", "ship"),
    ]


def test_all_of_the_map_is_drawn_for_all_of_the_cases():
    shown = flow.cut(MAP, VARIANTS, 100)
    assert set(shown.edges) == set(MAP.edges)
    assert shown.covered == pytest.approx(1.0)


@st.composite
def logs(draw: st.DrawFn) -> tuple[ProcessMap, tuple[Variant, ...]]:
    """A few variants, and the map that they make."""
    names = st.sampled_from("abcde")
    orders = draw(st.lists(st.lists(names, min_size=1, max_size=6).map(tuple), min_size=1, max_size=6, unique=True))
    cases = sorted((draw(st.integers(1, 50)) for _ in orders), reverse=True)
    variants = tuple(Variant(order, n, n / sum(cases), None) for order, n in zip(orders, cases, strict=True))
    edges: dict[tuple[str, str], int] = {}
    counts: dict[str, int] = {}
    for each in variants:
        for name in each.activities:
            counts[name] = counts.get(name, 0) + each.cases
        for pair in pairwise(each.activities):
            edges[pair] = edges.get(pair, 0) + each.cases
    nodes = tuple(MapNode(name, n, n, n, n) for name, n in counts.items())
    return ProcessMap("p", nodes, tuple(MapEdge(a, b, n, n, None, None) for (a, b), n in edges.items()), 1, 1), variants


@given(logs(), st.integers(5, 99))
def test_a_larger_share_never_takes_anything_off_the_map(log, share):
    found, variants = log
    less, more = flow.cut(found, variants, share), flow.cut(found, variants, share + 1)
    assert set(less.steps) <= set(more.steps)
    assert set(less.edges) <= set(more.edges)
    assert less.covered * 100 >= share - 1e-6


@given(logs())
def test_every_edge_between_two_steps_is_drawn_once_and_no_place_is_unknown(log):
    found, variants = log
    shown = flow.cut(found, variants, 100)
    drawn = flow.figure(PROCESS, found, shown, EN, known=())
    between = [each for each in shown.edges if each.from_ != each.to]
    ends = len({each.activities[0] for each in variants}) + len({each.activities[-1] for each in variants})
    assert drawn.count('class="tip"') == len(between) + ends
    assert "nan" not in drawn


def test_the_map_widens_edges_by_how_frequent_they_are_and_dashes_those_that_lead_back():
    drawn = flow.figure(PROCESS, MAP, flow.cut(MAP, VARIANTS, 100), EN, known=())
    assert 'class="edge w5"' in drawn
    assert drawn.count('class="edge w2 back"') == 1  # picked, and checked once more
    assert ">890 · 35m<" in drawn


def test_a_box_leads_to_the_line_of_sight_of_its_step(client):
    text = read(client, f"{PROCESS_PAGE}?share=100")
    assert 'href="/sight/from/order_to_cash.pick"' in text
    assert "Cancel <order> & tell…" in text


def test_a_map_without_steps_is_no_figure():
    assert maps.draw([], [], "Empty") == ""


def test_the_table_of_the_map_has_a_row_for_each_edge_and_so_have_its_twins(client):
    for share, edges in ((80, 3), (100, 7)):
        text = read(client, f"{PROCESS_PAGE}?share={share}")
        table = text[text.index('<table class="edges">') :]
        assert table[: table.index("</table>")].count("<tr>") == edges + 1
        rows = client.get(f"{PROCESS_PAGE}.json?share={share}").json()["rows"]
        assert len(rows) == edges
        assert list(rows[0]) == ["from", "to", "count", "cases", "median_s", "p90_s"]


@pytest.mark.parametrize(
    ("asked", "share"), [("", 90), ("share=80", 80), ("share=0", 5), ("share=7000", 100), ("share=x", 90)]
)
def test_a_share_that_makes_no_sense_is_brought_into_its_range(asked, share):
    assert flow.asked_share(QueryDict(asked)) == share


def test_open_cases_count_as_censored_in_the_sentences(client):
    text = words_of(read(client, PROCESS_PAGE))
    assert "half of 930 closed cases took 3.5 days or less, one in ten more than 6.2 days." in text
    assert "70 are still open; counted with the time they took so far, half of all cases take 3.7 days." in text


def test_a_process_without_cases_says_where_to_look(client):
    text = words_of(read(client, "/operations/returns"))
    assert "Returns: there are no cases yet." in text
    assert "holds no case of the declared activities" in text


def test_waiting_is_split_into_parts_that_make_one_whole(client):
    text = words_of(read(client, PROCESS_PAGE))
    assert "outside working time 35%, in a queue 42%, after a hand-over 7%, otherwise 17%" in text
    assert "otherwise 100%; the log does not say who was busy" in text


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=4))
def test_a_stacked_bar_is_never_wider_than_its_figure(parts):
    drawn = stacked([("closed", part) for part in parts], sum(parts))
    places = [(float(x), float(width)) for x, width in re.findall(r' x="([\d.]+)" y="0" width="([\d.]+)"', drawn)]
    assert all(x + width <= 220.7 for x, width in places)


def test_a_log_that_cannot_be_read_is_told():
    response = site(FakeSnapshot(refused=("process",))).get(PROCESS_PAGE)
    assert response.status_code == 422
    assert "The log could not be read." in response.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/operations/nope", "/operations/nope/rules", f"{PROCESS_PAGE}/rules/nope", f"{PROCESS_PAGE}/cases/nope",
     "/operations/charts/nope", "/operations/charts/lead_time?segment=nope"],
)  # fmt: skip
def test_what_is_not_there_is_a_404(client, address):
    assert client.get(address).status_code == 404


# Rules


def test_rules_come_the_most_often_violated_first_with_four_counts(client):
    text = words_of(read(client, f"{PROCESS_PAGE}/rules"))
    assert "“Orders ship within five days” is violated most, in 21.3% of the cases that settled it." in text
    assert "700 satisfied, 190 violated, 70 pending, 40 not applicable" in text
    assert text.index("Every Receive order is followed") < text.index("Before every Ship")


def test_a_small_share_is_told_finely_enough_to_be_seen(client):
    assert "0.22%" in read(client, f"{PROCESS_PAGE}/rules")


def test_a_rule_page_shows_definition_drift_causes_deadline_and_cases(client):
    text = words_of(read(client, f"{PROCESS_PAGE}/rules/ship_in_time"))
    for said in (
        "Every Receive order is followed by a Ship within 5 days.",
        "21.3% of 890 settled cases violate it, and 70 have it pending.",
        "The 24 periods as a table",
        "46 values were tried",
        "120 of 300",
        "+19.0 to +31.0 points",
        "Mar 2025 to Apr 2026, 410 cases.",
    ):
        assert said in text, said
    assert "No phase is stable enough." not in text  # that one is of another pair


def test_cases_come_pending_first_by_when_they_are_due(client):
    rows = client.get(f"{PROCESS_PAGE}/rules/ship_in_time.json").json()["rows"]
    assert [(row["case"], row["outcome"]) for row in rows] == [
        ("2026/19", "pending"),
        ("2026/18", "pending"),
        ("2026/17", "violated"),
    ]


def test_a_part_that_cannot_be_said_leaves_the_rest_of_the_page(client):
    text = words_of(read(client, f"{PROCESS_PAGE}/rules/check_first"))
    assert "A part of this page cannot be said: Too few cases violate it. Wait for more." in text
    assert "0.22% of 890 settled cases" in text


@pytest.mark.parametrize("address", [f"{PROCESS_PAGE}/rules/ship_in_time", f"{PROCESS_PAGE}/cases/2026/18"])
def test_what_rests_on_estimates_is_left_out_until_they_are_there_and_the_rest_is_shown(address):
    text = words_of(read(site(FakeSnapshot(waiting=("deviations",))), address))
    assert "This part is being estimated from the past" in text
    assert "pending" in text
    assert "120 of 300" not in text
    assert "What is likely ahead" not in text
    assert "Nothing that can be told from chance." not in text


def test_a_rule_that_no_case_settled_has_no_share(client):
    assert "Nobody cancels twice: no case has settled it yet." in read(client, f"{PROCESS_PAGE}/rules/quiet")


def test_a_period_without_settled_cases_is_a_gap_in_the_figure():
    drift = [each for each in FakeAnswers().drift() if each.rule == "ship_in_time"]
    drawn = ruled.drift_figure(drift, EN)
    assert drawn.count('class="whisker"') == 2 * 23  # twice: for a wide and for a narrow screen
    assert drawn.count("<polyline") == 2 * 2


@pytest.mark.parametrize("count", [1, 2, 7, 24, 36, 104, 157])
def test_names_of_periods_never_stand_in_one_another(count):
    labels = [f"{2020 + month // 12}-{month % 12 + 1:02d}" for month in range(count)]
    for narrow in drawn(Run(labels, "share", [0.5] * count), EN).split("</svg>")[:2]:
        bottom = re.findall(r'<text class="tick" x="([\d.]+)" y="\d+" text-anchor="middle">', narrow)
        places = sorted(float(each) for each in bottom)
        assert all(b - a >= 55 for a, b in pairwise(places))
        assert places


# Cases


def test_a_timeline_names_nobody(client):
    text = words_of(read(client, f"{PROCESS_PAGE}/cases/2026/18"))
    assert "Planner, one person" in text
    assert "Packer, person 7" in text
    document = client.get(f"{PROCESS_PAGE}/cases/2026/18.json").json()
    assert [row["who"] for row in document["rows"]][:3] == ["Planner, one person", "another person", "another person"]
    assert "performer" not in str(document)


def test_a_case_tells_its_rules_and_what_is_likely_ahead(client):
    text = words_of(read(client, f"{PROCESS_PAGE}/cases/2026/18"))
    for said in (
        "5 events in 41 hours; the last is Ship",
        "4.8 hours to 6.0 days",
        "34%",
        "pending",
        "off by 0.9 days",
    ):
        assert said in text, said


def test_a_closed_case_has_no_forecast(client):
    text = words_of(read(client, f"{PROCESS_PAGE}/cases/2026/17"))
    assert "What is likely ahead" not in text
    assert text.count("violated") == 2


def test_only_the_skill_of_what_is_predicted_is_told():
    (skill,) = FakeAnswers().skill()
    other = replace(skill, method="check_first: base rate", words="Of check_first.")
    own = replace(skill, method="ship_in_time: stage and age", words="Of ship_in_time.")
    found = cases.skill_words("2026/18", FakeAnswers().predictions(), (skill, other, own))
    assert found == [skill.words, "Of ship_in_time."]


def test_pending_cases_say_how_probably_they_will_be_late(client):
    text = read(client, f"{PROCESS_PAGE}/rules/ship_in_time")
    assert '<td class="n">34%</td>' in text


# Charts


def test_charts_come_by_their_newest_signal(client):
    rows = client.get("/operations/charts.json").json()["rows"]
    assert [(row["metric"], row["segment"], row["signal"]) for row in rows] == [
        ("lead_time", "region=North", "cusum up"),
        ("order_to_cash.cases", "", "cusum down"),
        ("on_time_share", "", None),
        ("lead_time", "region=South", None),
    ]
    assert client.get("/operations/charts.json").json()["sentence"] == (
        "One of four behaviour charts gave a signal in the last three periods."
    )


def test_a_chart_marks_signals_by_shape_and_word_and_names_its_baseline(client):
    text = read(client, "/operations/charts/lead_time?segment=region%3DNorth")
    said = words_of(text)
    assert text.count('class="mark"') == 2 * 2
    assert "▲" not in said  # shapes are drawn, words are written
    assert "shifted up" in said
    assert "decided by Operations manager on 2026-01-15." in said
    assert "baseline, provisional" not in said
    assert "baseline, provisional" in words_of(read(client, "/operations/charts/on_time_share"))


def test_a_chart_on_which_a_deviation_was_found_says_what_the_deviation_says(client):
    address = "/operations/charts/lead_time?segment=region%3DNorth"
    told = "Order lead time in North has been 0.35 days longer since July 2026."
    assert f"<h1>{told}</h1>" in read(client, address)
    assert read(client, "/operations").count(told) >= 1
    month = CHARTS[2]
    week = replace(month, grain="week", periods=month.periods * 4)
    assert charted.deviation_of(month, CHARTS, DEVIATIONS).deviation == "d1"
    assert charted.deviation_of(week, (month, week), DEVIATIONS).deviation == "d1"
    assert charted.deviation_of(month, (month, week), DEVIATIONS) is None  # it was found week by week
    assert charted.deviation_of(CHARTS[0], CHARTS, DEVIATIONS) is None


def test_a_chart_without_a_segment_asked_for_is_that_with_the_newest_signal(client):
    assert client.get("/operations/charts/lead_time.json").json()["chart"]["segment"] == "region=North"


def test_signals_in_a_row_count_from_the_first_of_one_direction():
    north = CHARTS[2]
    newest, before = north.signals
    assert charted.signals_since(north) == "2026-08"
    assert charted.signals_since(replace(north, signals=(newest, replace(before, size=-0.4)))) == "2026-09"
    assert charted.signals_since(replace(north, signals=(newest, replace(before, period="2026-06")))) == "2026-06"
    assert charted.signals_since(replace(north, signals=(newest, replace(before, period="2026-05")))) == "2026-09"


def test_a_chart_says_whether_its_signal_is_news():
    assert charted.about_chart(CHARTS[2], "Order lead time", "days", EN) == (
        "Order lead time in North is 0.35 days above its baseline; its chart has given signals since Aug 2026."
    )
    assert charted.about_chart(CHARTS[3], "Cases", "count", EN) == (
        "Cases gives no signal now; in Feb 2024 it was 200 below its baseline."
    )
    assert charted.about_chart(CHARTS[0], "Shipped on time", "share", EN) == (
        "Shipped on time behaves as in its baseline."
    )


def test_marks_of_good_news_are_drawn_as_such():
    assert charted.figure(CHARTS[2], "days", "lower", EN).count("mark good") == 0
    assert charted.figure(CHARTS[2], "days", "higher", EN).count("mark good") == 2 * 2


def test_charts_of_two_grains_are_shown_one_at_a_time(monkeypatch):
    weekly = tuple(replace(each, grain="week") for each in CHARTS[:3])
    monkeypatch.setattr(FakeSnapshot, "charts", lambda _: (*CHARTS, *weekly))
    client = site(FakeSnapshot())
    assert len(client.get("/operations/charts.json").json()["rows"]) == 4
    assert {row["grain"] for row in client.get("/operations/charts.json?grain=week").json()["rows"]} == {"week"}
    assert client.get("/operations/charts?grain=day").status_code == 404
    text = read(client, "/operations/charts/lead_time?segment=region%3DNorth&grain=week")
    assert 'href="/operations/charts/lead_time?segment=region%3DNorth&grain=month"' in text
    assert 'href="/operations/charts/lead_time?segment=region%3DSouth&grain=week"' in text


def test_a_chart_that_has_one_segment_and_one_grain_offers_no_other(client):
    assert 'aria-label="Segment"' not in read(client, "/operations/charts/on_time_share")


def test_the_table_of_a_chart_has_a_row_for_each_period(client):
    rows = client.get("/operations/charts/lead_time.json?segment=region%3DNorth").json()["rows"]
    assert len(rows) == 36
    assert [row["period"] for row in rows if row["signal"]] == ["2026-08", "2026-09"]
    assert rows[12]["value"] is None


def test_a_shift_in_the_better_direction_is_good_news():
    up = CHARTS[2].signals[0]
    assert charted.signal_look(up, "lower").tone == "bad"
    assert charted.signal_look(up, "higher").tone == "good"
    assert charted.signal_look(None, "higher").word == "no signal"


def test_false_signals_are_told_in_whole_words():
    assert charted.alarms_in_words(CHARTS, EN) == "one false signal in 93 periods"
    many = [replace(CHARTS[0], false_alarms=0.5)] * 5
    assert charted.alarms_in_words(many, EN) == "2.5 false signals a period"
    assert charted.alarms_in_words([replace(CHARTS[0], false_alarms=0.0)], EN) == ""


def test_a_chart_without_values_is_no_figure():
    empty = replace(CHARTS[0], values=(None,) * 36)
    assert charted.figure(empty, "share", "higher", EN) == ""


# Times


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "—"),
        (0.0, "0 seconds"),
        (119.0, "119 seconds"),
        (35 * 60.0, "35 minutes"),
        (5 * HOUR, "5.0 hours"),
        (26 * HOUR, "26 hours"),
        (2.1 * DAY, "2.1 days"),
        (40 * DAY, "40 days"),
    ],
)
def test_a_time_is_said_in_the_largest_unit_of_which_there_are_two(seconds, said):
    assert durations.duration(seconds, EN) == said


@given(st.floats(0, 1e9), st.sampled_from(["en", "de", "fr", "nl"]))
def test_every_time_can_be_said_in_every_language(seconds, locale):
    said = durations.duration(seconds, Formats(locale))
    assert re.search(r"\d", said)
    assert "duration-" not in said + durations.brief(seconds, Formats(locale))
