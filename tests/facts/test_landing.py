"""Landing: what is copied and what is not, several files as one, and a cache that is whole or not there."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sightline.errors import EnvironmentFaultError, SightlineError, SourceError, SourceMissingError
from sightline.facts import cache, land, land_log, spool
from sightline.facts.rejects import Reject, RejectLog
from sightline.model.declarations import LogMapping, Source
from tests.engines.test_embedded import printed_by
from tests.facts.samples import MAPPING, landed_log, landed_table, reject_rows, rows, write_csv, xes_text
from tests.facts.test_formats import EVENTS


def parquet(file: Path, **columns) -> Path:
    pq.write_table(pa.table(columns), file)
    return file


def land_files(folder, files, **declared):
    return land("table", Source(file="x", **declared), files, into=folder / "facts", timezone="UTC")


# -- tables ---------------------------------------------------------------------------------------------------------


def test_a_parquet_table_is_used_where_it_is(tmp_path):
    files = [parquet(tmp_path / f"{n}.parquet", a=[n, 2], b=["x", None]) for n in range(2)]
    landed = land_files(tmp_path, files)
    assert landed.files == tuple(files)
    assert (landed.rows, dict(landed.columns), landed.rejects.count) == (4, {"a": "number", "b": "text"}, 0)
    assert landed.fresh_at == datetime.fromtimestamp(int(files[1].stat().st_mtime), UTC)
    assert list((tmp_path / "facts").rglob("*.parquet")) == []


def test_a_parquet_table_is_examined_once(tmp_path):
    file = parquet(tmp_path / "x.parquet", a=[1.5, 2.5])
    first, state = land_files(tmp_path, [file]), file.stat()
    file.write_bytes(b"?" * state.st_size)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert land_files(tmp_path, [file]) == first
    os.utime(file)
    with pytest.raises(SourceError):
        land_files(tmp_path, [file])


def test_a_parquet_table_needs_no_place_to_write(tmp_path):
    (tmp_path / "facts").write_text("in the way")
    assert land_files(tmp_path, [parquet(tmp_path / "x.parquet", a=[1.5])]).rows == 1


def test_parquet_files_with_other_columns_are_joined_by_name(tmp_path):
    one = parquet(tmp_path / "1.parquet", a=pa.array([1], pa.int32()), b=["x"])
    two = parquet(tmp_path / "2.parquet", c=[True], a=[2.5])
    landed = land_files(tmp_path, [one, two])
    assert rows(landed) == [{"a": 1.0, "b": "x", "c": None}, {"a": 2.5, "b": None, "c": True}]


def test_types_that_do_not_join_name_both_files(tmp_path):
    one, two = parquet(tmp_path / "jan.parquet", a=[1]), parquet(tmp_path / "feb.parquet", a=["x"])
    with pytest.raises(SourceError) as caught:
        land_files(tmp_path, [one, two])
    assert (caught.value.place, caught.value.cause) == (
        "feb.parquet",
        "column 'a' is string here, but int64 in jan.parquet.",
    )


def test_parquet_numbers_that_are_not_finite_are_emptied_in_a_copy(tmp_path):
    file = parquet(tmp_path / "x.parquet", a=[1.5, float("nan"), None, float("-inf"), 1e300])
    landed = land_files(tmp_path, [file])
    assert landed.files != (file,)
    assert [row["a"] for row in rows(landed)] == [1.5, None, None, None, 1e300]
    assert [(row, reason) for row, reason, _ in reject_rows(landed)] == [
        (n, "a is not a finite number") for n in (2, 4)
    ]


def test_parquet_columns_that_differ_by_case_alone_are_told_apart_in_a_copy(tmp_path):
    landed = land_files(tmp_path, [parquet(tmp_path / "x.parquet", a=[1], A=[2])])
    assert rows(landed) == [{"a": 1, "A_2": 2}]


def test_wall_clocks_of_another_zone_become_moments_in_a_copy(tmp_path):
    file = parquet(tmp_path / "x.parquet", t=pa.array([datetime(2026, 7, 1, 10)], pa.timestamp("ms")))  # noqa: DTZ001 -- a wall clock
    assert land_files(tmp_path, [file]).files == (file,)
    moved = land_files(tmp_path, [file], timezone="Europe/Amsterdam")
    assert rows(moved) == [{"t": datetime(2026, 7, 1, 8, tzinfo=UTC)}]


@pytest.mark.parametrize("damage", [lambda data: data[:-3], lambda _: b"", lambda _: b"PAR1", lambda _: b"a,b\n1,2\n"])
def test_a_broken_parquet_file_is_told(damage, tmp_path):
    file = parquet(tmp_path / "x.parquet", a=[1])
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(SourceError, match="no complete Parquet file") as caught:
        land_files(tmp_path, [file])
    assert caught.value.place == str(file)


def test_csv_files_are_typed_together_and_joined_by_name(tmp_path):
    (tmp_path / "1.csv").write_text("a;b\n1;x\n")
    (tmp_path / "2.csv").write_text("b,a\ny,2.5\n,x\n3\n")
    landed = land_files(tmp_path, [tmp_path / "1.csv", tmp_path / "2.csv"])
    assert rows(landed) == [{"a": "1", "b": "x"}, {"a": "2.5", "b": "y"}, {"a": "x", "b": None}]
    assert pq.read_table(landed.rejects.file).to_pylist()[0]["file"] == "2.csv"


def test_files_of_different_formats_are_refused(tmp_path):
    (tmp_path / "1.csv").write_text("a\n")
    with pytest.raises(SourceError, match=r"different formats: csv, parquet"):
        land_files(tmp_path, [tmp_path / "1.csv", parquet(tmp_path / "2.parquet", a=[1])])


@pytest.mark.parametrize("files", [[], ["gone.csv"]])
def test_files_that_are_not_there_are_told(files, tmp_path):
    with pytest.raises(SourceMissingError) as caught:
        land_files(tmp_path, [tmp_path / name for name in files])
    assert caught.value.place == "source 'table'"


# -- logs -----------------------------------------------------------------------------------------------------------


def test_a_column_that_is_not_there_is_told_with_the_nearest(tmp_path):
    file = tmp_path / "log.csv"
    write_csv(file, EVENTS)
    with pytest.raises(SourceError) as caught:
        landed_log(file, tmp_path / "facts", LogMapping(case="ordr", activity="step", time="at"))
    assert caught.value.cause == "there is no column 'ordr' for the case."
    assert caught.value.fix.startswith("Did you mean 'order'? Columns: order, step, at, who, cost.")
    with pytest.raises(SourceError, match="does not say which column is the activity"):
        landed_log(file, tmp_path / "facts", LogMapping(case="order", time="at"))


def test_the_first_of_rows_with_one_id_stays_across_files(tmp_path):
    (tmp_path / "1.csv").write_text("o,s,t,e\n1,a,2026-01-02,x\n1,b,2026-01-01,y\n1,c,2026-01-01,\n1,d,2026-01-01,\n")
    (tmp_path / "2.csv").write_text("o,s,t,e\n2,a,2026-01-01,z\n2,b,2026-01-01,x\n2,c,2026-01-01,x\n")
    source = Source(file="*.csv", log=LogMapping(case="o", activity="s", time="t", id="e"))
    landed = land_log("log", source, [tmp_path / "1.csv", tmp_path / "2.csv"], into=tmp_path / "facts", timezone="UTC")
    assert [(row["case"], row["activity"], row["event_id"]) for row in rows(landed)] == [
        ("1", "b", "y"), ("1", "c", None), ("1", "d", None), ("1", "a", "x"), ("2", "a", "z"),
    ]  # fmt: skip
    assert landed.rejects.by_reason == {"duplicate id": 2}
    assert [row for row, _, _ in reject_rows(landed)] == [3, 4]
    assert [row["seq"] for row in rows(landed)][-1] > 5  # the second file follows the first


def test_a_declared_sequence_orders_ties(tmp_path):
    (tmp_path / "log.csv").write_text("o,s,t,n\n1,a,2026-01-01,2\n1,b,2026-01-01,1\n1,c,2026-01-01,x\n")
    mapping = LogMapping(case="o", activity="s", time="t", sequence="n")
    landed = landed_log(tmp_path / "log.csv", tmp_path / "facts", mapping)
    assert [(row["activity"], row["seq"]) for row in rows(landed)] == [("b", 1), ("a", 2)]
    assert reject_rows(landed)[0][:2] == (4, "no whole number as sequence")


def test_a_parquet_log_may_have_numbers_as_cases_and_wall_clocks_as_times(tmp_path):
    times = pa.array([datetime(2026, 7, 1, 10), None], pa.timestamp("ns"))  # noqa: DTZ001 -- wall clocks
    parquet(tmp_path / "log.parquet", order=[7, 8], step=pa.array(["a", "b"]).dictionary_encode(), at=times)
    mapping = LogMapping(case="order", activity="step", time="at")
    landed = landed_log(tmp_path / "log.parquet", tmp_path / "facts", mapping, zone="Europe/Amsterdam")
    assert [(row["case"], row["activity"], row["time"]) for row in rows(landed)] == [
        ("7", "a", datetime(2026, 7, 1, 8, tzinfo=UTC))
    ]
    assert landed.rejects.by_reason == {"no time": 1}


def test_a_time_that_is_a_number_is_refused(tmp_path):
    parquet(tmp_path / "log.parquet", order=[7], step=["a"], at=[1])
    with pytest.raises(SourceError, match="column 'at' is int64, not a time"):
        landed_log(tmp_path / "log.parquet", tmp_path / "facts", LogMapping(case="order", activity="step", time="at"))


def test_columns_that_have_our_own_names_are_kept_under_others(tmp_path):
    (tmp_path / "log.csv").write_text("Case,what,time,seq,sightline:row,sightline:order\nx,y,2026-01-01,1,2,3\n")
    landed = landed_log(tmp_path / "log.csv", tmp_path / "facts", LogMapping(case="Case", activity="what", time="time"))
    row = rows(landed)[0]
    assert (row["case"], row["activity"], row["seq"], row["seq_2"]) == ("x", "y", 2, 1)
    assert (row["sightline_row"], row["sightline_order"]) == (2, 3)


def test_what_does_not_fit_into_memory_waits_on_disk(tmp_path, monkeypatch):
    file = tmp_path / "log.csv"
    write_csv(file, EVENTS * 50)
    small = rows(landed_log(file, tmp_path / "small", MAPPING))
    monkeypatch.setattr(
        spool.Spool.__init__, "__kwdefaults__", spool.Spool.__init__.__kwdefaults__ | {"in_memory_bytes": 1}
    )
    monkeypatch.setattr("sightline.facts.tables.csv._BLOCK_BYTES", 256)
    assert rows(landed_log(file, tmp_path / "spilled", MAPPING)) == small
    assert sorted(path.name for path in (tmp_path / "spilled").rglob("*") if path.is_file()) == [
        "facts.parquet",
        "landed.json",
    ]


# -- the cache ------------------------------------------------------------------------------------------------------


def test_the_same_state_is_read_once(tmp_path, monkeypatch):
    file = tmp_path / "log.csv"
    write_csv(file, EVENTS)
    first = landed_log(file, tmp_path / "facts", MAPPING)
    with monkeypatch.context() as patch:
        patch.setattr("sightline.facts.landing._Job.read", None)  # would fail
        assert landed_log(file, tmp_path / "facts", MAPPING) == first
    os.utime(file, ns=(1, 1))
    other = landed_log(file, tmp_path / "facts", MAPPING)
    assert other.fingerprint != first.fingerprint
    assert (
        landed_log(file, tmp_path / "facts", MAPPING.model_copy(update={"performer": None})).fingerprint
        != other.fingerprint
    )


@pytest.mark.parametrize("harm", ["cut", "gone", "manifest"])
def test_damaged_facts_are_landed_again(harm, tmp_path):
    file = tmp_path / "log.csv"
    write_csv(file, EVENTS)
    first = landed_log(file, tmp_path / "facts", MAPPING)
    expected = rows(first)
    facts = first.files[0]
    if harm == "cut":
        facts.write_bytes(facts.read_bytes()[:-1])
    elif harm == "gone":
        facts.unlink()
    else:
        (facts.parent / cache.MANIFEST).write_text("{")
    assert rows(landed_log(file, tmp_path / "facts", MAPPING)) == expected
    assert len(list((tmp_path / "facts").iterdir())) == 1


def _land_when_told(file, into, told, done):
    told.wait()
    try:
        landed = landed_log(file, into, MAPPING)
        done.put((landed.rows, str(landed.files[0])))
    except SightlineError as fault:
        done.put(fault.cause)


def test_processes_that_land_at_once_do_not_harm_each_other(tmp_path):
    file = tmp_path / "log.csv"
    write_csv(file, EVENTS * 500)
    context = multiprocessing.get_context("spawn")
    told, done = context.Event(), context.Queue()
    workers = [context.Process(target=_land_when_told, args=(file, tmp_path / "facts", told, done)) for _ in range(3)]
    for worker in workers:
        worker.start()
    told.set()
    answers = [done.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    assert len(set(answers)) == 1
    assert answers[0][0] == 2_000
    assert len(list((tmp_path / "facts").iterdir())) == 1


def _land_and_hang(file, into, reached):
    from sightline.facts import layout

    def hang(*_):
        reached.set()
        time.sleep(60)

    layout._write = hang
    landed_log(file, into, MAPPING)


def test_what_a_killed_landing_left_is_ignored_and_swept_away(tmp_path):
    file = tmp_path / "log.csv"
    write_csv(file, EVENTS)
    context = multiprocessing.get_context("spawn")
    reached = context.Event()
    worker = context.Process(target=_land_and_hang, args=(file, tmp_path / "facts", reached))
    worker.start()
    assert reached.wait(60)
    left = list((tmp_path / "facts").iterdir())
    assert len(left) == 1
    first = landed_log(file, tmp_path / "facts", MAPPING)  # while the other is alive: its folder stays
    assert left[0].exists()
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    shutil.rmtree(first.files[0].parent)
    again = landed_log(file, tmp_path / "facts", MAPPING)
    assert again.rows == first.rows
    assert list((tmp_path / "facts").iterdir()) == [again.files[0].parent]


def test_states_that_nobody_used_for_long_are_swept_away(tmp_path):
    file = tmp_path / "log.csv"
    write_csv(file, EVENTS)
    old = landed_log(file, tmp_path / "facts", MAPPING).files[0].parent
    os.utime(old, (1, 1))
    write_csv(file, EVENTS * 2)
    new = landed_log(file, tmp_path / "facts", MAPPING).files[0].parent
    assert list((tmp_path / "facts").iterdir()) == [new]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    file = tmp_path / "log.csv"
    write_csv(file, EVENTS)
    (tmp_path / "facts").write_text("a file is in the way")
    with pytest.raises(EnvironmentFaultError, match="cannot be written"):
        landed_log(file, tmp_path / "facts", MAPPING)


# -- progress and rejects -------------------------------------------------------------------------------------------


class Watch:
    def __init__(self):
        self.calls = []

    def start(self, label, total):
        self.calls.append([label, total, 0])

    def advance(self, n):
        self.calls[-1][2] += n

    def finish(self):
        self.calls[-1].append("finished")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xes"])
def test_progress_counts_the_bytes_of_the_file(suffix, tmp_path):
    file = tmp_path / f"log{suffix}"
    if suffix == ".csv":
        write_csv(file, EVENTS)
    elif suffix == ".xes":
        file.write_text(xes_text(EVENTS))
    else:
        parquet(file, order=["1"], step=["a"], at=["2026-01-01"], who=["x"])
    watch = Watch()
    mapping = LogMapping() if suffix == ".xes" else MAPPING
    source = Source(file="x", log=mapping)
    land_log("log", source, [file], into=tmp_path / "facts", timezone="UTC", progress=watch)
    size = file.stat().st_size
    assert watch.calls == [[file.name, size, size, "finished"]]


def test_progress_is_finished_after_a_fault(tmp_path):
    (tmp_path / "log.xes").write_text("<log><trace>")
    watch = Watch()
    with pytest.raises(SourceError):
        land_log(
            "log",
            Source(file="x", log=LogMapping()),
            [tmp_path / "log.xes"],
            into=tmp_path / "facts",
            timezone="UTC",
            progress=watch,
        )
    assert watch.calls[0][-1] == "finished"


def test_rejects_are_written_in_bounded_parts_and_counted_by_reason(tmp_path):
    with RejectLog(tmp_path / "rejects.parquet") as log:
        log.add("f", (Reject(n, "odd" if n % 3 else "even", "x" * 3_000, whole_row=n % 2 == 0) for n in range(45_000)))
    table = pq.read_table(tmp_path / "rejects.parquet")
    assert (table.num_rows, len(table["raw"][0].as_py())) == (45_000, 2_000)
    found = log.summary()
    assert (found.count, found.rows, found.values) == (45_000, 22_500, 22_500)
    assert list(found.by_reason.items()) == [("odd", 30_000), ("even", 15_000)]


def test_a_table_from_xes_is_a_row_for_each_event(tmp_path):
    (tmp_path / "log.xes").write_text(xes_text(EVENTS))
    landed = landed_table(tmp_path / "log.xes", tmp_path / "facts")
    assert [row["concept:name"] for row in rows(landed)] == ["open", "work", "done", "open"]


def test_sorting_a_long_log_writes_nothing_to_standard_output(tmp_path):
    lines = (f"{n * 7919 % 20_011},{n % 7},2026-01-{n % 28 + 1:02d}T10:00Z,{n}\n" for n in range(200_000))
    (tmp_path / "log.csv").write_text("order,step,at,key\n" + "".join(lines))
    script = """
import sys
from pathlib import Path
from sightline.facts import land_log
from sightline.model.declarations import LogMapping, Source
folder = Path(sys.argv[1])
source = Source(file="log.csv", log=LogMapping(case="order", activity="step", time="at", id="key"))
land_log("log", source, [folder / "log.csv"], into=folder / "facts", timezone="UTC")
"""
    assert printed_by(script, str(tmp_path)) == ""
