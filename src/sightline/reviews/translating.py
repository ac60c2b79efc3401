"""A pack put into another language than English, with all that its pages, its paper and its slides say in it.

What people wrote and what the model calls things stays as it is. Once that is done no catalogue is needed any more:
the pack holds, for each text that the library says of it in English, how it is said in its own language.
"""

from __future__ import annotations

from dataclasses import replace

from sightline.reviews.html import CONTENTS
from sightline.reviews.pack import LANGUAGE, Pack
from sightline.reviews.speech import exact_key, spoken
from sightline.reviews.telling import byline, headline, lead, slides, tell, title
from sightline.saying import Said, Voice, retold

__all__ = ["translated"]


def translated(pack: Pack, language: str, voice: Voice) -> Pack:
    """Return a pack in a language; in English as it stands.

    Parameters
    ----------
    pack : Pack
        As it was composed, so that its sentences know what they are made of.
    language : str
        By its tag, such as `nl`.
    voice : Voice
        Says a sentence in it.

    Returns
    -------
    Pack
        With `language` and `translated`.
    """
    if language == LANGUAGE:
        return pack
    kept: dict[str, str] = {}

    def speech(text: str) -> str:
        if not isinstance(text, Said):
            return text
        told = retold(text, voice)
        if kept.setdefault(str(text), told) != told:  # the same in English, where figures are shorter
            kept[exact_key(text)] = told
        return told

    said = spoken(pack, speech)
    for tells in (title, headline, byline, lead):
        speech(tells(said))
    speech(CONTENTS)
    tell(said, speech)
    slides(said, speech)
    return replace(said, language=language, translated={key: told for key, told in kept.items() if told != key})
