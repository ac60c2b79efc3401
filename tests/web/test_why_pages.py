"""Why a metric changed: the sentence, the waterfall, the ranked contributions, and what cannot be explained."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sightline_web import keeper
from sightline_web.ahead import Part, Why
from sightline_web.keeper import Outcome
from sightline_web.shell.formats import Formats
from sightline_web.strategy.waterfall import MOST, bars, waterfall
from sightline_web.strategy.why import about_change, asked_why, named, part_rows
from tests.web.fakes import FakeSnapshot, keeper_of
from tests.web.people import signed_in

EN = Formats("en")
MINUS = "\N{MINUS SIGN}"
ADDRESS = "/metrics/revenue_12m/why"


def site(snapshot: FakeSnapshot) -> Client:
    kept = keeper_of(Outcome(snapshot))
    keeper.install(kept)
    kept.settle()
    return signed_in()


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def part(contribution: float, metric: str = "lead_time", kind: str = "effect", **rest: object) -> Part:
    return Part(metric, None, None, kind, contribution, contribution, contribution, None, **rest)  # type: ignore[arg-type]  # a dict of mixed values


def explained(*contributions: float, residual: float = 0.0, before: float = 10.0) -> Why:
    total = sum(contributions) + residual
    parts = tuple(part(each) for each in contributions)
    return Why("revenue_12m", "EUR", "2025-10", "2026-10", before, before + total, total, residual, parts, "")


def fall_of(why: Why, better: str = "higher"):
    return bars(why, [(each, each.metric) for each in why.parts], better, EN)


sizes = st.lists(st.floats(-1e6, 1e6), max_size=30)


@given(sizes, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_the_bars_of_a_waterfall_lead_from_before_to_after(contributions, residual, before):
    why = explained(*contributions, residual=residual, before=before)
    found = fall_of(why)
    assert found[0].end == before
    assert found[1].start == before
    for one, following in pairwise(found[1:-1]):
        assert one.end == following.start
    assert found[-2].end == pytest.approx(found[-1].end, abs=1e-6 * max(1.0, abs(before)))
    assert found[-2].kind == "residual"


@given(sizes)
def test_a_part_has_a_bar_of_its_own_or_is_in_the_rest(contributions):
    found = fall_of(explained(*contributions))
    own = [bar for bar in found if bar.kind == "part"]
    rest = [bar for bar in found if bar.kind == "rest"]
    assert len(own) == (len(contributions) if len(contributions) <= MOST + 1 else MOST)
    if rest:
        assert rest[0].end - rest[0].start == pytest.approx(sum(contributions[MOST:]), abs=1e-6)
        assert rest[0].name.endswith("smaller parts")


@pytest.mark.parametrize(("better", "tones"), [("higher", ["good", "bad"]), ("lower", ["bad", "good"])])
def test_better_and_worse_follow_the_direction_of_the_metric(better, tones):
    found = fall_of(explained(3.0, -1.0, residual=0.5), better)
    assert [bar.tone for bar in found] == ["dim", *tones, "dim", "dim"]


def test_nothing_left_to_explain_is_still_a_bar():
    found = fall_of(explained(3.0))
    assert (found[-2].name, found[-2].start, found[-2].end) == ("not explained", 13.0, 13.0)


def test_a_scale_that_does_not_begin_at_zero_says_where_it_does():
    near = waterfall(fall_of(explained(-1.0, before=50.0)), "EUR", EN)
    assert near.floor == "€48.50"
    assert waterfall(fall_of(explained(-40.0, before=50.0)), "EUR", EN).floor == ""
    assert waterfall(fall_of(explained(-8.0, before=3.0)), "EUR", EN).floor == ""


def test_heights_of_bars_are_in_proportion_to_their_parts():
    svg = str(waterfall(fall_of(explained(-4.0, -2.0, residual=-1.0, before=50.0)), "EUR", EN).svg)
    wide = svg[: svg.index("chart fall narrow")]
    found = {kind: float(tall) for kind, tall in re.findall(r'class="bar (\w+) \w+"[^>]*height="([\d.]+)"', wide)}
    tall = [float(each) for each in re.findall(r'class="bar part \w+"[^>]*height="([\d.]+)"', wide)]
    assert tall[0] == pytest.approx(2 * tall[1], abs=0.2)
    assert found["residual"] == pytest.approx(tall[1] / 2, abs=0.2)


def test_a_waterfall_is_drawn_for_wide_and_narrow_with_patterns_of_their_own():
    svg = str(waterfall(fall_of(explained(-4.0, residual=-1.0)), "EUR", EN).svg)
    assert svg.count("<svg") == svg.count('aria-hidden="true"') == 2
    assert re.findall(r'pattern id="([^"]+)"', svg) == ["hatch-wide", "hatch-narrow"]
    assert re.findall(r'fill="url\(#([^)]+)\)"', svg) == ["hatch-wide", "hatch-narrow"]
    assert "style=" not in svg


def test_markup_in_a_name_stays_text():
    why = explained(-4.0)
    svg = str(waterfall(bars(why, [(why.parts[0], "<b>x</b>")], "higher", EN), "EUR", EN).svg)
    assert "<b>" not in svg


def test_the_sentence_says_how_far_between_when_and_the_largest_part(client):
    document = client.get(f"{ADDRESS}.json").json()
    assert document["sentence"] == (
        "Revenue last 12 months fell by €1.00M from Oct 2025 to Oct 2026; "
        f"the largest part is Shipped on time, two months earlier: {MINUS}€600K."
    )
    assert document["total"] == document["after"] - document["before"] == -1.0e6
    assert max(document["rows"], key=lambda row: abs(row["contribution"]))["contribution"] == -6.0e5


def test_a_residual_of_over_half_is_said_before_the_largest_part():
    snapshot = FakeSnapshot()
    why = explained(3.0, -1.0, residual=-7.0)
    text = about_change(why, snapshot.metrics["revenue_12m"], snapshot, EN).text
    assert text == (
        f"Revenue last 12 months fell by €5.00 from Oct 2025 to Oct 2026; {MINUS}€7.00 is not explained; "
        "the largest part is Order lead time: +€3.00."
    )


def test_no_change_is_said_to_be_none():
    snapshot = FakeSnapshot()
    text = about_change(explained(1.0, -1.0), snapshot.metrics["revenue_12m"], snapshot, EN).text
    assert text == "Revenue last 12 months was the same in Oct 2025 and in Oct 2026: €10.00."


def test_the_contributions_in_the_twins_add_up_to_the_change(client):
    document = client.get(f"{ADDRESS}.json").json()
    assert sum(row["contribution"] for row in document["rows"]) == pytest.approx(document["total"])
    assert [row["part"] for row in document["rows"]].count("residual") == 1
    assert document["rows"][-1]["contribution"] == document["residual"]
    table = list(csv.DictReader(io.StringIO(client.get(f"{ADDRESS}.csv").content.decode())))
    assert [float(row["contribution"]) for row in table] == [row["contribution"] for row in document["rows"]]
    page = page_of(client, ADDRESS)
    assert page[page.index("Ranked contributions <") :].count('<th role="rowheader"') == len(table)


def test_what_is_not_explained_is_printed_even_where_the_library_names_no_such_part():
    assert [row["part"] for row in part_rows(explained(1.0))] == ["effect", "residual"]
    assert part_rows(explained(1.0))[-1]["contribution"] == 0.0


@dataclass(frozen=True)
class Many(FakeSnapshot):
    """A snapshot with a change in many parts."""

    def why(self, metric, since=None, until=None, by=None):
        found = super().why(metric, since, until, by)
        parts = tuple(part(-1e4 * (40 - n), kind="value", metric="order_to_cash.cases") for n in range(40))
        total = sum(each.contribution for each in parts)
        return replace(found, parts=parts, residual=0.0, total=total, after=found.before + total)


def test_many_contributions_are_folded_and_none_is_lost():
    client = site(Many())
    page = page_of(client, ADDRESS)
    assert "29 smaller contributions" in page
    assert page.count('<th role="rowheader"') == len(client.get(f"{ADDRESS}.json").json()["rows"]) == 41
    assert page.count("33 smaller parts") == 1  # in the narrow figure; the wide one breaks the line


def test_a_part_leads_to_its_own_change_as_much_earlier_as_it_works_later(client):
    page = page_of(client, ADDRESS)
    assert 'href="/metrics/on_time_share/why?from=2025-08&to=2026-08"' in page
    assert 'href="/effects/on_time_share/revenue"' in page
    early = page_of(client, f"{ADDRESS}?from=2023-11&to=2024-11")
    assert 'href="/metrics/on_time_share/why"' in early


@pytest.mark.parametrize("address", ["/metrics/revenue_12m", "/goals/grow_revenue"])
def test_metric_and_goal_ask_why(client, address):
    assert f'href="{ADDRESS}"' in page_of(client, address)


def test_the_newest_whole_period_is_explained_against_a_year_before(client):
    document = client.get("/metrics/lead_time/why.json").json()
    assert (document["from"], document["to"]) == ("2025-09", "2026-09")  # October is not complete
    page = page_of(client, "/metrics/lead_time/why")
    assert '<a href="/metrics/lead_time/why?from=2026-08&to=2026-09">The month before</a>' in page
    assert 'aria-current="true">A year before</a>' in page


def test_the_address_chooses_periods_and_dimension(client):
    document = client.get(f"{ADDRESS}.json?from=2026-01&to=2026-03&by=region").json()
    assert (document["from"], document["to"]) == ("2026-01", "2026-03")
    page = page_of(client, f"{ADDRESS}?from=2026-01&to=2026-03&by=region")
    for chosen in ('value="2026-01" selected', 'value="2026-03" selected', 'value="region" selected'):
        assert chosen in page
    assert f'href="{ADDRESS}?from=2026-02&to=2026-03&by=region"' in page


def test_a_metric_may_be_cut_by_a_dimension_of_what_it_rests_on(client):
    assert 'value="segment"' in page_of(client, ADDRESS)  # of on_time_share


def test_a_period_without_a_value_offers_the_nearest_that_have_one(client):
    page = page_of(client, "/metrics/lead_time/why?from=2025-07&to=2026-07")
    assert "Order lead time has no value in Jul 2025." in page
    near = re.findall(r'href="/metrics/lead_time/why\?from=([\d-]+)&to=2026-07">', page)
    assert near[:4] == ["2025-05", "2025-06", "2025-08", "2025-09"]
    document = client.get("/metrics/lead_time/why.json?from=2025-07&to=2026-07").json()
    assert (document["rows"], "sentence" in document) == ([], False)


def test_one_period_twice_is_told(client):
    assert "choose two different periods." in page_of(client, f"{ADDRESS}?from=2026-03&to=2026-03")


def test_a_metric_without_data_says_so_and_why(client):
    page = page_of(client, "/metrics/market_share/why")
    assert "Market share: there are no data." in page
    assert "no file is there." in page
    assert "<select" not in page


def test_a_fault_of_the_library_is_shown_with_its_fix_and_the_form_stays():
    client = site(FakeSnapshot(refused=("why",)))
    page = page_of(client, ADDRESS)
    assert "The metrics form a cycle without a lag" in page
    assert "Give it a lag." in page
    assert '<select id="from"' in page
    document = client.get(f"{ADDRESS}.json").json()
    assert (document["rows"], document["fault"]["fix"]) == ([], "Give it a lag.")


def test_while_effects_are_estimated_the_page_waits_and_twins_say_so():
    client = site(FakeSnapshot(waiting=("why",)))
    assert "/news?until=why" in page_of(client, ADDRESS)
    assert client.get(f"{ADDRESS}.json").status_code == 503


@pytest.mark.parametrize("query", ["?from=nope", "?to=2019-01", "?by=nope"])
def test_what_is_not_there_is_a_404(client, query):
    assert client.get(ADDRESS + query).status_code == 404
    assert client.get(f"{ADDRESS}.json{query}").status_code == 404
    assert client.get("/metrics/nope/why").status_code == 404


def test_contributions_are_ranked_and_no_cause_is_claimed(client):
    page = page_of(client, ADDRESS)
    assert "root cause" not in page.casefold()
    assert "no proof of a cause" in page


def test_parts_are_named_by_what_and_where_and_when():
    snapshot = FakeSnapshot()
    rate = Part("revenue_12m", "region", "North", "rate", -1.0, -1.0, -1.0, None)
    other = Part("on_time_share", "region", "North", "effect", -1.0, -2.0, 0.0, None, lag=1)
    assert named(rate, snapshot, "revenue_12m") == "North, rate"
    assert named(other, snapshot, "revenue_12m") == "Shipped on time, North, one month earlier"
    assert named(other, snapshot, "revenue_12m", brief=True) == "Shipped on time, North"
    assert named(part(1.0, kind="residual"), snapshot, "revenue_12m") == "not explained"


def test_a_series_shorter_than_a_year_is_explained_against_the_period_before():
    points = FakeSnapshot().series("receivables").points()[-4:]
    asked = asked_why({}, points, "month", ())
    assert (asked.since, asked.until) == ("2026-09", "2026-10")
    assert asked_why({}, (), "month", ()).since is None
