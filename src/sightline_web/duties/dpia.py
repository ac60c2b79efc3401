"""The document of what is computed about people: made from the register, approvals, switches and what is kept how long.

It is the body of a data protection impact assessment and of a technical file; what only people can say, it leaves open
and says so. It names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sightline_web.care.retention import Kept
from sightline_web.duties.models import Approval, FairnessTable, MetricEntry, Switch
from sightline_web.duties.wording import level_of, switch_in_words

__all__ = ["document"]

NEVER = (
    "a rank, a percentile or a position of a person among others",
    "a rating, a bonus or a letter that the product decides",
    "the risk that a single person leaves",
    "feelings, private messages, keystrokes, presence",
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
        f"# What {enterprise} computes about people",
        "",
        f"Made on {on:%Y-%m-%d} from the register, by Sightline {version}; operating model {model}.",
        "",
        "## Purposes, legal bases and data",
        "",
    ]
    for each in entries:
        lines += _entry(each, list(each.approvals.all()))
    if not entries:
        lines += ["The register is empty: nothing about single persons is computed.", ""]
    lines += ["## What is switched off", ""]
    lines += [f"- {switch_in_words(each)}, since {each.off_at:%Y-%m-%d}" for each in switches] or ["Nothing."]
    lines += ["", "## Safeguards", ""]
    first = "judges before seeing what was computed" if settings["judge_first"] else "may see what was computed first"
    days = settings["notice_days"]
    notice = f"{days} business days after they were told" if days else "the day on which they say that they read it"
    lines += [
        f"- Nothing about a person is computed from work before {notice}.",
        f"- A person sees a figure before their manager, who sees it after them or after {settings['seen_days']} days.",
        f"- A manager {first}, and finalises by name, with a reason, having opened the evidence.",
        f"- An objection freezes an appraisal, and is answered within {settings['objection_days']} days.",
        "- Who looks at a person's record is written down, and the person sees it.",
        "- Groups under five are not told, also not by differences.",
        "",
        "## What is never computed",
        "",
        *(f"- {each}" for each in NEVER),
        "",
        "## How long records about persons are kept",
        "",
        "| Record | Days | For |",
        "| --- | --- | --- |",
        *(
            f"| {each.title} | {'as long as the workspace' if each.days is None else each.days} | {each.why} |"
            for each in held
        ),
        "",
        "## Fairness",
        "",
    ]
    lines += [f"- {each.period}, {each.stage}, by {each.attribute}: {each.words}" for each in audits] or [
        "No decisions were compared between groups yet."
    ]
    lines += [
        "",
        "## Left for people to say",
        "",
        "Whether each purpose is necessary and in proportion; who was consulted; what risks remain; who takes them.",
        "",
    ]
    return "\n".join(lines)


def _entry(each: MetricEntry, approvals: Sequence[Approval]) -> list[str]:
    lines = [
        f"### {each.metric}",
        "",
        f"- Purpose: {each.purpose}",
        f"- Legal basis: {each.legal_basis}",
        f"- Data: {each.data}",
        f"- Shown of: {level_of(each)}",
    ]
    for one in approvals:
        where = ", ".join(part for part in (one.unit, one.country) if part) or "everywhere"
        state = (
            f"revoked on {one.revoked_at:%Y-%m-%d}" if one.revoked_at
            else "of an earlier entry, no longer in force" if one.revision != each.revision else "in force"
        )  # fmt: skip
        lines.append(f"- Approved for {where} by {one.agreement}, from {one.since:%Y-%m-%d}: {state}")
    if not approvals and each.level == "individual":
        lines.append("- Not approved: nothing is computed.")
    return [*lines, ""]
