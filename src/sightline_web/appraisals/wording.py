"""The sentences of appraisals, and how their states look."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sightline_web.appraisals.models import CalibrationChange, CalibrationSession
from sightline_web.appraisals.queries import EqualShare, Shown
from sightline_web.appraisals.states import NEXT
from sightline_web.languages.marks import later
from sightline_web.languages.openings import opening
from sightline_web.shell.formats import Formats
from sightline_web.shell.looks import CROSS, DISC, HALF, RING, TICK, Look
from sightline_web.shell.sentences import counted, numeral

__all__ = [
    "LEFT", "STATES", "about_list", "about_one", "about_sessions", "about_shares", "change_in_words",
    "deviation_in_words", "share_in_words", "value_in_words",
]  # fmt: skip

ABOUT = {  # of an appraisal of somebody else, by its state
    "open": later("The appraisal of {name} is opened."),
    "judged": later("The manager of {name} has judged."),
    "evidence": later("The manager of {name} has opened the evidence."),
    "reasoned": later("The manager of {name} has decided and given a reason."),
    "shared": later("The appraisal of {name} is shared."),
    "objected": later("An objection of {name} waits for an answer."),
    "finalised": later("The appraisal of {name} is finalised."),
}
STATES = {
    "open": Look(later("opened"), RING, "plain"),
    "judged": Look(later("judged"), HALF, "plain"),
    "evidence": Look(later("evidence opened"), HALF, "plain"),
    "reasoned": Look(later("reason given"), HALF, "plain"),
    "shared": Look(later("shared"), DISC, "warn"),
    "objected": Look(later("objection open"), CROSS, "bad"),
    "finalised": Look(later("finalised"), TICK, "good"),
}
LEFT = {
    "stopped": later("its model is stopped"),
    "not approved": later("the register does not allow it for single persons"),
    "switched off": later("it is switched off here"),
    "not told yet": later("the person was not told of it yet"),
    "told only later": later("the person was told of it only after the period began"),
    "not computed": later("its cases are too few, or the data do not hold"),
}


def about_list(mine: int, theirs: int, objections: int) -> str:
    """Return what there is, and whether somebody waits for an answer."""
    if objections:
        text = ngettext("{objections} waits for an answer.", "{objections} wait for an answer.", objections)
        return opening(text.format(objections=counted(objections, "objection")))
    if not mine and not theirs:
        return _("No appraisal is open, about you or by you.")
    if not theirs:
        text = _("{appraisals} about you.")
    else:
        text = _("{appraisals} about you and {others} in your team.") if mine else _("{others} in your team.")
    return opening(text.format(appraisals=counted(mine, "appraisal"), others=counted(theirs, "appraisal")))


def about_one(found: Shown, name: str) -> str:
    """Return how far an appraisal has come, and what comes next."""
    state = found.row.state
    if found.part == "self":
        said = {
            "objected": _("Your objection waits for an answer."), "finalised": _("Your appraisal is finalised."),
            "shared": _("Your appraisal is shared with you: read it, and object where it is wrong."),
        }  # fmt: skip
        return said.get(state, _("Your appraisal has begun; you see it once it is shared with you."))
    if found.part == "manager" and state != "finalised":
        return str(NEXT[state])
    return str(ABOUT[state]).format(name=name)


def about_sessions(found: Sequence[CalibrationSession]) -> str:
    """Return how many sessions last."""
    if not found:
        return _("No calibration session was held yet.")
    lasting = sum(each.closed_at is None for each in found)
    if not lasting:
        return _("No calibration session is open.")
    text = ngettext("{number} calibration session is open.", "{number} calibration sessions are open.", lasting)
    return opening(text.format(number=numeral(lasting)))


def about_shares(found: Sequence[EqualShare]) -> str:
    """Return whether decisions are more than what was computed."""
    if not found:
        return _("No decision stands beside a computed figure yet.")
    warned = sum(each.warns for each in found)
    if not warned:
        return _("Decisions are more than copies of what was computed.")
    return _("{some} of {all} decide almost always as computed: is it still they who decide?").format(
        some=warned, all=len(found)
    )


def value_in_words(value: float | None, unit: str, formats: Formats) -> str:
    """Return a value as a reader sees it; a criterion without a unit as a plain number."""
    return formats.value(value, unit) if unit else _bare(formats.value(value, "index"))


def deviation_in_words(value: float | None, unit: str, formats: Formats) -> str:
    """Return by how much a decision differs from what was computed."""
    return formats.change(value, unit) if unit else _bare(formats.change(value, "index"))


def change_in_words(each: CalibrationChange, title: str, unit: str, formats: Formats) -> str:
    """Return what a session made of a decision."""
    before, after = (value_in_words(value, unit, formats) for value in (each.before, each.after))
    if each.before is None:
        text = _("{title}: was not decided, became {after}.")
    elif each.after is None:
        text = _("{title}: was {before}, is no longer decided.")
    else:
        text = _("{title}: {before} became {after}.")
    return text.format(title=title, before=before, after=after)


def _bare(text: str) -> str:
    return text.removesuffix("index").strip()


def share_in_words(each: EqualShare, formats: Formats) -> str:
    """Return how many decisions were just as computed."""
    if each.share is None:
        return _("too few decisions to say")
    return _("{share} of {decisions} just as computed").format(
        share=formats.share(each.share), decisions=each.decisions
    )
