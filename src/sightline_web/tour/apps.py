"""The tour as Django knows it: no tables, one place of the palette."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import AppConfig

__all__ = ["TourConfig"]


class TourConfig(AppConfig):
    """The tour."""

    name = "sightline_web.tour"
    label = "tour"

    def ready(self) -> None:
        """Offer the tour where the example is served."""
        from django.urls import reverse  # noqa: PLC0415 -- pages come after the apps
        from django.utils.translation import gettext as _  # noqa: PLC0415 -- likewise

        from sightline_web import keeper  # noqa: PLC0415 -- likewise
        from sightline_web.shell import palette  # noqa: PLC0415 -- likewise

        def places() -> Iterable[palette.Entry]:
            snapshot = keeper.current().state().snapshot
            if snapshot is not None and snapshot.head.example:
                yield palette.Entry(
                    "page", _("Tour of the example"), f"{reverse('strategy')}?tour=1", _("help first steps story")
                )

        palette.offer(places)
