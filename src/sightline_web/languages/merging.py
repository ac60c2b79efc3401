"""How catalogues are brought up to date and written: sorted, one line for each text, and nothing changes by itself.

So two translators who work on different sentences of a folder do not get in each other's way.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import normalize

from sightline_web.languages.catalogues import catalogue_at, place_of
from sightline_web.languages.extracting import TRANSLATED, Message, messages_of

__all__ = ["Merged", "entries", "merge", "written"]

Entries = dict[Message, tuple[str, ...]]
HEAD = """\
# What {folder} says, in {language}. Sorted by the English text; `make messages` keeps it so.
msgid ""
msgstr ""
"Language: {tag}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """What bringing one catalogue up to date did."""

    folder: str
    messages: int
    missing: int
    new: int
    gone: int


def entries(catalogue: Catalog) -> Entries:
    """Return what a catalogue says for each message: one text, or one for each form of the plural."""
    found = {}
    for each in catalogue:
        if not each.id:
            continue
        one, many = each.id if isinstance(each.id, tuple | list) else (each.id, "")
        texts = tuple(each.string) if isinstance(each.string, tuple | list) else (str(each.string or ""),)
        found[Message(str(one), str(each.context or ""), str(many))] = tuple(str(text or "") for text in texts)
    return found


def merge(language: str) -> list[Merged]:
    """Bring every catalogue of a language up to date; what is new stays empty, what is gone goes."""
    return [done for folder in TRANSLATED if (done := _merged(folder, language)) is not None]


def _merged(folder: str, language: str) -> Merged | None:
    place = place_of(folder, language)
    wanted = messages_of(folder)
    if not wanted:
        place.unlink(missing_ok=True)
        return None
    before = entries(catalogue_at(place, language))
    after = {message: before.get(message, ()) for message in wanted}
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(written(after, folder=folder, language=language), encoding="utf-8", newline="\n")
    missing = sum(not any(texts) for texts in after.values())
    return Merged(folder, len(after), missing, len(after.keys() - before.keys()), len(before.keys() - after.keys()))


def written(texts: Entries, *, folder: str, language: str) -> str:
    """Return a catalogue as its file holds it."""
    forms = get_plural(language)
    name = Locale.parse(language).english_name
    head = HEAD.format(folder=folder or "the top", language=name, tag=language, plurals=str(forms))
    return head + "".join(_entry(message, said, forms.num_plurals) for message, said in sorted(texts.items()))


def _entry(message: Message, said: tuple[str, ...], forms: int) -> str:
    lines = [""]
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{at}] {_quoted(said[at] if at < len(said) else '')}" for at in range(forms)]
    else:
        lines.append(f"msgstr {_quoted(said[0] if said else '')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return normalize(text, width=0)
