"""Controls: one register of what must hold, whether it does, and what was waived."""
