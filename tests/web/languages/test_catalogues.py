"""The catalogues: up to date, complete, and true to the English; and how sentences are found."""

from __future__ import annotations

import ast
from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext

from sightline_web.languages.catalogues import catalogue_at, place_of
from sightline_web.languages.checking import faults, faults_of
from sightline_web.languages.extracting import (
    TRANSLATED,
    Message,
    files_of,
    in_python,
    in_template,
    in_yaml,
    messages_of,
)
from sightline_web.languages.merging import entries, written
from sightline_web.languages.spoken import accepted, direction, known, speaking, spoken_now
from sightline_web.languages.unmarked import unmarked_in_python, unmarked_in_template, untitled_in_python

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def catalogue(text: str):
    return read_po(BytesIO((HEAD + text).encode()), locale="nl")


def test_dutch_is_complete_and_true_to_the_english():
    assert faults("nl") == [], "run `make messages` and translate what is missing"


@pytest.mark.parametrize("folder", TRANSLATED)
def test_a_catalogue_is_written_as_the_command_writes_it(folder):
    place = place_of(folder, "nl")
    there = entries(catalogue_at(place, "nl"))
    assert place.is_file() is bool(there), "a folder that says nothing has no catalogue"
    if there:
        assert place.read_text(encoding="utf-8") == written(there, folder=folder, language="nl")


@pytest.mark.parametrize("folder", TRANSLATED)
def test_every_text_of_a_template_is_marked(folder):
    templates = [each for each in files_of(folder) if each.suffix != ".py"]
    found = {each.name: unmarked_in_template(each.read_text(encoding="utf-8")) for each in templates}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("folder", TRANSLATED)
def test_every_page_has_a_title_in_the_readers_language(folder):
    modules = [each for each in files_of(folder) if each.suffix == ".py"]
    found = {each.name: untitled_in_python(each.read_text(encoding="utf-8")) for each in modules}
    assert {name: titles for name, titles in found.items() if titles} == {}


@pytest.mark.parametrize("package", [name for name in TRANSLATED if name.startswith("engine/")])
def test_a_sentence_of_the_library_that_counts_is_written_where_it_is_said(package):
    calls = (
        node
        for each in files_of(package)
        for node in ast.walk(ast.parse(each.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"say_many", "say_in"}
    )
    hidden = [ast.unparse(call) for call in calls if not all(isinstance(text, ast.Constant) for text in call.args[:2])]
    assert hidden == [], "a catalogue finds its two texts only as literals"


def test_sentences_are_found_in_python():
    source = """
_("One" " text"); gettext_lazy("late"); later("table"); ngettext("{n} goal", "{n} goals", n)
pgettext("on a button", "Open"); npgettext("so many", "wait", "waits", 2); counted(n, "role"); counted(n, "is", "are")
_(variable); other("no mark"); "{x}".format(x=_("inner"))
"""
    assert sorted(in_python(source)) == [
        Message("One text"), Message("Open", "on a button"), Message("inner"), Message("is", "", "are"),
        Message("late"), Message("role", "", "roles"), Message("table"), Message("wait", "so many", "waits"),
        Message("{n} goal", "", "{n} goals"),
    ]  # fmt: skip


def test_sentences_are_found_in_templates():
    source = """
      <p title="{% translate "Close" context "a door" %}">{% translate 'It is 100%' as x %}
    {% blocktranslate trimmed count n=many with goal=each.title|safe %}
        {{ n }} goal of {{ goal }}
      {% plural %}{{ n }} goals of {{ goal }}
    {% endblocktranslate %}</p>{{ each.title|default:_("none") }}
    """
    assert sorted(in_template(source)) == [
        Message("%(n)s goal of %(goal)s", "", "%(n)s goals of %(goal)s"),
        Message("Close", "a door"),
        Message("It is 100%%"),
        Message("none"),
    ]


def test_sentences_are_found_in_yaml():
    source = """
- id: forecast
  title: A forecast
  steps: [Seasons, Errors]
  facts: {Sample: all cases}
  inputs: {Values of metrics: metrics}
  command: goals {of}
  about: goal
"""
    texts = ["A forecast", "Seasons", "Errors", "Sample", "all cases", "Values of metrics"]
    assert list(in_yaml(source)) == [Message(text) for text in texts]


def test_what_is_not_marked_is_listed():
    template = """{% translate "Yes" %}<p title="Close it">A word {{ n }}</p>{# no #}<b>Sightline</b>
    {% blocktranslate %}in <i>here</i>{% endblocktranslate %}<script>var not = "text"</script>"""
    assert unmarked_in_template(template) == ["Close it", "A word …"]
    assert unmarked_in_python('"""Of a module."""\nx = _("Marked well"), "not marked", "word", f"has {x} words"\n') == [
        "2: not marked"
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('msgid "A"\nmsgstr ""', "not translated: 'A'"),
        ('msgid "B"\nmsgstr "b"', "not in the catalogue: 'A'"),
        ('msgid "A"\nmsgstr "a"\n\nmsgid "B"\nmsgstr "b"', "no longer said: 'B'"),
        ('#, fuzzy\nmsgid "A"\nmsgstr "a"', "uncertain (fuzzy): 'A'"),
        ('msgid "A"\nmsgstr "{x}"', "holds other values than the English: 'A' -> '{x}'"),
        ('msgid "A"\nmsgstr "<b>a"', "holds other values than the English: 'A' -> '<b>a'"),
    ],
)
def test_a_fault_of_a_catalogue_is_told(text, fault):
    assert fault in list(faults_of(catalogue(text), [Message("A")], "nl"))


