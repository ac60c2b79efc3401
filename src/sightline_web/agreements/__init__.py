"""The surface of agreements: what was frozen for a role and a period, both sides' acknowledgement, and new versions."""
