"""The door for live events: they come in here, before Django, and what came of them is shown to whoever sends them."""
