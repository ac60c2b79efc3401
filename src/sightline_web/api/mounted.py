"""The operations as django-ninja knows them, which reads and checks what is sent and writes the document of all.

Made at the first request to the API and then kept, since it takes longer than a page does.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.params.functions import Body, Path, Query

from sightline_web.api import faults
from sightline_web.api.answers import read
from sightline_web.api.every import OPERATIONS
from sightline_web.api.operations import Act, Operation, Read
from sightline_web.api.parts import PARTS
from sightline_web.shell.pages import HANDED_OVER
from sightline_web.shell.views import unavailable
from sightline_web.store import StoreError

__all__ = ["TITLE", "VERSION", "answer", "ninja"]

TITLE, VERSION = "Sightline", "1"


@dataclass(frozen=True, slots=True)
class Mounted:
    """The operations by address and verb, with what finds an address."""

    ninja: NinjaAPI
    resolver: URLResolver
    by_route: Mapping[str, Mapping[str, Operation]]


def ninja() -> NinjaAPI:
    """Return django-ninja's own view of the operations."""
    return _mounted().ninja


def answer(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer one request; what the policy refuses, it raises."""
    mounted = _mounted()
    try:
        match = mounted.resolver.resolve(rest)
    except Resolver404 as error:
        raise Http404 from error
    verb = "GET" if request.method == "HEAD" else str(request.method)
    verbs = mounted.by_route[match.route]
    if (operation := verbs.get(verb)) is None:
        return faults.not_allowed(request, verbs)
    _name(request, operation, match)
    fields = operation.query.model_fields if isinstance(operation, Read) else {}
    known = [field.alias or name for name, field in fields.items()]
    more = operation.query.more if isinstance(operation, Read) else ()
    wrong = faults.unacceptable(request) or faults.misnamed(request, known, more)
    if wrong is None and isinstance(operation, Act) and operation.body is not None:
        wrong = faults.not_json(request)
    if wrong is not None:
        return wrong
    request.method = verb
    return match.func(request, **match.kwargs)  # type: ignore[no-any-return]  # a view of ninja's


def _name(request: HttpRequest, operation: Operation, match: ResolverMatch) -> None:
    """Have the request say which operation it is, so that what stands around views asks its policy."""
    request.resolver_match = ResolverMatch(
        operation.view, (), match.kwargs | {"form": HANDED_OVER}, f"api_{operation.id}", route=f"api/v1/{match.route}"
    )


@cache
def _mounted() -> Mounted:
    api = NinjaAPI(title=TITLE, version=VERSION, docs_url=None, openapi_url=None, urls_namespace="api_v1")
    api.add_exception_handler(ValidationError, faults.not_valid)  # type: ignore[arg-type]  # an error is what it hands over
    api.add_exception_handler(HttpError, faults.malformed)  # type: ignore[arg-type]  # the same
    api.add_exception_handler(Http404, _raised)  # type: ignore[arg-type]  # the same
    api.add_exception_handler(StoreError, _away)  # type: ignore[arg-type]  # the same
    by_route: dict[str, dict[str, Operation]] = {}
    for each in OPERATIONS:
        by_route.setdefault(each.path.replace("{", "<").replace("}", ">"), {})[each.verb] = each
        declared = api.api_operation(
            [each.verb],
            f"/{each.path}",
            response={each.status if isinstance(each, Act) else 200: each.answer},
            operation_id=each.id,
            summary=each.summary,
            description=each.about or None,
            by_alias=True,
            url_name=f"api_{each.id}",
        )
        declared(_view(each))
    return Mounted(api, URLResolver(RegexPattern(r"^"), api.urls[0]), by_route)


def _raised(_request: HttpRequest, error: Exception) -> HttpResponse:
    raise error  # Django answers it, as it does for a page


def _away(request: HttpRequest, error: StoreError) -> HttpResponse:
    return unavailable(request, error.fault)


def _view(operation: Operation) -> Callable[..., HttpResponse]:
    """Return what ninja calls once it has checked what was sent."""

    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        if isinstance(operation, Read):
            return read(request, operation, given.pop("asked"), given)
        return operation.view(request, **given)

    parts = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)]
    parts += [_parameter(name, PARTS[name].type, Path(..., **PARTS[name].said)) for name in operation.names]
    if isinstance(operation, Read):
        parts.append(_parameter("asked", operation.query, Query(...)))
    elif isinstance(operation, Act) and operation.body is not None:
        parts.append(_parameter("sent", operation.body, Body(...)))
    view.__signature__ = inspect.Signature(parts)  # type: ignore[attr-defined]  # a function takes attributes
    view.__name__, view.__doc__ = operation.id, operation.about
    return view


def _parameter(name: str, kind: type, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
