"""Move the fragments of this folder into CHANGELOG.md under a version: `assemble.py VERSION [YYYY-MM-DD]`."""  # noqa: INP001 -- a script, no package

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHANGELOG = HERE.parent / "CHANGELOG.md"
MARK = "<!-- versions -->\n"
KINDS = ("added", "changed", "fixed")


def section(version: str, day: str, fragments: dict[str, list[str]]) -> str:
    """Return the text of one version."""
    parts = [f"## {version} ({day})"]
    parts += [
        f"### {kind.capitalize()}\n\n" + "\n".join(f"- {line}" for line in fragments[kind])
        for kind in KINDS
        if fragments[kind]
    ]
    return "\n\n".join(parts) + "\n"


def main(version: str, day: str) -> None:
    """Write the section and remove the fragments; nothing is removed before it is written."""
    files = {kind: sorted(HERE.glob(f"*.{kind}.md")) for kind in KINDS}
    if not any(files.values()):
        sys.exit("changelog.d holds no fragments: nothing to do.")
    before = CHANGELOG.read_text(encoding="utf-8")
    if MARK not in before or f"\n## {version} " in before:
        sys.exit(f"CHANGELOG.md has no line '{MARK.strip()}', or {version} already.")
    texts = {kind: [path.read_text(encoding="utf-8").strip() for path in paths] for kind, paths in files.items()}
    CHANGELOG.write_text(before.replace(MARK, f"{MARK}\n{section(version, day, texts)}", 1), encoding="utf-8")
    for path in (path for paths in files.values() for path in paths):
        path.unlink()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else datetime.now(tz=UTC).date().isoformat())  # noqa: PLR2004 -- two arguments
