"""Promises as plain values with a seal: the SHA-256 of all that they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sightline.errors import DeclarationError
from sightline.records.promises import Known, Promise

__all__ = ["BrokenSealError", "seal_of", "thawed", "written"]

_FORM = 1


class BrokenSealError(DeclarationError):
    """A promise that does not say any more what it said when it was frozen, or that is none."""


def seal_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain values but for their seal, in hexadecimal."""
    rest = {key: value for key, value in content.items() if key != "seal"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def written(promise: Promise) -> dict[str, Any]:
    """Return a promise as plain values, sealed."""
    content = {"promise": _FORM, **asdict(promise)}
    content["changes"] = {metric: list(by) for metric, by in promise.changes.items()}
    content["known"] = [asdict(one) for one in promise.known]
    for name in ("approved_on", "as_of"):
        content[name] = value.isoformat() if (value := getattr(promise, name)) is not None else None
    content["seal"] = seal_of(content)
    return content


def thawed(content: object, *, place: str) -> Promise:
    """Return the promise that plain values say.

    Raises
    ------
    BrokenSealError
        If they say something else than when they were sealed, or are no promise.
    """
    if not isinstance(content, dict) or content.get("promise") != _FORM:
        raise BrokenSealError("this is no promise.", place=place, fix="Move the file away.")
    if content.get("seal") != seal_of(content):
        raise BrokenSealError(
            "it was changed after it was frozen, and counts no more.", place=place, fix="Put it back from a backup."
        )
    try:
        fields = {key: value for key, value in content.items() if key not in ("promise", "seal")}
        fields["changes"] = {metric: _estimate(by) for metric, by in fields["changes"].items()}
        fields["known"] = tuple(Known(**one) for one in fields["known"])
        for name in ("approved_on", "as_of"):
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
        return Promise(**fields)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BrokenSealError("this is no promise.", place=place, fix="Move the file away.") from None


def _estimate(by: Any) -> tuple[float, float, float]:
    low, likely, high = (float(one) for one in by)
    return low, likely, high
