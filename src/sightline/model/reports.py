"""Findings for people, programs, code-scanning services and pull requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sightline.model.codes import CODES
from sightline.model.findings import Finding

__all__ = ["finding_rows", "render_github", "render_json", "render_sarif", "render_text"]

_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m"}
_RESET = "\x1b[0m"
_WIDEST = 110


def render_text(findings: Iterable[Finding], *, color: bool = False) -> str:
    """Return findings for reading: place, code, message, the source line with a caret, what to do next."""
    return "".join(_text(one, color=color) for one in findings)


def _text(one: Finding, *, color: bool) -> str:
    head = f"{one.file}:{one.line}:{one.column}: "
    label = f"{one.severity} {one.code}"
    if color:
        label = f"{_COLOURS[one.severity]}{label}{_RESET}"
    lines = [f"{head}{label}: {one.message}"]
    if one.source_line.strip():
        shown, column = _window(one.source_line, one.column - 1)
        width = max(1, min(one.end_column - one.column, len(shown) - column))
        gutter = f"{one.line:>5} | "
        under = "".join("\t" if sign == "\t" else " " * _cells(sign) for sign in shown[:column])
        marks = "^" * max(1, sum(_cells(sign) for sign in shown[column : column + width]))
        lines += [f"{gutter}{_printable(shown)}", f"{' ' * 5} | {under}{marks}"]
    if one.fix:
        lines.append(f"      {one.fix}")
    return "\n".join(lines) + "\n"


def _window(line: str, column: int) -> tuple[str, int]:
    """Return the part of a long line around `column`, and where `column` lies in it."""
    if len(line) <= _WIDEST:
        return line, column
    first = max(0, min(column - _WIDEST // 2, len(line) - _WIDEST))
    return line[first : first + _WIDEST], column - first


def _cells(sign: str) -> int:
    """Return how many cells of a terminal a character takes."""
    import unicodedata  # noqa: PLC0415 -- only needed where a report is drawn

    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _printable(line: str) -> str:
    """Return the line without control characters, which a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\t" else "\ufffd" for sign in line)


def finding_rows(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Return findings as plain rows: file, line, column, code, severity, message and more."""
    return [
        {
            "file": one.file,
            "line": one.line,
            "column": one.column,
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "fix": one.fix,
            "end_column": one.end_column,
        }
        for one in findings
    ]


def render_json(findings: Iterable[Finding]) -> str:
    """Return findings as a JSON list of rows."""
    return json.dumps(finding_rows(findings), indent=2, ensure_ascii=False) + "\n"


def render_sarif(findings: Sequence[Finding], *, version: str = "0") -> str:
    """Return findings as one SARIF 2.1.0 run, as code-scanning services take it.

    Parameters
    ----------
    version : str
        The version of Sightline.
    """
    codes = sorted({one.code for one in findings})
    rules = [
        {
            "id": code,
            "name": code,
            "shortDescription": {"text": CODES[code].title},
            "fullDescription": {"text": CODES[code].explanation},
            "defaultConfiguration": {"level": CODES[code].severity},
        }
        for code in codes
    ]
    driver = {"name": "sightline", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"WORKSPACE": {"description": {"text": "the folder of sightline.yml"}}},
        "results": [_sarif(one, codes.index(one.code)) for one in findings],
    }
    return json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _sarif(one: Finding, index: int) -> dict[str, object]:
    region = {"startLine": one.line, "startColumn": one.column, "endColumn": max(one.end_column, one.column + 1)}
    place = {"artifactLocation": {"uri": _uri(one.file), "uriBaseId": "WORKSPACE"}, "region": region}
    return {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": one.severity,
        "message": {"text": f"{one.message} {one.fix}" if one.fix else one.message},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 -- only needed for SARIF

    return quote(path, errors="replace")


def render_github(findings: Iterable[Finding]) -> str:
    """Return findings as workflow commands that annotate a pull request."""
    return "".join(_github(one) for one in findings)


def _github(one: Finding) -> str:
    place = f"file={_property(one.file)},line={one.line},col={one.column},endColumn={one.end_column}"
    text = f"{one.message} {one.fix}" if one.fix else one.message
    return f"::{one.severity} {place},title={_property(one.code)}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
