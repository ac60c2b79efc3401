"""The loader on a real model, on damaged ones, and on anything at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sightline.errors import UnknownNameError
from sightline.model import load

HALDEN = (Path(__file__).parent / "halden" / "sightline.yml").read_text("utf-8")
SMALL = "sightline: 1\nname: X\n"


def model_of(*texts, **files):
    names = ["sightline.yml", *(f"part_{n}.yml" for n in range(1, len(texts)))]
    loaded = load(dict(zip(names, texts, strict=True)) | files)
    assert loaded.model is not None, loaded.errors
    return loaded.model


def test_the_model_of_the_design_loads():
    loaded = load({"sightline.yml": HALDEN})
    assert loaded.errors == ()
    assert {one.code for one in loaded.warnings} == {"SL501", "SL502", "SL505", "SL508"}
    model = loaded.model
    assert model.settings.name == "Halden Parts"
    assert model.goals["grow_revenue"].target == 60_000_000
    assert model.metrics["on_time_share"].ratio.of == "count(*) filter (where shipped_at <= promised_at)"
    assert model.effects[0].lag == (1, 4)
    assert model.processes["order_to_cash"].chain[0] == "receive_order"
    assert model.calendar.fiscal_year_starts == 4
    assert model.initiatives["automate_credit_check"].changes["lead_time"].by == (-1.2, -0.8, -0.2)


def test_each_process_yields_its_metrics():
    model = model_of(HALDEN)
    yielded = model.yielded()
    assert [name for name in yielded if name.count(".") == 1] == [
        "order_to_cash.cases", "order_to_cash.on_time", "order_to_cash.lead_time", "order_to_cash.rework",
    ]  # fmt: skip
    assert len(yielded) == 4 + 5 * 3 + 4
    waiting = model.metric("order_to_cash.check_credit.waiting")
    assert (waiting.unit, waiting.better, waiting.activity, waiting.kind) == (
        "hours",
        "lower",
        "check_credit",
        "waiting",
    )
    violations = model.metric("order_to_cash.no_repeat_pick.violations")
    assert (violations.unit, violations.rule, violations.activity) == ("count", "no_repeat_pick", None)
    assert model.metric("revenue").formula == "orders * order_value"
    assert set(model.metric_ids()) == {*model.metrics, *yielded}


def test_an_unknown_metric_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'revenue'"):
        model_of(HALDEN).metric("revenu")


def test_a_process_without_activities_yields_metrics_of_any_activity():
    text = SMALL + (
        "sources: {log: {file: a.xes, log: {}}}\nprocesses: {p: {log: log}}\n"
        "goals: {g: {statement: G, metric: p.anything.waiting, target: 1, by: 2028-01-01}}\n"
    )
    model = model_of(text)
    assert model.metric("p.anything.waiting").activity == "anything"
    with pytest.raises(UnknownNameError):
        model.metric("p.anything.violations")


def test_positions_lead_to_values_and_keys():
    positions = model_of(HALDEN).positions
    lines = HALDEN.split("\n")
    value = positions.lookup(("metrics", "revenue", "formula"))
    assert lines[value.line - 1][value.column - 1 : value.end_column - 1] == "orders * order_value"
    key = positions.lookup(("processes", "order_to_cash", "rules", "no_repeat_pick"), key=True)
    assert lines[key.line - 1][key.column - 1 :].startswith("no_repeat_pick:")
    assert str(positions.lookup(("nothing",))) == "sightline.yml:1:1"


def _shuffled(value, rng):
    """Return the same content with every mapping in another order."""
    if isinstance(value, dict):
        items = [(key, _shuffled(one, rng)) for key, one in value.items()]
        rng.shuffle(items)
        return dict(items)
    return [_shuffled(one, rng) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(5))
def test_the_hash_knows_content_only(seed):
    rng = random.Random(seed)  # noqa: S311 -- no secret
    plain = yaml.load(HALDEN, Loader=yaml.BaseLoader)  # noqa: S506 -- texts only
    before = model_of(HALDEN).hash
    head = {key: plain.pop(key) for key in ("sightline", "name", "calendar", "currency", "engine")}
    sections = list(plain.items())
    rng.shuffle(sections)
    texts = [_dump(_shuffled(head, rng))]
    for section, value in sections:
        if isinstance(value, list):
            texts.append(_dump({section: [_shuffled(one, rng) for one in rng.sample(value, len(value))]}))
        elif section in ("people", "work", "skills"):
            texts.append(_dump({section: _shuffled(value, rng)}))
        else:
            texts += [_dump({section: {name: _shuffled(one, rng)}}) for name, one in value.items()]
    assert model_of(*texts).hash == before


def _dump(value):
    """Return YAML in which every scalar is as plain as it was, with comments and blank lines."""
    return _plain(value, 0)


def _plain(value, depth):
    pad = "  " * depth
    if isinstance(value, dict):
        return (
            "".join(f"{pad}{key}:  # {depth}\n{_plain(one, depth + 1)}" for key, one in value.items()) or f"{pad}{{}}\n"
        )
    if isinstance(value, list):
        return "".join(f"{pad}-\n{_plain(one, depth + 1)}" for one in value) or f"{pad}[]\n"
    return f"{pad}{value}\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("target: 60_000_000", "target: 60_000_001"),
        ("chain: [receive_order, check_credit,", "chain: [check_credit, receive_order,"),
        ("orders * order_value", "order_value * orders"),
        ("sign: positive", "sign: negative"),
        ("name: Halden Parts", "name: Halden"),
        ("tolerates: 0", "tolerates: 1"),
    ],
)
def test_the_hash_changes_with_any_content(before, after):
    assert before in HALDEN
    assert model_of(HALDEN.replace(before, after)).hash != model_of(HALDEN).hash


def test_a_default_written_out_changes_nothing():
    written = HALDEN.replace("calendar: {grain: month,", "calendar: {grain: month, weeks: null,")
    assert model_of(written.replace("60_000_000", "6.0e7")).hash == model_of(HALDEN).hash
    assert model_of(written) == model_of(HALDEN)


def test_sections_and_activities_may_be_left_blank():
    text = SMALL + "metrics:\ngoals: null\neffects:\npeople:\nsources: {s: {file: a.xes, log: {}}}\n"
    model = model_of(text + "processes: {p: {log: s, activities: {pick: }}}\n")
    assert model.processes["p"].activities["pick"].as_ is None


def test_files_are_taken_as_bytes_too():
    assert load({"sightline.yml": HALDEN.encode()}).model == load({"sightline.yml": HALDEN}).model
    assert load({"sightline.yml": HALDEN.encode("utf-16")}).errors[0].code == "SL110"


def test_a_broken_spot_hides_nothing_else():
    text = SMALL + (
        'metrics:\n  a: {title: "A, unit: EUR}\n  b: {title: B}\ngoals:\n  g: {statement: [G}\n  h: {statement: H}\n'
    )
    found = [(one.line, one.code) for one in load({"sightline.yml": text}).findings]
    assert (4, "SL101") in found
    assert (7, "SL101") in found
    assert {line for line, code in found if code == "SL202"} == {5, 8}


LINES = HALDEN.split("\n")


@st.composite
def damaged_texts(draw):
    """Draw the model with a few characters or lines changed."""
    text = HALDEN
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text) - 1))
        length = draw(st.integers(0, 30))
        new = draw(
            st.sampled_from(
                ["", " ", "\n", "\t", ":", "- ", "[", "}", '"', "'", "null", "0", "-1", "é", "#", "{}", "*a", "&a "]
            )
        )
        text = text[:at] + new + text[at + length :]
    return text


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=damaged_texts())
def test_a_damaged_model_gives_findings_and_never_an_exception(text):
    loaded = load({"sightline.yml": text})
    lines = text.split("\n")
    assert (loaded.model is None) == bool(loaded.errors)
    assert len(set(loaded.findings)) == len(loaded.findings)
    for one in loaded.findings:
        assert 1 <= one.line <= len(lines) + 1
        assert one.column < one.end_column
        assert one.message.endswith((".", "?"))


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80), content=st.binary(max_size=40))
@example(text="sightline: 1\nname: x\nmetrics: {a: {formula: '\ud800'}}", content=b"\xff")
def test_anything_at_all_gives_findings_and_never_an_exception(text, content):
    load({"sightline.yml": text, "other.yml": content})


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="abc()*+-/,.<>='\"\\ 1filterwhrsumcountdig\n", max_size=40))
def test_any_expression_gives_findings_and_never_an_exception(text):
    lines = "metrics: {a: {title: A, unit: x, better: lower, %s: %s}}"
    quoted = yaml.safe_dump(text, default_style='"', width=10_000).strip()
    for kind in ("formula", "filter"):
        load({"sightline.yml": SMALL + lines % (kind, quoted)})
