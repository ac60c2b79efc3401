"""The entry: the table of commands, and what happens to whatever they raise."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from keyword import iskeyword
from typing import NoReturn

import click

from sightline.cli.lazy import Entry, LazyGroup, ReaderGoneError
from sightline.cli.state import State, shared_options

COMMANDS = {
    name: Entry(f"sightline.cli.commands.{name}{'_' * iskeyword(name)}", summary)
    for name, summary in {
        "demo": "Make the example enterprise and open the app on it.",
        "init": "Start a new workspace that explains itself.",
        "check": "Is the model right?",
        "measure": "Metric values by period and dimension.",
        "goals": "Status, forecast and chance of each goal.",
        "sight": "Line of sight: what moves a goal, by how much, how sure.",
        "effects": "Each effect: size, delay, interval, evidence.",
        "why": "What made a metric change, without remainder.",
        "whatif": "What the goals would do, and what it would take.",
        "process": "How a process ran: map, variants, throughput, waiting, rules.",
        "deviations": "What is out of order, what it costs the goals, who answers.",
        "controls": "Does each control hold, and which cases show it?",
        "portfolio": "Which initiatives bring most, within what can be done.",
        "promises": "What was promised of initiatives, and what came.",
        "review": "The pack of a period: all three levels in one document.",
        "roles": "What each role can do for the goals: weights, targets, paths.",
        "agree": "Freeze the goals of roles for a period.",
        "assign": "Who should take which open work, and why.",
        "capabilities": "Where one departure would hurt, and what roles lack.",
        "people": "Who holds which role, and what in the table of people does not fit.",
        "import": "Bring in people or capabilities from another tool.",
        "export": "Give out people for a directory or another tool.",
        "align": "Agreed work against actual work: drift beyond chance, and why.",
        "evidence": "How much of a metric is individual, and what teams take.",
        "ingest": "Land live events out of a file or a stream.",
        "serve": "Open the app on this workspace.",
        "mcp": "Answer an assistant's questions; it reads and changes nothing.",
        "worker": "Do what is due: sessions, retention, checks.",
        "backup": "Back up what people keep in the app, and restore it to see.",
        "restore": "Put a backup back, whole or not at all.",
        "person": "Give out, or erase, all that is held about a person.",
        "retention": "How long records are kept, and what would go next.",
        "schema": "JSON Schemas, of the model for editors and of each output.",
        "doctor": "What is missing here, and how to mend it.",
        "completion": "The completion script for bash, zsh or fish.",
    }.items()
}
INTERRUPTED = 130


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's signature
    if value and not ctx.resilient_parsing:
        from sightline.cli.release import version  # noqa: PLC0415 -- only when asked

        click.echo(f"sightline {version()}")
        ctx.exit()


@click.group(
    "sightline",
    cls=LazyGroup,
    entries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 something is missing here, 4 partial, 130 interrupted.",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@shared_options(shown=True)
def cli() -> None:
    """Enterprise performance management with one line of sight.

    Declare the operating model in files, point it at the data you have, and see where goals are heading and what
    moves them. Begin with `sightline demo` for an example, or `sightline init DIR` for your own.
    """


def _silence_stdout() -> None:
    """Point standard output at nothing, so that closing it cannot fail once its reader is gone."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, sys.stdout.fileno())
    except (OSError, ValueError):  # not a real file: a test's buffer
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 -- lives until exit
    finally:
        os.close(nothing)


def run(args: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; whatever is raised becomes one screen on standard error.

    Parameters
    ----------
    args : sequence of str, optional
        Without the program's name; those of the process when left out.
    """
    state = State()
    try:
        answer = cli.main(
            args=list(args) if args is not None else None, prog_name="sightline", standalone_mode=False, obj=state
        )
        sys.stdout.flush()
    except (BrokenPipeError, ReaderGoneError):
        _silence_stdout()
        return 0
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 -- the last resort: every fault becomes a message and an exit code
        from sightline.cli.failures import report  # noqa: PLC0415 -- only when something fails

        return report(fault, state)
    return answer if isinstance(answer, int) else 0


def main() -> NoReturn:
    """Run the command line of this process and leave with its exit code.

    Leaves without taking the interpreter apart: a thread that still holds an engine would make the engine's binding
    report leaks on standard error. What was registered to be done at the end is done.
    """
    code = run()
    with suppress(OSError, ValueError):  # whoever read it is gone
        sys.stdout.flush()
        sys.stderr.flush()
    atexit._run_exitfuncs()  # noqa: SLF001 -- the standard library's own last step
    os._exit(code)
