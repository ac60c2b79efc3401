"""The stream itself: `/stream?topics=exceptions,freshness` says what has changed, and nothing of what it is.

It ends with the session, with the account's right to listen, and when the server stops; a browser then tries again.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from sightline_web import store
from sightline_web.accounts.middleware import actor_again
from sightline_web.accounts.tokens import TokenError
from sightline_web.policy.guard import signed_in
from sightline_web.shell.actors import actor_of
from sightline_web.shell.twins import json_twin
from sightline_web.stream import hub
from sightline_web.stream.looking import Mark
from sightline_web.stream.topics import TOPICS, open_topics

__all__ = ["HEARTBEAT_SECONDS", "stream"]

HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 2_000
RETRY_SECONDS = 30
SPREAD = 1_000


@require_safe
@signed_in
def stream(request: HttpRequest) -> HttpResponseBase:
    """Send an event for each change of the topics asked for that are open to whoever asks."""
    asked = request.GET.get("topics", "").split(",")
    topics = open_topics(actor_of(request), asked)
    if not topics:
        return json_twin({"error": "There is nothing to listen to.", "topics": sorted(TOPICS)}, status=400)
    account = actor_of(request).account
    if account is None or hub.current().full(account):
        response = json_twin({"error": f"An account may have {hub.MOST_STREAMS} streams at once."}, status=429)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    sent = StreamingHttpResponse(_events(request, account, topics), content_type="text/event-stream")
    sent.headers["Cache-Control"] = "no-store"
    sent.headers["X-Accel-Buffering"] = "no"
    return sent


async def _events(request: HttpRequest, account: int, topics: tuple[str, ...]) -> AsyncIterator[str]:
    """Yield the lines of a stream; its request's connection to the records is given back at once."""
    await sync_to_async(connections.close_all)()
    looked = time.monotonic() - secrets.randbelow(SPREAD) / SPREAD * HEARTBEAT_SECONDS  # not all in the same moment
    yield f"retry: {RETRY_MILLISECONDS}\n\n"
    async for first, news in hub.current().listen(account, frozenset(topics), patience=HEARTBEAT_SECONDS):
        if time.monotonic() - looked >= HEARTBEAT_SECONDS:
            looked = time.monotonic()
            if not await sync_to_async(_may_go_on)(request, topics):
                return
        yield _told(first, news)


def _told(first: bool, news: Mapping[str, Mark]) -> str:  # noqa: FBT001 -- what `listen` yields
    """Return events as they are sent; where nothing has changed, one that says so: a cut line is noticed by it."""
    if first:
        return f"event: now\ndata: {json.dumps({name: mark.at for name, mark in news.items()})}\n\n"
    if not news:
        return "event: here\ndata: -\n\n"
    return "".join(f"event: {name}\ndata: {mark.at}\n\n" for name, mark in sorted(news.items()))


def _may_go_on(request: HttpRequest, topics: tuple[str, ...]) -> bool:
    """Return whether the session still stands and its account may still listen; yes where nobody can tell now."""
    try:
        return open_topics(actor_again(request), topics) == topics
    except store.StoreError:
        return True
    except TokenError:
        return False
    finally:
        connections.close_all()
