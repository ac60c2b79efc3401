"""`demo`: the example enterprise, made and shown in one command."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli import example_folder
from sightline.cli.serving import ensure_app, replay, serve
from sightline.cli.staging import is_free
from sightline.cli.state import State, pass_state, shared_options

PORT = 8631


def _remove(state: State, folder: Path, *, sure: bool) -> None:
    example = example_folder.find(folder)
    if example is None:
        raise click.UsageError(f"{folder} is not an example made by 'sightline demo'; nothing was removed.")
    added = example_folder.own_work(folder, example)
    if added and not sure:
        names = ", ".join(added[:5]) + (" ..." if len(added) > 5 else "")  # noqa: PLR2004 -- a line's worth
        raise click.UsageError(
            f"{folder} holds work of yours: {len(added)} added or changed files ({names}); nothing was removed. "
            "Save them, or add --yes."
        )
    files, size = example_folder.count(folder)
    example_folder.remove(folder)
    state.say(f"Removed {folder}: {files} files, {size / 1e6:,.1f} MB.")


def _prepare(state: State, folder: Path, *, cases: int | None, seed: int | None, live: bool) -> None:
    """Make the example at `folder`, or find it there."""
    example = example_folder.find(folder)
    if example is None:
        if not is_free(folder):
            raise click.UsageError(
                f"{folder} holds something else; nothing was written. Name another: sightline demo DIR."
            )
        state.say(f"Making the example enterprise in {folder} ...")
        example_folder.make(state, folder, cases=cases, seed=seed, live=live)
        files, size = example_folder.count(folder)
        state.say(f"Made {files} files, {size / 1e6:,.1f} MB. All of it is invented.")
        state.say(f"Take it away again with: sightline demo {folder} --remove")
        return
    if example_folder.is_live(folder) != live:
        kind, add = ("a whole example", "without --live") if live else ("a live example", "with --live")
        raise click.UsageError(f"{folder} holds {kind}. Name another folder, or start it {add}.")
    other = [
        f"--{name} {asked}"
        for name, asked, made in (("cases", cases, example.cases), ("seed", seed, example.seed))
        if asked is not None and asked != made
    ]
    if other:
        raise click.UsageError(
            f"{folder} holds an example made without {' '.join(other)}. Remove it first (sightline demo --remove) "
            "or name another folder."
        )
    example_folder.mark(folder, example)
    state.say(f"The example enterprise is in {folder} already.")


@click.command("demo", short_help="Make the example enterprise and open the app on it.")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=None)
@click.option("--cases", type=click.IntRange(min=1), help="How many orders and requests; default about 200,000 events.")
@click.option("--seed", type=click.IntRange(min=0), help="Another seed makes another history with the same truths.")
@click.option("--no-serve", is_flag=True, help="Make it and stop.")
@click.option("--no-browser", is_flag=True, help="Serve it and open no browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port; where it is taken, the next free one. 0: any.",
)
@click.option("--live", is_flag=True, help="Send its last half year through the door for events, day by day.")
@click.option(
    "--speed", type=click.FloatRange(0.1, 2_000), default=10.0, show_default=True, help="Live: days a minute."
)
@click.option("--until-over", is_flag=True, help="Live: stop when the story is over, rather than serve on.")
@click.option("--remove", "removing", is_flag=True, help="Take the example away again, counting what goes.")
@click.option("--yes", is_flag=True, help="Remove even files that you added or changed.")
@shared_options(shown=False)
@pass_state
def command(
    state: State, folder: Path | None, *, cases: int | None, seed: int | None, no_serve: bool, no_browser: bool,
    host: str, port: int, live: bool, speed: float, until_over: bool, removing: bool, yes: bool,
) -> int | None:  # fmt: skip
    """Make Halden Parts, an invented distributor of spare parts, in DIR (default: halden-parts) and open the app on it.

    36 months of orders, service requests, tickets and people with one story to find. A second run uses what is
    there. Nothing leaves this machine.

    With --live its story happens before your eyes (in halden-parts-live): what came after April 2026 is sent to it as
    events, a step slows, an exception says so, it is acted upon, it ends, and it comes back. With --no-serve that is
    told here alone, as fast as it goes; exit code 1 where it was not seen to its end.
    """
    folder = folder or Path(example_folder.LIVE_FOLDER if live else example_folder.DEFAULT_FOLDER)
    if removing:
        _remove(state, folder, sure=yes)
        return None
    if live or not no_serve:
        ensure_app()
    fewer = example_folder.LIVE_CASES if live and example_folder.find(folder) is None else None
    _prepare(state, folder, cases=cases or fewer, seed=seed, live=live)
    if live:
        return replay(
            folder.resolve(), host=host, port=port, days_per_minute=speed, pages=not no_serve, until_over=until_over,
            open_browser=not no_browser,
        )  # fmt: skip
    if no_serve:
        state.say(f"Next:\n  cd {folder}\n  sightline goals\n  sightline serve --open")
        return None
    serve(folder.resolve(), host=host, port=port, open_browser=not no_browser)
    return None
