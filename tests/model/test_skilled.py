"""Capabilities, what others call them, and where levels stand."""

from __future__ import annotations

import pytest

from sightline.model import load

HEAD = "sightline: 1\nname: T\n"


def codes(text):
    return [(one.code, one.message) for one in load({"sightline.yml": HEAD + text}).errors]


@pytest.mark.parametrize(
    ("ids", "says"),
    [("esco: S1.2", "must be the address of a concept"), ("onet: negotiation", "must be the number of an element")],
)
def test_an_id_of_another_form_is_refused_with_an_example(ids, says):
    ((code, message),) = codes(f"capabilities: {{c: {{title: C, ids: {{{ids}}}}}}}\n")
    assert code == "SL205"
    assert says in message


def test_ids_as_they_are_published_are_taken():
    ids = "{esco: http://data.europa.eu/esco/skill/0005c151-5b5a, onet: 2.B.1.d}"
    loaded = load({"sightline.yml": f"{HEAD}capabilities: {{c: {{title: C, ids: {ids}}}}}\n"})
    assert loaded.model is not None
    assert loaded.model.capabilities["c"].ids.onet == "2.B.1.d"


def test_nothing_is_broken_down_by_whose_level_it_is():
    text = """
sources: {levels: {file: l.csv}}
skills: {source: levels, person: who, capability: what, level: level}
metrics: {n: {title: N, unit: count, better: higher, source: levels, time: on, measure: count(*), by: [who]}}
"""
    assert [code for code, _ in codes(text)] == ["SL440"]


def test_one_column_for_two_things_is_a_warning():
    text = "sources: {s: {file: l.csv}}\nskills: {source: s, person: who, capability: who, level: level}\n"
    loaded = load({"sightline.yml": HEAD + text})
    assert [one.code for one in loaded.warnings] == ["SL514"]
