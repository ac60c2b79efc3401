"""A pack as one HTML file that holds all it needs: for a screen, light or dark, and for the printer."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from sightline.reviews.pack import Pack
from sightline.reviews.speech import speech_of
from sightline.reviews.telling import byline, tell, title
from sightline.saying import say

__all__ = ["CONTENTS", "pack_html"]

CONTENTS = say("Contents")  # the name of the list of parts
TEMPLATES = "templates"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("sightline.reviews", TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("pack.html.jinja")


def pack_html(pack: Pack) -> bytes:
    """Return the document; it asks nothing of the network and runs no script."""
    style = resources.files("sightline.reviews").joinpath(TEMPLATES, "pack.css").read_text(encoding="utf-8")
    speech = speech_of(pack)
    text = _template().render(
        pack=pack, lang=pack.language, title=speech(title(pack)), byline=speech(byline(pack)),
        blocks=tell(pack, speech), contents=speech(CONTENTS), style=style,
    )  # fmt: skip
    return text.encode("utf-8")
