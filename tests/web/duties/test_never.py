"""Duties 12 and 22: no place in which a rank of a person, a rating, or the risk that they leave could stand."""

from __future__ import annotations

import ast
import re
from dataclasses import fields

import pytest
from django.apps import apps

from sightline.records import fairness
from sightline_web.alignments import Aligned
from sightline_web.appraisals.queries import EqualShare, Shown, Weighed
from sightline_web.appraisals.supplied import Criterion, Item
from sightline_web.capabilities import Curve, Development
from sightline_web.proposals import Proposal
from tests.support import ROOT

OURS = ("conversations", "appraisals", "duties", "development", "feedback", "evidence")
WORDS = re.compile(r"rank|percentile|quartile|decile|rating|stars?\b|grade_of_person|flight|attrition|churn|potential|"
                   r"nine_box|sentiment|emotion|presence|keystroke", re.IGNORECASE)  # fmt: skip


def test_no_column_holds_one():
    columns = [
        f"{model._meta.label}.{field.name}"
        for name in OURS for model in apps.get_app_config(name).get_models() for field in model._meta.get_fields()
    ]  # fmt: skip
    assert len(columns) > 100
    assert [each for each in columns if WORDS.search(each.partition(".")[2])] == []


@pytest.mark.parametrize(
    "kind",
    [
        EqualShare,
        Shown,
        Weighed,
        Criterion,
        Item,
        fairness.FairnessGroup,
        fairness.Fairness,
        Aligned,
        Proposal,
        Development,
        Curve,
    ],
)
def test_no_record_holds_one(kind):
    assert [each.name for each in fields(kind) if WORDS.search(each.name)] == []


def keys_of(path) -> set[str]:
    """Every key of a dictionary that a file writes, which is what twins are made of."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        key.value
        for node in ast.walk(tree) if isinstance(node, ast.Dict)
        for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }  # fmt: skip


@pytest.mark.parametrize("name", [*OURS, "roles"])
def test_no_twin_and_no_page_shows_one(name):
    folder = ROOT / "src/sightline_web" / name
    keys = {key for file in folder.glob("*.py") for key in keys_of(file)}
    assert keys or name == "development"
    assert [key for key in keys if WORDS.search(key)] == []
    for page in folder.rglob("*.html"):
        assert not WORDS.search(re.sub(r"<!--.*?-->", "", page.read_text(encoding="utf-8"))), page


def test_nobody_is_ordered_by_a_value_of_theirs():
    """Lists of persons, managers and decisions stand by ids, by days, or as they were made."""
    for label in ("appraisals.Decision", "appraisals.Appraisal", "conversations.CheckIn", "duties.Seen"):
        ordering = " ".join(map(str, apps.get_model(label)._meta.ordering))
        assert not re.search(r"decided\b|computed|judged\b|deviation|value", ordering), label
