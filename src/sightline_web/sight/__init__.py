"""The Line of sight surface: what moves a goal, what anything moves, and the effects behind it."""
