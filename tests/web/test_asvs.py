"""What every view, every template and every pattern keeps to, so that a new one cannot forget it.

`docs/reference/security.md` says which requirement each of these and of many other tests covers.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.template import engines
from django.urls import URLPattern, get_resolver

import sightline
import sightline_web
from sightline_web.policy.guard import policy_of
from sightline_web.shell.middleware import UNKEPT
from sightline_web.shell.twins import csv_text
from tests.web.people import new_client, signed_in

ROUTES = [pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)]
FITTING = {
    "initiative": "night_shift",
    "int": "1",
    "metric": "revenue",
    "slug": "grow_revenue",
    "path": "sightline.yml",
    "str": "x",
}
NAMED = {"uidb36": "1", "key": "x", "provider_id": "sso"}
VIEWS = list({pattern.callback: pattern for pattern in ROUTES}.values())  # a page and its twins are one view
ITS_OWN_PROOF = {"unsubscribe"}  # a signed link, which programs of mail follow (RFC 8058)
ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
SOURCES = sorted(path for package in (sightline, sightline_web) for path in Path(package.__path__[0]).rglob("*.py"))
FIXED = {  # of a table of the engine's own, of our own declarations, of our own glossary, and of our own sentences
    "marking.py": {"either"},
    "sqlite.py": {"pattern"},
    "structure.py": {"wanted"},
    "wording.py": {"re", "text"},
}
TEMPLATES = sorted(Path(sightline_web.__path__[0]).rglob("templates/**/*.*"))


def filled(route: URLPattern) -> str:
    """An address that a route answers."""
    text = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: NAMED[found[1]], str(route.pattern)).strip("^$")
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: FITTING[found[1]], text)


def rows() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but those that every visit writes."""
    beside = {"django_session", "accounts_counted", "usersessions_usersession", "journal_entry", "journal_sealkey"}
    with connection.cursor() as cursor:
        found = {}
        for model in apps.get_models():
            if (table := model._meta.db_table) not in beside:
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                found[table] = cursor.fetchall()
        return found


def test_the_walk_reaches_every_route():
    assert len(ROUTES) > 100
    for route in ROUTES:
        assert get_resolver().resolve(filled(route)).url_name, route


@pytest.mark.parametrize(
    ("who", "verbs"), [(new_client, ("post", "put", "patch", "delete")), (signed_in, ("post", "delete"))]
)
def test_no_route_takes_an_unsafe_verb_without_the_token_of_its_form(enterprise, who, verbs):
    strict = who(enforce_csrf_checks=True)
    for route in VIEWS:
        if route.name in ITS_OWN_PROOF:
            continue
        assert not getattr(route.callback, "csrf_exempt", False), route
        for verb in verbs:
            assert getattr(strict, verb)(filled(route)).status_code == 403, (verb, filled(route))


def test_reading_changes_nothing(client):
    before = rows()
    administrator = signed_in("administrator")
    for route in ROUTES:
        for each in (client, administrator):
            each.get(filled(route))
    assert rows() == before


@pytest.mark.parametrize(
    "onward", [ELSEWHERE[0], *(pytest.param(each, marks=pytest.mark.thorough) for each in ELSEWHERE[1:])]
)
def test_no_address_that_a_visitor_brings_leads_elsewhere(enterprise, onward):
    for route in VIEWS:
        for who in (new_client(), signed_in()):
            for verb in ("get", "post"):
                asked = {"next": onward, "back": onward, "url": onward}
                response = getattr(who, verb)(filled(route), asked)
                for name in ("Location", "HX-Redirect", "HX-Location"):
                    to = response.headers.get(name, "/")
                    assert to.startswith("/"), (route, to)
                    assert not to.startswith(("//", "/\\")), (route, to)


def test_no_browser_keeps_what_is_about_persons_accounts_or_the_journal(enterprise):
    seen = set()
    for route in ROUTES:
        policy = policy_of(route.callback)
        if policy is None or policy.record not in UNKEPT:
            continue
        for who in (signed_in(), signed_in("administrator"), signed_in("auditor")):
            response = who.get(filled(route))
            assert response.headers["Cache-Control"].startswith(("no-store", "max-age=0, no-cache, no-store")), route
            seen.add((policy.record, response.status_code))
    assert {status for _record, status in seen} >= {200}
    assert new_client().get("/sign-in").headers["Cache-Control"] == "no-store"
    assert "no-store" not in signed_in().get("/metrics").headers["Cache-Control"]


def test_no_template_puts_text_on_a_page_as_markup():
    assert len(TEMPLATES) > 30
    assert all(each.engine.autoescape for each in engines.all())
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8").replace("{{ totp_svg|safe }}", "")  # squares; no text of anybody
        if path.suffix == ".html":
            assert not re.search(r"\|\s*safe(seq)?\b|autoescape|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", text), path


def test_no_code_makes_markup_of_text_that_it_was_given():
    made = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in {"mark_safe", "SafeString", "SafeText"} and node.args:
                    made.append(f"{path.name}: {ast.unparse(node)}")
                assert name not in {"eval", "exec", "from_string", "Template"} or name == "exec_module", (path, name)
    assert made == []


def test_no_pattern_comes_from_a_user():
    """A text that is compiled stands in the code, or is made there of names in capitals."""
    asked = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asked):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            names = {each.id for each in ast.walk(node.args[0]) if isinstance(each, ast.Name)}
            strange = {name for name in names if not name.isupper()} - FIXED.get(path.name, {"re"})
            assert not strange, f"{path.name}:{node.lineno} compiles {strange}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0", "\n", "|", "%"])
def test_no_cell_of_a_table_is_run_by_a_spreadsheet(start):
    from sightline.cli import formats

    wild = f"{start}cmd|' /C calc'!A0"
    for text in (csv_text([{wild: wild, "n": -1.5}]), formats.csv_text([wild, "n"], [{wild: wild, "n": -1.5}])):
        assert text.count(f"'{start}cmd") == 2
        assert text.endswith(",-1.5\r\n")
