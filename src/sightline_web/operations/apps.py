"""The surface as Django knows it: pages without tables of their own, whose numbers can be talked about."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["OperationsConfig"]


class OperationsConfig(AppConfig):
    """Operations."""

    name = "sightline_web.operations"
    label = "operations"

    def ready(self) -> None:
        """Offer the numbers of rules to be talked about."""
        from sightline_web.numbered import offer_numbers  # noqa: PLC0415 -- pages come after the apps
        from sightline_web.operations import numbers  # noqa: PLC0415 -- likewise

        offer_numbers("rule", numbers.of_rule)
