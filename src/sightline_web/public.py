"""The address under which others reach this server, where it is not this machine alone.

`SIGHTLINE_URL` holds it, `serve --url` sets it: `https://sightline.example.org`. What stands in front of the server
ends the encryption and passes requests on; without such an address only loopback names are answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["LOOPBACK", "Public", "public_address"]

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Public:
    """A public address, in its parts."""

    origin: str
    host: str
    secure: bool


def public_address(text: str) -> Public | None:
    """Return the parts of a public address; None for an empty text.

    Raises
    ------
    ValueError
        If it is no origin of https: a name, and a port where it is not 443, without a path.
    """
    if not text.strip():
        return None
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    if parts.scheme != "https" or not host or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError(f"{text.strip()!r} is no public address; write it as https://sightline.example.org")
    named = f"[{host}]" if ":" in host else host
    return Public(f"https://{named}{f':{port}' if port else ''}", named, secure=True)
