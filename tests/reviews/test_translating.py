"""A pack in another language: all of it, from its own bytes alone, and the same again when it is made again."""

from __future__ import annotations

from dataclasses import replace

from sightline.reviews.checking import compared
from sightline.reviews.keeping import FORMS, set_in
from sightline.reviews.lines import ProcessLine
from sightline.reviews.pack import pack_bytes, pack_from, pack_id
from sightline.reviews.speech import speech_of, spoken
from sightline.reviews.telling import lead, slides, tell
from sightline.reviews.translating import translated
from sightline.reviews.unnamed import unnamed
from sightline.saying import Message, Said, joined, listed, retold, say
from sightline.units import format_value
from tests.reviews.support import GROW, pack

FROZEN_BEFORE = "6d0b18c66e53522ef47ca5699db6e9586b752808ca05e0503f53f2a89acdda06"


class Loud:
    """A voice of a language that writes everything in capitals, and figures in full."""

    def text(self, message):
        return "".join(part.upper() if at % 2 == 0 else "{" + part for at, part in enumerate(_parts(message)))

    def number(self, value, _form):
        return f"<{value!r}>"

    def day(self, day, _form):
        return f"<{day.isoformat()}>"

    def measured(self, value):
        return f"<{value.value!r} {value.unit}>"

    def period(self, label):
        return f"<{label}>"

    def cased(self, text, *, capital):
        return text[:1].upper() + text[1:] if capital else text


def _parts(message):
    text = message.text if message.count == 1 or not message.many else message.many
    for at, piece in enumerate(text.split("{")):
        if at:
            place, _, rest = piece.partition("}")
            yield place + "}"
            yield rest
        else:
            yield piece


WORDS = say("{n} things are known.", n=3)
MADE = pack(words=(WORDS,), goals=(replace(GROW, why=joined(" ", [WORDS, "As is."])),))
LOUD = translated(MADE, "xx", Loud())


def texts(value):
    """Give every text that a story holds."""
    found = []
    spoken(value, lambda text: found.append(text) or text)
    return found


def test_english_packs_keep_the_bytes_that_they_had_before_there_were_others():
    assert pack_id(pack_bytes(pack())) == FROZEN_BEFORE
    assert translated(MADE, "en", Loud()) is MADE
    assert pack_from(pack_bytes(pack())).language == "en"


def test_its_sentences_are_said_and_what_people_and_models_say_stays():
    assert (LOUD.language, LOUD.words, LOUD.goals[0].why) == (
        "xx", ("<3> THINGS ARE KNOWN.",), "<3> THINGS ARE KNOWN. As is.",
    )  # fmt: skip
    assert (LOUD.notes, LOUD.goals[0].statement, LOUD.goals[0].status) == (MADE.notes, GROW.statement, "behind")


def test_it_is_told_from_its_own_bytes_with_no_text_of_the_library_left():
    again = pack_from(pack_bytes(LOUD))
    assert again == LOUD
    for story in (tell(again, speech_of(again)), slides(again, speech_of(again))):
        assert not [text for text in texts(story) if isinstance(text, Said) and isinstance(text.source, Message)]
    assert speech_of(again)(lead(again)).startswith("<0> OF <1> GOALS ARE REACHED OR ON COURSE.")


def test_every_form_says_its_language_and_is_the_same_again():
    again = pack_from(pack_bytes(LOUD))
    assert {form: set_in(form, again) for form in FORMS} == {form: set_in(form, LOUD) for form in FORMS}
    page = set_in("html", again).decode()
    assert '<html lang="xx">' in page
    assert 'aria-label="CONTENTS"' in page
    assert ">TARGET</text>" in page


def test_two_figures_that_are_one_in_english_stay_two():
    lines = [ProcessLine("p", "P", "p.a", "A", "EUR", "higher", value, None) for value in (1_210_000.0, 1_240_000.0)]
    assert len({format_value(one.value, "EUR", compact=True) for one in lines}) == 1
    made = pack_from(pack_bytes(translated(pack(processes=tuple(lines)), "xx", Loud())))
    said = texts(tell(made, speech_of(made)))
    assert {"<1210000.0 EUR>", "<1240000.0 EUR>"} <= set(said)


def test_made_again_it_is_compared_in_its_own_language():
    again = pack_from(pack_bytes(LOUD))
    assert compared(again, spoken(MADE, speech_of(again))).same
    other = replace(MADE, words=(say("{n} things are known.", n=4),))
    assert compared(again, spoken(other, speech_of(again))).differs == ("words",)


def test_a_case_without_its_name_has_none_in_any_language():
    sentence = say("{who} broke {rule}", who=listed(["A 7", "B"]), rule="A 7")
    assert unnamed(sentence, "A 7") == "a case and B broke a case"
    assert retold(unnamed(sentence, "A 7"), Loud()) == "A CASE AND B BROKE A CASE"
    assert unnamed("A 7 alone", "A 7") == "a case alone"
    assert unnamed(sentence, None) is sentence
