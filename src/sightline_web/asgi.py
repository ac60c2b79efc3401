"""The ASGI application: assets first, everything else by Django.

`SIGHTLINE_WORKSPACE` names the folder of the workspace where no server has opened one.
"""

from __future__ import annotations

import os

import django
from django.core.handlers.asgi import ASGIHandler

from sightline_web import assets, engine, keeper
from sightline_web.assets import Receive, Scope, Send

__all__ = ["App", "make_application"]


def make_application() -> App:
    """Return the application; the workspace must have been installed (`keeper.install`)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline_web.settings")
    django.setup(set_prefix=False)
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
    keeper.install(engine.open_workspace(os.environ["SIGHTLINE_WORKSPACE"]))
    return make_application()
