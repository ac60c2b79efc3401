"""Names in place of ids, why a candidate is not in the best set, and what is within which limits, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sightline_web.portfolio.amounts import of_points, points_span
from sightline_web.portfolios import Candidate, Limits, Portfolio
from sightline_web.shell.formats import Formats
from sightline_web.shell.sentences import counted, listed, numeral, opening
from sightline_web.snapshot import Snapshot

__all__ = ["about_set", "in_titles", "kind_of", "limits_in_words", "names", "unplaced", "why_not"]

ID = re.compile(r"(?<![\w.])[a-z][a-z0-9]*(?:[_.][a-z0-9]+)+\b")
TINY = 1e-9
FIX = "operational fix"


def names(snapshot: Snapshot, found: Portfolio | None = None) -> dict[str, str]:
    """Return how initiatives, goals, metrics and roles are called, by id; roles as in the middle of a sentence."""
    return {
        **{name: each.title for name, each in snapshot.metrics.items()},
        **{name: f"{title[:1].lower()}{title[1:]}" for name, title in snapshot.role_titles.items()},
        **{each.id: f"“{each.statement}”" for each in snapshot.goals},
        **({each.id: each.title for each in found.candidates} if found is not None else {}),
    }


def in_titles(text: str, titles: Mapping[str, str]) -> str:
    """Return a sentence of the library with titles for the ids in it that cannot be words of their own."""
    return ID.sub(lambda match: titles.get(match[0], match[0]), text)


def kind_of(each: Candidate) -> str:
    """Return what kind of thing a candidate is, in words; empty where nobody said."""
    return FIX if each.origin == "fix" else (each.kind or "").replace("_", " ")


def limits_in_words(limits: Limits, snapshot: Snapshot, formats: Formats) -> str:
    """Return the budget and the people: "€800K and 4 people as integration engineer"; empty without limits."""
    said = [] if limits.budget is None else [formats.value(limits.budget, snapshot.head.currency, brief=True)]
    for role, those in limits.capacity:
        title = snapshot.role_titles.get(role, role.replace("_", " "))
        many = ", then ".join(dict.fromkeys(formats.value(each, "count") for each in those))
        said.append(f"{many} {'person' if many == '1' else 'people'} as {title[:1].lower()}{title[1:]}")
    return listed(said, limit=8)


def about_set(found: Portfolio, snapshot: Snapshot, formats: Formats) -> str:
    """Return what the best set brings, in one sentence."""
    if not found.candidates:
        return "The model declares no initiatives."
    within = limits_in_words(found.limits, snapshot, formats)
    best = found.best
    if best is None:
        return "Nothing can be chosen: the limits cannot hold together."
    start = f"Within {within}, the best set" if within else "Without a limit, the best set"
    many = f"{numeral(len(best.starts))} of {counted(len(found.candidates), 'candidate')}"
    cost = formats.value(best.cost, snapshot.head.currency, brief=True)
    brings = of_points(best.points, found.unit, formats, best.low, best.high)
    return (
        f"{start}, {many} for {cost}, brings {brings} (90%: {points_span(best.low, best.high, found.unit, formats)})."
    )


def unplaced(found: Portfolio, titles: Mapping[str, str]) -> str:
    """Return which candidates have no line of sight, kindly; empty where there are none."""
    lost = [each for each in found.candidates if each.changes and not each.sighted]
    if not lost:
        return ""
    metrics = dict.fromkeys(titles.get(name, name) for each in lost for name, *_ in each.changes)
    has = "has" if len(lost) == 1 else "have"
    it = "It" if len(lost) == 1 else "They"
    return (
        f"{opening(listed([each.title for each in lost], limit=8))} {has} no line of sight yet: nothing that is "
        f"declared leads from {listed(list(metrics))} to a goal. {it} can be worth doing all the same; an effect, if "
        "you believe in one, would show it."
    )


def why_not(each: Candidate, found: Portfolio) -> str:
    """Return why a candidate is not in the best set; empty for one that is."""
    if each.in_best_set:
        return ""
    if found.best is None:
        return "No set keeps to the limits."
    title = {one.id: one.title for one in found.candidates}
    rivals = [
        one.id for one in found.candidates if one.in_best_set and (one.id in each.excludes or each.id in one.excludes)
    ]
    missing = [name for name in each.needs if name in title and name not in found.best.starts]
    needing = [one.title for one in found.candidates if each.id in one.needs]
    if each.id in found.limits.without:
        return "Left out, as asked."
    if each.cost is None:
        return "Nobody has said what it costs; until then no set holds it."
    if not each.changes:
        return f"By itself it changes nothing; {listed(needing)} needs it." if needing else "It names no metric."
    if not each.sighted:
        return "No line of sight yet."
    if each.points <= TINY:
        return "It brings nothing that the data can tell."
    if rivals:
        return f"It rules out {title[rivals[0]]}, which brings more."
    if missing:
        return f"It needs {title[missing[0]]}, which is not in the set."
    return "What it takes brings more elsewhere."
