"""Subscriptions: what somebody follows, how it stood when they were told last, and the digests that tell them."""
