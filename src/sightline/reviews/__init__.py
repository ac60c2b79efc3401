"""Review packs: one cycle of all three levels in one document, frozen and the same for ever.

`composing` makes a pack of a reading, `keeping` freezes it under the hash of its bytes, `story` tells it as headings,
paragraphs, tables and figures, and `html` and `pdf` set that for a screen, for paper and for a wall.
"""

from sightline.reviews.composing import Brief, compose
from sightline.reviews.pack import Pack, pack_bytes, pack_from, pack_id

__all__ = ["Brief", "Pack", "compose", "pack_bytes", "pack_from", "pack_id"]
