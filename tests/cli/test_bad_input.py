"""Bad input, from the file to the terminal: place, cause and fix on one screen, and nothing half-written."""

from __future__ import annotations

import gzip
import json

import jsonschema
import pytest

from sightline.cli.documents import MEASURE

HEAD = "order_id,ordered_on,promised_on,shipped_on,region,amount\n"
ROW = "1,2026-07-01,2026-07-04,2026-07-02,north,10.50\n"

LOG = """
sources:
  requests: {{file: {file}, log: {mapping}}}
processes:
  request:
    log: requests
    activities: {{open: {{}}, solve: {{}}}}
    chain: [open, solve]
metrics:
  time_to_solve: {{title: Time to solve, unit: days, better: lower,
                   duration: {{process: request, from: open, to: solve, stat: mean}}}}
"""
XES = """<?xml version="1.0"?>
<log><trace><string key="concept:name" value="a"/>
<event><string key="concept:name" value="open"/><date key="time:timestamp" value="2026-05-04T09:00:00+02:00"/></event>
<event><string key="concept:name" value="solve"/><date key="time:timestamp" value="2026-05-05T09:00:00+02:00"/></event>
</trace></log>"""
BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<log><trace><string key="concept:name" value="&c;"/></trace></log>"""
MAPPED = "{case: case, activity: step, time: at, id: nr}"


def _csv(text: str):
    def spoil(workspace) -> None:
        (workspace / "data" / "orders.csv").write_text(text)

    return spoil


def _bytes(content: bytes):
    def spoil(workspace) -> None:
        (workspace / "data" / "orders.csv").write_bytes(content)

    return spoil


def _log(name: str, content: bytes, mapping: str = "{}"):
    def spoil(workspace) -> None:
        (workspace / "data" / name).write_bytes(content)
        (workspace / "log.yml").write_text(LOG.format(file=f"data/{name}", mapping=mapping))

    return spoil


def _gone(workspace) -> None:
    (workspace / "data" / "orders.csv").unlink()


def _folder(workspace) -> None:
    _gone(workspace)
    (workspace / "data" / "orders.csv").mkdir()


def _linked_outside(workspace) -> None:
    (workspace.parent / "orders.csv").write_text(HEAD + ROW)
    _gone(workspace)
    (workspace / "data" / "orders.csv").symlink_to(workspace.parent / "orders.csv")


def _wrong_delimiter(workspace) -> None:
    text = (workspace / "metrics.yml").read_text()
    (workspace / "metrics.yml").write_text(text.replace("orders.csv}", 'orders.csv, delimiter: "|"}', 1))


def _not_parquet(workspace) -> None:
    (workspace / "data" / "orders.parquet").write_bytes(b"PAR1 not really PAR1")
    text = (workspace / "metrics.yml").read_text()
    (workspace / "metrics.yml").write_text(text.replace("data/orders.csv", "data/orders.parquet", 1))


XES_GZ = gzip.compress(XES.encode() * 3)
BROKEN = {
    "missing file": (_gone, "orders"),
    "empty folder": (_folder, "orders"),
    "file outside the workspace": (_linked_outside, "orders.csv"),
    "empty file": (_bytes(b""), "orders"),
    "missing column": (_csv((HEAD + ROW).replace("amount", "amnt")), "amount"),
    "head without rows": (_csv(HEAD), "no rows"),
    "wrong delimiter": (_wrong_delimiter, "comma"),
    "binary instead of text": (_bytes(bytes(range(256)) * 20), "orders"),
    "wrong encoding": (_bytes((HEAD + ROW.replace("north", "Südost")).encode("utf-16")), "orders"),
    "text where numbers are added up": (_csv(HEAD + ROW.replace("10.50", "ten")), "type"),
    "no parquet": (_not_parquet, "orders.parquet"),
    "xml that ends early": (_log("log.xes", XES[:-40].encode()), "log.xes"),
    "xml bomb": (_log("log.xes", BOMB.encode()), "log.xes"),
    "truncated gzip": (_log("log.xes.gz", XES_GZ[:-20]), "log.xes.gz"),
    "mapped column missing": (_log("log.csv", b"case,step\na,open\n", MAPPED), "at"),
}  # fmt: skip


def _outside_state(workspace) -> set[str]:
    return {path.relative_to(workspace).as_posix() for path in workspace.rglob("*") if ".sightline" not in path.parts}


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_source_is_told_with_place_cause_and_fix_on_one_screen(sightline, workspace, name):
    spoil, said = BROKEN[name]
    spoil(workspace)
    before = _outside_state(workspace)
    metrics = ["time_to_solve"] if (workspace / "log.yml").exists() else ["revenue", "on_time_share", "orders"]
    printed = sightline("measure", "--format", "json", *metrics)
    partial = name in ("missing column", "text where numbers are added up")
    assert printed.code == (4 if partial else 3)
    assert bool(printed.out) is partial
    lines = printed.err.splitlines()
    assert lines[0].startswith("error: ")
    assert any(line.startswith("fix: ") for line in lines)
    assert len(lines) <= 12
    assert said in printed.err
    assert "Traceback" not in printed.err
    assert _outside_state(workspace) == before
    for facts in (workspace / ".sightline").glob("facts/*"):
        assert (facts / "landed.json").exists()


def test_what_is_broken_takes_down_only_what_rests_on_it(sightline, workspace):
    BROKEN["xml bomb"][0](workspace)
    printed = sightline("measure", "--format", "json")
    assert printed.code == 4
    jsonschema.validate(printed.json, MEASURE.schema())
    found = {row["metric"] for row in printed.json["rows"] if row["value"] is not None}
    assert found == {"orders", "order_value", "revenue", "on_time_share"}
    assert {one["metric"] for one in printed.json["problems"]} - {None} == {"time_to_solve"}
    assert "No values of time_to_solve." in printed.err
    assert sightline("goals").code == 0


@pytest.mark.parametrize("name", list(BROKEN))
def test_the_doctor_names_a_broken_source_with_a_fix(sightline, workspace, name):
    spoil, _ = BROKEN[name]
    spoil(workspace)
    printed = sightline("doctor", "--format", "json")
    assert printed.code == 3
    failed = [row for row in printed.json["rows"] if row["status"] == "fail"]
    assert failed
    assert all(row["fix"] for row in failed)


@pytest.mark.parametrize("name", ["missing file", "missing column", "xml bomb"])
def test_check_with_data_finds_it_too(sightline, workspace, name):
    BROKEN[name][0](workspace)
    assert sightline("check").code == 0
    printed = sightline("check", "--data")
    assert printed.code == 3
    assert "Fix: " in printed.out


def test_what_is_broken_can_be_mended_and_run_again(sightline, workspace):
    table = workspace / "data" / "orders.csv"
    good = table.read_text()
    table.write_text(good.replace("amount", "amnt", 1))
    assert sightline("measure").code == 4
    table.write_text(good)
    assert sightline("measure").code == 0


def _values(printed, metric: str) -> dict[str, float | None]:
    return {row["period"]: row["value"] for row in printed.json["rows"] if row["metric"] == metric}


def test_goals_on_a_broken_source_is_3_and_prints_no_answer(sightline, workspace):
    _gone(workspace)
    printed = sightline("goals")
    assert (printed.code, printed.out) == (3, "")
    assert printed.err.count("error: ") == 1


@pytest.mark.parametrize("amount", ["NaN", "inf", "-inf", "1e300", "1e400"])
def test_a_number_that_is_none_never_reaches_json(sightline, workspace, amount):
    _csv(HEAD + ROW + ROW.replace("10.50", amount).replace("1,", "2,", 1))(workspace)
    printed = sightline("measure", "revenue", "--format", "json")
    assert printed.code == 0
    json.loads(printed.out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    assert sightline("measure", "revenue").code == 0


def test_a_value_that_changes_the_type_of_its_column_is_told(sightline, workspace):
    table = workspace / "data" / "orders.csv"
    lines = table.read_text().splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ",lots"
    table.write_text("\n".join(lines) + "\n")
    printed = sightline("doctor", "--format", "json")
    assert printed.code == 3
    failed = [row for row in printed.json["rows"] if row["status"] == "fail"]
    assert any("order_value" in row["found"] and "type" in str(row["fix"]) for row in failed)


def test_events_with_mixed_time_zones_are_moments(sightline, workspace):
    text = XES.replace("2026-05-05T09:00:00+02:00", "2026-05-05T12:00:00+05:00")
    _log("log.xes", text.encode())(workspace)
    printed = sightline("measure", "time_to_solve", "--format", "json")
    assert printed.code == 0
    assert _values(printed, "time_to_solve")["2026-05"] == pytest.approx(1.0)


def test_event_ids_that_come_twice_are_told(sightline, workspace):
    opened = "1,a,open,2026-05-04T09:00:00Z\n"
    rows = f"nr,case,step,at\n{opened}{opened}2,a,solve,2026-05-05T09:00:00Z\n"
    _log("log.csv", rows.encode(), MAPPED)(workspace)
    printed = sightline("doctor", "--format", "json")
    (row,) = [row for row in printed.json["rows"] if row["check"] == "source requests"]
    assert row["status"] == "warn"
    assert "set aside" in row["found"]
