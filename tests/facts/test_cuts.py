"""A laid-out log is cut between cases, into parts about as large as one another."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.facts.cuts import case_cuts


def written(tmp_path: Path, cases: list[str]) -> Path:
    path = tmp_path / "facts.parquet"
    pq.write_table(pa.table({"activity": ["a"] * len(cases), "case": cases}), path, row_group_size=10)
    return path


def test_parts_are_about_as_large_as_one_another(tmp_path):
    path = written(tmp_path, [f"c{number:03}" for number in range(100)])
    assert case_cuts(path, parts=4) == ("c030", "c050", "c080")
    assert case_cuts(path, parts=2) == ("c050",)
    assert case_cuts(path, parts=1) == ()


def test_a_case_that_fills_several_row_groups_is_not_cut(tmp_path):
    assert case_cuts(written(tmp_path, ["a"] * 35 + ["b"] * 65), parts=4) == ("a", "b")


def test_a_small_log_is_one_part(tmp_path):
    assert case_cuts(written(tmp_path, ["a", "b"])) == ()
    assert case_cuts(written(tmp_path, [])) == ()
