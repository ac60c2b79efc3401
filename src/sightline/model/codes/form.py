"""The form of a code's documentation, and the small language of its examples."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sightline.model.findings import Severity, severity_of

__all__ = ["Code", "example_files"]

_FILE = re.compile(r"# file: (\S+)\n")
_SAVED = re.compile(r"# saved as: (\S+)\n")
_PADDED = re.compile(r"# and ([0-9_]+) more characters\n")


@dataclass(frozen=True, slots=True)
class Code:
    """One code.

    Attributes
    ----------
    code : str
        SL1xx the text, SL2xx the shape of a declaration, SL3xx names, SL4xx meaning, SL5xx warnings.
    title : str
        What is wrong, in a few words.
    explanation : str
        Why it is wrong and what to do, in plain prose.
    example_bad, example_good : str
        Model files: the first yields exactly this code, the second none. See `example_files`.
    """

    code: str
    title: str
    explanation: str
    example_bad: str
    example_good: str

    @property
    def severity(self) -> Severity:
        """How grave it is: "error" or "warning"."""
        return severity_of(self.code)


def example_files(text: str) -> dict[str, bytes]:
    """Return the files that an example stands for.

    A line `# file: NAME` starts a file (`sightline.yml` where there is none), `# saved as: ENCODING`
    says how it is saved, and `# and N more characters` stands for a long comment.
    """
    pieces = _FILE.split(text)
    named = zip(["sightline.yml", *pieces[1::2]], [pieces[0], *pieces[2::2]], strict=True)
    return {name: _content(body) for name, body in named if body.strip() or name != "sightline.yml"}


def _content(body: str) -> bytes:
    saved = _SAVED.search(body)
    padded = _PADDED.search(body)
    if padded:
        body = body.replace(padded[0], "#" * int(padded[1]) + "\n")
    return body.encode(saved[1] if saved else "utf-8")
