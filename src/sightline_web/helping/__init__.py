"""Help: the words and what they mean, and what the keyboard does."""
