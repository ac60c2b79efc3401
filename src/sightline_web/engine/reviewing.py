"""Review packs of one reading, as the pages ask for them: figures found once for a period, people's parts beside.

Frozen packs are kept by the library, below what the workspace keeps of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sightline_web import packed
from sightline_web.behind import Behind
from sightline_web.foresight import Foresight
from sightline_web.packed import Brief, GoalNow, Reviewable, Section, Speech, Told, Tongue

if TYPE_CHECKING:
    from sightline.reviews import Pack
    from sightline.reviews.keeping import PackStore

__all__ = ["Reviewing", "frozen", "goals", "in_tongue", "told", "with_people"]

T = TypeVar("T")
RESTS: Mapping[str, tuple[str, ...]] = {"pack": ("effects", "sight", "outlooks")}
FINE, COARSE = 6, 3  # how many whole periods of the calendar's grain, and of each coarser one, are offered
KEPT = 8


class Reviewing(Foresight):
    """The part of a snapshot that knows review packs; `ReadSnapshot` brings the reading and its errors."""

    def __init__(self) -> None:
        super().__init__()
        self._answered_behind(Behind(kept=KEPT), RESTS)

    def reviewable(self) -> tuple[Reviewable, ...]:
        """Return the newest whole periods of the calendar's grain, then those of coarser ones."""
        return self._guarded(lambda: tuple(self._periods()))

    def _periods(self) -> Iterator[Reviewable]:
        from sightline.periods import Grain  # noqa: PLC0415 -- with the library
        from sightline.reviews.lines import Span  # noqa: PLC0415 -- likewise
        from sightline.reviews.wording import period_words  # noqa: PLC0415 -- likewise

        calendar = self._model.calendar
        for grain in [each for each in Grain if calendar.grain.finer_or_equal(each)]:
            under_way = calendar.period_of(self._reading.now.whole, grain)
            for back in range(1, (FINE if grain == calendar.grain else COARSE) + 1):
                one = calendar.shift(under_way, -back)
                title = str(period_words(Span(one.label, one.start, one.end)))
                yield Reviewable(one.label, title, one.start, one.end)

    def goals_of(self, period: str) -> dict[str, GoalNow]:
        """Return the goals of a period by their ids."""
        return self._guarded(lambda: {one.goal: one for one in goals(self._whole(Brief(period)))})

    def pack(self, brief: Brief, speech: Speech) -> Told:
        """Return the pack of a period with what people add."""
        return self._guarded(lambda: told(self._whole(brief), speech))

    def pack_file(self, brief: Brief, form: str, tongue: Tongue) -> bytes:
        """Return the same as a file."""
        from sightline.reviews.keeping import set_in  # noqa: PLC0415 -- with the library: jinja2, typst

        return self._guarded(lambda: set_in(form, in_tongue(self._whole(brief), tongue)))

    def freeze_pack(self, brief: Brief, tongue: Tongue) -> str:
        """Keep the pack for good, and return its name."""
        return self._guarded(lambda: self._store().freeze(in_tongue(self._whole(brief), tongue)).name)

    def frozen_pack(self, name: str) -> Told:
        """Return a frozen pack."""
        return self._guarded(lambda: frozen(self._store().open(name).pack(), name))

    def frozen_file(self, name: str, form: str) -> bytes:
        """Return the bytes of a frozen pack."""
        return self._guarded(lambda: self._store().open(name).content(form))

    def _store(self) -> PackStore:
        from sightline.reviews.keeping import PackStore, packs_in  # noqa: PLC0415 -- with the library: jinja2, typst

        return PackStore(packs_in(Path(self._reading.workspace.state)))

    def _whole(self, brief: Brief) -> Pack:
        """Return the figures of a period, found once, with what people add."""
        figures: Pack = self._ask_behind(("pack", brief.period), lambda: self._figures(brief.period))
        return with_people(figures, brief)

    def _figures(self, period: str) -> Pack:
        from sightline import reviews  # noqa: PLC0415 -- with the reading
        from sightline.reading.quiet import kept_from_stdout  # noqa: PLC0415 -- likewise

        with kept_from_stdout():
            return reviews.compose(
                self._reading, reviews.Brief(period, version("sightline"), bool(getattr(self, "_example", False)))
            )


def with_people(figures: Pack, brief: Brief) -> Pack:
    """Return the figures of a period with what people add."""
    from sightline.reviews import lines as records  # noqa: PLC0415 -- with the library

    return replace(
        figures, notes=_as(records.Note, brief.notes), overrides=_as(records.Override, brief.overrides),
        decisions=_as(records.Decision, brief.decisions), due=(*_as(records.Due, brief.due), *figures.due),
        signatures=_as(records.Signature, brief.signatures), words=(*brief.words, *figures.words),
    )  # fmt: skip


def in_tongue(pack: Pack, tongue: Tongue) -> Pack:
    """Return a pack in a language."""
    from sightline.reviews.translating import translated  # noqa: PLC0415 -- with the library: jinja2

    return translated(pack, tongue.language, tongue.voice)


def _as(record: type[T], those: tuple[Any, ...]) -> tuple[T, ...]:
    """Return view records as those of the library with the same fields."""
    return tuple(record(**asdict(one)) for one in those)


def goals(pack: Pack) -> tuple[GoalNow, ...]:
    """Return the goals of a pack as the pages see them."""
    return tuple(
        GoalNow(one.goal, one.statement, one.status, one.unit, one.forecast, one.probability) for one in pack.goals
    )


def frozen(pack: Pack, name: str) -> Told:
    """Return a frozen pack as the pages see it, in its own words."""
    from sightline.reviews.speech import speech_of  # noqa: PLC0415 -- with the library

    own = speech_of(pack)
    return replace(told(pack, lambda text: str(own(text))), name=name, language=pack.language)


def told(pack: Pack, speech: Speech) -> Told:
    """Return a pack that is being prepared as the pages see it, said in a speech."""
    from sightline.reviews.pack import pack_bytes  # noqa: PLC0415 -- with the library
    from sightline.reviews.telling import byline, headline, lead, tell, title  # noqa: PLC0415 -- likewise

    return Told(
        "", "", pack.period.label, speech(title(pack)), speech(headline(pack)), speech(byline(pack)),
        speech(lead(pack)), pack.as_of, goals(pack),
        tuple(_sections([asdict(block) for block in tell(pack, speech)])),
        tuple(packed.Due(**asdict(one)) for one in pack.due), json.loads(pack_bytes(pack)),
    )  # fmt: skip


def _sections(blocks: list[dict[str, Any]]) -> Iterator[Section]:
    """Yield the parts of a pack, from one heading of the second level to the next; what comes first stands alone."""
    anchor, title, held = "", "", list[dict[str, Any]]()
    for block in blocks:
        if block["kind"] == "heading" and block["level"] == 2:  # noqa: PLR2004 -- the level of a part
            yield Section(anchor, title, tuple(held))
            anchor, title, held = block["anchor"], block["text"], []
        else:
            held.append(block)
    yield Section(anchor, title, tuple(held))
