"""What a folder says and has not marked for translation.

Of templates this is exact: every text that a reader sees, and every attribute that is read aloud or shown. Of Python
it is a guess, to be looked through: texts of several words that no mark holds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

from sightline_web.languages.extracting import MARKS

__all__ = ["NAMES", "SHOWN", "unmarked_in_python", "unmarked_in_template", "untitled_in_python"]

SHOWN = {"aria-label", "title", "placeholder", "alt", "label", "data-label", "aria-roledescription", "data-confirm"}
SILENT = {"script", "style", "code"}  # what programs read, in any language the same
TITLED = {"Page": 1, "Crumb": 0}  # which argument is a title
NAMES = {"Sightline", "JSON", "CSV", "Ctrl", "Enter", "Esc"}  # the same in every language
A_WORD = re.compile(r"[^\W\d_]{2,}")
PROSE = re.compile(r"[A-Za-z]+[,;:]? [a-z]{2,}")
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"


class _Texts(HTMLParser):
    """Collects what a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes that are shown or read aloud."""
        self._silent += tag in SILENT
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        """Notice the end of what is not shown."""
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        """Take a text."""
        if not self._silent:
            self.found.append(data)


def unmarked_in_template(source: str) -> list[str]:
    """Return the texts of a template that no tag of translation holds."""
    parts, held, comment = [], False, False
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ", 1)[0] if token.token_type == TokenType.BLOCK else ""
        if word in {"blocktranslate", "blocktrans", "endblocktranslate", "endblocktrans"}:
            held = not word.startswith("end")
        elif word in {"comment", "endcomment"}:
            comment = word == "comment"
        elif not held and not comment and token.token_type == TokenType.TEXT:
            parts.append(token.contents)
        elif token.token_type != TokenType.COMMENT:
            parts.append(HOLE)
    texts = _Texts()
    texts.feed("".join(parts))
    texts.close()
    return [" ".join(each.replace(HOLE, " … ").split()) for each in texts.found if _words(each)]


def _words(text: str) -> set[str]:
    return set(A_WORD.findall(text)) - NAMES


def unmarked_in_python(source: str) -> list[str]:
    """Return the texts of a module that look like words for a reader and that no mark holds."""
    tree = ast.parse(source)
    apart = set(_apart(tree))
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
        if PROSE.search(node.value) and not node.value.startswith("<")
    ]


def untitled_in_python(source: str) -> list[str]:
    """Return the titles of pages and of steps on the way to them that a module has not marked."""
    calls = [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)]
    given = [(TITLED.get(each.func.id), each.args) for each in calls if isinstance(each.func, ast.Name)]
    titles = [args[at] for at, args in given if at is not None and at < len(args)]
    return [f"{each.lineno}: {ast.unparse(each)}" for each in titles if _is_text(each)]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""


def _apart(tree: ast.Module) -> Iterator[int]:
    """Give the texts that no page shows, or that are marked: docstrings and what marks hold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield from (id(each) for each in node.args)
