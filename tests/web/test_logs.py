"""A fault of a page is found in the log by its number; the log has one line for it and no word of a person."""

from __future__ import annotations

import logging

import pytest
from django.test import Client, RequestFactory

from sightline_web.shell import logs, views
from sightline_web.shell.logs import LineFormatter
from tests.web import people

SECRET = "Marker Person\nforged line"


@pytest.fixture
def lines(monkeypatch):
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(LineFormatter().format(record))

    for name in ("django.request", "sightline_web"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [Kept()])
    return found


@pytest.fixture
def broken(enterprise, monkeypatch):
    def fail(*_args: object, **_more: object) -> None:
        try:
            {}[SECRET]
        except KeyError as error:
            raise RuntimeError(SECRET) from error

    monkeypatch.setattr("sightline_web.strategy.views.formats_of", fail)
    return people.signed_in(raise_request_exception=False)


def test_the_number_of_an_incident_stands_on_the_page_and_in_the_log(broken: Client, lines):
    response = broken.get(f"/metrics?q={SECRET}")
    assert response.status_code == 500
    [line] = lines
    incident = line.partition("incident=")[2][:8]
    assert incident in response.content.decode()
    assert "GET /metrics 500" in line
    assert "RuntimeError at" in line
    assert "< KeyError at" in line


def test_the_log_has_no_text_of_the_exception_and_no_second_line(broken: Client, lines):
    broken.get(f"/metrics?q={SECRET}")
    assert "Marker" not in str(lines)
    assert "\n" not in str(lines[0])


def test_a_twin_says_the_number_as_json(broken: Client, lines):
    response = broken.get("/metrics.json")
    assert response.status_code == 500
    assert response.json()["incident"] in lines[0]


def test_where_even_the_page_of_the_fault_fails_its_number_is_told_in_plain_text(broken: Client, lines, monkeypatch):
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(views, "show", fail)
    response = broken.get("/metrics")
    assert (response.status_code, response.headers["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert len({line.partition("incident=")[2][:8] for line in lines}) == 1
    assert lines[0].partition("incident=")[2][:8] in response.content.decode()
    assert "default-src" in response.headers["Content-Security-Policy"]


def test_who_is_asked_to_come_again_is_no_fault():
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Service Unavailable", None, None)
    record.request = RequestFactory().get("/strategy.json")
    assert logs.is_a_fault(record)
    record.request.told_to_wait = True
    assert not logs.is_a_fault(record)


def test_a_line_break_in_a_message_is_written_out(lines):
    logging.getLogger("sightline_web.x").warning("a job failed: %s", "one\r\ntwo\u2028three\x1b[31m")
    assert lines[0].endswith(r"a job failed: one\r\ntwo\u2028three\x1b[31m")


def test_two_faults_have_two_numbers_and_one_fault_has_one():
    one, other = RequestFactory().get("/"), RequestFactory().get("/")
    assert logs.incident_of(one) == logs.incident_of(one) != logs.incident_of(other)
