"""Appraisals: a person judges first, then sees what was computed, gives a reason, hears an objection, and decides."""
