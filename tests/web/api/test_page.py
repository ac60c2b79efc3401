"""The page about the API: every operation as whoever looks may use it, with examples that work."""

from __future__ import annotations

import re
import shlex

from sightline_web.api.every import OPERATIONS
from sightline_web.api.operations import Act
from sightline_web.policy.words import Duty
from sightline_web.shell.refusals import TYPES
from tests.web import people


def rows(client) -> dict[str, dict]:
    return {each["operation"]: each for each in client.get("/api.json").json()["rows"]}


def test_every_operation_stands_on_it(client):
    page = client.get("/api").content.decode()
    assert [each for each in OPERATIONS if f'id="op-{each.id}"' not in page] == []
    assert page.count("<details id=") == len(OPERATIONS)
    assert "https://" not in re.sub(r"<footer.*", "", page, flags=re.DOTALL)  # nothing from elsewhere


def test_it_says_what_is_open_to_whoever_looks(as_):
    assert rows(as_(people.BUSINESS))["rules"]["open"]
    plain = rows(as_(people.NOBODY_IN_PARTICULAR))
    assert plain["goals"]["open"]
    assert not plain["rules"]["open"]
    assert rows(as_(Duty.AUDITOR))["journal"]["open"]
    assert "not open to you" in as_(people.NOBODY_IN_PARTICULAR).get("/api").content.decode()


def test_every_kind_of_problem_is_explained_where_its_type_leads(client):
    page = client.get("/api").content.decode()
    for anchor, title in TYPES.values():
        assert f'<tr id="{anchor}">' in page
        assert title in page


def test_its_examples_ask_addresses_that_there_are(full, client):
    page = client.get("/api").content.decode()
    examples = re.findall(r'aria-label="Example of [^"]*"><code>(.*?)</code>', page, re.DOTALL)
    assert len(examples) == len(OPERATIONS)
    for text, operation in zip(examples, OPERATIONS, strict=True):
        words = shlex.split(text.replace("&quot;", '"').replace("&#x27;", "'").replace("\\\n", " "))
        where = words[-1].removeprefix("http://localhost")
        verb = words[words.index("-X") + 1].lower() if "-X" in words else "get"
        body = words[words.index("-d") + 1] if "-d" in words else None
        answer = getattr(client, verb)(where, body, content_type="application/json") if body else client.get(where)
        assert answer.status_code not in {400, 405, 415, 500}, (operation.id, answer.content)
        assert (verb == "get") == (not isinstance(operation, Act))
