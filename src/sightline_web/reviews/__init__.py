"""Reviews: cycles of all three levels, what people write and decide in them, and the packs they are frozen into."""
