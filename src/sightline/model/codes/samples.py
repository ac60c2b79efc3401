"""Pieces that the examples are put together from."""

from __future__ import annotations

__all__ = ["HEAD", "LOG", "PROCESS", "metric", "model", "watch"]

HEAD = "sightline: 1\nname: Halden Parts\n"
LOG = "sources:\n  order_log: {file: data/orders.csv, log: {case: order_id, activity: step, time: at}}\n"
PROCESS = LOG + "processes:\n  order_to_cash:\n    log: order_log\n    activities: {receive: {}, ship: {}}\n"


def model(*parts: str) -> str:
    """Return a whole `sightline.yml` with the given sections."""
    return HEAD + "".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def metric(name: str, kind: str, *, unit: str = "EUR") -> str:
    """Return one metric as a line."""
    title = name.replace("_", " ").capitalize()
    return f"  {name}: {{title: {title}, unit: {unit}, better: higher, {kind}}}\n"


def watch(*names: str) -> str:
    """Return controls that use metrics, so that nobody can say they are unused."""
    return "controls:\n" + "".join(
        f"  floor_of_{one.replace('.', '_')}: {{metric: {one}, at_least: 0}}\n" for one in names
    )
