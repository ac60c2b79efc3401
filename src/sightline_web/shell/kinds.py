"""What the kinds of things that have a page are called, in the reader's language: a goal, a metric, a rule.

The kind itself, as an address or a JSON twin says it, is English in every language.
"""

from __future__ import annotations

from sightline_web.languages.marks import later

__all__ = ["KINDS", "MANY", "kind_word", "many_word"]

KINDS = {
    "action": later("action"),
    "activity": later("activity"),
    "behaviour chart": later("behaviour chart"),
    "best set": later("best set"),
    "calibration": later("calibration"),
    "case": later("case"),
    "chart": later("chart"),
    "computation": later("computation"),
    "control": later("control"),
    "dimension": later("dimension"),
    "effect": later("effect"),
    "exception": later("exception"),
    "explanation": later("explanation"),
    "file": later("file"),
    "goal": later("goal"),
    "grain": later("grain"),
    "grain of charts": later("grain of charts"),
    "initiative": later("initiative"),
    "kind of number": later("kind of number"),
    "kind of origin": later("kind of origin"),
    "line of sight": later("line of sight"),
    "metric": later("metric"),
    "metric, activity, rule, role or initiative": later("metric, activity, rule, role or initiative"),
    "page": later("page"),
    "period": later("period"),
    "person": later("person"),
    "probability": later("probability"),
    "process": later("process"),
    "promise": later("promise"),
    "review": later("review"),
    "role": later("role"),
    "rule": later("rule"),
    "rule or metric": later("rule or metric"),
    "rule outcomes": later("rule outcomes"),
    "scenario": later("scenario"),
    "segment of this chart": later("segment of this chart"),
    "source": later("source"),
    "way to a goal": later("way to a goal"),
    "word": later("word"),
}
MANY = {
    "metric": later("metrics"),
    "activity": later("activities"),
    "rule": later("rules"),
    "role": later("roles"),
    "initiative": later("initiatives"),
}


def kind_word(kind: str) -> str:
    """Return what a kind of thing is called; as it stands where there is no other word for it."""
    return str(KINDS.get(kind, kind))


def many_word(kind: str) -> str:
    """Return what several things of a kind are called: "activities"."""
    return str(MANY.get(kind, kind))
