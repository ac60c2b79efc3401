"""The translators' command: bring the catalogues up to date, or list what a folder has not marked yet.

python -m sightline_web.languages                     every catalogue of Dutch
python -m sightline_web.languages --language de       of another language, made where there are none
python -m sightline_web.languages --unmarked shell    what the shell says without a mark
"""

from __future__ import annotations

import sys

import click

from sightline_web.languages.catalogues import HERE
from sightline_web.languages.checking import faults
from sightline_web.languages.extracting import files_of
from sightline_web.languages.merging import merge
from sightline_web.languages.unmarked import unmarked_in_python, unmarked_in_template, untitled_in_python

__all__ = ["main"]


@click.command(help="Bring the catalogues of a language up to date, and say what they lack.")
@click.option("--language", default="nl", show_default=True, help="Which language.")
@click.option("--unmarked", "folders", multiple=True, metavar="FOLDER", help="List what a folder has not marked.")
def main(language: str, folders: tuple[str, ...]) -> None:
    """Run the command."""
    if folders:
        sys.exit(_list_unmarked(folders))
    for done in merge(language):
        changes = f"{done.new} new, {done.gone} gone, {done.missing} to translate"
        click.echo(f"{done.folder or '(top)':16} {done.messages:5} texts: {changes}")
    wrong = faults(language)
    for each in wrong:
        click.echo(each)
    sys.exit(1 if wrong else 0)


def _list_unmarked(folders: tuple[str, ...]) -> int:
    found = 0
    for file in (file for folder in folders for file in files_of(folder)):
        source = file.read_text(encoding="utf-8")
        texts = (
            untitled_in_python(source) + unmarked_in_python(source)
            if file.suffix == ".py"
            else unmarked_in_template(source)
        )
        for text in texts:
            click.echo(f"{file.relative_to(HERE.parent)}: {text}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    main()
