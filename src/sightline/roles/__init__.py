"""Roles: goals derived from strategy, agreements about them, work compared with them, evidence that is fair.

A stage beside the others: it is handed frozen records of lines of sight, people, work and cases, and knows neither a
file nor a database. Nothing in it orders people by anything.
"""
