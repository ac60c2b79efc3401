"""The document of what is computed about people: made from the register, approvals, switches and what is kept how long.

It is the body of a data protection impact assessment and of a technical file; what only people can say, it leaves open
and says so. It names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sightline_web.care.retention import Kept
from sightline_web.duties.models import Approval, FairnessTable, MetricEntry, Switch
from sightline_web.duties.wording import groups_in_words, level_of, switch_in_words
from sightline_web.languages.marks import later
from sightline_web.shell.voices import said

__all__ = ["document"]

NEVER = (
    later("a rank, a percentile or a position of a person among others"),
    later("a rating, a bonus or a letter that the product decides"),
    later("the risk that a single person leaves"),
    later("feelings, private messages, keystrokes, presence"),
)


def document(
    *,
    enterprise: str,
    version: str,
    model: str,
    on: date,
    entries: Sequence[MetricEntry],
    switches: Sequence[Switch],
    settings: Mapping[str, int],
    held: Sequence[Kept],
    audits: Sequence[FairnessTable],
) -> str:
    """Return the document, in Markdown.

    Parameters
    ----------
    enterprise, version, model : str
        Whose, of which version of the product, and of which operating model.
    on : date
        The day on which it is made.
    entries, switches, settings, held, audits
        What it is made of; entries with their approvals.
    """
    lines = [
        "# " + _("What {enterprise} computes about people").format(enterprise=enterprise),
        "",
        _("Made on {day} from the register, by Sightline {version}; operating model {model}.").format(
            day=f"{on:%Y-%m-%d}", version=version, model=model
        ),
        "",
        *_heading(_("Purposes, legal bases and data")),
    ]
    for each in entries:
        lines += _entry(each, list(each.approvals.all()))
    if not entries:
        lines += [_("The register is empty: nothing about single persons is computed."), ""]
    lines += _heading(_("What is switched off"))
    lines += [
        "- " + _("{what}, since {day}").format(what=switch_in_words(each), day=f"{each.off_at:%Y-%m-%d}")
        for each in switches
    ] or [_("Nothing.")]
    lines += ["", *_heading(_("Safeguards")), *(f"- {each}" for each in _safeguards(settings)), ""]
    lines += [*_heading(_("What is never computed")), *(f"- {each}" for each in NEVER), ""]
    lines += [*_heading(_("How long records about persons are kept")), *_kept(held), ""]
    lines += _heading(_("Fairness"))
    lines += [
        "- "
        + _("{period}, {stage}, by {groups}: {words}").format(
            period=each.period, stage=each.stage, groups=groups_in_words(each), words=said(each.told)
        )
        for each in audits
    ] or [_("No decisions were compared between groups yet.")]
    lines += [
        "",
        *_heading(_("Left for people to say")),
        _("Whether each purpose is necessary and in proportion; who was consulted; what risks remain; who takes them."),
        "",
    ]
    return "\n".join(lines)


def _heading(text: str) -> list[str]:
    return [f"## {text}", ""]


def _safeguards(settings: Mapping[str, int]) -> list[str]:
    days = settings["notice_days"]
    return [
        ngettext(
            "Nothing about a person is computed from work before {days} business day after they were told.",
            "Nothing about a person is computed from work before {days} business days after they were told.",
            days,
        ).format(days=days)
        if days
        else _("Nothing about a person is computed from work before the day on which they say that they read it."),
        ngettext(
            "A person sees a figure before their manager, who sees it after them or after {days} day.",
            "A person sees a figure before their manager, who sees it after them or after {days} days.",
            settings["seen_days"],
        ).format(days=settings["seen_days"]),
        _(
            "A manager judges before seeing what was computed, and finalises by name, with a reason, having opened the "
            "evidence."
        )
        if settings["judge_first"]
        else _(
            "A manager may see what was computed first, and finalises by name, with a reason, having opened the "
            "evidence."
        ),
        ngettext(
            "An objection freezes an appraisal, and is answered within {days} day.",
            "An objection freezes an appraisal, and is answered within {days} days.",
            settings["objection_days"],
        ).format(days=settings["objection_days"]),
        _("Who looks at a person's record is written down, and the person sees it."),
        _("Groups under five are not told, also not by differences."),
    ]


def _kept(held: Sequence[Kept]) -> list[str]:
    always = _("as long as the workspace")
    return [
        f"| {pgettext('what is kept', 'Record')} | {_('Days')} | {pgettext('a purpose', 'For')} |",
        "| --- | --- | --- |",
        *(f"| {each.title} | {always if each.days is None else each.days} | {each.why} |" for each in held),
    ]


def _entry(each: MetricEntry, approvals: Sequence[Approval]) -> list[str]:
    lines = [
        f"### {each.metric}",
        "",
        "- " + _("Purpose: {purpose}").format(purpose=each.purpose),
        "- " + _("Legal basis: {basis}").format(basis=each.legal_basis),
        "- " + _("Data: {data}").format(data=each.data),
        "- " + _("Shown of: {level}").format(level=level_of(each)),
    ]
    for one in approvals:
        where = ", ".join(part for part in (one.unit, one.country) if part) or _("everywhere")
        state = (
            _("revoked on {day}").format(day=f"{one.revoked_at:%Y-%m-%d}") if one.revoked_at
            else _("of an earlier entry, no longer in force") if one.revision != each.revision else _("in force")
        )  # fmt: skip
        text = _("Approved for {where} by {agreement}, from {day}: {state}")
        day = f"{one.since:%Y-%m-%d}"
        lines.append("- " + text.format(where=where, agreement=one.agreement, day=day, state=state))
    if not approvals and each.level == "individual":
        lines.append("- " + _("Not approved: nothing is computed."))
    return [*lines, ""]
