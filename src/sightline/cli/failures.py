"""Faults on one screen: place, cause, fix, and the exit code that goes with them."""

from __future__ import annotations

import errno
import traceback

import click

from sightline.cli.state import State
from sightline.cli.terminal import Terminal
from sightline.errors import SightlineError

USAGE, ENVIRONMENT, UNEXPECTED = 2, 3, 70
SCREEN = 24
_FIXES = {
    errno.ENOSPC: "Free some space, or move the workspace to a larger disk, and run the command again.",
    errno.EACCES: "Give yourself the right to it (chmod, chown), or choose another folder.",
    errno.EPERM: "Give yourself the right to it (chmod, chown), or choose another folder.",
    errno.EROFS: "Copy the workspace to a place that can be written, and run the command there.",
    errno.EMFILE: "Allow more open files (ulimit -n 4096), and run the command again.",
}


def _one_screen(text: str) -> list[str]:
    lines = text.rstrip().splitlines()
    if len(lines) <= SCREEN:
        return lines
    return [*lines[: SCREEN - 1], f"... and {len(lines) - SCREEN + 1} more lines"]


def write_fault(err: Terminal, *, place: str, cause: str, fix: str) -> None:
    """Write one fault to standard error: where and what, then what to do."""
    head, *rest = _one_screen(f"{place}: {cause}" if place else cause)
    click.echo(f"{err.style('error:', 'bad')} {head}", err=True)
    for line in rest:
        click.echo(f"  {line}" if line else "", err=True)
    for number, line in enumerate(_one_screen(fix) if fix else []):
        click.echo(f"{err.style('fix:', 'strong')}   {line}" if number == 0 else f"       {line}", err=True)


def write_remark(err: Terminal, *, place: str, text: str) -> None:
    """Write something to know, which is no fault of this command, to standard error."""
    click.echo(
        f"{err.style('note:', 'watch')}  {place}: {text}" if place else f"{err.style('note:', 'watch')}  {text}",
        err=True,
    )


def _usage(err: Terminal, fault: click.UsageError) -> None:
    path = fault.ctx.command_path if fault.ctx else "sightline"
    write_fault(err, place="", cause=fault.format_message(), fix=f"See '{path} --help'.")


def _unexpected(err: Terminal, fault: Exception, state: State) -> None:
    where = traceback.extract_tb(fault.__traceback__)
    place = f" ({where[-1].name}, line {where[-1].lineno})" if where else ""
    first = (str(fault).splitlines() or [""])[0][:400]
    write_fault(
        err,
        place="",
        cause=f"Sightline met something it did not expect: {type(fault).__name__}: {first}{place}",
        fix="This is a fault in Sightline. Run the command again with --debug and report what it prints,\n"
        "with the output of 'sightline doctor'. Nothing in your workspace's own files was changed.",
    )
    _trace(fault, state)


def _trace(fault: Exception, state: State) -> None:
    if state.debug:
        click.echo("".join(traceback.format_exception(fault)), err=True)


def report(fault: Exception, state: State) -> int:
    """Write `fault` to standard error and return the exit code.

    Parameters
    ----------
    fault : Exception
        Whatever a command raised.
    state : State
        Says whether colour and tracebacks are wanted.
    """
    err = state.err()
    if isinstance(fault, click.UsageError):
        _usage(err, fault)
        return USAGE
    if isinstance(fault, click.ClickException):
        write_fault(err, place="", cause=fault.format_message(), fix="")
        return USAGE
    if isinstance(fault, SightlineError):
        write_fault(err, place=fault.place, cause=fault.cause, fix=fault.fix)
        _trace(fault, state)
        return fault.exit_code
    if isinstance(fault, OSError):
        cause = (fault.strerror or str(fault)).lower()
        fix = _FIXES.get(fault.errno or 0, "Look whether the path is right. --debug shows where this happened.")
        write_fault(err, place=str(fault.filename or ""), cause=f"{cause}.", fix=fix)
        _trace(fault, state)
        return ENVIRONMENT
    if isinstance(fault, MemoryError):
        write_fault(
            err, place="", cause="there is not enough memory.", fix="Ask for fewer metrics, dimensions or periods."
        )
        return ENVIRONMENT
    _unexpected(err, fault, state)
    return UNEXPECTED
