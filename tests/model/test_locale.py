"""How the people of a workspace read: one key, in the form that browsers and standards use."""

from __future__ import annotations

import pytest

from sightline.model import load

HEAD = "sightline: 1\nname: T\n"


@pytest.mark.parametrize("locale", ["nl", "nl-BE", "en-GB", "fil"])
def test_a_language_and_a_country_are_taken(locale):
    loaded = load({"sightline.yml": f"{HEAD}locale: {locale}\n"})
    assert loaded.model is not None
    assert loaded.model.settings.locale == locale


def test_nothing_is_declared_by_itself():
    loaded = load({"sightline.yml": HEAD})
    assert loaded.model is not None
    assert loaded.model.settings.locale is None


@pytest.mark.parametrize(
    ("locale", "fix"),
    [
        ("nl_NL", "Write nl-NL."),
        ("NL", "Write nl."),
        ("en-gb", "Write en-GB."),
        ("nl_NL.UTF-8", "Write nl-NL."),
        ("dutch", None),
    ],
)
def test_another_form_is_refused_with_the_right_one(locale, fix):
    (error,) = load({"sightline.yml": f"{HEAD}locale: {locale}\n"}).errors
    assert (error.code, error.fix) == ("SL205", fix)
    assert "a language, and a country where it matters" in error.message
