"""How far work is from what was agreed: of roles and units for those who may see them, of one person last.

Of a person something is shown only where the register of metrics allows it and the person was told; the person sees it
first, and a look at another's is written down before it is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sightline_web import keeper
from sightline_web.alignments import Aligned, Alignments
from sightline_web.duties import queries as duties
from sightline_web.journal.services import looked
from sightline_web.policy.decide import may
from sightline_web.policy.grants import Condition, View
from sightline_web.policy.guard import guarded
from sightline_web.policy.words import Action, Record, Relation
from sightline_web.roles import aligning, cards, told
from sightline_web.shell.actors import actor_of
from sightline_web.shell.formats import Formats
from sightline_web.shell.guarding import person_asked, standing_to, today
from sightline_web.shell.pages import Crumb, Page, formats_of, page
from sightline_web.snapshot import Snapshot, UnanswerableError
from sightline_web.store import StoreError

__all__ = ["alignment", "alignment_of"]

SECTION = "roles"
CLOSE = frozenset({Relation.SELF, Relation.MANAGER})


@guarded(Record.ALIGNMENT, Action.LIST, relations={Relation.SELF})
@page
def alignment(request: HttpRequest, snapshot: Snapshot) -> Page:
    """Show how far the work of roles and units is from what was agreed: one's own and one's team's, or all."""
    by, day = actor_of(request), today(snapshot)
    everything = may(by, Action.LIST, Record.ALIGNMENT, ()).allowed
    found = snapshot.alignment()
    limited = aligning.limited(found, cards.roles_around(by.person, snapshot.directory, day))
    shown = found if everything else limited
    hands_out = may(by, Action.LIST, Record.ASSIGNMENT, ()).allowed
    leads = bool(by.person and snapshot.directory.team(by.person, day))
    try:
        stopped = told.ALIGNMENT in duties.stopped()
        people = _people(request, snapshot)
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    source = found if hands_out else limited if leads else None
    moves = source.moves if source is not None and not stopped else ()
    formats = formats_of(request, snapshot.head.timezone)
    context = _groups(shown, snapshot, formats, everything=everything) | {
        "moves": aligning.move_rows(moves, found.measured, aligning.activity_names(snapshot), snapshot.role_titles,
                                    formats),
        "restored": [] if source is None else aligning.restored_rows(source, snapshot.role_titles, formats),
        "hands_out": source is not None and any(each.state == "drifted" for each in source.roles),
        "stopped": stopped,
        "people": people,
    }  # fmt: skip
    rows = [aligning.plain(each) for each in (*shown.roles, *shown.units)]
    extra = aligning.extra_of(shown, moves)
    crumbs = [Crumb(_("Roles"), reverse("team"))]
    return Page("alignment", _("Alignment"), "roles/alignment.html", rows, context, extra, crumbs, section=SECTION)


def _groups(shown: Alignments, snapshot: Snapshot, formats: Formats, *, everything: bool) -> dict[str, object]:
    """Return what the template says of roles and units."""
    names, titles = aligning.activity_names(snapshot), snapshot.role_titles
    subjects = [*shown.roles, *shown.units]
    known = aligning.told(subjects)
    return {
        "sentence": aligning.about(shown, formats, everything=everything),
        "tables": [
            (title, [aligning.row(each, formats) for each in aligning.told(those)])
            for title, those in ((_("Roles"), shown.roles), (_("Units"), shown.units))
        ],
        "untold": [aligning.row(each, formats) for each in subjects if each not in known],
        "details": [aligning.detail(each, shown, names, formats) for each in known],
        "unseen": aligning.unseen_rows(shown.unseen, names, titles, formats),
        "lost": formats.value(sum(each.share for each in shown.unseen), "share") if everything else "",
        "measured": aligning.MEASURED.get(shown.measured, shown.measured),
        "words": shown.words,
        "baseline": aligning.span_of(shown.baseline[0], shown.baseline[-1], formats) if shown.baseline else "",
        "against_before": any(each.against == "baseline" for each in known),
    }


@dataclass(frozen=True, slots=True)
class _Line:
    """One person, or those of a team of whom the same is to be said; without `href` the words say why."""

    name: str
    href: str
    words: str
    own: bool = False


def _people(request: HttpRequest, snapshot: Snapshot) -> list[_Line]:
    """Return oneself and one's team, with where an alignment stands or why it is withheld; no figures."""
    by, day, zone = actor_of(request), today(snapshot), snapshot.head.timezone
    if not by.person:
        return []
    formats, lines = formats_of(request, zone), list[_Line]()
    me = cards.card_of(by.person, snapshot.directory, day)
    if me is not None and me.now is not None:
        answer = told.alignment_told(me.id, me.now.unit or "", snapshot, day)
        href = reverse("alignment_of", args=[me.id]) if answer.stretch is not None else ""
        words = "" if href else told.reason_in_words(answer.reason, told.ALIGNMENT, own=True)
        lines.append(_Line(_("You"), href, words, own=True))
    together: dict[str, list[str]] = {}
    for card in cards.reports_of(by.person, snapshot.directory, day):
        href, words = _report(card, snapshot, formats)
        if href:
            lines.append(_Line(card.name, href, ""))
        else:
            together.setdefault(words, []).append(card.name)
    return lines + [_Line(", ".join(names), "", words) for words, names in together.items()]


