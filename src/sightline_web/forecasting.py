"""Methods of forecasting in words, wherever a page names one."""

from __future__ import annotations

from sightline_web.languages.marks import later_in

__all__ = ["method_word"]

METHODS = {  # by the library's name
    "AutoETS and AutoTheta": later_in("a method of forecasting", "AutoETS and AutoTheta"),
    "seasonal naive": later_in("a method of forecasting", "seasonal naive"),
    "naive": later_in("a method of forecasting", "naive"),
    "none": later_in("a method of forecasting", "none"),
}


def method_word(method: str) -> str:
    """Return a method in the reader's language; one that is not known by its name."""
    return str(METHODS.get(method, method))
