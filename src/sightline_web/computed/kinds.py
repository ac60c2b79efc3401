"""The kinds of number, and what is told of how each is computed: text, kept in `kinds.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import yaml
from django.utils.translation import gettext as _

__all__ = ["Kind", "kinds", "told"]


@dataclass(frozen=True, slots=True)
class Kind:
    """How all numbers of one kind come about.

    Parameters
    ----------
    id : str
        Its name in addresses.
    title : str
        What such a number is, in few words.
    says : str
        What it is, in a sentence that answers "how was this computed?".
    formula : str
        The same in symbols.
    steps : tuple of str
        The method, step by step.
    facts : mapping of str to str
        What a reader must know of its certainty: sample, draws, interval, evidence.
    inputs : mapping of str to str
        What goes in: words, and the name of the page where it is seen.
    command : str
        The command that gives the same numbers; `{of}` is what they are about.
    about : str
        What such numbers are about: "goal", "metric", "process", "role", or nothing in particular.
    """

    id: str
    title: str
    says: str
    formula: str
    steps: tuple[str, ...]
    facts: Mapping[str, str]
    inputs: Mapping[str, str]
    command: str
    about: str = ""


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds of number, by their names in addresses."""
    text = (resources.files("sightline_web.computed") / "kinds.yml").read_text(encoding="utf-8")
    found = [Kind(**{**each, "steps": tuple(each["steps"])}) for each in yaml.safe_load(text)]
    return {each.id: each for each in found}


def told(kind: Kind) -> Kind:
    """Return a kind in the reader's language; its formula is in words, too."""
    return replace(
        kind,
        title=_(kind.title),
        says=_(kind.says),
        formula=_(kind.formula),
        steps=tuple(_(each) for each in kind.steps),
        facts={_(name): _(text) for name, text in kind.facts.items()},
        inputs={_(text): name for text, name in kind.inputs.items()},
    )
