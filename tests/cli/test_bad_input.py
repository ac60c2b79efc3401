"""Bad input, from the file to the terminal: place, cause and fix on one screen, and nothing half-written."""

from __future__ import annotations

import gzip
import json

import pytest

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


def _outside(workspace) -> None:
    (workspace.parent / "orders.csv").write_text(HEAD + ROW)
    text = (workspace / "metrics.yml").read_text()
    (workspace / "metrics.yml").write_text(text.replace("data/orders.csv", "../orders.csv", 1))


def _not_parquet(workspace) -> None:
    (workspace / "data" / "orders.parquet").write_bytes(b"PAR1 not really PAR1")
    text = (workspace / "metrics.yml").read_text()
    (workspace / "metrics.yml").write_text(text.replace("data/orders.csv", "data/orders.parquet", 1))


XES_GZ = gzip.compress(XES.encode() * 3)
BROKEN = {
    "missing file": (_gone, "orders"),
    "empty folder": (_folder, "orders"),
    "file outside the workspace": (_outside, "orders.csv"),
    "empty file": (_bytes(b""), "orders"),
    "missing column": (_csv((HEAD + ROW).replace("amount", "amnt")), "amount"),
    "wrong delimiter": (_csv((HEAD + ROW).replace(",", ";")), "delimiter"),
    "binary instead of text": (_bytes(bytes(range(256)) * 20), "orders"),
    "wrong encoding": (_bytes((HEAD + ROW.replace("north", "Südost")).encode("utf-16")), "orders"),
    "text where numbers are added up": (_csv(HEAD + ROW.replace("10.50", "ten")), "amount"),
    "no parquet": (_not_parquet, "orders.parquet"),
    "xml that ends early": (_log("log.xes", XES[:-40].encode()), "log.xes"),
    "xml bomb": (_log("log.xes", BOMB.encode()), "log.xes"),
    "truncated gzip": (_log("log.xes.gz", XES_GZ[:-20]), "log.xes.gz"),
    "gzip that is none": (_log("log.xes.gz", XES.encode()), "log.xes.gz"),
    "mapped column missing": (_log("log.csv", b"case,step\na,open\n", MAPPED), "at"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_source_is_3_with_place_cause_and_fix_on_one_screen(sightline, workspace, name):
    spoil, said = BROKEN[name]
    spoil(workspace)
    before = {path for path in workspace.rglob("*") if ".sightline" not in path.parts}
    printed = sightline("measure", "--format", "json")
    assert (printed.code, printed.out) == (3, "")
    lines = printed.err.splitlines()
    assert lines[0].startswith("error: ")
    assert any(line.startswith("fix: ") for line in lines)
    assert len(lines) <= 24
    assert said in printed.err
    assert "Traceback" not in printed.err
    assert {path for path in workspace.rglob("*") if ".sightline" not in path.parts} == before
    for kept in (workspace / ".sightline" / "facts").glob("*/*"):
        assert not kept.name.endswith((".part", ".tmp"))


@pytest.mark.parametrize("name", list(BROKEN))
def test_the_doctor_names_a_broken_source_with_a_fix(sightline, workspace, name):
    spoil, _ = BROKEN[name]
    spoil(workspace)
    printed = sightline("doctor", "--format", "json")
    assert printed.code == 3
    failed = [row for row in printed.json["rows"] if row["status"] == "fail"]
    assert failed
    assert all(row["fix"] for row in failed)
    assert {row["check"].split()[0] for row in failed} <= {"source", "metric"}


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
    assert sightline("measure").code == 3
    table.write_text(good)
    assert sightline("measure").code == 0


def _values(printed, metric: str) -> dict[str, float | None]:
    return {row["period"]: row["value"] for row in printed.json["rows"] if row["metric"] == metric}


def test_a_table_with_a_head_alone_has_no_data_and_is_no_fault(sightline, workspace):
    _csv(HEAD)(workspace)
    printed = sightline("measure", "--format", "json")
    assert printed.code == 0
    assert all(
        row["value"] is None or (row["metric"] == "orders" and row["value"] == 0) for row in printed.json["rows"]
    )
    goals = sightline("goals", "--format", "json")
    assert (goals.code, {row["status"] for row in goals.json["rows"]}) == (0, {"no data"})


@pytest.mark.parametrize("amount", ["NaN", "inf", "-inf", "1e300", "1e400"])
def test_a_number_that_is_none_never_reaches_json(sightline, workspace, amount):
    _csv(HEAD + ROW + ROW.replace("10.50", amount).replace("1,", "2,", 1))(workspace)
    printed = sightline("measure", "revenue", "--format", "json")
    assert printed.code == 0
    json.loads(printed.out, parse_constant=lambda word: pytest.fail(f"{word} in JSON"))
    assert sightline("measure", "revenue").code == 0


def test_a_bad_value_is_set_aside_and_told(sightline, workspace):
    table = workspace / "data" / "orders.csv"
    lines = table.read_text().splitlines()
    lines[3] = lines[3].rsplit(",", 1)[0] + ",lots"
    table.write_text("\n".join(lines) + "\n")
    printed = sightline("doctor", "--format", "json")
    (row,) = [row for row in printed.json["rows"] if row["check"] == "source orders"]
    assert row["status"] == "warn" or "text" in row["found"]


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
