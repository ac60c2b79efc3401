"""What is said of declared exceptions, and the policy that they make."""

from datetime import timedelta

import pytest

from sightline.model import load
from sightline.operations.exceptions.policy import DUE, Policy, Threshold

HEAD = "sightline: 1\nname: Test\n"
BODY = """
sources: {sales: {file: sales.csv}, log: {file: log.csv, log: {case: c, activity: a, time: t}}}
metrics:
  late: {title: Late, unit: count, better: lower, source: sales, time: at, measure: count(*)}
processes:
  orders:
    log: log
    activities: {take: {}, ship: {}}
    rules: {in_time: {deadline: {from: take, to: ship, within: 2 days}}}
controls: {late: {metric: late, at_most: 3}}
"""


def loaded(exceptions=""):
    return load({"sightline.yml": HEAD + exceptions + BODY})


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("thresholds: {lat: {price_share: 0.1}}", "SL304"),
        ("thresholds: {orders.in_tim: {price_share: 0.1}}", "SL307"),
        ("thresholds: {late: {share: 0.1}}", "SL201"),
        ("thresholds: {late: {price: -1}}", "SL441"),
        ("price_share: -0.1", "SL441"),
        ("worse_by: 0.5", "SL441"),
        ("interrupting_per_shift: -1", "SL441"),
        ("shift: 0 hours", "SL441"),
        ("quiet: 1 month", "SL203"),
        ("due: {chart: soon}", "SL203"),
    ],
)
def test_what_cannot_be_is_said(declared, code):
    found = [one.code for one in loaded(f"exceptions: {{{declared}}}\n").findings if one.code < "SL5"]
    assert found == [code]


def test_a_threshold_is_of_a_rule_a_metric_or_one_that_a_process_yields():
    names = "late: {price: 5}, orders.in_time: {retired: true}, orders.lead_time: {price_share: 0.1}"
    found = loaded(f"exceptions: {{thresholds: {{{names}}}}}\n").model
    policy = Policy.of(found.settings.exceptions)
    assert policy.thresholds == {
        "late": Threshold(price=5.0),
        "orders.in_time": Threshold(retired=True),
        "orders.lead_time": Threshold(price_share=0.1),
    }
    assert policy.threshold("other") == Threshold(price_share=0.02)


def test_what_is_left_out_is_the_default():
    assert Policy.of(loaded().model.settings.exceptions) == Policy()
    assert loaded().model.hash == loaded("exceptions: {per_hour: 6, due: {rule: 3 days}}\n").model.hash


def test_what_is_declared_holds():
    declared = "exceptions: {dead_time: 90 minutes, shift: 12 hours, due: {deadline: 4 hours}, worse_by: 2}\n"
    policy = Policy.of(loaded(declared).model.settings.exceptions)
    assert (policy.dead_time, policy.shift, policy.worse_by) == (timedelta(minutes=90), timedelta(hours=12), 2.0)
    assert policy.due == {**DUE, "deadline": timedelta(hours=4)}


def test_exceptions_belong_to_the_head():
    assert load({"sightline.yml": HEAD, "b.yml": "exceptions: {}\n"}).findings[0].code == "SL201"
