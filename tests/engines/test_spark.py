"""What is Spark's own: starting, sessions beside each other, tables of its catalogue, and scans in its plan."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import parse_one

from sightline.engines import Options, open_engine
from sightline.errors import EnvironmentFaultError, SourceMissingError

pytestmark = pytest.mark.spark


@pytest.fixture
def spark(java, tmp_path):
    with open_engine("spark", allowed=[tmp_path], threads=1) as engine:
        yield engine


def written(path, **columns):
    pq.write_table(pa.table(columns), path)
    return path


def test_without_java_it_says_what_to_install(monkeypatch, tmp_path):
    from sightline.engines import spark_session

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EnvironmentFaultError, match="Install Java 17 or newer"):
        spark_session._start(None, Options("spark"))


def test_spark_connect_is_refused_with_a_way_out(monkeypatch):
    monkeypatch.setenv("SPARK_REMOTE", "sc://localhost")
    with pytest.raises(EnvironmentFaultError, match="Unset SPARK_REMOTE"):
        open_engine("spark")


def test_a_second_engine_shares_spark_and_no_relation(spark, tmp_path):
    spark.register("a", [written(tmp_path / "a.parquet", x=pa.array([1]))])
    with open_engine("spark", allowed=[tmp_path]) as other:
        other.register("a", [written(tmp_path / "b.parquet", x=pa.array([2]))])
        assert other.query(parse_one("select x from a")).to_pylist() == [{"x": 2}]
        assert other._session.sparkContext is spark._session.sparkContext
    assert spark.query(parse_one("select x from a")).to_pylist() == [{"x": 1}]


def test_a_table_of_the_catalogue_is_a_relation(spark, tmp_path):
    path = written(tmp_path / "t.parquet", x=pa.array([1.5, float("nan")]), d=pa.array([dt.date(2026, 1, 1)] * 2))
    session = spark._session
    session.sql(f"CREATE TABLE orders_of_test USING parquet LOCATION '{path.parent}'")
    try:
        spark.attach("orders", "orders_of_test")
        assert spark.columns("orders") == {"x": "number", "d": "date"}
        select = parse_one("select count(x) as n, sum(x) as s from orders")
        assert spark.query(select).to_pylist() == [{"n": 1, "s": 1.5}]
        assert spark.scans(select) == {"orders": 1}
    finally:
        session.sql("DROP TABLE orders_of_test")
    with pytest.raises(SourceMissingError, match="there is no table 'orders_of_test'"):
        spark.attach("orders", "orders_of_test")


def test_scans_are_told_apart_though_the_files_are_the_same(spark, tmp_path):
    path = written(tmp_path / "a.parquet", x=pa.array([1]), g=pa.array(["a"]))
    for name in ("one", "two", "three"):
        spark.register(name, [path])
    select = parse_one(
        "select (select sum(x) from one) as a, (select max(x) from two) as b, (select min(g) from two) as c"
    )
    assert spark.scans(select) == {"one": 1, "two": 2, "three": 0}


def test_a_sub_query_that_is_used_twice_scans_once(spark, tmp_path):
    spark.register("a", [written(tmp_path / "a.parquet", x=pa.array([1]), g=pa.array(["a"]))])
    select = parse_one(
        "with s as (select g, sum(x) as x from a group by g)"
        " select p.g, p.x, q.x as again from s as p join s as q on p.g = q.g"
    )
    assert spark.scans(select) == {"a": 1}


def test_odd_file_names(spark, tmp_path):
    path = written(tmp_path / "p q,[x]{1}*%20.parquet", x=pa.array([1]))
    spark.register("odd", [path])
    assert spark.query(parse_one("select x from odd")).to_pylist() == [{"x": 1}]


def test_odd_types_of_files(spark, tmp_path):
    with open_engine("duckdb", allowed=[tmp_path]) as embedded:
        path = written(
            tmp_path / "kinds.parquet",
            nanos=pa.array([1001, -1_999, 86_399_999_999_999, None], pa.timestamp("ns", "UTC")),
            plain=pa.array([1001, -1_999, 86_399_999_999_999, None], pa.timestamp("ns")),
            millis=pa.array([1, -2, 3, None], pa.timestamp("ms")),
            unsigned=pa.array([1, 2, 3, None], pa.uint64()),
            tiny=pa.array([1, -2, 3, None], pa.int8()),
            half=pa.array([1.5, float("nan"), 0.25, None], pa.float32()),
            large=pa.array(["a", "b", "c", None], pa.large_string()),
            coded=pa.array(["a", "b", "c", None]).dictionary_encode(),
            day=pa.array([0, 86_400_000, -86_400_000, None], pa.date64()),
            money=pa.array([1, 2, 3, None], pa.decimal128(9, 4)),
            truth=pa.array([True, False, True, None]),
            blob=pa.array([b"a", b"b", b"c", None]),
        )
        select = parse_one("select * from kinds")
        answers = []
        for engine in (embedded, spark):
            engine.register("kinds", [path])
            answers.append(engine.query(select))
        assert embedded.columns("kinds") == spark.columns("kinds")
    assert answers[0].schema.names == answers[1].schema.names
    assert answers[0].to_pydict() == answers[1].to_pydict()
    found = answers[0].column("nanos").cast(pa.int64()).to_pylist()
    assert found == [1, -2, 86_399_999_999, None]  # cut, so the last moment of a day stays in it
