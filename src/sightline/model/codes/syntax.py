"""SL1xx: the text of a file."""

from __future__ import annotations

from sightline.model.codes.form import Code
from sightline.model.codes.samples import HEAD, metric, model

__all__ = ["SYNTAX"]

_TYPED = "typed: {entries: []}"
_REVENUE = "metrics:\n" + metric("revenue", _TYPED)


def _limit(value: str) -> str:
    return model(_REVENUE, f"controls:\n  floor: {{metric: revenue, at_least: {value}}}\n")


SYNTAX = (
    Code(
        "SL101",
        "The text is not YAML",
        "The parser stopped here. Most often a quote or bracket is left open, the indentation is uneven, or a text"
        " with a colon, @, ` or % lacks quotes. The rest of the file is still checked as far as it can be read.",
        model('currency: "EUR'),
        model('currency: "EUR"'),
    ),
    Code(
        "SL102",
        "A key stands twice",
        "YAML readers silently keep one of two equal keys, and not all keep the same. Sightline keeps the first for"
        " further checks and asks for a decision.",
        model("currency: EUR\ncurrency: USD"),
        model("currency: EUR"),
    ),
    Code(
        "SL103",
        "A number is too large",
        "Whole numbers are kept in 64 bits and others as double precision; this one does not fit. An identifier that"
        " looks like a number belongs in quotes.",
        _limit("1e999"),
        _limit("1e9"),
    ),
    Code(
        "SL104",
        "Infinity and not-a-number",
        "A target, a limit or a value must be finite. To say that there is no limit, leave the key out.",
        _limit(".inf"),
        _limit("0.5"),
    ),
    Code(
        "SL105",
        "A number starts with a zero",
        "Some YAML readers take 012 as octal, that is ten; others as twelve. Write the number without the zero, or put"
        " an identifier in quotes.",
        _limit("012"),
        _limit("12"),
    ),
    Code(
        "SL106",
        "A merge key",
        "The merge key << was left out of YAML 1.2, and tools disagree on it. Write the keys out, or use an alias for a"
        " whole value.",
        model("calendar:\n  <<: {grain: week}"),
        model("calendar:\n  grain: week"),
    ),
    Code(
        "SL107",
        "An alias that cannot be followed",
        "An alias (*name) repeats a value that an anchor (&name) marked earlier in the same file. It cannot stand"
        " before its anchor or inside it, and aliases may not blow a small file up into a huge one.",
        model("calendar: *usual"),
        model("calendar: &usual {grain: week}"),
    ),
    Code(
        "SL108",
        "Nested too deep",
        "No declaration needs more than a few levels; beyond 40 something went wrong, most often a bracket.",
        model("# a list in a list in a list …", "metrics: " + "[" * 41 + "]" * 41),
        model("metrics: {}"),
    ),
    Code(
        "SL109",
        "A file is too large",
        "A model file holds what people declare; one of more than 10 MB is most likely data. Declare data as a source,"
        " or split the file: any *.yml below the workspace counts.",
        model("# and 10_000_001 more characters"),
        model("# a comment of usual length"),
    ),
    Code(
        "SL110",
        "A file is not UTF-8",
        "Model files are UTF-8. An editor on Windows may have saved this one in another encoding; save it again as"
        " UTF-8.",
        HEAD.replace("Halden", "Hälden") + "# saved as: latin-1\n",
        HEAD.replace("Halden", "Hälden") + "# saved as: utf-8\n",
    ),
    Code(
        "SL111",
        "A control character",
        "Invisible control characters, such as NUL, come from copying or from a damaged file. They cannot be part of a"
        " name or a text.",
        HEAD.replace("Halden", "Hal\x01den"),
        HEAD,
    ),
    Code(
        "SL112",
        "More than one document",
        "A line of three dashes starts a second YAML document. One file holds one document.",
        model("---", "currency: EUR"),
        model("currency: EUR"),
    ),
    Code(
        "SL113",
        "A key that is no plain text",
        "A list or a mapping stands where a key belongs, most often because a text that starts with [ or { lacks"
        " quotes.",
        model("[currency]: EUR"),
        model("currency: EUR"),
    ),
    Code(
        "SL114",
        "A tag",
        "Tags such as !!int or !custom tell a YAML reader to build special values. The keys of a model say what their"
        " values are, so no tag is needed and none is followed.",
        model("currency: !money EUR"),
        model("currency: EUR"),
    ),
    Code(
        "SL115",
        "A tab",
        "YAML is indented with spaces only.",
        model("calendar:\n\tgrain: week"),
        model("calendar:\n  grain: week"),
    ),
    Code(
        "SL116",
        "Too many files",
        "A workspace holds at most 5,000 model files. Folders whose names start with a dot are not read.",
        "",
        "",
    ),
    Code(
        "SL117",
        "A link that leads out",
        "A model file may be a symbolic link only to a file in the same workspace; otherwise a copied workspace would"
        " read files of whoever opens it.",
        "",
        "",
    ),
    Code(
        "SL118",
        "A file that cannot be read",
        "The file exists but may not be read, or a link leads nowhere.",
        "",
        "",
    ),
)  # fmt: skip
