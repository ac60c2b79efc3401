"""What there is to translate: every marked sentence of a folder's Python and templates, and its texts in YAML.

What the library says stands in the catalogues of `engine`, the app's door to it: a folder for each of its packages.

Templates are read as Django reads them for the gettext tools, Python by its syntax tree; neither needs those tools.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

from sightline_web.languages.catalogues import HERE

__all__ = [
    "LIBRARY_MARKS",
    "MARKS",
    "TRANSLATED",
    "Message",
    "files_of",
    "in_python",
    "in_template",
    "in_yaml",
    "messages_of",
]

LIBRARY = HERE.parent / "sightline"
OF_LIBRARY = "engine/"  # before the name of a package of the library: the folder of its catalogue
# every folder of the app and every package of the library; "" is that of the modules at the top
TRANSLATED = tuple(
    sorted(
        {"", f"{OF_LIBRARY}top"}
        | {place.parent.name for place in HERE.glob("*/__init__.py")}
        | {OF_LIBRARY + place.parent.name for place in LIBRARY.glob("*/__init__.py")}
    )
)

NAMES = {"id", "command", "about"}  # in YAML: keys of what is no text
PAGES = "inputs"  # in YAML: the key of what names pages by texts

Places = tuple[int | None, int, int | None]
MARKS: dict[str, Places] = {  # what marks a sentence: which arguments are its context, its text and its plural
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
    "later": (None, 0, None),  # `languages.marks`
    "later_in": (0, 1, None),
    "noted": (None, 0, None),
    "counted": (None, 1, 2),  # `shell.sentences.counted`: "one goal", "three goals"
}

LIBRARY_MARKS: dict[str, Places] = {  # of what is kept in English with its source: `sightline.saying`
    "say": (None, 0, None),
    "say_in": (0, 1, None),
    "say_many": (None, 0, 1),
    "phrase": (None, 0, None),
}


@dataclass(frozen=True, order=True, slots=True)
class Message:
    """One sentence to translate.

    Parameters
    ----------
    text : str
        What it is in English; of several, for one.
    context : str
        What tells it apart from the same words elsewhere; empty where nothing has to.
    plural : str
        What it is in English for many; empty where it does not count.
    """

    text: str
    context: str = ""
    plural: str = ""


def files_of(folder: str) -> list[Path]:
    """Return the modules and templates of a folder."""
    if folder.startswith(OF_LIBRARY):
        package = folder.removeprefix(OF_LIBRARY)
        return sorted(LIBRARY.glob("*.py") if package == "top" else (LIBRARY / package).rglob("*.py"))
    if not folder:
        return sorted(HERE.glob("*.py"))
    files = [each for each in (HERE / folder).rglob("*") if each.suffix == ".py" or "templates" in each.parts]
    return sorted(each for each in files if each.is_file() and "migrations" not in each.parts)


def messages_of(folder: str) -> list[Message]:
    """Return what a folder has marked for translation, sorted, each once; of two plurals of one text, both."""
    found: set[Message] = set()
    marks = LIBRARY_MARKS if folder.startswith(OF_LIBRARY) else MARKS | LIBRARY_MARKS
    for file in files_of(folder):
        text = file.read_text(encoding="utf-8")
        try:
            found.update(in_python(text, marks) if file.suffix == ".py" else in_template(text))
        except SyntaxError as error:
            raise SyntaxError(f"{file.relative_to(HERE.parent)}: {error}") from error
    for file in sorted((HERE / folder).glob("*.yml")) if folder else ():
        found.update(in_yaml(file.read_text(encoding="utf-8")))
    counting = {(each.text, each.context) for each in found if each.plural}
    return sorted(each for each in found if each.plural or (each.text, each.context) not in counting)


def in_python(source: str, marks: Mapping[str, Places] = MARKS) -> Iterator[Message]:
    """Give what a module has marked."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks:
            context, text, plural = marks[node.func.id]
            said = _literal(node, text)
            if said is None:
                continue  # not a text of the source, so it is marked where it is one
            many = _literal(node, plural) or ""
            if node.func.id == "counted" and not many:
                many = f"{said}s"
            yield Message(said, _literal(node, context) or "", many)


def in_template(source: str) -> Iterator[Message]:
    """Give what a template has marked."""
    plain = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    keywords = dict.fromkeys(MARKS)
    found: Iterator[Any] = extract_python(BytesIO(plain.encode()), keywords, [], {})  # a text, or a tuple of them
    for _line, name, said, _comments in found:
        texts = said if isinstance(said, tuple) else (said,)
        context, text, plural = MARKS[name]
        given = [texts[at] if at is not None and at < len(texts) else None for at in (text, context, plural)]
        yield Message(*(str(each) if each is not None else "" for each in given))


def in_yaml(source: str) -> Iterator[Message]:
    """Give the texts of a file of YAML: all of it but names of things and of pages."""
    yield from _told(yaml.safe_load(source))


def _told(value: object) -> Iterator[Message]:
    if isinstance(value, str):
        yield Message(value)
    elif isinstance(value, list):
        for each in value:
            yield from _told(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == PAGES:
                yield from _told(list(each))
            elif isinstance(each, dict):  # what is told of it, by what it is
                yield from _told([*each, *each.values()])
            elif key not in NAMES:
                yield from _told(each)


def _literal(call: ast.Call, at: int | None) -> str | None:
    if at is None or at >= len(call.args):
        return None
    given = call.args[at]
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None
