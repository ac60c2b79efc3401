"""Alignment: agreed work against actual work, minus what chance alone gives, and where the rest comes from.

Handed records of work and of people, and what was agreed; touches no file. `whole` joins the parts: `worked` counts
work for roles, `noise` draws what chance gives, `causes` takes a distance apart, `moves` says what would restore it.

Reference: total variation and its noise floor as in A. Agresti (2013), Categorical Data Analysis, chapter 1.
"""

from sightline.roles.alignment.splits import agreed_splits
from sightline.roles.alignment.whole import Asked, aligned

__all__ = ["Asked", "agreed_splits", "aligned"]
