"""The embedded engine: relations over Parquet, one SELECT at a time, in a closed sandbox."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp, parse_one

from sightline.engines import Engine, open_engine
from sightline.errors import DeclarationError, EnvironmentFaultError, SourceError, SourceMissingError, UnknownNameError


def written(path: Path, **columns: pa.Array) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    return written(
        tmp_path / "orders.parquet",
        id=pa.array([1, 2, 3]),
        region=pa.array(["north", "south", None]).dictionary_encode(),
        amount=pa.array([10.5, float("nan"), None]),
        at=pa.array([dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC)] * 3, pa.timestamp("us", "UTC")),
    )


@pytest.fixture
def engine(tmp_path: Path, orders: Path):
    with open_engine("duckdb", allowed=[tmp_path], threads=1) as opened:
        opened.register("orders", [orders])
        yield opened


def rows(engine: Engine, text: str) -> list[dict[str, object]]:
    return engine.query(parse_one(text)).to_pylist()


def test_columns_are_told_in_seven_kinds(engine):
    assert engine.columns("orders") == {"id": "number", "region": "text", "amount": "number", "at": "timestamptz"}


def test_nan_in_the_data_counts_as_missing(engine):
    assert rows(engine, "select count(amount) as n, sum(amount) as total from orders") == [{"n": 1, "total": 10.5}]


def test_the_sum_of_nothing_is_missing_not_zero(engine):
    assert rows(engine, "select sum(amount) as total from orders where id > 9") == [{"total": None}]


def test_a_relation_can_be_replaced(engine, tmp_path):
    engine.register("orders", [written(tmp_path / "new.parquet", id=pa.array([7]))])
    assert rows(engine, "select id from orders") == [{"id": 7}]


def test_files_with_a_column_more_are_joined_by_name(engine, tmp_path):
    first = written(tmp_path / "1.parquet", a=pa.array([1]))
    second = written(tmp_path / "2.parquet", b=pa.array(["x"]), a=pa.array([2]))
    engine.register("both", [first, second])
    assert rows(engine, "select a, b from both order by a") == [{"a": 1, "b": None}, {"a": 2, "b": "x"}]


def test_files_that_disagree_on_a_type_are_refused(engine, tmp_path):
    first = written(tmp_path / "1.parquet", a=pa.array([1]))
    second = written(tmp_path / "2.parquet", a=pa.array(["x"]))
    with pytest.raises(SourceError, match="do not agree on a column"):
        engine.register("both", [first, second])


def test_columns_that_differ_by_case_alone_are_refused(engine, tmp_path):
    with pytest.raises(SourceError, match="'Amount' and 'amount' differ by upper and lower case"):
        engine.register("twins", [written(tmp_path / "t.parquet", Amount=pa.array([1]), amount=pa.array([2]))])


def test_a_file_that_is_not_parquet_says_so(engine, tmp_path):
    (tmp_path / "no.parquet").write_text("a;b\n1;2\n")
    with pytest.raises(SourceError, match="not a whole Parquet file"):
        engine.register("no", [tmp_path / "no.parquet"])


def test_a_missing_file_says_so(engine, tmp_path):
    with pytest.raises(SourceMissingError, match=r"gone\.parquet is not there"):
        engine.register("gone", [tmp_path / "gone.parquet"])


def test_no_file_at_all_says_so(engine):
    with pytest.raises(SourceMissingError, match="there is no file to read"):
        engine.register("none", [])


def test_an_unknown_column_suggests_the_nearest(engine):
    with pytest.raises(UnknownNameError, match="Did you mean 'amount'"):
        rows(engine, "select sum(amout) from orders")


def test_a_column_in_other_case_is_another_name(engine):
    with pytest.raises(UnknownNameError, match="no column is called 'Amount'"):
        rows(engine, "select sum(Amount) from orders")


def test_adding_up_text_is_the_authors_fault(engine):
    with pytest.raises(DeclarationError, match="the engine cannot run it"):
        rows(engine, "select sum(region) from orders")


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from read_parquet('x.parquet')",
        "select content from read_blob('/etc/passwd')",
        "select * from glob('/etc/*')",
        "attach '/tmp/x.db' as x",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '1GB'",
        "pragma database_list",
        "copy orders to 'out.csv'",
        "create table t as select 1 as a",
        "insert into orders values (1)",
        "delete from orders",
        "drop view orders",
        "select * from duckdb_settings()",
        "select * from information_schema.tables",
        "select * from duckdb_secrets",
        "select getvariable('x')",
        "select current_setting('memory_limit')",
        "select * into other from orders",
        "select $1",
        "select (select content from read_text('/etc/passwd')) as a",
        "with x as (select * from read_text('/etc/passwd')) select * from x",
        "select a from orders, lateral (select content as a from read_text('/etc/passwd')) as t",
        "select (with passwords as (select 1 as a) select max(a) from passwords) as a from passwords",
        "from query('select 1')",
        "show tables",
        "describe orders",
        "explain select 1",
        "call pragma_version()",
        "values (1)",
    ],
)
def test_nothing_but_a_select_over_relations_gets_through(engine, text):
    with pytest.raises(DeclarationError):
        engine.query(parse_one(text, dialect="duckdb"))


@pytest.mark.parametrize(
    "text",
    [
        "select * from read_text('/etc/passwd')",
        "select * from read_csv('/etc/passwd')",
        "install httpfs",
        "set memory_limit = '1GB'",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "reset lock_configuration",
        "attach '/tmp/never-written.db' as x",
        "copy orders to '/tmp/never-written.parquet'",
        "create secret s (type s3)",
    ],
)
def test_the_sandbox_holds_even_behind_the_gate(engine, text):
    duckdb = pytest.importorskip("duckdb")
    with pytest.raises(duckdb.Error):
        engine._connection.execute(text)
    assert not list(Path("/tmp").glob("never-written*"))  # noqa: S108 -- looks, writes nothing


def test_a_file_outside_the_allowed_folders_is_refused(engine, tmp_path_factory):
    outside = written(tmp_path_factory.mktemp("outside") / "o.parquet", a=pa.array([1]))
    with pytest.raises(EnvironmentFaultError, match="lies outside the folders that may be read"):
        engine.register("outside", [outside])


def test_a_symbolic_link_does_not_lead_outside(engine, tmp_path, tmp_path_factory):
    outside = written(tmp_path_factory.mktemp("outside") / "o.parquet", a=pa.array([1]))
    (tmp_path / "inside.parquet").symlink_to(outside)
    with pytest.raises(EnvironmentFaultError, match="lies outside"):
        engine.register("sneaky", [tmp_path / "inside.parquet"])
    (tmp_path / "folder").symlink_to(outside.parent)
    with pytest.raises(EnvironmentFaultError, match="lies outside"):
        engine.register("sneaky", [tmp_path / "folder" / "o.parquet"])


def test_an_allowed_file_does_not_allow_its_neighbours(tmp_path, orders):
    neighbour = written(tmp_path / "other.parquet", a=pa.array([1]))
    with open_engine("duckdb", allowed=[orders]) as opened:
        opened.register("orders", [orders])
        assert rows(opened, "select count(*) as n from orders") == [{"n": 3}]
        with pytest.raises(EnvironmentFaultError, match="lies outside"):
            opened.register("other", [neighbour])


def test_a_memory_limit_that_is_no_size_is_the_environments_fault():
    with pytest.raises(EnvironmentFaultError, match="does not take a setting"):
        open_engine("duckdb", memory_limit="much")


def test_a_closed_engine_says_so(tmp_path):
    opened = open_engine("duckdb")
    opened.close()
    opened.close()
    with pytest.raises(EnvironmentFaultError, match="the engine is closed"):
        opened.query(parse_one("select 1 as a"))


def test_one_select_with_many_aggregates_scans_once(engine):
    select = parse_one(
        "select region, sum(amount) as a, count(*) filter (where id > 1) as b from orders group by region"
    )
    assert engine.scans(select) == {"orders": 1}


def test_scans_are_told_apart_though_the_files_are_the_same(engine, orders):
    engine.register("again", [orders])
    engine.register("unused", [orders])
    select = parse_one(
        "select (select sum(amount) from orders) as a, (select max(id) from again) as b,"
        " (select min(amount) from orders where id > 1) as c"
    )
    assert engine.scans(select) == {"orders": 2, "again": 1, "unused": 0}


def test_a_join_with_itself_scans_twice(engine):
    select = parse_one("select count(*) as n from orders as a join orders as b on a.id = b.id")
    assert engine.scans(select) == {"orders": 2}


def test_a_cte_that_is_kept_scans_once(engine):
    select = parse_one(
        "with s as (select region, sum(amount) as a from orders group by region)"
        " select (select max(a) from s) as x, (select min(a) from s) as y"
    )
    assert engine.scans(select) == {"orders": 1}


def test_an_expression_that_was_built_runs_as_one_that_was_parsed(engine):
    select = exp.select(exp.func("sum", exp.column("id")).as_("total")).from_("orders")
    assert engine.query(select).to_pylist() == [{"total": 6}]


def test_a_table_that_is_only_an_identifier_does_not_slip_through(engine):
    with pytest.raises(DeclarationError, match="not a registered relation"):
        engine.query(exp.select("a").from_(exp.to_identifier("duckdb_settings")))


def test_constant_rows_are_fine(engine):
    assert rows(engine, "select max(a) as a from (values (1), (2)) as t(a)") == [{"a": 2}]


def test_work_larger_than_memory_goes_to_disk(tmp_path):
    file = written(
        tmp_path / "big.parquet", a=pa.array(range(1_500_000)), b=pa.array([f"text {i}" for i in range(1_500_000)])
    )
    with open_engine("duckdb", allowed=[tmp_path], memory_limit="60MB", threads=1) as opened:
        opened.register("big", [file])
        found = rows(opened, "select count(*) as n from (select a, b, count(*) as c from big group by a, b) as t")
    assert found == [{"n": 1_500_000}]


EAGER_BAR = """
import duckdb
connect = duckdb.connect
def eager(*given, **named):
    connection = connect(*given, **named)
    connection.execute("SET progress_bar_time = 30")
    return connection
