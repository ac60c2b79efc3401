"""Tampering with the journal behind its back, on either database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from django.db import connection

from sightline_web import store


@pytest.fixture
def tamper(records, request):
    """Do what somebody with the file or the server in their hands can do: past the triggers."""
    if connection.vendor == "postgresql":
        server = replace(request.getfixturevalue("postgres_server"), database=str(connection.settings_dict["NAME"]))
        return lambda statements: server.execute("; ".join(["set session_replication_role = replica", *statements]))
    return lambda statements: tamper_file(records, statements)


def tamper_file(folder, statements):
    connection.close()
    with closing(sqlite3.connect(folder / store.FILE)) as file, file:
        for (name,) in file.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            file.execute(f"drop trigger {name}")
        for statement in statements:
            file.execute(statement)
