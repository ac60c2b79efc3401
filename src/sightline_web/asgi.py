"""The ASGI application: assets first, everything else by Django.

`SIGHTLINE_WORKSPACE` names the folder of the workspace where no server has opened one.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import django
from django.core.handlers.asgi import ASGIHandler

from sightline_web import assets, engine, keeper
from sightline_web.assets import Receive, Scope, Send

__all__ = ["App", "make_application"]


def make_application(records: Path | None = None) -> App:
    """Return the application; the workspace must have been installed (`keeper.install`).

    `records` is the folder of its record store. Where that cannot be written the pages work all the same, and say so
    where something is to be kept.

    Raises
    ------
    EnvironmentFaultError
        If `DATABASE_URL` is no address of a database.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    django.setup(set_prefix=False)
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
    return App()


class App:
    """Sends each request to the assets or to Django; answers nothing but HTTP."""

    def __init__(self) -> None:
        self._django = ASGIHandler()
        self._assets = assets.current()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = self._assets if str(scope["path"]).startswith(assets.PREFIX) else self._django
        await answer(scope, receive, send)  # type: ignore[arg-type] # Django's own ASGI types are narrower


def __getattr__(name: str) -> object:
    if name != "application":
        raise AttributeError(name)
    root = os.environ["SIGHTLINE_WORKSPACE"]
    keeper.install(engine.open_workspace(root))
    return make_application(engine.records_folder(root))
