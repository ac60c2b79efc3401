"""Starting Spark: once in a process, quietly, and with a word on what to install when it cannot start.

Reference: Spark configuration, https://spark.apache.org/docs/latest/configuration.html
"""

from __future__ import annotations

import atexit
import importlib.util
import logging
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sightline.engines.protocol import Options
from sightline.errors import EnvironmentFaultError

# Where people configure Spark; with none of them it runs inside this process.
CONFIGURED_BY = ("PYSPARK_SUBMIT_ARGS", "SPARK_CONF_DIR", "SPARK_HOME", "MASTER")
_JAVA = "Install Java 17 or newer (Debian: apt install openjdk-17-jre-headless) or set JAVA_HOME to it."
_QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.extraJavaOptions": "-Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8",
}
_starting = threading.Lock()


def base_session(options: Options) -> Any:
    """Return the process's Spark session, started when there is none.

    Parameters
    ----------
    options : Options
        `memory_limit`, `threads` and `temp` hold for a Spark that is started here and not configured elsewhere.

    Raises
    ------
    EnvironmentFaultError
        If pyspark or Java is missing, Spark Connect is asked for, or Spark does not start.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise EnvironmentFaultError(
            "the package pyspark is not installed.", place=options.name, fix="Run: pip install 'sightline[spark]'"
        )
    if os.environ.get("SPARK_REMOTE"):
        raise EnvironmentFaultError(
            "SPARK_REMOTE asks for Spark Connect, which shows no physical plan.",
            place=options.name,
            fix="Unset SPARK_REMOTE and name the cluster as spark.master in spark-defaults.conf.",
        )
    from pyspark import SparkContext  # noqa: PLC0415 -- an optional dependency
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- likewise

    with _starting:
        if SparkContext._active_spark_context is not None:  # noqa: SLF001 -- the one check that all threads share
            return SparkSession.builder.getOrCreate()
        return _start(SparkSession, options)


def _start(factory: Any, options: Options) -> Any:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home, "bin")) if home else None) is None:
        raise EnvironmentFaultError("Spark needs Java, and there is none here.", place=options.name, fix=_JAVA)
    builder = factory.builder.appName("sightline")
    for key, value in _settings(options).items():
        builder = builder.config(key, value)
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)  # would print each failed query
    with tempfile.TemporaryFile() as log:
        try:
            with _standard_error_to(log.fileno()):
                session = builder.getOrCreate()
        except Exception as error:  # pyspark raises its own, py4j's and plain RuntimeErrors
            log.seek(0)
            said = log.read().decode(errors="replace").strip().splitlines()
            cause = said[-1] if said else str(error).strip().splitlines()[0]
            raise EnvironmentFaultError(f"Spark does not start: {cause}", place=options.name, fix=_JAVA) from error
    atexit.register(_stop, session)
    return session


def _settings(options: Options) -> dict[str, str]:
    if any(os.environ.get(name) for name in CONFIGURED_BY):
        return _QUIET
    temp = options.temp or Path(tempfile.gettempdir())
    own = {
        "spark.master": f"local[{options.threads or 2}]",
        "spark.local.dir": str(temp),
        "spark.sql.warehouse.dir": str(temp / "sightline-spark-warehouse"),
    }
    if options.memory_limit:
        own["spark.driver.memory"] = options.memory_limit.lower().replace(" ", "").removesuffix("b")
    return {**_QUIET, **_LOCAL, **own}


def _stop(session: Any) -> None:
    """Stop Spark and the Java process behind it, so that nothing outlives this process."""
    gateway = session.sparkContext._gateway  # noqa: SLF001 -- pyspark has no public way to end its Java process
    session.stop()
    process = getattr(gateway, "proc", None)
    gateway.shutdown()
    if process is not None:
        process.stdin.close()
        process.wait(timeout=30)


@contextmanager
def _standard_error_to(target: int) -> Iterator[None]:
    """Let what Java prints while it starts, and from then on, go to a file."""
    sys.stderr.flush()
    saved = os.dup(2)
    os.dup2(target, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
