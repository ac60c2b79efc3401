"""`init`: a new workspace whose comments teach, with a table small enough to read."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import click

from sightline.cli.staging import appearing, is_free
from sightline.cli.state import State, pass_state, shared_options

FILES = {
    "sightline.yml": "sightline.yml",
    "metrics.yml": "metrics.yml",
    "goals.yml": "goals.yml",
    "data/orders.csv": "data/orders.csv",
    "gitignore": ".gitignore",
}


def _title(folder: Path) -> str:
    """Return a name for the enterprise, made of the folder's: 'corner_bakery' is 'Corner bakery'."""
    words = folder.absolute().name.replace("_", " ").replace("-", " ").strip()
    return (words[:1].upper() + words[1:]) or "My enterprise"


def make_workspace(folder: Path) -> list[str]:
    """Write a new workspace and return its files, relative to it.

    Raises
    ------
    click.UsageError
        If something is at `folder` already.
    EnvironmentFaultError
        If the place cannot be written.
    """
    if not is_free(folder):
        what = "is not empty" if folder.is_dir() else "is a file"
        raise click.UsageError(f"{folder} {what}; nothing was written. Name a new folder: sightline init NAME.")
    starter = resources.files("sightline.cli") / "starter"
    with appearing(folder) as staged:
        for origin, name in FILES.items():
            text = starter.joinpath(origin).read_text(encoding="utf-8")
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("@NAME@", json.dumps(_title(folder), ensure_ascii=False)), encoding="utf-8")
    return list(FILES.values())


@click.command("init", short_help="Start a new workspace that explains itself.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@shared_options(shown=False)
@pass_state
def command(state: State, folder: Path) -> None:
    """Start a new workspace in DIR, which must be new or empty.

    It holds a small operating model with comments that explain each part, and a table of 250 orders, so that
    `check`, `measure` and `goals` answer at once. Replace the table by your own when you are ready.
    """
    files = make_workspace(folder)
    click.echo(f"Made a workspace in {folder}:")
    for name in files:
        click.echo(f"  {name}")
    go = "" if folder.resolve() == Path.cwd() else f"  cd {folder}\n"
    state.say(f"\nNext:\n{go}  sightline check\n  sightline measure\n  sightline goals")
