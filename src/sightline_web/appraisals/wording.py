"""The sentences of appraisals, and how their states look."""

from __future__ import annotations

from sightline_web.appraisals.queries import EqualShare, Shown
from sightline_web.appraisals.states import NEXT
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import CROSS, DISC, HALF, RING, TICK, Look
from sightline_web.shell.sentences import counted

__all__ = ["LEFT", "STATES", "about_list", "about_one", "deviation_in_words", "share_in_words", "value_in_words"]

STATES = {
    "open": Look("opened", RING, "plain"),
    "judged": Look("judged", HALF, "plain"),
    "evidence": Look("evidence opened", HALF, "plain"),
    "reasoned": Look("reason given", HALF, "plain"),
    "shared": Look("shared", DISC, "warn"),
    "objected": Look("objection open", CROSS, "bad"),
    "finalised": Look("finalised", TICK, "good"),
}
LEFT = {
    "stopped": "its model is stopped",
    "not approved": "the register does not allow it for single persons",
    "switched off": "it is switched off here",
    "not told yet": "the person was not told of it yet",
    "told only later": "the person was told of it only after the period began",
    "not computed": "its cases are too few, or the data do not hold",
}


def about_list(mine: int, theirs: int, objections: int) -> str:
    """Return what there is, and whether somebody waits for an answer."""
    if objections:
        return f"{counted(objections, 'objection waits', 'objections wait').capitalize()} for an answer."
    if not mine and not theirs:
        return "No appraisal is open, about you or by you."
    said = [f"{counted(mine, 'appraisal')} about you"] if mine else []
    said += [f"{counted(theirs, 'appraisal')} in your team"] if theirs else []
    return f"{' and '.join(said).capitalize()}."


def about_one(found: Shown, name: str) -> str:
    """Return how far an appraisal has come, and what comes next."""
    state = found.row.state
    if found.part == "self":
        said = {
            "objected": "Your objection waits for an answer.", "finalised": "Your appraisal is finalised.",
            "shared": "Your appraisal is shared with you: read it, and object where it is wrong.",
        }  # fmt: skip
        return said.get(state, "Your appraisal has begun; you see it once it is shared with you.")
    if found.part == "manager" and state != "finalised":
        return NEXT[state]
    return f"The appraisal of {name} is {STATES[state].word}."


def value_in_words(value: float | None, unit: str, formats: Formats) -> str:
    """Return a value as a reader sees it; a criterion without a unit as a plain number."""
    return formats.value(value, unit) if unit else _bare(formats.value(value, "index"))


def deviation_in_words(value: float | None, unit: str, formats: Formats) -> str:
    """Return by how much a decision differs from what was computed."""
    return formats.change(value, unit) if unit else _bare(formats.change(value, "index"))


def _bare(text: str) -> str:
    return text.removesuffix("index").strip()


def share_in_words(each: EqualShare, formats: Formats) -> str:
    """Return how many decisions were just as computed."""
    if each.share is None:
        return "too few decisions to say"
    return f"{formats.share(each.share)} of {each.decisions} just as computed"
