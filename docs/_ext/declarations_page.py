"""A Sphinx directive that tabulates one declaration of the model files: keys, values, defaults, meanings.

The table is made from `sightline.model.declarations` when the page is built. The directive's content says what each key
means, a line each. It cannot go stale: a declaration without its table, a key without its meaning and a meaning
without its key fail the build.
"""

from __future__ import annotations

import inspect
import sys
import types
import typing
from datetime import date

from docutils import nodes
from docutils.statemachine import StringList
from pydantic.fields import FieldInfo
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from sightline.model import declarations

LOG = logging.getLogger(__name__)
NAMED = {
    "Id": "id",
    "MetricRef": "metric id",
    "ActivityRef": "`process.id`",
    "Expression": "expression",
    "Text": "text",
    "Duration": "length of time",
    "FixedDuration": "length of time",
    "Hours": "hours of a day",
    "IsoDate": "date",
    "Whole": "whole number",
    "Pair": "list of 2: id, id",
}
MARKS = {name: typing.NewType(name, str) for name in NAMED}
PLAIN = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`", date: "date"}


def all_declarations() -> dict[str, type[declarations.Declaration]]:
    """Return each kind of declaration by its class name, in the order of the file."""
    return {
        name: cls
        for name, cls in vars(declarations).items()
        if inspect.isclass(cls) and issubclass(cls, declarations.Declaration) and cls is not declarations.Declaration
    }


def said(hint: object) -> str:
    """Return how the page names a type."""
    for name, mark in MARKS.items():
        if hint is mark:
            return NAMED[name]
    if hint in PLAIN:
        return PLAIN[typing.cast("type", hint)]
    if inspect.isclass(hint) and issubclass(hint, declarations.Declaration):
        return f"[{title_of(hint)}](#{anchor_of(hint)})"
    return said_of_many(typing.get_origin(hint), typing.get_args(hint)) or f"`{hint}`"


def said_of_many(origin: object, arguments: tuple[typing.Any, ...]) -> str:
    """Return how the page names a type made of others; empty where it cannot."""
    if origin is typing.Annotated:
        return said(arguments[0])
    if origin is typing.Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in (typing.Union, types.UnionType):
        kinds = [one for one in arguments if one is not type(None)]
        return "number" if set(kinds) == {int, float} else " or ".join(said(kind) for kind in kinds)
    if origin is tuple and arguments[-1] is Ellipsis:
        return f"list of {said(arguments[0])}"
    if origin is tuple:
        return f"list of {len(arguments)}: {', '.join(said(one) for one in arguments)}"
    return f"mapping of {said(arguments[0])} to {said(arguments[1])}" if origin is dict else ""


def title_of(cls: type) -> str:
    """Return what stands before the colon of the docstring's first line, in code: `metrics.ID`."""
    first = (cls.__doc__ or "").strip().splitlines()[0]
    return first.split("`")[1].rstrip(":") if first.startswith("`") else cls.__name__


def anchor_of(cls: type) -> str:
    """Return the label of the declaration's table."""
    return f"declaration-{cls.__name__.lower()}"


def bounds_of(info: FieldInfo) -> str:
    """Return between which numbers a value must lie."""
    words = {"ge": "from", "le": "to"}
    found = [(word, getattr(one, kind, None)) for one in info.metadata for kind, word in words.items()]
    return "".join(f" {word} {bound}" for word, bound in found if bound is not None)


def default_of(info: FieldInfo) -> str:
    """Return what holds where the key is left out."""
    if info.is_required():
        return "*needed*"
    if info.default in (None, ()) or info.default_factory or isinstance(info.default, declarations.Declaration):
        return ""
    return f"`{str(info.default).lower() if isinstance(info.default, bool) else info.default}`"


def rows_of(cls: type[declarations.Declaration], meanings: dict[str, str]) -> list[list[str]]:
    """Return key, value, default and meaning of each key."""
    names = {**vars(sys.modules[cls.__module__]), **vars(declarations), **MARKS}
    rows = []
    for name, info in cls.model_fields.items():
        hint = eval(cls.__annotations__[name], names)  # noqa: S307 -- the annotations of our own code
        key = info.alias or name
        rows.append([f"`{key}`", said(hint) + bounds_of(info), default_of(info), meanings.get(key, "")])
    return rows


class DeclarationTable(SphinxDirective):
    """`{declaration} NAME`: the table of one declaration; the content says what each key means."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the anchor and the table."""
        name = self.arguments[0]
        cls = all_declarations().get(name)
        if cls is None:
            raise self.error(f"no declaration is called '{name}'")
        shown = self.env.metadata.setdefault(self.env.docname, {})
        shown["declarations"] = f"{shown.get('declarations', '')} {name}"
        meanings = dict(line.split(": ", 1) for line in self.content)
        keys = {info.alias or field for field, info in cls.model_fields.items()}
        if keys != set(meanings):
            without, unknown = sorted(keys - set(meanings)), sorted(set(meanings) - keys)
            LOG.warning("%s: no meaning for %s, no key for %s", name, without, unknown, location=self.get_location())
        head = ["key", "value", "default", "meaning"]
        cells = [head, ["---"] * len(head), *rows_of(cls, meanings)]
        lines = [f"({anchor_of(cls)})=", ""]
        lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]
        holder = nodes.container()
        self.state.nested_parse(StringList(lines, source=self.get_source_info()[0]), self.content_offset, holder)
        return [*holder.children]


def complain_about_missing(app: Sphinx, _env: object) -> None:
    """Fail the build where a declaration has no table on any page."""
    shown = {name for page in app.env.metadata.values() for name in page.get("declarations", "").split()}
    for name in all_declarations().keys() - shown:
        LOG.warning("declaration %s stands on no page: add ```{declaration} %s```", name, name)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx about the directive."""
    app.add_directive("declaration", DeclarationTable)
    app.connect("env-check-consistency", complain_about_missing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
