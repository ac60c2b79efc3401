"""Sentences about a case without its name, for a pack is read by many."""

from __future__ import annotations

from dataclasses import replace

from sightline.saying import Cased, Joined, Message, Said, Source, Value, say

__all__ = ["unnamed"]

A_CASE = say("a case")


def unnamed(text: str, case: str | None) -> str:
    """Return a text in which a case is called "a case"; the name stands nowhere in what the text is made of."""
    if case is None or case not in text:
        return text
    changed = text.replace(case, A_CASE)
    return Said(changed, _source(text.source, case)) if isinstance(text, Said) else changed


def _source(source: Source, case: str) -> Source:
    if isinstance(source, Message):
        return replace(source, values=tuple((name, _value(value, case)) for name, value in source.values))
    if isinstance(source, Joined):
        return replace(source, parts=tuple(unnamed(part, case) for part in source.parts))
    return replace(source, text=unnamed(source.text, case)) if isinstance(source, Cased) else source


def _value(value: Value, case: str) -> Value:
    if value == case:
        return A_CASE
    return unnamed(value, case) if isinstance(value, str) else value
