"""The OpenAPI document: valid, complete, and the same for everybody who is signed in."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel

from sightline_web.accounts.tokens import scope_of
from sightline_web.api.document import document
from sightline_web.api.every import OPERATIONS
from sightline_web.api.operations import Act
from sightline_web.policy.rules import ABOUT_PERSONS
from tests.web.api.asking import V1


def operations() -> dict[str, dict]:
    return {each["operationId"]: each for path in document()["paths"].values() for each in path.values()}


def test_it_is_served_to_whoever_is_signed_in(client, anonymous):
    answer = client.get(f"{V1}/openapi.json")
    assert answer.json()["openapi"].startswith("3.1")
    assert answer.json() == document()
    assert anonymous.get(f"{V1}/openapi.json").status_code == 401
    assert client.get(f"{V1}/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_it_knows_every_operation_with_its_scope():
    told = operations()
    assert list(told) == [each.id for each in OPERATIONS]
    for each in OPERATIONS:
        for_all = each.policy.record not in ABOUT_PERSONS
        scopes = [{"token": [scope_of(each.policy.record, each.policy.action)]}] if for_all else []
        assert told[each.id]["security"] == [*scopes, {"session": []}], each.id


def test_no_two_shapes_have_one_name():
    """The document would show one of them in place of the other."""
    known: dict[str, type] = {}
    waiting: list[object] = [each.answer for each in OPERATIONS]
    while waiting:
        one = waiting.pop()
        waiting += get_args(one)
        if isinstance(one, type) and issubclass(one, BaseModel) and known.get(one.__name__) is not one:
            assert one.__name__ not in known, one
            known[one.__name__] = one
            waiting += [field.annotation for field in one.model_fields.values()]


def test_every_part_of_an_address_and_every_parameter_is_described():
    for name, each in operations().items():
        for parameter in each.get("parameters", []):
            assert "$ref" in parameter or parameter.get("description"), (name, parameter)


def test_every_field_is_described():
    bare = [
        (name, field)
        for name, schema in document()["components"]["schemas"].items()
        for field, told in schema.get("properties", {}).items()
        if not told.get("description") and "$ref" not in told
    ]
    assert bare == []


def test_answers_leave_room_for_fields_to_come():
    sent = {each.body.__name__ for each in OPERATIONS if isinstance(each, Act) and each.body is not None}
    closed = [name for name, schema in document()["components"]["schemas"].items() if "additionalProperties" in schema]
    assert set(closed) <= sent


def test_every_reference_leads_somewhere():
    whole = document()

    def walk(part: object) -> None:
        if isinstance(part, dict):
            if isinstance(ref := part.get("$ref"), str):
                found: object = whole
                for step in ref.removeprefix("#/").split("/"):
                    assert isinstance(found, dict)
                    found = found[step]
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(whole)
