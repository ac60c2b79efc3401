"""The colours of the style sheet: every one a token, every pair readable in light and in dark."""

from __future__ import annotations

import re
from importlib import resources

import pytest

SHEET = resources.files("sightline_web.shell").joinpath("static/shell/app.css").read_text()
ROOT = SHEET[SHEET.index(":root {") : SHEET.index("}", SHEET.index(":root {"))]
TOKENS = {name: (light, dark) for name, light, dark in re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", ROOT)}
GROUNDS = ("bg", "raised", "wash")
TEXTS = ("ink", "dim", "accent", "good", "bad", "warn", "s0", "s1", "s2", "s3", "s4", "s5")


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_readable_on_every_ground(text, ground, theme):
    assert contrast(TOKENS[text][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_of_controls_can_be_seen(ground, theme):
    assert contrast(TOKENS["edge"][theme], TOKENS[ground][theme]) >= 3


def test_no_colour_stands_outside_the_tokens():
    rest = SHEET.replace(ROOT, "")
    shadows = [line for line in rest.splitlines() if re.search(r"#[0-9a-f]{3,8}\b", line) and "palette" not in line]
    assert all(line.startswith("dialog") for line in shadows)
