"""What happened: readers of tables and event logs, and how their facts are laid out for the engines."""

from sightline.facts.formats import FORMATS, Format, format_of
from sightline.facts.landing import Landed, land, land_log
from sightline.facts.progress import Progress, Silent
from sightline.facts.rejects import NO_REJECTS, Rejects

__all__ = [
    "FORMATS",
    "NO_REJECTS",
    "Format",
    "Landed",
    "Progress",
    "Rejects",
    "Silent",
    "format_of",
    "land",
    "land_log",
]
