"""`schema`: JSON Schemas, of the model for editors and of each document that commands print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sightline.cli.documents import DOCUMENTS
from sightline.cli.formats import write_bytes
from sightline.cli.state import State, pass_state, shared_options

MODEL_KINDS = {"workspace": "sightline.yml", "section": "every other *.yml"}


def schema_of(document: str) -> dict[str, Any]:
    """Return the JSON Schema called `document`: `workspace`, `section`, or a command that prints JSON."""
    if document in DOCUMENTS:
        return DOCUMENTS[document].schema()
    from sightline.model import json_schema  # noqa: PLC0415 -- slow import

    return json_schema("section" if document == "section" else "workspace")


@click.command("schema", short_help="JSON Schemas, of the model for editors and of each output.")
@click.option(
    "--document",
    type=click.Choice([*MODEL_KINDS, *DOCUMENTS]),
    default="workspace",
    show_default=True,
    help="'workspace' is sightline.yml, 'section' every other file of a model; the rest are commands.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file instead of showing it."
)
@shared_options(shown=False)
@pass_state
def command(state: State, document: str, out: Path | None) -> None:
    """Print the JSON Schema of the model's files, or of the JSON document that a command prints.

    \b
    An editor with the YAML language server (VS Code: the extension "YAML") checks and completes as you type:
      sightline schema --out .sightline/workspace.schema.json
      sightline schema --document section --out .sightline/section.schema.json
    then put this on the first line of sightline.yml:
      # yaml-language-server: $schema=.sightline/workspace.schema.json
    and this on the first line of every other file:
      # yaml-language-server: $schema=.sightline/section.schema.json
    """  # noqa: D301 -- \b is click's mark for lines to be kept
    text = json.dumps(schema_of(document), ensure_ascii=False, indent=1) + "\n"
    if out is None:
        write_bytes(text)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    staged = out.with_name(f".{out.name}.part")
    try:
        staged.write_text(text, encoding="utf-8")
        staged.replace(out)
    finally:
        staged.unlink(missing_ok=True)
    state.say(f"Wrote {out}.")
    if document in MODEL_KINDS:
        state.say(f"For {MODEL_KINDS[document]}, put this on the first line: # yaml-language-server: $schema={out}")
