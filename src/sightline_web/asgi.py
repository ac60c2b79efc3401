"""The ASGI application: assets and live events first, everything else by Django.

`SIGHTLINE_WORKSPACE` names the folder of the workspace where no server has opened one.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import django
from django.core.handlers.asgi import ASGIHandler

from sightline_web import assets, engine, keeper
from sightline_web.assets import Message, Receive, Scope, Send

__all__ = ["App", "make_application"]

EVENTS = "/api/events"


def make_application(records: Path | None = None) -> App:
    """Return the application; the workspace must have been installed (`keeper.install`).

    `records` is the folder of its record store. Where that cannot be written the pages work all the same, and say so
    where something is to be kept.

    Raises
    ------
    EnvironmentFaultError
        If `DATABASE_URL` is no address of a database, or other settings than the product's show faults to visitors.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    django.setup(set_prefix=False)
    _check_debug()
    if records is not None:
        from django.conf import settings  # noqa: PLC0415 -- Django is set up first

        from sightline_web import secrets_, store  # noqa: PLC0415 -- the same
        from sightline_web.accounts import demo  # noqa: PLC0415 -- the same

        try:
            store.install(records)
        except store.StoreError as error:  # the environment names a database that cannot be one
            raise engine.EnvironmentFaultError(error.fault.cause, fix=error.fault.fix) from error
        demo.install(records.parent)
        with suppress(secrets_.UnkeptError):
            settings.SECRET_KEY = secrets_.secret("session_key")
        with suppress(store.StoreError):
            store.prepare()
    return App(None if records is None else records.parent)


def _check_debug() -> None:
    from django.conf import settings  # noqa: PLC0415 -- Django is set up first

    if settings.DEBUG:
        raise engine.EnvironmentFaultError(
            "DEBUG is on: pages of faults would show visitors the inside of the app.",
            fix="Unset DJANGO_SETTINGS_MODULE, or turn DEBUG off there.",
        )


class App:
    """Sends each request to the assets, to the door for events or to Django; answers nothing but HTTP.

    Whoever answers, the answer carries the security headers; and no more of a body is taken than a form may have,
    since Django would first write all of it to the disk.
    """

    def __init__(self, root: Path | None = None) -> None:
        from django.conf import settings  # noqa: PLC0415 -- Django is set up first

        from sightline_web.landing.door import Door  # noqa: PLC0415 -- the same
        from sightline_web.shell.middleware import headers_of_all  # noqa: PLC0415 -- the same

        self._django = ASGIHandler()
        self._assets = assets.current()
        self.events = Door(root)
        self._most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        self._headers = {name.lower().encode(): value.encode() for name, value in headers_of_all().items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        if scope["type"] != "http":
            return
        if scope["path"] == EVENTS:  # which counts what it takes by itself
            await self.events(scope, receive, self._covered(send))
            return
        answer = self._assets if str(scope["path"]).startswith(assets.PREFIX) else self._django
        await answer(scope, _cut(scope, receive, self._most), self._covered(send))  # type: ignore[arg-type] # Django's own ASGI types are narrower

    def close(self) -> None:
        """Let go of what is held, once nothing more is answered."""
        self.events.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        """Say that all is ready, and let go at the end: a server tells both, also one of several processes."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await asyncio.to_thread(self.close)
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def _covered(self, send: Send) -> Send:
        """Add the security headers to an answer that lacks them."""

        async def covered(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {bytes(name).lower() for name, _value in message["headers"]}
                more = [(name, value) for name, value in self._headers.items() if name not in there]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        return covered


def _cut(scope: Scope, receive: Receive, most: int) -> Receive:
    """End a body before it is larger than `most` bytes, and say so in the scope."""
    from sightline_web.shell.middleware import TOO_LARGE  # noqa: PLC0415 -- Django is set up first

    taken = 0

    async def cut() -> Message:
        nonlocal taken
        message = await receive()
        while scope.get(TOO_LARGE) and message["type"] == "http.request":  # what still comes is let fall
            message = await receive()
        if message["type"] != "http.request":
            return message
        taken += len(message.get("body", b""))
        if taken <= most:
            return message
        scope[TOO_LARGE] = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return cut


def __getattr__(name: str) -> object:
    if name != "application":
        raise AttributeError(name)
    root = os.environ["SIGHTLINE_WORKSPACE"]
    keeper.install(engine.open_workspace(root))
    return make_application(engine.records_folder(root))
