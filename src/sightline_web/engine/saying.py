"""Sentences of the library that can be said in another language, for the pages that say them."""

from sightline.saying import (
    Joined,
    Labelled,
    Measured,
    Message,
    Said,
    Voice,
    begun,
    joined,
    phrase,
    plain_of,
    retold,
    said_of,
    say,
    say_many,
)

__all__ = [
    "Joined", "Labelled", "Measured", "Message", "Said", "Voice", "begun", "joined", "phrase", "plain_of", "retold",
    "said_of", "say", "say_many",
]  # fmt: skip
