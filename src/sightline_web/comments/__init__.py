"""Comments: what people say about a page or a number on it, whom they ask, and what the number was then."""
