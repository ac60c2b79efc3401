"""The states of an appraisal, and which act leads from which to which; no other way exists.

    open → judged → evidence → reasoned → shared → finalised
                                   ↑        ↓ ↑
                                 calibrated objected

Where the enterprise lets managers see what was computed before they judge, the first two may change places.
"""

from __future__ import annotations

from sightline_web.languages.marks import later

__all__ = ["ACTS", "NEXT", "SHARED", "STATES", "after", "may_follow"]

STATES = ("open", "judged", "evidence", "reasoned", "shared", "objected", "finalised")
ACTS = {  # act: from which states, to which
    "judge": (("open", "judged"), "judged"),
    "open_evidence": (("judged", "evidence"), "evidence"),
    "reason": (("evidence", "reasoned", "shared"), "reasoned"),
    "share": (("reasoned",), "shared"),
    "object": (("shared", "objected"), "objected"),
    "settle": (("objected",), "shared"),  # the last objection is answered or withdrawn
    "calibrate": (("shared",), "reasoned"),  # the person is shown it anew
    "finalise": (("shared",), "finalised"),
}
NEXT = {
    "open": later("Write your own judgement. What was computed is shown after it."),
    "judged": later("Open the evidence."),
    "evidence": later("Decide, and write your reason."),
    "reasoned": later("Share it with the person."),
    "shared": later("The person reads it and may object; then you can finalise it."),
    "objected": later("Answer the objection; until then nothing can be finalised."),
    "finalised": later("It is done."),
}
SHARED = ("shared", "objected", "finalised")  # in which the person sees all of it


def may_follow(state: str, act: str, *, judges_first: bool = True) -> bool:
    """Return whether an act is possible in a state."""
    if act == "open_evidence" and state == "open":
        return not judges_first
    if act == "judge" and state == "evidence":
        return not judges_first
    return act in ACTS and state in ACTS[act][0]


def after(state: str, act: str, *, judges_first: bool = True) -> str:
    """Return the state after an act.

    Raises
    ------
    ValueError
        If the act is not possible in the state.
    """
    if not may_follow(state, act, judges_first=judges_first):
        raise ValueError(f"{act} cannot follow {state}")
    return "evidence" if act == "judge" and state == "evidence" else ACTS[act][1]
