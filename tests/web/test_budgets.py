"""What a page may cost: bytes of a first visit, and queries of the records, however many rows it shows.

The budget is `budgets.toml`. No test takes the time; the benchmarks `app_pages` and `app_streams` do.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from sightline_web import assets
from sightline_web.accounts.acting import actor_of
from sightline_web.accounts.models import Account
from sightline_web.journal.services import looked, record
from sightline_web.policy.words import Duty
from sightline_web.scenarios import services as scenarios
from tests.web import people
from tests.web.exceptions.conftest import late, offered
from tests.web.policy.test_crawl import address, marked, patterns

__all__ = ["marked"]

BUDGET = tomllib.loads(Path(__file__).with_name("budgets.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 10, 31, 12, tzinfo=UTC)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The queries of the records that are made meanwhile."""
    made: list[str] = []

    def note(execute, sql, *rest):
        made.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield made


def queries(client: Client, path: str) -> int:
    with counted() as made:
        assert client.get(path).status_code == 200, path
    return len(made)


def test_a_first_visit_with_the_figures_script_stays_under_the_budget(client):
    page = client.get("/metrics/on_time_share").content
    loads = {name for _, name in re.findall(r'="/assets/([^/"]+)/([^/"]+)"', page.decode())}
    assert {"app.css", "app.js", "chart.js", "htmx.js", "live.js", "vega.js"} <= loads
    held = assets.current()
    total = len(gzip.compress(page)) + sum(len(held.get(name).packed) for name in loads)
    assert total < BUDGET["first_visit"]["bytes"]


def test_no_page_asks_the_records_more_often_than_the_budget_says(marked, as_):
    clients, over, allowed = [as_(who) for who in (people.BUSINESS, Duty.ADMINISTRATOR.value)], [], BUDGET["queries"]
    for each in patterns():
        if str(each.name).endswith(("_json", "_csv")):  # a twin asks what its page asks
            continue
        for client in clients:  # the second is asked what is closed to the first
            with counted() as made:
                status = client.get(address(each)).status_code
            if status == 200:
                break
        if status == 200 and len(made) > allowed.get(each.name, allowed["most"]):
            over.append((each.name, len(made)))
    assert over == []


def some_accounts(first: int, end: int) -> None:
    for number in range(first, end):
        Account.objects.create(email=f"n{number}@example.org", name=f"N {number}", duties=[Duty.ANALYST])


def some_entries(first: int, end: int) -> None:
    for number in range(first, end):
        by = actor_of(people.account(Duty.HR_PARTNER), origin=f"2001:db8::{number}")
        looked(by=by, kind="person", key=f"p{number}", subject=f"p{number}")
        with transaction.atomic():
            record(by=by, action="edit", kind="account", key=str(number), subject="", after={"duties": []}, reason="r")


def some_exceptions(first: int, end: int) -> None:
    offered(*(late(number) for number in range(first, end)))


def some_scenarios(first: int, end: int) -> None:
    by = actor_of(people.account())
    for number in range(first, end):
        scenarios.scenario_create(by=by, name=f"S {number}", shifts=["lead_time=-1"], note="", created_at=NOW)


@pytest.mark.parametrize(
    ("path", "who", "add"),
    [
        ("/accounts", Duty.ADMINISTRATOR.value, some_accounts),
        ("/journal", Duty.AUDITOR.value, some_entries),
        ("/journal.json", Duty.AUDITOR.value, some_entries),
        ("/exceptions", people.BUSINESS, some_exceptions),
        ("/exceptions.json", people.BUSINESS, some_exceptions),
        ("/scenarios", people.BUSINESS, some_scenarios),
    ],
)
def test_more_rows_mean_no_more_queries(as_, path, who, add: Callable[[int, int], None]):
    client = as_(who)
    add(0, 3)
    queries(client, path)  # the first request of a session writes down that it was made
    few = queries(client, path)
    add(3, 25)
    assert queries(client, path) == few
