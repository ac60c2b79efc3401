"""The engines of the tests of measures: DuckDB, then Spark."""

from __future__ import annotations

from tests.measures.conftest import desk, duck, spark

__all__ = ["desk", "duck", "spark"]