duckdb.connect = eager
"""


def printed_by(script: str, *given: str) -> str:
    """Return what a script writes to standard output where DuckDB would draw a bar after 30 milliseconds."""
    command = [sys.executable, "-c", EAGER_BAR + script, *given]  # DuckDB takes `-c` for someone at a terminal
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_long_query_writes_nothing_to_standard_output():
    query = "select sum(a.x * b.x) as n from {rows} as a(x), {rows} as b(x), {rows} as c(x)"
    script = f"""
from sqlglot import parse_one
from sightline.engines import open_engine
rows = "(values " + ", ".join(f"({{n}})" for n in range(250)) + ")"
with open_engine("duckdb", threads=1) as engine:
    engine.query(parse_one({query!r}.format(rows=rows)))
"""
    assert printed_by(script) == ""


@pytest.mark.parametrize(("said", "share"), [(None, 0.25), ("50%", 0.5)])
def test_an_engine_takes_a_quarter_of_the_memory_or_what_the_environment_says(monkeypatch, said, share):
    if said is None:
        monkeypatch.delenv("SIGHTLINE_MEMORY", raising=False)
    else:
        monkeypatch.setenv("SIGHTLINE_MEMORY", said)
    plain = duckdb.connect()
    plain.execute(f"SET memory_limit = '{share:.0%}'")
    with open_engine("duckdb") as opened:
        assert (
            opened._connection.sql("select current_setting('memory_limit')").fetchall()
            == plain.sql("select current_setting('memory_limit')").fetchall()
        )
