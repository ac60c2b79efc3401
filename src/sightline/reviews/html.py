"""A pack as one HTML file that holds all it needs: for a screen, light or dark, and for the printer."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from sightline.reviews.pack import Pack
from sightline.reviews.telling import byline, tell, title

__all__ = ["LANG", "pack_html"]

LANG = "en"
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
    text = _template().render(
        pack=pack, lang=LANG, title=title(pack), byline=byline(pack), blocks=tell(pack), style=style
    )
    return text.encode("utf-8")
