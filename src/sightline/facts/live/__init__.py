"""Live events: what happens now, kept durably before it is acknowledged, and readable by any engine soon after."""
