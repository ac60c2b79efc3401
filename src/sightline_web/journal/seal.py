"""Seals: what is personal in the journal is kept under a key of that person, so that it can be erased for good.

Each person (or account without a person) has a random key of 256 bits for AES-GCM. It is kept in the database, itself
sealed under `seal_key`, which is not. Destroying it makes every text under it unreadable, in copies of the table too,
and changes no entry: the chain stays unbroken.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from json import JSONEncoder, loads
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils import timezone

from sightline_web import rows, store
from sightline_web.journal.models import SealKey
from sightline_web.policy.actor import SYSTEM, Actor
from sightline_web.secrets_ import secret

__all__ = ["ERASED", "Keys", "Personal", "erase", "holder_of", "keys_of", "opened", "opens", "personal", "written"]

ERASED = "(erased)"
NONCE = 12
MARK = "sealed"
_text = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode
Keys = dict[str, AESGCM | None]  # of holders; None where there is none, or it was destroyed


@dataclass(frozen=True, slots=True)
class Personal:
    """A value that is personal, and whose."""

    value: object
    of: str


def personal(value: object, of: str | Actor) -> Personal:
    """Return a value to be sealed for a person; an actor stands for whoever acts."""
    return Personal(value, holder_of(of) if isinstance(of, Actor) else of)


def holder_of(actor: Actor) -> str:
    """Return under whose key stands what is personal of an actor."""
    return actor.person or (f"account:{actor.account}" if actor.account is not None else actor.name)


def written(value: object) -> str:
    """Return a value as canonical JSON with what is personal sealed; the empty text for None.

    Must be called inside a transaction: it makes the keys that are missing.
    """
    return "" if value is None else _text(_sealed(value, {}))


def opened(text: str, keys: Keys | None = None) -> Any:
    """Return what `written` was given, `ERASED` where a key was destroyed; None for the empty text.

    Where many texts are opened at once, `keys` is one mapping for all of them: each key is then asked for once.
    """
    return None if not text else _opened(loads(text), {} if keys is None else keys)


@rows.acting_as(SYSTEM)  # whoever is shown an entry may open it; the database shows keys to nobody else
def keys_of(texts: Iterable[str]) -> Keys:
    """Return the keys that some texts are sealed under, asked for all at once."""
    keys: Keys = dict.fromkeys({holder for text in texts if text for holder in _holders(loads(text))})
    for found in SealKey.objects.filter(holder__in=keys).exclude(wrapped=""):
        keys[found.holder] = _unwrap(found.wrapped, found.holder)
    return keys


def _holders(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.keys() == {MARK}:
            yield value[MARK][0]
            return
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _holders(each)


def _sealed(value: object, keys: Keys) -> object:
    if isinstance(value, Personal):
        key = _key(value.of, keys, make=True)
        nonce = os.urandom(NONCE)
        kept = nonce + key.encrypt(nonce, _text(value.value).encode(), value.of.encode()) if key else b""
        return {MARK: [value.of, b64encode(kept).decode()]}
    if isinstance(value, Mapping):
        return {str(name): _sealed(each, keys) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_sealed(each, keys) for each in value]
    return value


def _opened(value: Any, keys: Keys) -> Any:
    if isinstance(value, dict):
        if value.keys() == {MARK}:
            holder, kept = value[MARK]
            return _unsealed(holder, kept, keys)
        return {name: _opened(each, keys) for name, each in value.items()}
    if isinstance(value, list):
        return [_opened(each, keys) for each in value]
    return value


def _unsealed(holder: str, text: str, keys: Keys) -> Any:
    key, kept = _key(holder, keys), b64decode(text)
    if key is None or not kept:
        return ERASED
    try:
        return loads(key.decrypt(kept[:NONCE], kept[NONCE:], holder.encode()))
    except InvalidTag:
        return ERASED  # under a key that was lost: as good as destroyed


@rows.acting_as(SYSTEM)  # whoever is shown an entry may open it; the database shows keys to nobody else
def _key(holder: str, keys: Keys, *, make: bool = False) -> AESGCM | None:
    """Return a person's key; None where it was destroyed, was never made, or cannot be opened here."""
    if holder not in keys:
        found = SealKey.objects.filter(holder=holder).first()
        if found is None and make:
            raw = AESGCM.generate_key(256)
            SealKey.objects.create(holder=holder, wrapped=_wrap(raw, holder), made_at=timezone.now())
            keys[holder] = AESGCM(raw)
        else:
            keys[holder] = _unwrap(found.wrapped, holder) if found and found.wrapped else None
    return keys[holder]


def _master() -> AESGCM:
    return AESGCM(sha256(b"sightline seal\n" + secret("seal_key").encode()).digest())


def opens(kept: SealKey) -> bool:
    """Return whether the key that is here opens a person's key."""
    return _unwrap(kept.wrapped, kept.holder) is not None


def _wrap(raw: bytes, holder: str) -> str:
    nonce = os.urandom(NONCE)
    return b64encode(nonce + _master().encrypt(nonce, raw, holder.encode())).decode()


def _unwrap(text: str, holder: str) -> AESGCM | None:
    """Return a person's key; None where it was sealed under another key than that of here, as after a restore."""
    kept = b64decode(text)
    try:
        return AESGCM(_master().decrypt(kept[:NONCE], kept[NONCE:], holder.encode()))
    except InvalidTag:
        return None


@store.writing()
@rows.acting_as(SYSTEM)
def erase(person: str, *, account: int | None = None) -> int:
    """Destroy the keys of a person, and of their account; what was sealed under them cannot be read again.

    Returns
    -------
    int
        How many keys were destroyed. Where there was none, one that is destroyed is kept, so that nothing personal is
        written about them later.
    """
    holders = [person] if person else []
    holders += [] if account is None else [f"account:{account}"]
    with transaction.atomic():
        now = timezone.now()
        for each in holders:
            SealKey.objects.get_or_create(holder=each, defaults={"made_at": now, "erased_at": now})
        return SealKey.objects.filter(holder__in=holders).exclude(wrapped="").update(wrapped="", erased_at=now)
