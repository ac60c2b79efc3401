"""The table of skills: the newest level counts, and rows that cannot be used are told."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from sightline.facts.skills import skills_of
from sightline.model.skilled import Capability
from sightline.records.development import Skill

KNOWN = {"credit": Capability(title="Credit", levels=5), "data": Capability(title="Data", levels=3)}


def read(*rows):
    table = pa.Table.from_pylist(
        [dict(zip(("person", "capability", "level", "on"), row, strict=False)) for row in rows]
    )
    return skills_of(table, capabilities=KNOWN, timezone="Europe/Amsterdam")


def test_the_newest_level_up_to_a_day_counts():
    found = read(("p", "credit", 3, "2026-03-01"), ("p", "credit", 1, None), ("p", "credit", 2, "2025-01-01"))
    assert [found.of("p", date(year, 1, 1)) for year in (2024, 2026, 2027)] == [
        {"credit": 1}, {"credit": 2}, {"credit": 3}
    ]  # fmt: skip
    assert found.of("somebody", date(2026, 1, 1)) == {}


def test_levels_may_be_texts_or_whole_floats():
    assert read(("p", "credit", "4")).every == (Skill("p", "credit", 4),)
    assert read(("p", "credit", 4.0)).every == (Skill("p", "credit", 4),)


def test_rows_that_cannot_be_used_are_counted_and_the_rest_works():
    found = read((None, "credit", 1), ("p", "credits", 1), ("p", "data", 4), ("p", "data", -1), ("p", "data", 2))
    assert found.every == (Skill("p", "data", 2),)
    assert [(one.kind, one.count) for one in found.misfits] == [
        ("no_person", 1), ("unknown_capability", 1), ("no_level", 1), ("too_high", 1),
    ]  # fmt: skip
    assert found.misfits[1].words == "1 row of skills in what is not declared: 'credits'; it is left out."
    assert found.misfits[1].fix.endswith("Did you mean 'credit'?")
