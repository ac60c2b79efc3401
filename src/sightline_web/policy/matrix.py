"""The access rules as a page of the documentation: `python -m sightline_web.policy.matrix` prints it.

`docs/reference/access-matrix.md` is what it prints; a test fails where the page and the rules differ.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from sightline_web.policy.decide import GIVES, RELATIONS
from sightline_web.policy.grants import Condition, Grant, View
from sightline_web.policy.rules import ABOUT_PERSONS, RULES
from sightline_web.policy.words import Action, Duty, Record, Relation

__all__ = ["page"]

BEGINNING = """# Access matrix

Who may do what on which kind of record. What does not stand here is refused. The page is made from the table that the
product asks at each request, `sightline_web/policy/rules.py`; [Who sees what](../explanation/who-sees-what.md) says
why it is so.

A **duty** is what an account is there for; an administrator gives it. A **relation** is how an account stands to the
record at hand, today: it follows from the `people:` source of the model, and nobody gives it. A token does what its
account may and its scopes name, and nothing else. A CSV file counts as an export.
"""
VIEWS = {
    View.OWN_PART: "their own part",
    View.PSEUDONYMOUS: "without saying whose",
    View.ROLE_LEVEL: "at the level of roles",
    View.BANDS: "in bands",
    View.SUMMARY: "a summary of a group that is large enough",
    View.COUNTS: "counts of a group that is large enough",
    View.STATUS: "how far it has come",
}
CONDITIONS = {
    Condition.SEEN_FIRST: "after the person has seen it, or five days",
    Condition.ON_CASE: "for a case that needs it",
    Condition.SHARED: "once the person has shared it",
    Condition.IN_SESSION: "while the session lasts",
}
WHO = RELATIONS | {Relation.SELF: "the person", Duty.HR_PARTNER: GIVES[Duty.HR_PARTNER]}


def page() -> str:
    """Return the page."""
    about = [each for each in Record if each in ABOUT_PERSONS]
    rest = [each for each in Record if each not in ABOUT_PERSONS]
    return "\n".join([BEGINNING, "## The enterprise and the product", "", *_table(rest),
                      "", "## Records about persons", "", *_table(about), ""])  # fmt: skip


def _table(records: Iterable[Record]) -> list[str]:
    lines = ["| Record | Actions | Open to |", "| --- | --- | --- |"]
    for record in records:
        by_grants: dict[tuple[Grant, ...], list[Action]] = {}
        for action in Action:
            if granted := RULES[record].get(action):
                by_grants.setdefault(granted, []).append(action)
        for number, (granted, actions) in enumerate(by_grants.items()):
            name = record.value.replace("_", " ") if number == 0 else ""
            lines.append(f"| {name} | {', '.join(actions)} | {'; '.join(_said(each) for each in granted)} |")
        if not by_grants:
            lines.append(f"| {record.value.replace('_', ' ')} | any | nobody |")
    return lines


def _said(grant: Grant) -> str:
    who = WHO.get(grant.who) if isinstance(grant.who, Duty | Relation) else "everybody with an account"
    more = [VIEWS[grant.view]] if grant.view in VIEWS else []
    more += [CONDITIONS[grant.when]] if grant.when is not None else []
    name = who or grant.who.value.replace("_", " ")
    return f"{name} ({', '.join(more)})" if more else name


if __name__ == "__main__":
    sys.stdout.write(page())
