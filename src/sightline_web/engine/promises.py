"""Promises as the app cares for them: decisions are given out with a person's record, and lose who is erased.

That something was decided, why and on what ground stays: an enterprise has to account for it. Who decided is taken out,
which leaves the seal whole. What the app itself writes there is the number of an account, which says nothing of anybody
any more once the account is erased.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from sightline_web.decided import ERASED

__all__ = ["decisions_of", "erased_from_promises", "erased_where_decided", "have_decided"]

ACCOUNT = re.compile(r"account (\d{1,18})\b")


def decisions_of(state: Path, names: Collection[str], accounts: Collection[int]) -> list[dict[str, Any]]:
    """Return what a person decided, under one of their names or by one of their accounts, as plain values."""
    called = {_plain(each) for each in names}

    def mine(by: str) -> bool:
        match = ACCOUNT.match(by)
        return _plain(by) in called or (match is not None and int(match[1]) in accounts)

    return [
        {"initiative": one.initiative, "declined": one.declined, "on": one.approved_on and one.approved_on.isoformat(),
         "by": one.by, "reason": one.reason}
        for one in _kept(state)
        if mine(one.by)
    ]  # fmt: skip


def have_decided(state: Path) -> set[str]:
    """Return everything that stands as who decided."""
    return {one.by for one in _kept(state)} - {ERASED}


def erased_from_promises(state: Path, names: Collection[str]) -> tuple[str, ...]:
    """Take who decided out of the promises that say one of some names; return the names that were found."""
    called = {_plain(each) for each in names}
    return _erased_by(state, lambda by: _plain(by) in called)


def erased_where_decided(state: Path, met: Callable[[str], bool]) -> int:
    """Take out everybody who decided and meets a condition; return how many names that were."""
    return len(set(_erased_by(state, met)))


def _erased_by(state: Path, met: Callable[[str], bool]) -> tuple[str, ...]:
    """Take who decided out of the promises where a condition says so."""
    from sightline.reading.promise_files import erase, promises_in  # noqa: PLC0415 -- with the reading

    return tuple(erase(promises_in(state), met))


def _kept(state: Path) -> tuple[Any, ...]:
    from sightline.reading.promise_files import kept, promises_in  # noqa: PLC0415 -- as above

    return tuple(kept(promises_in(state))[0])


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
