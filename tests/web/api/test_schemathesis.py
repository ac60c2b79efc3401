"""Made-up requests against the document: what it allows is answered as it says, what it forbids is refused.

A few for each operation here; `SIGHTLINE_SCHEMATHESIS=500` asks so many of each.
"""

from __future__ import annotations

import os

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from sightline_web.accounts import tokens
from sightline_web.api.document import document
from sightline_web.policy.rules import ABOUT_PERSONS
from sightline_web.policy.words import Action, Duty, Record
from tests.web import people
from tests.web.accounts.test_tokens import token

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:.*jsonschema.*")
EACH = int(os.environ.get("SIGHTLINE_SCHEMATHESIS", "2"))
WHO = (people.BUSINESS, people.NOBODY_IN_PARTICULAR, Duty.AUDITOR.value)
SCOPES = [f"{record}:{action}" for record in Record if record not in ABOUT_PERSONS for action in Action]
GOOD = ["2xx", "3xx", "400", "403", "404", "409"]  # 400: a cursor may be well formed and still never given out


def _schema() -> schemathesis.BaseSchema:
    config = SchemathesisConfig.from_dict({"checks": {"positive_data_acceptance": {"expected-statuses": GOOD}}})
    schema = schemathesis.openapi.from_dict(document(), config=config)
    schema.app = get_wsgi_application()
    return schema


def _asked(operation, mode, ask, examples: int = EACH) -> None:
    """Ask one operation so many times."""
    config = settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    config(given(case=operation.as_strategy(generation_mode=mode))(ask))()


def _by_rule(fault: Exception, answer) -> bool:
    """Whether a request that the document allows was refused by what is so today, as a role that nobody holds."""
    if type(fault).__name__ != "RejectedPositiveData" or answer.status_code != 422:
        return False
    return all("." not in each["place"] for each in answer.json().get("errors", []))


def test_made_up_requests_are_answered_as_the_document_says(full, monkeypatch):
    monkeypatch.setattr(tokens, "BUDGET", tokens.Budget(requests=1_000_000))
    bearers = [{"Authorization": f"Bearer {token(who, scopes=SCOPES)}"} for who in WHO]
    faults = []
    for number, found in enumerate(_schema().get_all_operations()):
        headers = bearers[number % len(WHO)] if number % 2 else bearers[0]

        def ask(case):
            answer = case.call(base_url="http://localhost", headers=headers)  # noqa: B023 -- asked at once
            try:
                case.validate_response(answer, headers=headers)  # noqa: B023 -- the same
            except BaseException as error:  # noqa: BLE001 -- a group of them, of the tool's own
                several = [each for each in getattr(error, "exceptions", [error]) if not _by_rule(each, answer)]
                faults.extend((case.as_curl_command(), answer.status_code, str(each)) for each in several)

        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _asked(found.ok(), mode, ask)
    assert faults == []


def test_no_operation_ignores_who_asks(full):
    answered = set()

    def ask(case):
        for headers in ({}, {"Authorization": "Bearer sl_none"}, {"Cookie": "sightline_session=none"}):
            case.headers, case.cookies = {}, {}
            answer = case.call(base_url="http://localhost", headers=headers)
            answered.add(answer.status_code if case.method == "GET" or headers else 401)

    for found in _schema().get_all_operations():
        _asked(found.ok(), GenerationMode.POSITIVE, ask, 1)
    assert answered <= {401, 403}
