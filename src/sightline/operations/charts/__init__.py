"""Behaviour charts: a metric against its own baseline, with a known rate of false signals for a whole fleet of charts.

A value becomes a score: transformed or counted (`scores`), its season and memory removed by what the baseline showed
(`expected`), judged by limits that allow for the baseline's length (`limits`, `run_lengths`).
"""
