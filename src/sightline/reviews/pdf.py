"""A pack as PDF, for paper and as slides, made without a browser and for every reader.

typst sets it and keeps to PDF/UA-1: titles, language, a tree of headings, tables and figures, words for each figure.
Only fonts that come with typst are used and no clock is read, so the same pack gives the same bytes anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from typing import Final

import typst

from sightline.errors import EnvironmentFaultError
from sightline.reviews.pack import Pack
from sightline.reviews.speech import speech_of
from sightline.reviews.story import Block
from sightline.reviews.telling import byline, lead, slides, tell, title
from sightline.saying import say

__all__ = ["pack_pdf", "slides_pdf"]

STANDARD: Final = "ua-1"


def pack_pdf(pack: Pack) -> bytes:
    """Return the pack on paper.

    Raises
    ------
    EnvironmentFaultError
        If it cannot be set.
    """
    return _set("pack.typ", pack, blocks=_plain(tell(pack, speech_of(pack))))


def slides_pdf(pack: Pack) -> bytes:
    """Return the slides, 16:9; raises as `pack_pdf`."""
    found = slides(pack, speech_of(pack))
    told = [{"title": slide.title, "blocks": _plain(slide.blocks)} for slide in found]
    return _set("slides.typ", pack, slides=told)


def _plain(blocks: Sequence[Block]) -> list[dict[str, object]]:
    return [asdict(one) for one in blocks]


def _set(template: str, pack: Pack, **told: object) -> bytes:
    speech = speech_of(pack)
    data = {
        "title": speech(title(pack)), "byline": speech(byline(pack)), "lead": speech(lead(pack)),
        "author": pack.enterprise, "lang": pack.language, **told,
    }  # fmt: skip
    with resources.as_file(resources.files("sightline.reviews").joinpath("templates")) as folder:
        try:
            return typst.compile(
                folder / template, root=folder, ignore_system_fonts=True, format="pdf", pdf_standards=STANDARD,
                timestamp=0, sys_inputs={"pack": json.dumps(data, ensure_ascii=False)},
            )  # fmt: skip
        except (typst.TypstError, RuntimeError) as fault:
            raise EnvironmentFaultError(
                say("the PDF cannot be set: {fault}.", fault=str(fault)),
                fix=say("Write HTML instead: --out pack.html; and report this."),
            ) from fault
