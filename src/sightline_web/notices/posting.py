"""Posting to a webhook: signed, within time limits, and never into the house itself.

An address is looked up once for each connection, every answer is judged, and the connection goes to the very address
that was judged: a name that answers otherwise a moment later changes nothing. Redirects are not followed. Receivers in
the house are named by whoever runs Sightline, in `SIGHTLINE_WEBHOOK_HOSTS`.

Reference: Standard Webhooks 1.0, https://www.standardwebhooks.com
"""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
import socket
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.fernet import InvalidToken
from requests.adapters import HTTPAdapter
from standardwebhooks import Webhook as Signer
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from sightline_web.accounts.sealing import sealing
from sightline_web.languages.marks import noted
from sightline_web.notices.wording import ANSWERED, REDIRECTED

__all__ = ["AddressError", "PostError", "allowed_hosts", "check_address", "new_secret", "opened", "post", "sealed"]

VARIABLE = "SIGHTLINE_WEBHOOK_HOSTS"
SECRET_NAME = "webhook_key"  # noqa: S105 -- the name of a secret
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 20.0
MOST_BYTES = 64 * 1024  # of a body that is sent
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an address of version 4 inside
OK, REDIRECTS, WRONG = 200, 300, 400
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressError(ValueError):
    """An address that nothing is posted to; says why, in English."""


class PostError(RuntimeError):
    """A post that was not taken; says why in English, without a word of what the receiver said."""


def allowed_hosts(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Return the receivers in the house: `hooks.example.internal`, or `http://localhost:9000` without encryption."""
    return frozenset(each.strip().casefold().rstrip("/") for each in environment.get(VARIABLE, "").split(",")) - {""}


def check_address(url: str, *, allowed: frozenset[str] | None = None) -> None:
    """Refuse an address that can be seen to be none of a receiver; what its name leads to is seen at the connection.

    Raises
    ------
    AddressError
        If it is not https, names no host, holds a password, or is an address within the house.
    """
    allowed = allowed_hosts() if allowed is None else allowed
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressError(noted("This is no address.")) from None
    host = parts.hostname or ""
    if parts.scheme not in {"https", "http"} or not host:
        raise AddressError(noted("Write the address as https://hooks.example.org/path."))
    if parts.username or parts.password:
        raise AddressError(noted("An address holds no password; the signature says who posts."))
    if parts.scheme == "http" and f"http://{parts.netloc.casefold()}" not in allowed:
        raise AddressError(noted("Only https is posted to."))
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return  # a name
    _judge(address, _in_house(host, parts.netloc, allowed))


def _in_house(host: str, netloc: str, allowed: frozenset[str]) -> bool:
    """Return whether whoever runs Sightline has named this receiver."""
    names = {host.casefold(), netloc.casefold()}
    return bool({*names, *(f"{scheme}://{name}" for scheme in ("http", "https") for name in names)} & allowed)


def _judge(address: Address, in_house: bool) -> None:  # noqa: FBT001 -- private, two arguments
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if inner is None and address in NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if not in_house and not all(each.is_global and not each.is_multicast for each in (address, inner) if each):
        raise AddressError(noted("It leads to an address within the house, to which nothing is posted."))


def _connect(host: str, port: int, *, in_house: bool, timeout: float) -> socket.socket:
    """Connect to an address that was judged, and to no other."""
    fault: OSError = OSError("no address")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, place in found:
        _judge(ipaddress.ip_address(str(place[0]).partition("%")[0]), in_house)
    for *_, place in found:
        try:
            return socket.create_connection((str(place[0]), port), timeout=timeout)
        except OSError as error:
            fault = error
    raise fault


class _Judging(HTTPAdapter):
    """Opens connections of its own; `cut` ends them, however slowly the other side speaks."""

    def __init__(self, *, in_house: bool) -> None:
        self._in_house = in_house
        self._sockets: list[socket.socket] = []
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make pools whose connections are judged."""
        super().init_poolmanager(*args, **kwargs)
        connect = self._open

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self.host, self.port)

        class Encrypted(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(self.host, self.port)

        plain = type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        encrypted = type("EncryptedPool", (HTTPSConnectionPool,), {"ConnectionCls": Encrypted})
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": encrypted}

    def _open(self, host: str, port: int) -> socket.socket:
        made = _connect(host, port, in_house=self._in_house, timeout=CONNECT_SECONDS)
        made.settimeout(READ_SECONDS)
        self._sockets.append(made)
        return made

    def cut(self) -> None:
        """End every connection."""
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def post(url: str, content: Mapping[str, object], *, id: str, secret: str, now: datetime) -> None:  # noqa: A002 -- the standard's word
    """Post a signed document.

    Raises
    ------
    PostError
        If the receiver did not take it: the address is refused, nobody answers, or the answer is none of 2xx.
    """
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    if len(body) > MOST_BYTES:
        raise PostError(noted("It is larger than 64 kB."))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Sightline",
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(secret).sign(id, now.astimezone(UTC), body.decode()),
    }
    allowed = allowed_hosts()
    try:
        check_address(url, allowed=allowed)
        status = _status(url, body, headers, allowed)
    except AddressError as error:
        raise PostError(str(error)) from error
    if REDIRECTS <= status < WRONG:
        raise PostError(REDIRECTED.format(status=status))
    if not OK <= status < REDIRECTS:
        raise PostError(ANSWERED.format(status=status))


def _status(url: str, body: bytes, headers: Mapping[str, str], allowed: frozenset[str]) -> int:
    """Return the status of the answer; its body is thrown away, and its time is limited as a whole."""
    parts = urlsplit(url)
    adapter = _Judging(in_house=_in_house(parts.hostname or "", parts.netloc, allowed))
    timer = Timer(WHOLE_SECONDS, adapter.cut)
    timer.daemon = True
    with requests.Session() as session:
        session.trust_env = False  # no proxy that would go where we do not
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        timer.start()
        try:
            answer = session.post(
                url, data=body, headers=dict(headers), timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False, stream=True,
            )  # fmt: skip
            with answer:
                return answer.status_code
        except requests.exceptions.SSLError as error:
            raise PostError(noted("Its certificate is not to be trusted.")) from error
        except requests.exceptions.Timeout as error:
            raise PostError(noted("It did not answer in time.")) from error
        except (requests.exceptions.RequestException, OSError) as error:
            raise PostError(noted("It could not be reached.")) from error
        finally:
            timer.cancel()


def new_secret() -> str:
    """Return a secret that signs, as the standard writes it."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def sealed(secret: str) -> str:
    """Return a secret sealed under a key that the database does not hold."""
    return sealing(SECRET_NAME).encrypt(secret.encode()).decode()


def opened(text: str) -> str:
    """Return what was sealed.

    Raises
    ------
    PostError
        If the key is another one, as after moving records without their keys.
    """
    try:
        return sealing(SECRET_NAME).decrypt(text.encode()).decode()
    except InvalidToken:
        said = noted("Its secret cannot be opened with the key of this workspace. Make the webhook anew.")
        raise PostError(said) from None
