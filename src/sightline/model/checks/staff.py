"""People, work and the shares of roles: what the model alone can tell before a table is read."""

from __future__ import annotations

from sightline.model.declarations import People, Work
from sightline.model.draft import Draft
from sightline.model.skilled import Skills

__all__ = ["check_staff"]

_NEARLY = 1e-9
_SHARES = (("performs", "activity"), ("accountable", "metric"))


def check_staff(draft: Draft) -> None:
    """Warn of shares beyond the whole, of one column for two things, and of work that never counts."""
    for key, kind in _SHARES:
        _shares(draft, key, kind)
    for section, declared in (("people", draft.people), ("work", draft.work), ("skills", draft.skills)):
        if declared is not None:
            _columns(draft, section, declared)
    if draft.work is not None:
        _counts(draft, draft.work)


def _shares(draft: Draft, key: str, kind: str) -> None:
    """Say where the shares that roles have in one activity or metric exceed 1, at the last of them."""
    sums: dict[str, float] = {}
    last: dict[str, str] = {}
    for name, role in draft.roles.items():
        for reference, share in getattr(role, key).items():
            if 0 <= share <= 1:  # others are an error of their own
                sums[reference] = sums.get(reference, 0.0) + share
                last[reference] = name
    for reference, total in sums.items():
        if total > 1 + _NEARLY:
            cause = f"the shares of all roles in the {kind} '{reference}' add up to {total:g}."
            draft.say("SL513", ("roles", last[reference], key, reference), cause, "Let them add up to 1 at most.")


def _columns(draft: Draft, section: str, declared: People | Work | Skills) -> None:
    """Say where one column is to say two things."""
    taken: dict[str, str] = {}
    for part, field in type(declared).model_fields.items():
        key = field.alias or part
        column = getattr(declared, part)
        if key == "source" or column is None:
            continue
        if column in taken:
            cause = f"the column '{column}' is to be the {taken[column]} and the {key} at once."
            draft.say("SL514", (section, key), cause, "Name the column of each, or leave one of them out.")
        taken.setdefault(column, key)


def _counts(draft: Draft, work: Work) -> None:
    """Say where items of work can be nobody's, or are never done."""
    if work.performer is None:
        draft.say("SL515", ("work",), "nothing says who does an item, so it is nobody's.", "Add performer: COLUMN.")
    if work.closed is None:
        cause = "nothing says when an item was done, so none ever counts as done."
        draft.say("SL515", ("work",), cause, "Add closed: COLUMN.")
