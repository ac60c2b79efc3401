"""Scripts and style sheets, served before Django: compressed once, named by content, kept by browsers for ever.

Everything comes out of Python packages: our own files, htmx from `django_htmx`, and Vega-Lite from `vl_convert`,
whose bundle takes two seconds to make and is therefore kept by version in the user's cache folder.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

__all__ = ["Asset", "Assets", "current", "vega_bundle"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PREFIX = "/assets/"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
FILES = {
    "app.css": ("sightline_web.shell", "static/shell/app.css"),
    "app.js": ("sightline_web.shell", "static/shell/app.js"),
    "asking.js": ("sightline_web.comments", "static/comments/asking.js"),
    "chart.js": ("sightline_web.shell", "static/shell/chart.js"),
    "icon.svg": ("sightline_web.shell", "static/shell/icon.svg"),
    "htmx.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "live.js": ("sightline_web.stream", "static/stream/live.js"),
    "passkeys.js": ("sightline_web.shell", "static/shell/passkeys.js"),
    "webauthn.js": ("allauth.mfa", "static/mfa/js/webauthn.js"),
    "webauthn-json.js": ("allauth.mfa", "static/mfa/js/webauthn-json.js"),
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in memory, plain and compressed; `tag` is a digest of its content."""

    name: str
    kind: str
    plain: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Asset:
        """Return the asset of a content."""
        digest = hashlib.sha256(content).hexdigest()[:16]
        kind = TYPES[Path(name).suffix]
        return cls(name, kind, content, gzip.compress(content, 9, mtime=0), digest)


class Assets:
    """All assets, and the ASGI application that serves them.

    Parameters
    ----------
    files : mapping of str to bytes
        Content by name.
    lazy : mapping of str to callable, optional
        Content that is made at its first request, by name; the second item names its version.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        lazy: Mapping[str, tuple[Callable[[], bytes], str]] | None = None,
    ) -> None:
        self._held = {name: Asset.of(name, content) for name, content in files.items()}
        self._lazy = dict(lazy or {})
        self._lock = threading.Lock()

    def address(self, name: str) -> str:
        """Return the address of an asset."""
        tag = self._lazy[name][1] if name in self._lazy else self._held[name].tag
        return f"{PREFIX}{tag}/{name}"

    def get(self, name: str) -> Asset | None:
        """Return an asset, made now where it is made at its first request; None for an unknown name."""
        if name not in self._lazy:
            return self._held.get(name)
        with self._lock:
            if name not in self._held:
                self._held[name] = Asset.of(name, self._lazy[name][0]())
            return self._held[name]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 -- ASGI
        """Answer a request below `/assets/`."""
        from asgiref.sync import sync_to_async  # noqa: PLC0415 -- Django's own; only a server needs it

        name = str(scope["path"]).removeprefix(PREFIX).partition("/")[2]
        found = await sync_to_async(self.get, thread_sensitive=False)(name)
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 404, [(b"content-type", b"text/plain")], b"no such asset\n")
            return
        headers = {bytes(key).lower(): bytes(value) for key, value in scope["headers"]}
        tag = f'"{found.tag}"'.encode()
        common = [
            (b"content-type", found.kind.encode()),
            (b"etag", tag),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"vary", b"accept-encoding"),
            (b"x-content-type-options", b"nosniff"),
            (b"cross-origin-resource-policy", b"same-origin"),
        ]
        if tag in headers.get(b"if-none-match", b""):
            await _answer(send, 304, common, b"")
            return
        body = found.plain
        if b"gzip" in headers.get(b"accept-encoding", b""):
            body = found.packed
            common.append((b"content-encoding", b"gzip"))
        await _answer(send, 200, common, body, head=scope["method"] == "HEAD")


async def _answer(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes, *, head: bool = False
) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "sightline"


def _vega_version() -> str:
    return f"vega-{version('vl-convert-python')}"


def vega_bundle(folder: Path | None = None) -> bytes:
    """Return Vega, Vega-Lite and vega-embed as one script; made once per version and kept in `folder`."""
    import vl_convert  # noqa: PLC0415 -- 40 MB; only a page with a figure needs it

    kept = (folder or _cache_folder()) / f"{_vega_version()}.js"
    if kept.is_file():
        return kept.read_bytes()
    bundle = vl_convert.javascript_bundle()  # type: ignore[call-arg] # its stub asks for a snippet, its code does not
    content = str(bundle).encode()
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(kept)
    except OSError:
        return content  # a read-only home costs two seconds at each start, no more
    return content


@lru_cache(maxsize=1)
def current() -> Assets:
    """Return the assets of the product."""
    files = {name: resources.files(package).joinpath(path).read_bytes() for name, (package, path) in FILES.items()}
    return Assets(files, {"vega.js": (vega_bundle, _vega_version())})
