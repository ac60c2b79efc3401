"""Reviews as places: of the palette, of what is followed, and of what their decisions leave to be done."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from sightline_web.anchors import Anchor, Due, Kind
from sightline_web.languages.spoken import spoken_now
from sightline_web.policy.words import Record
from sightline_web.reviews import queries
from sightline_web.reviews.models import Cycle
from sightline_web.reviews.wording import titled
from sightline_web.shell.formats import Formats
from sightline_web.shell.palette import Entry
from sightline_web.shell.typed import whole
from sightline_web.snapshot import Snapshot
from sightline_web.store import StoreError

__all__ = ["KIND", "due", "places"]


def _cycle(parts: tuple[str, ...]) -> Cycle:
    found = queries.cycle(whole(parts[0]))
    if found is None:
        raise LookupError(parts[0])
    return found


def _title(_snapshot: Snapshot, parts: tuple[str, ...]) -> str:
    return _called(_cycle(parts))


def _called(cycle: Cycle) -> str:
    return _("Review of {period}").format(period=titled(cycle, Formats(words=spoken_now())))


KIND = Kind(  # it has notes of its own, which stand in its pack
    "review", "review", ("cycle",), Record.REVIEW, _title, state=lambda parts: _cycle(parts).state, discussed=False
)


def due(anchor: Anchor) -> Iterable[Due]:
    """Return the open decisions about a goal, or of a review, that are due on a day."""
    review = whole(anchor.key) if anchor.kind is KIND else None
    for title, day, role in queries.due(about=f"{anchor.kind.id}:{anchor.key}", cycle=review):
        yield Due(title, day, role)


def places() -> Iterable[Entry]:
    """Return the pages, and each review; those alone where the records cannot be read."""
    found = [
        Entry("page", _("Reviews"), reverse("reviews"), "cycles packs sign calendar meeting"),
        Entry("page", _("Decisions"), reverse("review_decisions"), "decided owner due what came of it"),
    ]
    try:
        cycles = queries.cycles()
    except StoreError:
        return found
    return found + [
        Entry(
            "review",
            _called(each),
            reverse("review", args=[each.pk]),
            f"{each.period} pack",
        )
        for each in cycles
    ]
