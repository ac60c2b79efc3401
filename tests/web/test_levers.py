"""What stands around a metric: what moves it, who has it in hand, what would change it; declared, not estimated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from sightline_web.shell.formats import Formats
from sightline_web.snapshot import Driver
from sightline_web.strategy.levers import lag_words, levers
from tests.web.fakes import FakeSnapshot, metrics


@dataclass(frozen=True)
class Drawn(FakeSnapshot):
    """The small enterprise with other arrows: each metric with the names of what moves it."""

    arrows: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def metrics(self):
        return {
            name: replace(
                metric, drivers=tuple(Driver(each, name, "effect", (1, 1)) for each in self.arrows.get(name, ()))
            )
            for name, metric in metrics().items()
        }


@pytest.mark.parametrize(
    ("lag", "words"),
    [
        ((0, 0), "in the same month"),
        ((0, 1), "in the same month or the next"),
        ((0, 3), "in the same month or up to three months later"),
        ((1, 1), "one month later"),
        ((2, 2), "two months later"),
        ((1, 4), "one to four months later"),
        ((12, 14), "twelve to 14 months later"),
    ],
)
def test_lags_are_words(lag, words):
    assert lag_words(lag, "month") == words


def test_a_lag_is_in_the_grain_of_the_workspace():
    assert lag_words((2, 2), "week") == "two weeks later"


def test_each_metric_stands_below_the_one_that_it_moves_and_once():
    snapshot = Drawn(
        arrows={
            "revenue_12m": ("on_time_share", "receivables"),
            "on_time_share": ("lead_time",),
            "receivables": ("lead_time", "market_share"),
        }
    )
    found = levers(snapshot, "revenue_12m", Formats("en"))
    assert [(line.driver.metric, line.depth) for line in found.lines] == [
        ("on_time_share", 1), ("lead_time", 2), ("receivables", 1), ("market_share", 2)
    ]  # fmt: skip
    assert found.more == 0


def test_a_circle_of_effects_ends():
    snapshot = Drawn(arrows={"lead_time": ("on_time_share",), "on_time_share": ("lead_time",)})
    assert [line.driver.metric for line in levers(snapshot, "lead_time", Formats("en")).lines] == ["on_time_share"]


def test_where_there_are_many_the_nearest_stay_and_the_rest_is_counted():
    snapshot = Drawn(arrows={"revenue_12m": ("on_time_share", "receivables"), "on_time_share": ("lead_time",)})
    found = levers(snapshot, "revenue_12m", Formats("en"), most=2)
    assert [line.driver.metric for line in found.lines] == ["on_time_share", "receivables"]
    assert found.more == 1


def test_a_goal_tells_what_moves_it_in_words_and_numbers(client):
    document = client.get("/goals/grow_revenue.json").json()
    assert [(row["metric"], row["on"], row["relation"], row["lag"], row["steps"]) for row in document["moved_by"]] == [
        ("revenue", "revenue_12m", "cumulative", None, 1),
        ("on_time_share", "revenue", "effect", [1, 4], 2),
        ("lead_time", "on_time_share", "effect", [0, 2], 3),
    ]
    slow = document["moved_by"][-1]
    rows = client.get("/metrics/lead_time.json").json()["rows"]
    assert rows[-1]["partial"]
    assert (slow["period"], slow["value"]) == (rows[-2]["period"], rows[-2]["value"])
    assert slow["change_in_a_year"] == pytest.approx(rows[-2]["value"] - rows[-14]["value"])
    assert slow["initiatives"] == ["night_shift"]
    page = client.get("/goals/grow_revenue").content.decode()
    for words in (
        "summed into Revenue last 12 months",
        "declared to raise Revenue, one to four months later",
        "declared to lower Shipped on time, in the same month or up to two months later",
    ):
        assert words in page


def test_a_metric_names_its_roles_and_initiatives_with_their_place(client):
    page = client.get("/metrics/lead_time").content.decode()
    assert '<a href="/sight/from/packer">Packer</a>' in page
    assert (
        'accountable (40%); performs <a href="/sight/from/order_to_cash.pick">Pick</a>, '
        '<a href="/sight/from/order_to_cash.ship">50% of Ship</a> '
        '<a href="/model/files/goals.yml#L2"><code>goals.yml:2</code></a>'
    ) in page
    assert '<a href="/sight/from/night_shift">Night shift</a>' in page
    assert (
        "\N{MINUS SIGN}0.15 days likely, between \N{MINUS SIGN}0.25 days and \N{MINUS SIGN}0.05 days; costs €480K; "
        "shows three months later; needs Brighter lamps first (declared by the planner, who asked for it)"
    ) in page
    document = client.get("/metrics/lead_time.json").json()
    assert document["initiatives"][0]["declared_change"] == {"low": -0.25, "likely": -0.15, "high": -0.05}
    assert document["initiatives"][0]["cost"] == 480_000
    assert document["roles"][0] == {
        "role": "packer", "title": "Packer", "accountable": 0.4, "performs": {"Pick": 1.0, "Ship": 0.5},
        "declared": "goals.yml:2",
    }  # fmt: skip
    assert document["moves"] == ["on_time_share"]


def test_a_metric_without_roles_or_initiatives_says_nothing_of_them(client):
    page = client.get("/metrics/receivables").content.decode()
    assert "<dt>Roles" not in page
    assert "<dt>Initiatives" not in page
