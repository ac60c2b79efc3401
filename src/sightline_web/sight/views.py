"""The pages of the Line of sight surface."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.ahead import ORIGINS, Suggestion
from sightline_web.languages.openings import opening
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record
from sightline_web.shell.kinds import kind_word
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.sight import lines, wording
from sightline_web.sight.asked import Asked
from sightline_web.sight.effects import effect_row, plain_effect, plain_suggestion, suggestion_rows
from sightline_web.sight.places import Places
from sightline_web.snapshot import Fault, NotDeclaredError, Snapshot, UnanswerableError

__all__ = ["effect", "effects", "sight", "sight_from"]

SECTION = "sight"
SHOWN = 200  # rows of a table on a page; its twins hold all of them


@guarded(Record.LINE_OF_SIGHT, Action.LIST)
@page
def sight(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all that moves a goal: a sentence, the strongest paths, the table."""
    places = Places(snapshot, formats_of(request, snapshot.head.timezone))
    asked = Asked.of(request.GET, snapshot)
    if asked.goal is None:
        return Page(
            "sight", _("Line of sight"), "sight/sight.html", [], {"asked": asked, "goal": None}, section=SECTION
        )
    goal = places.goal(asked.goal)
    every = snapshot.sight(goal.id, None, asked.paths)
    found = [each for each in every if asked.kind in {"", each.kind}]
    rows = [lines.row(each, places) for each in found[:SHOWN]]
    paths, more = lines.chosen_paths(found, asked.paths)
    sentence = wording.about_goal(goal, places.title(goal.metric), rows, asked.kind)
    context = {
        "asked": asked,
        "goal": goal,
        "goals": snapshot.goals,
        "kinds": [kind for kind in ORIGINS if kind == asked.kind or any(each.kind == kind for each in every)],
        "sentence": sentence,
        "second": wording.how_sure(found),
        "rows": rows,
        "unshown": len(found) - len(rows),
        "more": more,
        "figure": lines.figure(
            paths, found, places, _("The strongest paths to: {goal}").format(goal=goal.statement), fan_in=True
        ),
        "steps": lines.step_rows(paths, found, places),
        "declared": any(each.kind != "exact" for each in places.effects.values()),
        "known": snapshot.ready("effects"),
    }
    plain = [lines.sight_row(each) for each in found]
    extra = {"goal": goal.id, "kind": asked.kind or None, "sentence": sentence.text}
    return Page(
        "sight",
        _("What moves “{goal}”").format(goal=goal.statement),
        "sight/sight.html",
        plain,
        context,
        extra,
        section=SECTION,
    )


@guarded(Record.LINE_OF_SIGHT, Action.VIEW)
@page
def sight_from(request: HttpRequest, snapshot: Snapshot, origin: str) -> Page:
    """Show every goal that something moves: a sentence, the strongest paths, the table."""
    places = Places(snapshot, formats_of(request, snapshot.head.timezone))
    asked = Asked.of(request.GET, snapshot)
    if origin not in snapshot.origins:
        raise NotDeclaredError("metric, activity, rule, role or initiative", origin, tuple(snapshot.origins))
    thing = snapshot.origins[origin]
    named = request.GET.get("goal")
    every = snapshot.sight(named, origin, asked.paths)
    found = sorted(every, key=lambda each: -abs(each.share_of_gap or 0.0))
    rows = [lines.row(each, places) for each in found]
    paths, more = lines.chosen_paths(found, asked.paths)
    sentence = wording.about_origin(thing, rows)
    process, _dot, part = origin.partition(".")
    context = {
        "asked": asked,
        "thing": thing,
        "kind": opening(kind_word(thing.kind)),
        "metric": snapshot.metrics.get(origin),
        "process": snapshot.processes.get(process) if thing.kind in {"activity", "rule"} else None,
        "rule": part if thing.kind == "rule" else "",
        "only": places.goal(named) if named else None,
        "sentence": sentence,
        "second": wording.how_sure(found),
        "rows": rows,
        "unmoved": [each for each in snapshot.goals if all(line.goal != each.id for line in every)],
        "words": [each.words for each in every if each.words and not each.paths],
        "more": more,
        "figure": lines.figure(
            paths, found, places, _("The strongest paths from: {origin}").format(origin=thing.title), fan_in=False
        ),
        "steps": lines.step_rows(paths, found, places),
    }
    plain = [lines.sight_row(each) for each in found]
    crumbs = [Crumb(_("Line of sight"), reverse("sight"))]
    extra = {"from": origin, "origin": thing.kind, "sentence": sentence.text}
    title = _("What {metric} moves").format(metric=thing.title)
    return Page(f"sight-{origin}", title, "sight/from.html", plain, context, extra, crumbs, SECTION)


