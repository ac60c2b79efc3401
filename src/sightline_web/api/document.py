"""The OpenAPI document: what ninja knows of the operations, with what the house adds to all of them.

Reference: OpenAPI Specification 3.1.1; a security requirement names scopes, as it may for a scheme of any type.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from sightline_web import keeper
from sightline_web.accounts.scopes import for_tokens
from sightline_web.accounts.tokens import scope_of
from sightline_web.api.answers import marked
from sightline_web.api.every import OPERATIONS
from sightline_web.api.mounted import ninja
from sightline_web.api.once import HEADER
from sightline_web.api.operations import Act, Operation, Read
from sightline_web.api.words import FIELDS
from sightline_web.policy.guard import Policy
from sightline_web.shell.refusals import PROBLEM, TYPES
from sightline_web.shell.twins import json_twin

__all__ = ["PREFIX", "document", "response"]

PREFIX = "/api/v1"
ABOUT = (
    "The numbers of an enterprise and how they hang together, as the pages show them. What an account may not see on "
    "a page, it does not see here. Refusals are problem details (RFC 9457). Lists come in parts; follow `next`. Within "
    "v1 fields and parameters are added, and none goes or changes its meaning."
)
TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "sl_…",
    "description": "A token of your account, made at /account/tokens. It needs the scope that the operation names; "
    "operations that name none are for people who are signed in.",
}
SESSION = {
    "type": "apiKey",
    "in": "cookie",
    "name": "sightline_session",
    "description": "The session of a browser that is signed in; what changes something needs X-CSRFToken besides.",
}
ALWAYS = (401, 403, 406, 422, 429, 503)


def response(request: HttpRequest) -> HttpResponse:
    """Answer with the document."""
    snapshot = keeper.current().state().snapshot
    return marked(request, json_twin(document()), snapshot.head.reading if snapshot is not None else "none")


@cache
def document() -> dict[str, Any]:
    """Return the document; plain JSON."""
    made: dict[str, Any] = json.loads(json.dumps(ninja().get_openapi_schema(path_prefix=PREFIX)))
    made["info"] |= {"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    made.pop("servers", None)
    schemas = made["components"]["schemas"]
    schemas["Problem"] = _problem()
    made["components"]["securitySchemes"] = {"token": TOKEN, "session": SESSION}
    made["components"] |= {"headers": HEADERS, "parameters": {"IfNoneMatch": MARK, "IdempotencyKey": KEY}}
    made["components"]["responses"] = {anchor: _refused(title, status) for status, (anchor, title) in TYPES.items()}
    by_id = {each.id: each for each in OPERATIONS}
    for operations in made["paths"].values():
        for each in operations.values():
            _finish(each, by_id[each["operationId"]])
    sent = {each.body.__name__ for each in OPERATIONS if isinstance(each, Act) and each.body is not None}
    for name, schema in schemas.items():
        _describe(schema, closed=name in sent)
    return made


def _finish(told: dict[str, Any], operation: Operation) -> None:
    """Add to one operation who may do it, how it is refused, and what its answer bears."""
    policy = operation.policy
    told["security"] = [*_token(policy), {"session": []}]
    told["tags"] = [operation.tag]
    refused = {*ALWAYS}
    if isinstance(operation, Read):
        refused |= {400, 404, 410}
        told.setdefault("parameters", []).append({"$ref": "#/components/parameters/IfNoneMatch"})
        told["responses"]["200"]["headers"] = {
            "ETag": {"$ref": "#/components/headers/ETag"}, "Link": {"$ref": "#/components/headers/Link"}
        }  # fmt: skip
        told["responses"]["304"] = {"description": "The answer is the one that you have."}
    if isinstance(operation, Act):
        if operation.verb == "POST":
            told.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
        refused |= {400, 413, 415} if operation.body is not None else set()
        refused |= {404} if operation.names else set()
        refused |= {409} if operation.conflict else set()
    for status in sorted(refused):
        told["responses"][str(status)] = {"$ref": f"#/components/responses/{TYPES[status][0]}"}
    for parameter in told.get("parameters", []):
        _plain(parameter.get("schema", {}))


def _token(policy: Policy) -> list[dict[str, list[str]]]:
    """Return which scope a token needs; nothing where no token will do, as about persons."""
    if policy.record is None or policy.action is None:
        return [{"token": []}]
    return [{"token": [scope_of(policy.record, policy.action)]}] if for_tokens(policy.record) else []


def _plain(schema: dict[str, Any]) -> None:
    """Drop what only says again what stands elsewhere, and that a parameter may be null: it is left out then."""
    schema.pop("title", None)
    for one in schema.pop("anyOf", []):
        if one != {"type": "null"}:
            schema.update(one)
    if schema.get("default", ...) is None:
        del schema["default"]


HEADERS = {
    "ETag": {"description": "Marks the answer; send it back as If-None-Match.", "schema": {"type": "string"}},
    "Link": {"description": 'The next rows, as `rel="next"`.', "schema": {"type": "string"}},
    "Retry-After": {"description": "After how many seconds to come again.", "schema": {"type": "integer"}},
}
MARK = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that you have.",
    "schema": {"type": "string"},
}

KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A text of your own, new for each act: what is sent again under it within a day is done once.",
    "schema": {"type": "string"},
}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "Why a request is refused, and what to do about it (RFC 9457).",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": text | {"description": "What kind of problem: an anchor on the page /api, which explains it."},
            "title": text | {"description": "The kind in words; never changes."},
            "status": {"type": "integer", "description": "Status of HTTP."},
            "detail": text | {"description": "What happened this time."},
            "instance": text | {"description": "What was asked."},
            "fix": text | {"description": "What to do about it."},
            "missing": text | {"description": "What the account or the token lacks."},
            "ask": text | {"description": "Who can help."},
            "see": text | {"description": "An address that leads on."},
            "incident": text | {"description": "Its number in the log of whoever runs Sightline."},
            "nearest": {"type": "array", "items": text, "description": "Names that there are and that come near."},
            "errors": {
                "type": "array",
                "description": "Each value that cannot be.",
                "items": {
                    "type": "object",
                    "required": ["place", "cause"],
                    "properties": {"place": text | {"description": "Where it stands."},
                                   "cause": text | {"description": "What is wrong with it."}},
                },
            },
        },
    }  # fmt: skip


def _refused(title: str, status: int) -> dict[str, Any]:
    headers = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}} if status in {429, 503} else {}
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": title, "content": content} | ({"headers": headers} if headers else {})


def _describe(schema: dict[str, Any], *, closed: bool) -> None:
    """Describe the fields that do not describe themselves; and leave room for those to come, but in what is sent."""
    if not closed:
        schema.pop("additionalProperties", None)
    for name, field in schema.get("properties", {}).items():
        field.pop("title", None)
        if "description" not in field and name in FIELDS and "$ref" not in field:
            field["description"] = FIELDS[name]
