"""How probabilities did on the past of this workspace: the sentence, the reliability figure and its table."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.ahead import Calibration, CalibrationBin
from sightline_web.shell.formats import Formats
from sightline_web.shell.scales import Scale
from sightline_web.shell.sentences import Sentence, counted

__all__ = ["about_calibration", "bin_rows", "reliability"]

SIDE, LEFT, RIGHT, TOP, BOTTOM = 420, 52, 20, 12, 48
LEAST, LARGEST = 3.0, 11.0  # radius of a dot: its area grows with the number of forecasts
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def about_calibration(found: Calibration, formats: Formats) -> Sentence:
    """Return the sentence: how far probabilities were off, against always giving the average."""
    if found.brier is None:
        return Sentence.of(_("The past is too short to try probabilities on."))
    if found.base is None:
        text = _("Tried {count} times on the past of {series}, probabilities scored {score} (Brier, 0 is perfect).")
    elif found.brier < found.base:
        text = _(
            "Tried {count} times on the past of {series}, probabilities scored {score} (Brier, 0 is perfect): "
            "better than always giving the average rate, which scores {base}."
        )
    else:
        text = _(
            "Tried {count} times on the past of {series}, probabilities scored {score} (Brier, 0 is perfect): "
            "no better than always giving the average rate, which scores {base}."
        )
    return Sentence.put(
        text,
        count=formats.count(found.forecasts),
        series=counted(found.series, "series", "series"),
        score=formats.decimal(found.brier),
        base=formats.decimal(found.base),
    )


def bin_rows(bins: Sequence[CalibrationBin]) -> list[dict[str, object]]:
    """Return the bins for the twins."""
    return [
        {"low": each.low, "high": each.high, "count": each.count, "said": each.said, "came": each.came} for each in bins
    ]


def reliability(bins: Sequence[CalibrationBin], formats: Formats) -> SafeString:
    """Return how often it came beside what was said: on the diagonal where probabilities are right."""
    x = Scale(0.0, 1.0, LEFT, SIDE - RIGHT)
    y = Scale(0.0, 1.0, SIDE - BOTTOM, TOP)
    most = max((each.count for each in bins), default=0)
    grid = format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text class="tick" x="{}" y="{}" dy=".32em" text-anchor="end">{}</text>'
        '<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>',
        [
            (LEFT, f"{y(at):.1f}", SIDE - RIGHT, LEFT - 8, f"{y(at):.1f}", formats.share(at), f"{x(at):.1f}",
             SIDE - BOTTOM + 18, formats.share(at))
            for at in QUARTERS
        ],
    )  # fmt: skip
    dots = format_html_join(
        "",
        '<circle class="bin" cx="{}" cy="{}" r="{}"/>',
        [
            (f"{x(each.said):.1f}", f"{y(each.came):.1f}", f"{max(LARGEST * (each.count / most) ** 0.5, LEAST):.1f}")
            for each in bins
            if each.said is not None and each.came is not None
        ],
    )
    return format_html(
        '<svg class="reliability" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}'
        '<path class="target" d="M{} {}L{} {}"/>{}'
        '<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text></svg>',
        SIDE, SIDE, grid, f"{x(0):.1f}", f"{y(0):.1f}", f"{x(1):.1f}", f"{y(1):.1f}", dots, f"{x(0.5):.1f}", SIDE - 8,
        _("probability given"),
    )  # fmt: skip
