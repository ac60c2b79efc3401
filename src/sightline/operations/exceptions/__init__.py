"""Exceptions, pure: when a deviation interrupts somebody, what may become of it, and how good the interrupting is.

Records in, records out: no clock, no file, no database. The app keeps what comes out.
"""