@guarded(Record.EFFECT, Action.LIST)
@page
def effects(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show all effects: the declared ones with what the data say of them, or the exact ones of formulas."""
    places = Places(snapshot, formats_of(request, snapshot.head.timezone))
    every = snapshot.effects()
    exact = request.GET.get("kind") == "exact"
    found = [each for each in every if (each.kind == "exact") == exact]
    waiting = not snapshot.ready("suggestions")
    suggested, fault = _suggested(snapshot)
    sentence = wording.about_effects(every)
    context = {
        "sentence": sentence,
        "exact": exact,
        "counts": (sum(each.kind != "exact" for each in every), sum(each.kind == "exact" for each in every)),
        "rows": [effect_row(each, places) for each in found[:SHOWN]],
        "unshown": max(len(found) - SHOWN, 0),
        "waiting": waiting,
        "fault": fault,
        "suggestions": suggestion_rows(suggested, places),
        "tried": suggested[0].tried if suggested else None,
    }
    extra = {"sentence": sentence.text, "suggestions": [plain_suggestion(each) for each in suggested]}
    crumbs = [Crumb(_("Line of sight"), reverse("sight"))]
    plain = [plain_effect(each) for each in found]
    return Page("effects", _("Effects"), "sight/effects.html", plain, context, extra, crumbs, SECTION)


def _suggested(snapshot: Snapshot) -> tuple[tuple[Suggestion, ...], Fault | None]:
    """Return the suggestions, or why there are none; none while they are being estimated."""
    try:
        return (snapshot.suggestions() if snapshot.ready("suggestions") else ()), None
    except UnanswerableError as error:
        return (), error.fault


@guarded(Record.EFFECT, Action.VIEW)
@page
def effect(request: HttpRequest, snapshot: Snapshot, driver: str, on: str) -> Page:
    """Show how one effect was come by, and what would make it surer."""
    places = Places(snapshot, formats_of(request, snapshot.head.timezone))
    found = [each for each in snapshot.effects() if (each.driver, each.on) == (driver, on)]
    if not found:
        raise NotDeclaredError("effect", _("{driver} on {metric}").format(driver=driver, metric=on))
    grain = snapshot.head.grain
    rows = [effect_row(each, places) for each in found]
    sentence = wording.about_effect(rows[0], grain)
    declared = [each for each in snapshot.metrics[on].drivers if each.metric == driver and each.place]
    context = {
        "sentence": sentence,
        "each": [
            (
                row,
                wording.method(row.effect, grain, places.formats),
                wording.lifts(row.effect),
                wording.tried(row.effect, grain),
                wording.past(row.effect, grain),
            )
            for row in rows
        ],
        "place": declared[0].place if declared else None,
        "driver": driver,
        "on": on,
        "row": rows[0],
    }
    crumbs = [Crumb(_("Line of sight"), reverse("sight")), Crumb(_("Effects"), reverse("effects"))]
    title = _("{driver} on {metric}").format(driver=places.title(driver), metric=places.title(on))
    method = wording.method(found[0], grain, places.formats)
    extra = {"sentence": sentence.text, "method": method, "lifts": wording.lifts(found[0])}
    plain = [plain_effect(each) for each in found]
    return Page(f"effect-{driver}-{on}", title, "sight/effect.html", plain, context, extra, crumbs, SECTION)
