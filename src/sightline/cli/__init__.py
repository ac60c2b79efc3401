"""The command line: arguments in, text out.

Nothing here computes a number; every command asks the floors below and prints the answer. What is
slow to import is imported inside the command that needs it, so that `--help` and completion answer at once.
"""

from sightline.cli.entry import main

__all__ = ["main"]
