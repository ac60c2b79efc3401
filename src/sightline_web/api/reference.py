"""The page of the documentation that lists the operations, made of the OpenAPI document.

`python -m sightline_web.api.reference > docs/reference/rest-api.md` writes it; a test holds the page against this.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["of_rows", "page", "taken"]

HEAD = """# The REST API

`/api/v1` says what the pages say: the same rows under the same names, to the same people. [Use the
API](../how-to/use-the-api.md) shows it step by step; the OpenAPI 3.1 document is at `/api/v1/openapi.json` for
whoever is signed in, and `/api` is a page about it. Live events come in by [another door](events-api.md).

## Who asks

`Authorization: Bearer TOKEN` with an [API token](../how-to/api-tokens.md), or the session of a browser. Each
operation names the scope that a token needs; the account behind it needs the right, too. What changes something by
a session needs `X-CSRFToken`. A token may make 600 requests a minute.

## Answers

| Key | Meaning |
| --- | --- |
| `rows` | the rows of this part, with the keys that each operation lists below |
| `next` | the address of the next part; null at the end. The `Link` header says the same |
| `count` | how many rows there are in all parts |
| `reading`, `model`, `as_of`, `sightline`, `example` | where the numbers come from |

`limit` (1 to 1,000, usually 100) says how many rows a part has, `cursor` where to go on. A cursor is good for the
same question and the same reading; once there is a newer one, the answer is 410, and you start anew. Exceptions,
scenarios and the journal are in the records and not in the reading: their rows come from the newest to the oldest,
and a cursor goes on behind the last one that you have, whatever came meanwhile.

Every answer has an `ETag`, which begins with the reading; send it back as `If-None-Match`, and get 304 where
nothing is new. Null means no data, and never zero. `low` and `high` are the ends of a 90 % interval. Moments and
days are ISO 8601; a moment in UTC ends with `Z`.

## Refusals

`application/problem+json` as RFC 9457 says: `type`, `title`, `status`, `detail`, `instance`, and where they help
`fix`, `missing`, `ask`, `nearest`, `see`, `errors`, `incident`.

| Status | Meaning | What to do |
| --- | --- | --- |
| 400 | the body or the cursor cannot be read | send JSON; leave the cursor out |
| 401 | nobody is signed in, or the token is worthless | make a token |
| 403 | the account or the token may not; `missing` says what it lacks | ask for the duty, or for a scope |
| 404 | there is no such thing, or it is not yours to know of | look at `nearest` |
| 405 | the address does not know the verb; `Allow` lists those that it knows | use one of them |
| 406, 415 | the API speaks JSON | `Accept` and `Content-Type: application/json` |
| 409 | somebody was faster, or the name is taken | read it again, then decide |
| 410 | the cursor belongs to an older reading | start anew |
| 413 | the body has more than 100 kB | send less |
| 422 | a value cannot be; `errors` lists each with its place | mend it |
| 429 | too many requests | wait for `Retry-After` seconds |
| 503 | figures, records or the model are not there | wait for `Retry-After` seconds; without it, mend what `see` says |

## What stays

Within `v1` operations, parameters that may be left out and fields are added; none goes, and none changes its
meaning or its unit. A client has to ignore fields that it does not know. What has to break comes as `v2`, beside
`v1` for at least two releases.
"""


def page() -> str:
    """Return the page."""
    from sightline_web.api.document import document  # noqa: PLC0415 -- needs Django's settings

    made = document()
    lines = [HEAD]
    for path, verbs in made["paths"].items():
        for verb, told in verbs.items():
            lines += _operation(path, verb.upper(), told, made)
    return "\n".join(lines).rstrip() + "\n"


def taken(told: Mapping[str, Any], made: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what an operation takes besides `limit` and `cursor`: parts of the path, of the query and of the body."""
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = _named(content.get("schema", {}), made)
    sent = [
        {"name": name, "in": "body", "required": name in body.get("required", ()), **each}
        for name, each in body.get("properties", {}).items()
    ]
    asked = [each for each in told.get("parameters", []) if each.get("name") not in {None, "limit", "cursor"}]
    return [*asked, *sent]


def of_rows(told: Mapping[str, Any], made: Mapping[str, Any]) -> list[str]:
    """Return the keys of the rows that an operation answers with; empty for one that has none."""
    rows = _named(_shape(told, made)["properties"].get("rows", {}).get("items", {}), made)
    return list(rows.get("properties", ()))


def _operation(path: str, verb: str, told: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[str]:
    yield f"## `{verb} {path}`\n"
    yield f"{told['summary']}. {told.get('description', '')}".strip() + "\n"
    scopes = told["security"][0].get("token", [])
    yield f"Scope `{scopes[0]}`.\n" if scopes else "For people who are signed in; no token is given this.\n"
    if takes := taken(told, made):
        yield "| Takes | Where | Meaning |\n| --- | --- | --- |"
        for each in takes:
            needed = "" if each.get("required") else ", may be left out"
            yield f"| `{each['name']}` | {each['in']}{needed} | {each.get('description', '')} |"
        yield ""
    rows = of_rows(told, made)
    if rows:
        yield f"Rows: {_listed(rows)}.\n"
    beside = [each for each in _shape(told, made)["properties"] if each not in COMMON]
    if beside:
        yield f"{'Beside them' if rows else 'Gives'}: {_listed(beside)}.\n"


COMMON = ("sightline", "model", "as_of", "example", "reading", "count", "next", "rows")


def _shape(told: Mapping[str, Any], made: Mapping[str, Any]) -> Mapping[str, Any]:
    answer = next(each for status, each in told["responses"].items() if status in {"200", "201"})
    return _named(answer["content"]["application/json"]["schema"], made)


def _named(schema: Mapping[str, Any], made: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = made["components"]["schemas"][name] if name else schema
    return found


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    django.setup(set_prefix=False)
    sys.stdout.write(page())
