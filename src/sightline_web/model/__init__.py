"""The Model surface: the files of the operating model, what the check says of them, and the sources."""
