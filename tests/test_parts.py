"""The parts of a machine that other tests lean on are what they claim to be."""

from __future__ import annotations

import subprocess

import pytest


@pytest.mark.postgres
def test_each_test_has_an_empty_database(postgres):
    assert postgres.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"
    postgres.execute("CREATE TABLE kept (x int); INSERT INTO kept VALUES (1), (NULL)")
    assert postgres.execute("SELECT count(*), count(x) FROM kept") == "2|1"
    beside = postgres.create()
    assert beside.execute("SELECT to_regclass('kept') IS NULL") == "t"
    beside.drop()


@pytest.mark.browser
def test_chromium_says_its_version(chromium):
    said = subprocess.run([chromium, "--version"], capture_output=True, text=True, check=True).stdout
    assert "Chrom" in said


@pytest.mark.spark
def test_java_runs(java):
    assert subprocess.run([java, "-version"], capture_output=True, check=False).returncode == 0
