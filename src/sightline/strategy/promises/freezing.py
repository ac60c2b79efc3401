"""Promises as plain values with a seal: the SHA-256 of all that they say.

Who decided stands in the seal as a mark alone: the SHA-256 of the name and of a salt beside it. Name and salt can
therefore be taken away when that person is erased, and the seal still holds; without the salt nobody can find out by
trying names whose mark it is. What was decided, when and why stays, as an enterprise has to account for it.

Reference: R. Johnson, D. Molnar, D. Song, D. Wagner (2002), Homomorphic Signature Schemes, CT-RSA, section 4
(redactable signatures).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sightline.errors import DeclarationError
from sightline.records.promises import ERASED, Known, Promise
from sightline.saying import say

__all__ = ["BrokenSealError", "erased", "seal_of", "thawed", "written"]

_FORM = 2
_WHO = ("by", "salt", "mark")


class BrokenSealError(DeclarationError):
    """A promise that does not say any more what it said when it was frozen, or that is none."""


def seal_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain values but for their seal, in hexadecimal; of who decided, their mark alone."""
    rest = {key: value for key, value in content.items() if key not in ("seal", *_WHO)}
    rest["mark"] = content["mark"] if content.get("by") is None else _mark(str(content["by"]), str(content.get("salt")))
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def _mark(by: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}\n{by}".encode("utf-8", errors="surrogatepass")).hexdigest()


def written(promise: Promise, *, salt: str) -> dict[str, Any]:
    """Return a promise as plain values, sealed.

    Parameters
    ----------
    promise : Promise
        What is written down.
    salt : str
        What nobody can guess; new for each promise.
    """
    content = {"promise": _FORM, **asdict(promise), "salt": salt}
    content["changes"] = {metric: list(by) for metric, by in promise.changes.items()}
    content["known"] = [asdict(one) for one in promise.known]
    for name in ("approved_on", "as_of"):
        content[name] = value.isoformat() if (value := getattr(promise, name)) is not None else None
    content["seal"] = seal_of(content)
    return content


def erased(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same plain values without who decided; their seal holds."""
    found = {key: value for key, value in content.items() if key not in _WHO}
    return {**found, "by": None, "mark": _mark(str(content["by"]), str(content["salt"]))}


def thawed(content: object, *, place: str) -> Promise:
    """Return the promise that plain values say.

    Raises
    ------
    BrokenSealError
        If they say something else than when they were sealed, or are no promise.
    """
    if not isinstance(content, dict) or content.get("promise") != _FORM:
        raise _no_promise(place)
    if (content.get("by") is None) != ("mark" in content) or content.get("seal") != seal_of(content):
        cause = say("it was changed after it was frozen, and counts no more.")
        raise BrokenSealError(cause, place=place, fix=say("Put it back from a backup."))
    try:
        fields = {key: value for key, value in content.items() if key not in ("promise", "seal", "salt", "mark")}
        fields["by"] = ERASED if fields["by"] is None else fields["by"]
        fields["changes"] = {metric: _estimate(by) for metric, by in fields["changes"].items()}
        fields["known"] = tuple(Known(**one) for one in fields["known"])
        for name in ("approved_on", "as_of"):
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
        return Promise(**fields)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _no_promise(place) from None


def _no_promise(place: str) -> BrokenSealError:
    return BrokenSealError(say("this is no promise."), place=place, fix=say("Move the file away."))


def _estimate(by: Any) -> tuple[float, float, float]:
    low, likely, high = (float(one) for one in by)
    return low, likely, high
