"""The workbench: rows of changes, what they do, the form that saves them, and what it would take to reach a goal."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from sightline_web.ahead import WhatIf
from sightline_web.languages.openings import opening
from sightline_web.policy.words import Action
from sightline_web.scenarios import forms, queries, wording
from sightline_web.scenarios.answers import goal_lines, plain_goals
from sightline_web.scenarios.models import Scenario
from sightline_web.scenarios.reaching import reaching
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.pages import Crumb, Page, formats_of
from sightline_web.shell.sentences import Sentence, counted
from sightline_web.snapshot import Fault, Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["bench", "crumbs", "said", "told"]


def crumbs() -> list[Crumb]:
    """Return the way to every page of scenarios."""
    return [Crumb(_("Strategy"), reverse("strategy")), Crumb(_("Scenarios"), reverse("scenarios"))]


def told(found: WhatIf | None, snapshot: Snapshot, formats: Formats) -> dict[str, object]:
    """Return what a template says of an answer; nothing where there is none."""
    lines = goal_lines(found, snapshot, formats) if found else []
    sentence = wording.about_answer(found, lines, snapshot, formats) if found and lines else None
    return {"found": found, "lines": lines, "sentence": sentence, "also": wording.also(found) if found else ""}


def said(context: dict[str, object], found: WhatIf | None) -> dict[str, object]:
    """Return what a twin says of an answer besides its rows."""
    sentence = context["sentence"]
    words: dict[str, object] = {"words": found.words} if found else {}
    return words | {"sentence": sentence.text if isinstance(sentence, Sentence) else None}


def bench(
    request: HttpRequest,
    snapshot: Snapshot,
    asked: forms.Asked,
    *,
    named: forms.Named | None = None,
    fault: Fault | None = None,
    revision: int | None = None,
) -> Page:
    """Return the workbench.

    Parameters
    ----------
    asked : Asked
        The rows, with what is wrong with them.
    named : Named, optional
        What was typed as name and note, where a save was refused.
    fault : Fault, optional
        Why it was refused, where no field is to blame.
    revision : int, optional
        That of the saved scenario when it was opened to be changed; the present one where left out.
    """
    formats = formats_of(request, snapshot.head.timezone)
    edited, gone = _edited(request, asked.edited)
    found, refused = _answer(asked, snapshot)
    answer = told(found, snapshot, formats)
    context = answer | _typed(asked, named, edited, snapshot, formats)
    context |= {
        "edited": edited,
        "revision": revision or (edited.revision if edited else 0),
        "fault": fault or gone,
        "refused": refused,
        "waiting": bool(asked.rows) and not asked.problems and not snapshot.ready("whatif"),
        "reach": reaching(request.GET, asked, snapshot, formats),
    }
    extra = {"shifts": list(asked.shifts)} | said(answer, found)
    title = _("Change {name}").format(name=edited.name) if edited else _("What if?")
    rows = plain_goals(found) if found else []
    return Page("scenario", title, "scenarios/bench.html", rows, context, extra, crumbs())


def _typed(
    asked: forms.Asked, named: forms.Named | None, edited: Scenario | None, snapshot: Snapshot, formats: Formats
) -> dict[str, object]:
    """Return what the fields hold, and all that is wrong with them."""
    problems = (*asked.problems, *(named.problems if named else ()))
    return {
        "asked": asked,
        "rows": [(row, _meant(row, snapshot, formats)) for row in asked.rows],
        "named": named or forms.Named(edited.name if edited else "", edited.note if edited else ""),
        "problems": problems,
        "mend": _("{things} to mend").format(things=opening(counted(len(problems), "thing"))),
        "metrics": snapshot.metrics,
        "forms": format_html_join(", ", "<code>{}</code>", [(form,) for form in forms.FORMS]),
    }


def _meant(row: forms.Row, snapshot: Snapshot, formats: Formats) -> str:
    if row.shift is None:
        return ""
    title = wording.title_of(row.metric, snapshot)
    return f"{title} {wording.in_words(row.shift, snapshot, formats)}"


def _edited(request: HttpRequest, number: int | None) -> tuple[Scenario | None, Fault | None]:
    if number is None:
        return None, None
    try:
        found = queries.scenario_find(by=actor_of(request), scenario=number, action=Action.EDIT)
    except StoreError as error:
        return None, error.fault
    return found, None if found else Fault(
        _("The scenario that was to be changed is no longer there."), fix=_("Save it anew.")
    )


def _answer(asked: forms.Asked, snapshot: Snapshot) -> tuple[WhatIf | None, Fault | None]:
    """Return what changes do; nothing while they are wrong or estimates are under way."""
    if not asked.rows or asked.problems or not snapshot.ready("whatif"):
        return None, None
    try:
        return snapshot.whatif(asked.shifts), None
    except UnanswerableError as error:
        return None, error.fault
