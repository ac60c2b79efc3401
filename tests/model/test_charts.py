"""What is said of declared behaviour charts."""

import pytest

from sightline.model import load

HEAD = "sightline: 1\nname: Test\n"
METRICS = """
sources: {sales: {file: sales.csv}}
metrics:
  late: {title: Late, unit: count, better: lower, source: sales, time: at, by: [region], measure: count(*)}
roles: {head: {title: Head of sales}}
"""


def codes(chart, head=HEAD):
    return [one.code for one in load({"sightline.yml": head + METRICS + f"charts:\n  watched: {{{chart}}}\n"}).findings]


def test_a_chart_uses_its_metric_and_the_role_that_decided_its_baseline():
    act = "from: 2025-01, to: 2025-12, decided_by: head, decided_on: 2026-01-15, reason: Calm"
    assert codes(f"metric: late, by: [region], grain: week, baseline: {{{act}}}") == []


@pytest.mark.parametrize(
    ("chart", "code"),
    [
        ("metric: lat", "SL304"),
        ("metric: late, by: [depot]", "SL422"),
        ("metric: late, by: [region, region]", "SL411"),
        ("metric: late, grain: fortnight", "SL204"),
        ("metric: late, baseline: {from: 2025-01, to: 2025-12, decided_on: 2026-01-15, reason: Calm}", "SL202"),
        (
            "metric: late, baseline: {from: 2025-13, to: 2025-12, decided_by: head, decided_on: 2026-01-15, reason: C}",
            "SL423",
        ),
        (
            "metric: late, baseline: {from: 2025-01, to: 2025-12, decided_by: boss, decided_on: 2026-01-15, reason: C}",
            "SL505",
        ),
    ],
)
def test_what_cannot_be_is_said(chart, code):
    assert code in codes(chart)


def test_a_year_may_be_a_baseline_of_one_label():
    act = 'from: "2025", to: "2025", decided_by: head, decided_on: 2026-01-15, reason: Calm'
    assert codes(f"metric: late, baseline: {{{act}}}") == []


def test_the_budget_belongs_to_the_head_and_to_what_a_reading_depends_on():
    def model(behaviour=""):
        found = load({"sightline.yml": HEAD + behaviour + METRICS + "charts: {a: {metric: late}}\n"})
        return found.model or found.findings

    assert model("behaviour: {false_alarms_per_period: 2}\n").settings.behaviour.false_alarms_per_period == 2
    assert model("behaviour: {false_alarms_per_period: 2}\n").hash != model().hash
    assert model("behaviour: {false_alarms_per_period: 1}\n").hash == model().hash
    assert load({"sightline.yml": HEAD, "b.yml": "behaviour: {}\n"}).findings[0].code == "SL201"
