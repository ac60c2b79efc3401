"""Sentences of the library that can be said in another language, for the pages that say them."""

from sightline.saying import Measured, Message, Said, Voice, begun, plain_of, retold, said_of

__all__ = ["Measured", "Message", "Said", "Voice", "begun", "plain_of", "retold", "said_of"]