def _report(card: cards.Card, snapshot: Snapshot, formats: Formats) -> tuple[str, str]:
    """Return where the alignment of somebody of the team stands for their manager, or why it is not open."""
    answer = told.alignment_told(card.id, _unit(card), snapshot, today(snapshot))
    if answer.stretch is None:
        return "", told.reason_in_words(answer.reason, told.ALIGNMENT, own=False)
    now, until = timezone.now(), answer.stretch.until
    opens = told.opens(card.id, until)
    if opens is None:  # nobody said yet that it is there: the time for the person to be first begins now
        told.made(card.id, answer.stretch, now)
        opens = told.opens(card.id, until)
    if opens is not None and opens <= now:
        return reverse("alignment_of", args=[card.id]), ""
    if opens is None:
        return "", _("They see it first; it opens to you once they have.")
    said = _("They see it first; it opens to you once they have, or on {moment}.")
    return "", said.format(moment=formats.moment(opens))


def _unit(card: cards.Card) -> str:
    return card.now.unit or "" if card.now is not None else ""


def _seen_first(request: HttpRequest, person: str, **_rest: object) -> frozenset[Condition]:
    """Return whether a person has seen their own alignment, or had five days to."""
    snapshot = keeper.current().state().snapshot
    if snapshot is None or Relation.MANAGER not in standing_to(request, person):
        return frozenset()
    try:
        stretch = snapshot.aligned_since()
        opens = None if stretch is None else told.opens(person, stretch.until)
    except (StoreError, UnanswerableError):
        return frozenset()
    return frozenset({Condition.SEEN_FIRST} if opens is not None and opens <= timezone.now() else ())


@guarded(Record.PERSON_METRIC, Action.VIEW, subject=person_asked, holding=_seen_first)
@page
def alignment_of(request: HttpRequest, snapshot: Snapshot, person: str) -> Page:
    """Show one person's alignment to that person, and then to their manager; a look is written down first."""
    by, day, standing = actor_of(request), today(snapshot), standing_to(request, person)
    card = cards.card_of(person, snapshot.directory, day)
    decision = may(by, Action.VIEW, Record.PERSON_METRIC, standing, holding=_seen_first(request, person))
    if card is None or not standing & CLOSE or decision.view is not View.FULL:  # what is pseudonymous names nobody
        raise Http404
    own = Relation.SELF in standing
    looked(by=by, kind=Record.PERSON_METRIC, key=person, subject=person)
    try:
        answer = told.alignment_told(person, _unit(card), snapshot, day)
        found = () if answer.stretch is None else snapshot.alignment_of(person, answer.stretch.since)
        if answer.stretch is not None and found and own:
            told.seen(by, answer.stretch, timezone.now())
    except StoreError as error:
        raise UnanswerableError(error.fault) from error
    formats, whose = formats_of(request, snapshot.head.timezone), _whose_work(card.name, own=own)
    said = _("No figure is computed of {whose} alone.").format(whose=whose)
    if answer.stretch is not None:
        span = aligning.span_of(answer.stretch.since, answer.stretch.until, formats)
        said = aligning.about_person(found, whose, span, formats)
    withheld = "" if answer.stretch is not None else told.reason_in_words(answer.reason, told.ALIGNMENT, own=own)
    work = _("Your work") if own else _("Work of {whose}").format(whose=card.name)
    context = {
        "sentence": said, "own": own, "name": card.name, "withheld": withheld,
        "roles": _by_role(found, work, snapshot, formats),
    }  # fmt: skip
    rows = [aligning.plain(each, person=True) for each in found]
    extra = {"withheld": answer.reason, "activities": aligning.activities_of(found)}
    crumbs = [Crumb(_("Roles"), reverse("team")), Crumb(_("Alignment"), reverse("alignment"))]
    name = f"alignment-{person}"
    return Page(name, card.name, "roles/alignment_of.html", rows, context, extra, crumbs, section=SECTION)


def _whose_work(name: str, *, own: bool) -> str:
    return _("your work") if own else _("the work of {name}").format(name=name)


def _by_role(
    found: Collection[Aligned], work: str, snapshot: Snapshot, formats: Formats
) -> list[tuple[str, aligning.Row, aligning.Detail]]:
    """Return what the template says of one person, by role."""
    names, titles = aligning.activity_names(snapshot), snapshot.role_titles
    return [
        (titles.get(each.role or "", each.role or ""), aligning.row(each, formats),
         aligning.detail(each, None, names, formats, work=work))
        for each in found
    ]  # fmt: skip