def test_a_plural_has_every_form_and_may_leave_the_number_out_for_one():
    whole = 'msgid "{n} goal"\nmsgid_plural "{n} goals"\nmsgstr[0] "{n} doel"\nmsgstr[1] "{n} doelen"'
    assert list(faults_of(catalogue(whole), [Message("{n} goal", "", "{n} goals")], "nl")) == []
    half = whole.replace("{n} doelen", "")
    assert list(faults_of(catalogue(half), [Message("{n} goal", "", "{n} goals")], "nl")) == [
        "not translated: '{n} goal'"
    ]


def test_a_catalogue_is_sorted_and_carries_no_date():
    texts = {Message("b"): ("B",), Message("a", "here"): ("A",), Message("a"): ("",)}
    text = written(texts, folder="shell", language="nl")
    assert "Date" not in text
    assert text.endswith('\nmsgid "a"\nmsgstr ""\n\nmsgctxt "here"\nmsgid "a"\nmsgstr "A"\n\nmsgid "b"\nmsgstr "B"\n')
    assert entries(read_po(BytesIO(text.encode()), locale="nl")) == texts


def test_a_language_is_spoken_for_a_while():
    assert messages_of("shell")
    with speaking("nl"):
        assert (spoken_now(), gettext("Goals")) == ("nl", "Doelen")
        assert [ngettext("{count} day", "{count} days", n) for n in (1, 2)] == ["{count} dag", "{count} dagen"]
        assert gettext("nobody has marked this") == "nobody has marked this"
    assert (spoken_now(), gettext("Goals")) == ("en", "Goals")
    with speaking("tlh"):
        assert spoken_now() == "en"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("de-DE,de;q=0.9,nl;q=0.5", "nl"),
        ("en-GB,nl;q=0.9", "en"),
        ("fr", "en"),
        ("nl;q=0", "en"),
        ("", "en"),
        ("*", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_browser_says_the_language(header, language):
    assert accepted(header) == language


def test_a_tag_may_name_a_country_and_be_nonsense():
    assert [known(tag) for tag in ("nl_BE", "en-GB", "de", "", "../..", "nl\0")] == ["nl", "en", None, None, None, None]


def test_some_languages_run_from_right_to_left():
    assert [direction(each) for each in ("ar", "he", "fa-ir", "nl", "en")] == ["rtl", "rtl", "rtl", "ltr", "ltr"]
